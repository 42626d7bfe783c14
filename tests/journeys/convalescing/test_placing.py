"""A batch at a base: each refusal, capacity over overlapping batches, two threads at the last places, pages and rights."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jiangong.foundation.common.acting import NOT_PERMITTED
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.rulebook.queries import value
from jiangong.journeys.convalescing import actions, formulas, queries
from jiangong.journeys.convalescing.states import Reason, Verb
from jiangong.programmes.care.convalescence import queries as convalescence
from jiangong.programmes.care.convalescence.actions import planning
from jiangong.programmes.care.convalescence.formulas.ratings import Figures
from jiangong.programmes.care.convalescence.models import Batch, Programme
from jiangong.programmes.venues.bases import actions as bases
from jiangong.programmes.venues.bases.models import Base, Rating
from jiangong.programmes.venues.bases.states import Reason as BaseReason
from tests.base_factories import day, make_base, make_batch, make_contract, make_programme
from tests.cast import make_tree
from tests.factories import make_officer
from tests.programmes.venues.bases.test_verbs import refused


@pytest.fixture
def programme(tree):
    return make_programme(tree.city)


@pytest.fixture
def base(tree):
    base = make_base(tree.city, beds=100)
    make_contract(base, price_per_day=380_00, places=60)
    return base


def test_a_batch_gets_base_name_and_price(programme, base, tree):
    officer = make_officer(tree.city)
    batch = actions.place_batch(make_batch(programme), base, by=officer)
    batch.refresh_from_db()
    assert (batch.base, batch.place_name, batch.cost_per_head) == (base, base.name, 5 * 380_00)
    entry = Entry.objects.get(verb=Verb.PLACED)
    assert entry.payload == {"base": base.code, "batch_days": 5, "people": 40, "cost_per_head": 1900_00}
    batch = actions.take_away(batch, by=officer)
    batch.refresh_from_db()
    assert (batch.base, batch.place_name, batch.cost_per_head) == (None, "", None)
    with refused(Reason.NOWHERE):
        actions.take_away(batch, by=officer)


def test_every_reason_against_a_base(programme, base, tree):
    batch = make_batch(programme)

    def against(base, batch=batch):
        [found] = queries.judged(batch, [base])
        if found.refusal is not None:
            assert "%(" not in str(found.refusal)
            with refused(found.refusal.reason):
                actions.place_batch(batch, base, by=None)
        return found.refusal and found.refusal.reason

    assert against(base) is None
    draft = make_base(tree.city, listed=False)
    assert against(draft) is Reason.NOT_LISTED
    assert against(make_base(tree.city)) is Reason.NO_CONTRACT
    short = make_base(tree.city)
    make_contract(short, until=batch.ends_on - timedelta(days=1))
    assert against(short) is Reason.NO_CONTRACT
    make_contract(short, since=batch.ends_on, until=batch.ends_on + timedelta(days=99))
    assert against(short) is Reason.NO_CONTRACT  # two contracts are not one
    theirs = make_base(tree.district)
    make_contract(theirs)
    assert against(theirs) is Reason.NOT_OURS
    below = make_batch(make_programme(tree.district), "d1")
    assert against(theirs, below) is None
    assert against(base, below) is None  # the city's contract serves its districts
    small = make_base(tree.city)
    make_contract(small, places=39)
    assert against(small) is Reason.FULL
    per_day = int(value("convalescence.quzhou")["per_day"])
    per_year = int(value("convalescence.quzhou")["per_year"])
    dear = make_base(tree.city)
    make_contract(dear, price_per_day=per_day * 100)
    assert against(dear) is None
    long = make_batch(programme, "b7", days=per_year // per_day + 1)
    assert against(dear, long) is Reason.TOO_DEAR
    Base.objects.filter(pk=base.pk).update(delisted_on=day(5, 15), delisted_until=day(12, 31))
    base.refresh_from_db()
    assert against(base) is Reason.DELISTED


def test_people_who_leave_and_people_who_come_on_one_day_are_both_there(programme, base):
    actions.place_batch(make_batch(programme, "a", starts=day(5, 1), days=5), base, by=None)
    with refused(Reason.FULL):
        actions.place_batch(make_batch(programme, "b", starts=day(5, 5), places=21), base, by=None)
    actions.place_batch(make_batch(programme, "c", starts=day(5, 5), places=20), base, by=None)
    actions.place_batch(make_batch(programme, "d", starts=day(5, 10), places=60), base, by=None)


def test_moving_a_batch_frees_its_old_places_and_void_programmes_hold_none(programme, base, tree):
    batch = actions.place_batch(make_batch(programme, "a", places=60), base, by=None)
    assert (
        actions.place_batch(batch, base, by=None).base_id == base.pk
    )  # its own places do not stand in its way
    other = make_batch(make_programme(tree.city), "b", places=60)
    with refused(Reason.FULL):
        actions.place_batch(other, base, by=None)
    Programme.objects.filter(pk=programme.pk).update(state="void", void_reason="演示")
    actions.place_batch(other, base, by=None)


def test_a_batch_that_has_left_stays(programme, base, tree):
    officer = make_officer(tree.city)
    batch = make_batch(programme, starts=timezone.localdate())
    with refused(Reason.TOO_LATE):
        actions.place_batch(batch, base, by=officer)
    Programme.objects.filter(pk=programme.pk).update(state="finished")
    with refused(Reason.TOO_LATE):
        actions.place_batch(make_batch(programme, "later"), base, by=officer)


def test_a_batch_that_changes_stands_at_no_base_any_more(programme, base):
    batch = actions.place_batch(make_batch(programme), base, by=None)
    known = ("title", "starts_on", "ends_on", "places", "theme", "place_name", "cost_per_head")
    facts = planning.BatchFacts(**{name: getattr(batch, name) for name in known})
    renamed = planning.save_batch(programme, batch, replace(facts, title="演示新名"), by=None)
    assert renamed.base_id == base.pk
    larger = planning.save_batch(programme, batch, replace(facts, places=61), by=None)
    assert larger.base_id is None


def test_only_who_runs_the_programme_places(programme, base, tree):
    batch = make_batch(programme)
    for user in (make_officer(tree.district), make_officer(tree.city, "auditor")):
        with refused(NOT_PERMITTED):
            actions.place_batch(batch, base, by=user)


def test_a_contract_does_not_end_under_a_batch(programme, base):
    batch = actions.place_batch(make_batch(programme), base, by=None)
    contract = base.contracts.get()
    with refused(BaseReason.STAYS_REMAIN):
        bases.end_contract(contract, last_day=timezone.localdate(), why="演示", by=None)
    bases.end_contract(contract, last_day=batch.ends_on, why="演示", by=None)


STAYS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 7), st.integers(1, 60)), min_size=1, max_size=8)


class NeverTooMany(TestCase):
    @settings(max_examples=25)
    @given(STAYS, st.integers(20, 80))
    def test_whatever_is_placed_no_day_is_overfull(self, wanted, places):
        tree = make_tree()
        base = make_base(tree.city)
        make_contract(base, places=places, price_per_day=100_00)
        programme = make_programme(tree.city)
        for number, (start, days, people) in enumerate(wanted):
            batch = make_batch(
                programme, f"b{number}", starts=day(5, 1) + timedelta(days=start), days=days, places=people
            )
            there = Batch.objects.filter(base=base)
            on = [batch.starts_on + timedelta(days=n) for n in range(days)]
            fits = all(
                sum(one.places for one in there if one.starts_on <= d <= one.ends_on) + people <= places
                for d in on
            )
            if fits:
                actions.place_batch(batch, base, by=None)
            else:
                with refused(Reason.FULL):
                    actions.place_batch(batch, base, by=None)


@pytest.mark.django_db(transaction=True)
def test_two_threads_at_the_last_places():
    tree = make_tree()
    base = make_base(tree.city)
    make_contract(base, places=60)
    programme = make_programme(tree.city)
    batches = [make_batch(programme, f"t{n}", starts=day(6, 1 + n), places=25) for n in range(4)]
    gate, answers = threading.Barrier(len(batches)), []

    def go(batch):
        try:
            gate.wait()
            actions.place_batch(batch, base, by=None)
            answers.append("placed")
        except Refused as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[one]) for one in batches]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == [Reason.FULL.code, Reason.FULL.code, "placed", "placed"]
    assert Batch.objects.filter(base=base).count() == 2


def test_what_guests_said_goes_into_the_rating(tree, monkeypatch):
    last = timezone.localdate().year - 1
    officer = make_officer(tree.city)
    used, quiet = make_base(tree.city), make_base(tree.city)
    for one in (used, quiet):
        make_contract(one, since=date(last, 1, 1))
    programme = make_programme(tree.city)
    made = [
        make_batch(programme, "x1", starts=date(last, 5, 1)),
        make_batch(programme, "x2", starts=date(last, 6, 1)),
        make_batch(programme, "x3", starts=date(last - 1, 6, 1)),
    ]
    Batch.objects.filter(pk__in=[one.pk for one in made]).update(base=used)
    quiet_batch = make_batch(programme, "q", starts=date(last, 7, 1))
    Batch.objects.filter(pk=quiet_batch.pk).update(base=quiet)
    asked = []

    def said(together):
        asked.append({base: sorted(batches) for base, batches in together.items()})
        pleased = Figures(30, {"rooms": Fraction(9, 2), "food": Fraction(4)})
        return {used.pk: pleased, quiet.pk: Figures(None, {})}

    monkeypatch.setattr(convalescence, "satisfaction_of", said)
    year = bases.open_year(tree.city, last, by=officer)
    actions.rate_year(year, by=officer)
    assert asked == [{used.pk: [made[0].pk, made[1].pk], quiet.pk: [quiet_batch.pk]}]
    facts = Rating.objects.get(base=used).facts
    assert (facts["answers"], facts["satisfaction"]) == (30, 2438)  # 4.25 of 1 to 5 is 81.25 of a hundred
    assert Rating.objects.get(base=quiet).facts["answers"] == 0
    with refused(NOT_PERMITTED):
        actions.rate_year(year, by=make_officer(tree.district))


@pytest.mark.parametrize(
    ("answers", "mean", "given"),
    [(10, Fraction(5), 1000), (10, Fraction(1), 0), (3, Fraction(3), 150), (7, Fraction(22, 7), 375)],
)
def test_points_of_a_hundred(answers, mean, given):
    assert formulas.points(answers, mean, least=1, most=5) == given


def test_the_cap_a_head_is_by_day_and_by_year():
    assert formulas.cap_per_head(3, per_day=600, per_year=3000) == 1800_00
    assert formulas.cap_per_head(7, per_day=600, per_year=3000) == 3000_00


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_many_bases(
    client, programme, tree, count, django_assert_max_num_queries
):
    for _ in range(count):
        make_contract(make_base(tree.city))
        make_base(tree.city)
    batch = make_batch(programme)
    client.force_login(make_officer(tree.city))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("convalescing:choose", args=[batch.pk]))
    text = page.content.decode()
    assert text.count("安排在这里") == count
    assert text.count("每一天的合同") == count


def test_placing_on_the_page(client, programme, base, tree):
    batch = make_batch(programme)
    there = reverse("convalescing:place", args=[batch.pk])
    client.force_login(make_officer(tree.district))
    assert client.post(there, {"base": base.pk}).status_code == 404
    client.force_login(make_officer(tree.city, "auditor"))
    assert client.get(reverse("convalescing:choose", args=[batch.pk])).status_code == 200
    assert client.post(there, {"base": base.pk}).status_code == 403
    client.force_login(make_officer(tree.city))
    assert client.post(there, {"base": "x"}).status_code == 404
    assert "安排在" in client.post(there, {"base": base.pk}, follow=True).content.decode()
    batch.refresh_from_db()
    assert batch.base == base
    client.post(reverse("convalescing:take_away", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.base is None


def test_gathering_on_the_page(client, tree):
    last = timezone.localdate().year - 1
    make_contract(make_base(tree.city), since=date(last, 1, 1))
    year = bases.open_year(tree.city, last, by=None)
    client.force_login(make_officer(tree.city))
    page = client.get(reverse("bases:rating_year", args=[year.pk])).content.decode()
    assert "汇总并提出建议" in page
    client.post(reverse("convalescing:rate", args=[year.pk]))
    assert Rating.objects.filter(year=year).count() == 1
