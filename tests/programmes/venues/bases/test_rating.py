"""A year rated from facts to force: proposed, decided, shown, in force; what counts for G3."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import NOT_PERMITTED
from jiangong.foundation.inbox.models import Matter
from jiangong.foundation.ledger.actions import sequence
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.notices import actions as notices
from jiangong.plan import actions as plan
from jiangong.plan.models import Cell
from jiangong.programmes.venues.bases import actions, queries
from jiangong.programmes.venues.bases.models import Base, Rating
from jiangong.programmes.venues.bases.queries import Satisfaction
from jiangong.programmes.venues.bases.states import RATING_NOTICE, Reason, Verb, Verdict
from tests.base_factories import make_base, make_contract, make_inspection
from tests.factories import make_officer
from tests.foundation.notices.conftest import let_pass
from tests.programmes.venues.bases.test_verbs import refused


@pytest.fixture
def other(tree, last_year):
    """Another base of last year, found in bad order."""
    base = make_base(tree.city)
    make_contract(base, since=date(last_year, 1, 1), until=date(last_year + 1, 12, 31))
    return base


@pytest.fixture
def proposed(tree, used, other, last_year, officer):
    """Last year's ratings, proposed: one base to renew, one to delist."""
    make_inspection(used, on=date(last_year, 6, 1))
    make_inspection(other, on=date(last_year, 6, 1), fire="通道堵塞", food="没有留样", rooms="潮湿")
    year = actions.open_year(tree.city, last_year, by=officer)
    actions.propose_ratings(
        year, {used.pk: Satisfaction(20, 1900), other.pk: Satisfaction(9, 900)}, by=officer
    )
    return year


def rating_of(year, base):
    return Rating.objects.get(year=year, base=base)


def show(year, by=None):
    proposal = queries.lines_for_notice(RATING_NOTICE, year.pk)
    return notices.publish(
        RATING_NOTICE, proposal.organisation, proposal.lines, about=year, title=proposal.title, by=by
    )


def decide_all(year, by):
    for one in queries.ratings_of(year):
        actions.decide_rating(one, one.proposed, by=by)


def test_verdicts_are_proposed_by_computation(proposed, used, other):
    good, bad = rating_of(proposed, used), rating_of(proposed, other)
    assert (good.score, good.proposed, good.verdict) == (97, Verdict.RENEW, "")
    assert (bad.score, bad.proposed) == (60, Verdict.DELIST)  # nine answers do not count; grave faults do
    assert bad.facts["grave_open"]
    shown = queries.reckoned(bad, queries.rules_of(proposed.year))
    assert (shown.rated.score, shown.rated.verdict, shown.few_answers) == (bad.score, bad.proposed, True)


def test_a_person_decides_and_gives_reasons_for_deciding_otherwise(proposed, used, officer):
    rating = rating_of(proposed, used)
    with refused(Reason.WHY_MISSING):
        actions.decide_rating(rating, Verdict.WARN, by=officer)
    rating = actions.decide_rating(rating, Verdict.WARN, why="演示：价格与合同不符", by=officer)
    assert (rating.verdict, rating.why) == (Verdict.WARN, "演示：价格与合同不符")
    assert actions.decide_rating(rating, Verdict.RENEW, why="不需要", by=officer).why == ""
    with refused(NOT_PERMITTED):
        actions.decide_rating(
            rating, Verdict.WARN, why="演示", by=make_officer(proposed.organisation, "auditor")
        )


def test_gathering_again_lets_a_decision_fall_only_where_something_changed(
    proposed, used, other, officer, last_year
):
    decide_all(proposed, officer)
    facts = {used.pk: Satisfaction(20, 1900), other.pk: Satisfaction(9, 900)}
    actions.propose_ratings(proposed, facts, by=officer)
    assert not Rating.objects.filter(verdict="").exists()
    actions.record_audit(used, year=last_year, outcome="minor", audited_on=timezone.localdate(), by=None)
    actions.propose_ratings(proposed, facts, by=officer)
    assert rating_of(proposed, used).verdict == ""
    assert rating_of(proposed, other).verdict == Verdict.DELIST


def test_nothing_is_in_force_before_it_was_shown(proposed, officer):
    with refused(Reason.UNDECIDED):
        actions.put_in_force(proposed, by=officer)
    assert queries.lines_for_notice(RATING_NOTICE, proposed.pk).lines == []
    decide_all(proposed, officer)
    with refused(Reason.NOT_CLEARED):
        actions.put_in_force(proposed, by=officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Rating.objects.update(in_force_on=timezone.localdate())
    show(proposed)
    with refused(Reason.SHOWN_ALREADY):
        actions.decide_rating(queries.ratings_of(proposed)[0], Verdict.RENEW, by=officer)
    with refused(Reason.SHOWN_ALREADY):
        actions.put_in_force(proposed, by=officer)


def in_force(year, by):
    decide_all(year, by)
    notice = show(year)
    let_pass(30)
    notices.close(notice, by=None)
    return actions.put_in_force(year, by=by)


def test_once_shown_it_is_in_force_and_delists(proposed, used, other, officer, tree, last_year):
    decide_all(proposed, officer)
    notice = show(proposed)
    let_pass(30)
    notices.close(notice, by=None)
    with refused(Reason.SHOWN_ALREADY):  # what was shown and cleared stays
        actions.decide_rating(rating_of(proposed, used), Verdict.RENEW, by=officer)
    year = actions.put_in_force(proposed, by=officer)
    assert year.state == "final"
    other.refresh_from_db()
    today = timezone.localdate()
    assert (other.delisted_on, queries.is_delisted(other, today + timedelta(days=600))) == (today, True)
    assert not queries.is_delisted(used, today)
    assert set(Matter.objects.filter(closed_at__isnull=True).values_list("kind", flat=True)) == {
        "bases.contract_of_delisted",
        "bases.mending",
    }
    assert {(one.attribute, one.payload["standing"]) for one in Entry.objects.filter(verb=Verb.RATED)} == {
        (used.code, "good"),
        (other.code, "delisted"),
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        Rating.objects.update(score=100)
    with refused(Reason.YEAR_IS_FINAL):
        actions.put_in_force(year, by=officer)
    with refused(Reason.YEAR_IS_FINAL):
        actions.propose_ratings(year, {}, by=officer)


def test_g3_counts_bases_in_good_standing_once_a_year(proposed, used, other, officer, tree, last_year):
    in_force(proposed, officer)
    while sequence():
        pass
    plan.follow()
    found = Cell.objects.get(promise="G3", organisation=tree.city, period=str(last_year))
    assert found.value == 2  # both signed their contract that year; the renewed one is not counted twice


def test_warnings_in_a_row_are_counted_year_by_year(tree, used, officer, last_year):
    assert queries.facts_of(last_year, [used], {})[used.pk].warned == 0
    Base.objects.filter(pk=used.pk).update(listed_on=date(last_year, 1, 1))
    year = actions.open_year(tree.city, last_year, by=officer)
    actions.propose_ratings(year, {}, by=officer)  # not inspected: a warning
    assert rating_of(year, used).proposed == Verdict.WARN
    in_force(year, officer)
    assert queries.facts_of(last_year + 1, [used], {})[used.pk].warned == 1
    assert queries.facts_of(last_year + 2, [used], {})[used.pk].warned == 0


def test_faults_mended_too_late_are_overdue(used, last_year):
    inspection = make_inspection(used, on=date(last_year, 6, 1), rooms="潮湿")
    assert not queries.facts_of(last_year, [used], {})[used.pk].overdue
    let_pass(60)
    assert queries.facts_of(last_year, [used], {})[used.pk].overdue
    actions.confirm_mended(inspection, {"rooms": "已除湿"}, by=None)
    assert queries.facts_of(last_year, [used], {})[used.pk].overdue


def test_only_years_that_are_over_and_bases_that_were_used(tree, base, officer, last_year):
    with refused(Reason.YEAR_NOT_OVER):
        actions.open_year(tree.city, last_year + 1, by=officer)
    with refused(Reason.NOTHING_RATED):
        actions.open_year(tree.city, last_year, by=officer)
