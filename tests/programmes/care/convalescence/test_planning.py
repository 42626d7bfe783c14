"""The programme of the year in all its states; pools and batches that always add up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people.models import Membership
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.actions import BatchFacts, PostFacts
from jiangong.programmes.care.convalescence.models import Applicant, Batch, Pool, Programme
from jiangong.programmes.care.convalescence.states import PROGRAMME_TRANSITIONS, ProgrammeState
from tests.draw_factories import make_draw
from tests.factories import make_member
from tests.programmes.care.convalescence.conftest import fresh, make_programme, season

VERBS = {
    "open": (lambda one, by: actions.open_programme(one, by=by), "open", "convalescence.opened"),
    "void": (
        lambda one, by: actions.void_programme(one, reason="演示停办", by=by),
        "void",
        "convalescence.voided",
    ),
}


@pytest.mark.parametrize("state", ProgrammeState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_a_programme(verb, state, draft, organiser):
    if state == "void":
        Programme.objects.filter(pk=draft.pk).update(void_reason="演示")
    Programme.objects.filter(pk=draft.pk).update(state=state)
    act, to, written = VERBS[verb]
    if to in PROGRAMME_TRANSITIONS[state]:
        assert act(draft, organiser).state == to
        assert Entry.objects.filter(verb=written).count() == 1
    else:
        with pytest.raises(Refused) as refused:
            act(draft, organiser)
        assert refused.value.remedy
        assert fresh(draft).state == state


@pytest.mark.parametrize("name", ["worker", "chair", "district_cadre", "teacher", "auditor", "outsider"])
def test_an_outsider_plans_nothing(name, draft, cast):
    batch = draft.batches.first()
    for act in (
        lambda by: actions.open_programme(draft, by=by),
        lambda by: actions.void_programme(draft, reason="演示", by=by),
        lambda by: actions.remove_batch(batch, by=by),
        lambda by: actions.share_out(draft, {}, for_districts=0, by=by),
        lambda by: actions.copy_programme(draft, year=draft.year + 1, by=by),
        lambda by: actions.place_batch_at(batch, base_id=None, place_name="演示", cost_per_head=1, by=by),
    ):
        with pytest.raises(Refused, match="权限"):
            act(cast[name])
    assert Entry.objects.exclude(verb__in=["convalescence.created", "convalescence.changed"]).count() == 0


def test_what_is_wrong_keeps_it_from_opening(draft, organiser):
    batch = draft.batches.first()
    Batch.objects.filter(pk=batch.pk).update(ends_on=batch.starts_on + timedelta(days=7))
    [fault] = queries.faults_of(draft)
    assert "8 天" in fault.words
    assert fault.rule == "convalescence.batch_days"
    with pytest.raises(Refused, match="8 天"):
        actions.open_programme(draft, by=organiser)


def test_nothing_changes_once_it_is_open_or_its_draw_announced(programme, draft, organiser):
    facts = BatchFacts("演示批", season(), season() + timedelta(days=2), 5)
    with pytest.raises(Refused, match="不能改了"):
        actions.save_batch(programme, None, facts, by=organiser)
    make_draw(draft.organisation, subject=("convalescence.programme", draft.pk), state="announced")
    with pytest.raises(Refused, match="不能改了"):
        actions.save_batch(draft, None, facts, by=organiser)
    with pytest.raises(Refused, match="不能改了"):
        actions.share_out(draft, {}, for_districts=0, by=organiser)
    batch = programme.batches.first()
    assert actions.set_meeting(batch, point="演示东门", at=None, by=organiser).meeting_point == "演示东门"


def test_places_of_districts_follow_their_members_with_the_remainders_kept(tree, organiser):
    for _ in range(5):
        make_member(tree.enterprise)
    for _ in range(2):
        make_member(tree.other_enterprise)
    programme = make_programme(tree.city, places=(10,), state="draft")
    actions.share_out(programme, {"hard": 2}, for_districts=4, by=organiser)
    pools = {one.code: one for one in programme.pools.all()}
    district, other = pools[f"d{tree.district.pk}"], pools[f"d{tree.other_district.pk}"]
    assert (district.places, other.places, pools["all"].places) == (3, 1, 4)
    assert (district.members, district.remainder, district.of) == (5, 6, 7)
    assert queries.faults_of(programme) == []


def test_more_than_there_is_cannot_be_reserved(draft, organiser):
    with pytest.raises(Refused, match="超过批次的名额"):
        actions.share_out(draft, {"hard": 6}, for_districts=0, by=organiser)
    actions.share_out(draft, {"hard": 5}, for_districts=0, by=organiser)
    with pytest.raises(Refused, match="超过批次的名额"):
        actions.remove_batch(draft.batches.first(), by=organiser)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=3),
    st.lists(st.integers(0, 20), min_size=6, max_size=6),
    st.integers(0, 40),
)
def test_pools_always_sum_to_the_places(tree, places, wanted, districts):
    if not make_member.__module__ or not tree.enterprise.memberships.exists():
        make_member(tree.enterprise)
    programme = make_programme(tree.city, places=tuple(places), state="draft")
    reserved = dict(zip(actions.RESERVABLE, wanted, strict=True))
    try:
        actions.share_out(programme, reserved, for_districts=districts, by=None)
    except Refused:
        assert sum(wanted) + districts > sum(places)
    assert sum(programme.pools.values_list("places", flat=True)) == sum(places)
    assert [one for one in queries.faults_of(programme) if one.rule == ""] == []


def test_next_year_is_prepared_from_the_last(programme, organiser):
    copied = actions.copy_programme(programme, year=programme.year + 1, by=organiser)
    assert (copied.state, copied.year) == ("draft", programme.year + 1)
    assert str(copied.year) in copied.title
    assert [one.places for one in copied.batches.all()] == [3, 2]
    assert all(one.starts_on.year == copied.year and one.base_id is None for one in copied.batches.all())
    assert sorted(copied.pools.values_list("code", "places")) == sorted(
        programme.pools.values_list("code", "places")
    )


def test_what_districts_get_next_year_follows_from_their_members_of_today(tree, organiser):
    """Shared out 3 to 1; by the time of copying the other district has caught up, and a third has come."""
    for _ in range(3):
        make_member(tree.enterprise)
    make_member(tree.other_enterprise)
    programme = make_programme(tree.city, places=(10,), reserved={"hard": 2}, districts=4)
    name, gone = f"d{tree.district.pk}", programme.pools.get(code=f"d{tree.other_district.pk}")
    Pool.objects.filter(programme=programme, code=name).update(name="演示东区", then=gone.code)
    for _ in range(2):
        make_member(tree.other_enterprise)
    copied = actions.copy_programme(programme, year=programme.year + 1, by=organiser)
    pools = {one.code: one for one in copied.pools.all()}
    first, other = pools[name], pools[gone.code]
    assert [(one.places, one.members, one.of) for one in (first, other)] == [(2, 3, 6), (2, 3, 6)]
    assert first.counted_on == other.counted_on == timezone.localdate()
    assert (first.name, first.then, pools["hard"].places, pools["hard"].counted_on) == (
        "演示东区", gone.code, 2, None,
    )  # fmt: skip
    assert queries.faults_of(copied) == []
    Membership.objects.update(state="left", ended_on=timezone.localdate())
    empty = actions.copy_programme(programme, year=programme.year + 1, by=organiser)
    assert list(empty.pools.values_list("code", "places", "then")) == [("hard", 2, "all"), ("all", 8, "")]


def test_the_pages_say_of_which_day_the_members_are_and_not_what_was_set_by_hand(tree, organiser, client):
    make_member(tree.enterprise)
    programme = make_programme(tree.city, places=(10,), districts=4, state="draft")
    client.force_login(organiser)
    address = reverse("convalescence:programme", args=[programme.pk])
    assert "的在册会员数分配" in client.get(address).content.decode()
    pool = programme.pools.get(kind="district")
    actions.change_pool(pool, name=pool.name, places=4, then="all", by=organiser)
    assert "的在册会员数分配" in client.get(address).content.decode()
    actions.change_pool(pool, name=pool.name, places=3, then="all", by=organiser)
    page = client.get(address).content.decode()
    assert "的在册会员数分配" not in page
    assert "余数" not in page
    answer = client.post(reverse("convalescence:programme_copy", args=[programme.pk]), follow=True)
    assert "按今天的会员数重新分了" in answer.content.decode()
    assert "的在册会员数分配" in answer.content.decode()


def test_a_void_programme_ends_every_application_and_says_why(programme, applied, organiser):
    application = applied()
    actions.void_programme(programme, reason="演示基地停业", by=organiser)
    assert not Applicant.objects.filter(live=True).exists()
    from jiangong.foundation.inbox.models import Message

    [told] = Message.objects.filter(kind="convalescence.void")
    assert told.person_id == application.applicants.get().person_id


def test_a_union_keeps_the_posts_of_its_own_members_only(tree, cast, organiser):
    member = make_member(tree.enterprise)
    post = actions.note_post(member.person, PostFacts("front", hard=True), by=cast["chair"])
    assert (post.organisation, post.hard) == (tree.enterprise, True)
    elsewhere = make_member(tree.other_enterprise)
    with pytest.raises(Refused, match="权限"):
        actions.note_post(elsewhere.person, PostFacts("front"), by=cast["chair"])
    before = Entry.objects.count()
    actions.note_post(member.person, PostFacts("front", hard=True), by=cast["chair"])
    assert Entry.objects.count() == before, "nothing changed, nothing is written"
    assert Pool.objects.count() == 0
