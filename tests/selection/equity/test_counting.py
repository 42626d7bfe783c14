"""A year is what anybody gets who goes through all members one by one; counted twice it is the same; nobody is dropped."""

from collections import Counter
from datetime import date, timedelta

import pytest

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.actions import merge_people
from jiangong.foundation.people.models import Appointment, Membership
from jiangong.selection.equity import actions, queries
from jiangong.selection.equity.models import Cell, Count, Inside
from jiangong.selection.equity.states import CountState, Reason, Verb
from tests.factories import make_member, make_person
from tests.selection.equity.conftest import YEAR, receive

LAST = date(YEAR, 12, 31)
FIELDS = ("good", "dimension", "value", "district", "people", "shown")


def counted(year=YEAR):
    actions.begin_count(year, by=None)
    return actions.count(year)


def cells(count):
    return {(c.good, c.dimension, c.value, c.district): c.people for c in count.cells.all()}


def by_hand(tree, people, received):
    """The cells of training, counted slowly."""
    found = Counter()
    sizes = {tree.enterprise.pk: "100", tree.other_enterprise.pk: "100", tree.branch.pk: "100"}
    for person in people:
        membership = Membership.objects.select_related("organisation").get(person=person)
        union = membership.organisation
        district = next(
            (d.pk for d in (tree.district, tree.other_district) if union.path.startswith(d.path)), 0
        )
        roles = {
            (one.role, one.organisation.kind)
            for one in Appointment.objects.filter(person=person, since__lte=LAST).select_related(
                "organisation"
            )
            if one.until is None or one.until >= LAST
        }
        rank = (
            "upper" if any(role != "committee_member" and kind not in ("enterprise", "branch") for role, kind in roles)
            else "unit" if any(role != "committee_member" for role, _ in roles)
            else "committee" if roles else "none"
        )  # fmt: skip
        age = None if person.born_on is None else YEAR - person.born_on.year
        values = {
            "district": str(district),
            "sector": "装备制造" if union.path.startswith(tree.enterprise.path) else "",
            "size": sizes.get(union.pk, "none"),
            "rank": rank,
            "form": "other" if person.employment_form == "演示写法" else person.employment_form,
            "sex": person.sex,
            "age": "" if age is None else next((str(end) for end in (30, 40, 50, 60) if age < end), "more"),
        }
        for good in ("", "training") if person.pk in received else ("",):
            found[good, "", "", None] += 1
            for dimension, value in values.items():
                found[good, dimension, value, None] += 1
                if dimension != "district":
                    found[good, dimension, value, district] += 1
    return found


def test_the_cells_are_what_going_through_everybody_gives_and_the_same_again(city):
    first = counted()
    assert (first.state, first.until) == (CountState.DONE, LAST)
    mine = {key: people for key, people in cells(first).items() if key[0] in ("", "training")}
    slowly = by_hand(city.tree, city.people, city.received)
    assert {key: people for key, people in mine.items() if people} == dict(slowly)
    assert all(key in mine for key in slowly)
    before = set(first.cells.values_list(*FIELDS))
    again = counted()
    assert set(again.cells.values_list(*FIELDS)) == before
    assert again.digest == first.digest


def test_each_count_says_in_the_ledger_what_it_published(city):
    made = counted()
    entry = Entry.objects.get(verb=Verb.COUNTED)
    assert entry.payload == {"year": YEAR, "until": "2025-12-31", "digest": made.digest}


def test_who_was_on_no_register_is_counted_apart(city):
    gone = make_member(city.tree.enterprise, state="left", joined_on=date(2021, 1, 1))
    gone.ended_on = date(YEAR, 8, 1)
    gone.save()
    receive(gone.person, city.tree.enterprise)
    receive(make_person(), city.tree.enterprise)
    made = counted()
    assert made.outside == {"training": 2}
    assert cells(made)["training", "", "", None] == len(city.received)


def test_who_moved_later_stands_where_they_were_and_once(city):
    """Both memberships have the day of joining after a transfer; the first one to end was the one."""
    old = make_member(city.tree.enterprise, state="moved", joined_on=date(2021, 1, 1))
    old.ended_on = date(2026, 2, 1)
    old.save()
    make_member(city.tree.other_enterprise, person=old.person, joined_on=date(2021, 1, 1))
    found = cells(counted())
    assert found["", "", "", None] == len(city.people) + 1
    assert found["", "district", str(city.tree.district.pk), None] == 14 + 30 + 1


def test_what_a_merged_number_received_counts_once_for_the_person(city):
    kept, dropped = city.people[0], make_person()
    receive(dropped, city.tree.enterprise)
    merge_people(kept, dropped, reason="同一人", by=None)
    made = counted()
    assert made.outside == {}
    assert cells(made)["training", "", "", None] == len(city.received)


def test_small_cells_are_hidden_and_everything_else_is_shown(city):
    made = counted()
    shown = {(c.dimension, c.value): c.shown for c in made.cells.filter(good="training", district=None)}
    assert shown["form", "外卖配送员"] is False  # three people
    assert shown["", ""] is True
    assert shown["sex", "F"] is True
    assert shown["sex", ""] is True
    assert list(made.cells.filter(good="honour", shown=True).values_list("people", flat=True).distinct()) == [
        0
    ]
    assert not Cell.objects.filter(shown=True, people__in=range(1, 10)).exists()


def test_a_year_is_counted_once_at_a_time_and_only_if_it_had_records(city):
    actions.begin_count(YEAR, by=None)
    actions.begin_count(YEAR, by=None)  # it only waits: asking twice is asking once
    Count.objects.update(state=CountState.WORKING, began_at="2100-01-01T00:00Z")
    with pytest.raises(Refused) as refused:
        actions.begin_count(YEAR, by=None)
    assert refused.value.reason == Reason.UNDER_WAY
    for year in (2019, 2100):
        with pytest.raises(Refused) as refused:
            actions.begin_count(year, by=None)
        assert refused.value.reason == Reason.NOT_YET


def test_a_count_that_fails_can_be_begun_again(city, monkeypatch):
    actions.begin_count(YEAR, by=None)
    with monkeypatch.context() as broken:
        broken.setattr("jiangong.selection.equity.actions.counting.kinds_on", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            actions.count(YEAR)
    assert Count.objects.get().state == CountState.FAILED
    assert counted().state == CountState.DONE


def test_past_years_are_due_until_counted_after_their_end_and_the_running_one_every_month(city):
    assert actions.years_due(date(2025, 6, 15)) == [2024, 2025]
    Count.objects.create(year=2024, until=date(2024, 12, 31))
    running = Count.objects.create(year=2025, until=date(2025, 6, 3))
    assert actions.years_due(date(2025, 6, 15)) == []
    assert actions.years_due(date(2025, 7, 1)) == [2025]
    running.until = date(2025, 12, 31)
    running.save()
    assert actions.years_due(date(2026, 1, 1)) == [2026]


def test_officers_of_a_small_union_see_it_as_it_is_now(city):
    [training] = [
        one for one in queries.reach_inside(city.tree.township, None).reaches if one.good.code == "training"
    ]
    assert training.whole.members == 44
    rank = next(one for one in training.along if one.dimension == "rank")
    assert {line.value: line.members for line in rank.lines} == {"unit": 1, "upper": 1, "none": 42}


def test_the_night_gives_every_union_what_counting_it_now_gives(city):
    today = date.today()
    receive(city.people[20], city.tree.branch, today)
    below = Organisation.objects.exclude(kind__in=("city", "district"))
    slowly = {one.pk: dict(queries.groups_now(one, today)) for one in below}
    assert actions.count_inside(today) == len([one for one in slowly.values() if one])
    kept = {
        one.organisation_id: {tuple(cell[:3]): cell[3] for cell in one.cells} for one in Inside.objects.all()
    }
    assert kept == {pk: groups for pk, groups in slowly.items() if groups}
    assert kept[city.tree.township.pk]["training", "", ""] == 1


def test_what_the_night_counted_stands_until_the_next_and_is_given_its_day(
    city, django_assert_max_num_queries
):
    today = date.today()
    actions.count_inside(today - timedelta(1))
    receive(city.people[20], city.tree.branch, today)
    with django_assert_max_num_queries(1):
        own = queries.reach_inside(city.tree.township, None)
    assert own.until == today - timedelta(1)
    assert {one.good.code: one.whole.reached for one in own.reaches}["training"] == 0
    actions.count_inside(today)
    own = queries.reach_inside(city.tree.township, None)
    assert {one.good.code: one.whole.reached for one in own.reaches}["training"] == 1
    Membership.objects.filter(organisation=city.tree.branch).update(state="left", ended_on=today)
    actions.count_inside(today)
    assert not Inside.objects.filter(organisation=city.tree.branch).exists()
    assert queries.reach_inside(city.tree.branch, None).reaches[0].whole.members == 0
