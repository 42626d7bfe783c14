"""Matters: to whom they fall, in which order, what closes them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiangong.foundation.inbox.actions import Opening, close_matters, open_many, open_matter
from jiangong.foundation.inbox.models import Delegation, Matter
from jiangong.foundation.inbox.queries import (
    count_waiting_for,
    matter_waiting_for,
    matters_of,
    matters_waiting_for,
    steps_of,
)
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.models import User
from tests.factories import make_appointment, make_person

KIND = "tests.confirm"


def fresh(user):
    """The account as the next request has it."""
    return User.objects.get(pk=user.pk)


def waiting(user, **narrowed):
    return [one.matter for one in matters_waiting_for(fresh(user), **narrowed).rows]


def test_a_matter_waits_for_who_holds_the_role_there_and_nobody_else(tree, cast):
    matter = open_matter(KIND, tree.enterprise, organisation=tree.enterprise, words={"name": "演示某"})
    assert waiting(cast["chair"]) == [matter]
    for key in cast.keys() - {"chair"}:
        assert waiting(cast[key]) == [], key
    [row] = matters_waiting_for(cast["chair"]).rows
    assert (row.title, row.why) == ("确认演示某的申请", "您是—的工会干部")
    assert row.url.endswith(f"/{tree.enterprise.pk}/")


def test_where_nobody_holds_the_role_it_waits_above(tree, cast):
    matter = open_matter(KIND, tree.village, organisation=tree.village)
    assert waiting(cast["township_cadre"]) == [matter]
    matter.refresh_from_db()
    assert (matter.organisation, matter.seat) == (tree.village, tree.township)


def test_opening_again_gives_the_open_one_and_closing_lets_it_be_opened_anew(tree, cast):
    first = open_matter(KIND, tree.enterprise, organisation=tree.enterprise)
    assert open_matter(KIND, tree.enterprise, organisation=tree.enterprise) == first
    assert steps_of(first).count() == 1
    assert close_matters(tree.enterprise, by=cast["chair"]) == 1
    assert close_matters(tree.enterprise, by=cast["chair"]) == 0
    assert waiting(cast["chair"]) == []
    second = open_matter(KIND, tree.enterprise, organisation=tree.enterprise)
    assert second != first
    assert list(matters_of(tree.enterprise)) == [second]


def test_pages_by_due_time_miss_and_repeat_nothing(tree, cast):
    now = timezone.now()
    subjects = [
        tree.city,
        tree.district,
        tree.township,
        tree.village,
        tree.branch,
        tree.industry,
        tree.enterprise,
    ]
    days = [3, None, 1, 2, None, 1, 5]
    open_many(
        KIND,
        [
            Opening(one, tree.enterprise, due_at=day and now + timedelta(days=day), label=one.name)
            for one, day in zip(subjects, days, strict=True)
        ],
    )
    open_matter(KIND, tree.city, person=cast["chair"].person, due_at=now + timedelta(days=4))
    seen, after = [], ""
    while True:
        page = matters_waiting_for(fresh(cast["chair"]), size=3, after=after)
        seen += page.rows
        after = page.next
        if not after:
            break
    places = [(one.matter.place, one.matter.pk) for one in seen]
    assert len(seen) == 8
    assert places == sorted(places)
    assert count_waiting_for(cast["chair"]) == 8
    assert count_waiting_for(cast["chair"], upto=5) == 5


def test_the_list_is_narrowed_by_time_room_text_and_organisation(tree, cast):
    now = timezone.now()
    late = open_matter(
        KIND, tree.city, organisation=tree.enterprise, due_at=now - timedelta(days=1), label="甲乙"
    )
    soon = open_matter(KIND, tree.district, organisation=tree.enterprise, due_at=now + timedelta(days=3))
    never = open_matter(KIND, tree.township, organisation=tree.enterprise)
    chair = cast["chair"]
    assert waiting(chair, due="overdue") == [late]
    assert waiting(chair, due="week") == [late, soon]
    assert waiting(chair, due="open") == [never]
    assert waiting(chair, room="tests") == [late, soon, never]
    assert waiting(chair, room="test") == []
    assert waiting(chair, text="乙") == [late]
    assert waiting(chair, organisation=tree.township) == [late, soon, never]
    assert waiting(chair, organisation=tree.branch) == []
    assert waiting(chair, after="nonsense") == [late, soon, never]


def test_it_takes_as_many_queries_for_many_as_for_one(tree, cast, django_assert_num_queries):
    open_matter(KIND, tree.city, organisation=tree.enterprise)
    with django_assert_num_queries(3):
        matters_waiting_for(fresh_without_query(cast["chair"]))
    open_many(KIND, [Opening(one, tree.enterprise) for one in vars(tree).values()])
    with django_assert_num_queries(3):
        matters_waiting_for(fresh_without_query(cast["chair"]))


def fresh_without_query(user):
    user.__dict__.pop("_held", None)
    return user


def test_who_stands_in_sees_what_waits_for_the_absent_one_and_only_meanwhile(tree, cast):
    matter = open_matter(KIND, tree.enterprise, organisation=tree.enterprise)
    helper, absent = cast["worker"], cast["chair"]
    today = timezone.localdate()
    row = Delegation.objects.create(
        delegator=absent.person, delegate=helper.person, since=today, until=today, reason="出差"
    )
    [shown] = matters_waiting_for(fresh(helper)).rows
    assert (shown.matter, shown.on_behalf_of) == (matter, absent.person_id)
    assert waiting(absent) == [matter]
    row.ended_at = timezone.now()
    row.save()
    assert waiting(helper) == []


def test_an_auditor_gets_no_office_by_standing_in(tree, cast):
    open_matter(KIND, tree.enterprise, organisation=tree.enterprise)
    today = timezone.localdate()
    Delegation.objects.create(
        delegator=cast["chair"].person,
        delegate=cast["auditor"].person,
        since=today,
        until=today,
        reason="出差",
    )
    assert waiting(cast["auditor"]) == []


def test_the_list_equals_what_may_be_opened_singly_for_everyone(tree, cast):
    for organisation in vars(tree).values():
        open_matter(KIND, organisation, organisation=organisation)
    make_appointment(cast["worker"].person, tree.branch, Role.CHAIR)
    for user in cast.values():
        listed = {one.pk for one in waiting(user)}
        singly = {
            one.pk for one in Matter.objects.all() if matter_waiting_for(fresh(user), one.pk) is not None
        }
        assert listed == singly


def test_a_matter_for_nobody_and_an_unlisted_kind_are_mistakes_of_the_program(tree):
    with pytest.raises(ValueError, match="nobody"):
        open_matter(KIND, tree.enterprise)
    with pytest.raises(ValueError, match="lists"):
        open_matter("tests.unheard_of", tree.enterprise, organisation=tree.enterprise)
    with pytest.raises(ValueError, match="lists"):
        open_matter("tests.unheard_of", tree.enterprise, person=make_person())
