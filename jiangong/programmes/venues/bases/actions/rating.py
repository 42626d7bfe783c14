"""The yearly rating: facts gathered, verdicts proposed by computation and decided by a person, shown, in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.periods import add_months
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, open_matter
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.notices.states import NoticeState
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.programmes.venues.bases import queries
from jiangong.programmes.venues.bases.formulas import rate
from jiangong.programmes.venues.bases.models import Base, Rating, RatingYear
from jiangong.programmes.venues.bases.queries import Satisfaction
from jiangong.programmes.venues.bases.states import (
    STANDING,
    YEAR_TRANSITIONS,
    Reason,
    Verb,
    Verdict,
    YearState,
)

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def open_year(organisation: Organisation, year: int, *, by: User | None) -> RatingYear:
    """Begin to rate the bases this union answers for; the one that was begun before is given back.

    Raises Refused: YEAR_NOT_OVER, NOTHING_RATED.
    """
    require(by, "bases.enter", organisation)
    if year >= timezone.localdate().year:
        raise Refused(Reason.YEAR_NOT_OVER, year=year)
    if not queries.bases_in_use(organisation, queries.first_day(year), queries.last_day(year)).exists():
        raise Refused(Reason.NOTHING_RATED, year=year)
    found, new = RatingYear.objects.get_or_create(organisation=organisation, year=year)
    if new:
        open_matter(
            "bases.rating_due",
            found,
            organisation=organisation,
            due_at=queries.end_of(queries.due_day(year)),
            words={"year": year},
            label=str(year),
        )
    return found


@transaction.atomic
def propose_ratings(
    year: RatingYear, satisfaction: Mapping[int, Satisfaction], *, by: User | None
) -> list[Rating]:
    """Compute the ratings of a year from inspections, audits and what guests said, by base number, and propose verdicts.

    Computed again, a verdict that was decided falls away where the proposal or the score changed.
    Raises Refused: YEAR_IS_FINAL, SHOWN_ALREADY while a notice of them runs, NOTHING_RATED.
    """
    year = lock(year)
    require(by, "bases.rate", year)
    _require_open(year)
    bases = list(
        queries.bases_in_use(year.organisation, queries.first_day(year.year), queries.last_day(year.year))
    )
    if not bases:
        raise Refused(Reason.NOTHING_RATED, year=year.year)
    with rulebook.used() as reads:
        rules = queries.rules_of(year.year)
    facts = queries.facts_of(year.year, bases, satisfaction)
    before = {one.base_id: one for one in Rating.objects.select_for_update().filter(year=year)}
    settled = queries.cleared_ratings(before.values())
    proposed = []
    for base in bases:
        rated = rate(facts[base.pk], rules)
        rating = before.get(base.pk) or Rating(year=year, base=base)
        if rating.pk in settled:  # shown and cleared: what was shown stays
            proposed.append(rating)
            continue
        if (rating.proposed, rating.score) != (rated.verdict, rated.score):
            rating.verdict, rating.why, rating.decided_at = "", "", None
        rating.facts, rating.score, rating.proposed = (
            facts[base.pk].as_json(),
            rated.score,
            rated.verdict.value,
        )
        rating.save()
        proposed.append(rating)
    record(
        Verb.PROPOSED,
        year,
        organisation=year.organisation,
        by=by,
        quantity=len(proposed),
        attribute=str(year.year),
        used=reads,
    )
    return proposed


@transaction.atomic
def decide_rating(rating: Rating, verdict: str, *, why: str = "", by: User | None) -> Rating:
    """Decide a base's verdict; another than the proposed one needs its reason, which is public.

    Raises Refused: YEAR_IS_FINAL, SHOWN_ALREADY while a notice runs or once one has cleared this rating, WHY_MISSING.
    """
    year = lock(rating.year)
    rating = lock(rating)
    require(by, "bases.decide", rating)
    _require_open(year)
    if rating.pk in queries.cleared_ratings([rating]):
        raise Refused(Reason.SHOWN_ALREADY, year=year.year)
    differs = verdict != rating.proposed
    if differs and not why.strip():
        raise Refused(Reason.WHY_MISSING)
    rating.verdict, rating.why = Verdict(verdict).value, why.strip()[:300] if differs else ""
    rating.decided_at = timezone.now()
    rating.save(update_fields=["verdict", "why", "decided_at"])
    record(
        Verb.DECIDED,
        rating,
        organisation=year.organisation,
        by=by,
        attribute=rating.base.code,
        payload={"proposed": rating.proposed, "verdict": rating.verdict},
    )
    return rating


@transaction.atomic
def put_in_force(year: RatingYear, *, by: User | None) -> RatingYear:
    """The notice is over: every rating of the year is in force, counts, and delists whom it delists.

    Raises Refused: YEAR_IS_FINAL, NOTHING_RATED, UNDECIDED, NOT_CLEARED (as the database itself would).
    """
    year = lock(year)
    require(by, "bases.rate", year)
    _require_open(year)
    ratings = list(queries.ratings_of(year).select_for_update(of=("self",)))
    if not ratings:
        raise Refused(Reason.NOTHING_RATED, year=year.year)
    undecided = sum(not one.verdict for one in ratings)
    if undecided:
        raise Refused(Reason.UNDECIDED, count=undecided)
    cleared = queries.cleared_ratings(ratings)
    missing = next((one for one in ratings if one.pk not in cleared), None)
    if missing is not None:
        days = rulebook.parameter("bases.notice_days")
        raise Refused(Reason.NOT_CLEARED, base=missing.base.name, status=rulebook.STATUSES[days.status])
    today = timezone.localdate()
    with rulebook.used() as reads:
        until = add_months(today, int(rulebook.value("bases.delisted_months")))
    for one in ratings:
        one.in_force_on = today
        one.save(update_fields=["in_force_on"])
        record(
            Verb.RATED,
            one,
            organisation=year.organisation,
            by=by,
            attribute=one.base.code,
            happened_on=queries.last_day(year.year),
            payload={
                "base": one.base.code,
                "year": year.year,
                "score": one.score,
                "standing": STANDING[Verdict(one.verdict)].value,
            },
            used=reads,
        )
        if one.verdict == Verdict.DELIST:
            delisted = lock(one.base)
            delisted.delisted_on, delisted.delisted_until = today, until
            delisted.save(update_fields=["delisted_on", "delisted_until"])
            _contracts_wait(delisted)
    year.final_on = today
    advance(year, YearState.FINAL, YEAR_TRANSITIONS, otherwise=Reason.YEAR_IS_FINAL, also=["final_on"])
    close_matters(year, by=by)
    return year


def _contracts_wait(base: Base) -> None:
    """Contracts of a delisted base wait to be ended."""
    for contract in queries.contracts_in_force([base.pk], timezone.localdate()):
        open_matter(
            "bases.contract_of_delisted",
            contract,
            organisation=base.organisation,
            due_at=queries.end_of(contract.until),
            words={"base": base.name},
            label=base.name,
        )


def _require_open(year: RatingYear) -> None:
    if year.state != YearState.OPEN:
        raise Refused(Reason.YEAR_IS_FINAL, year=year.year)
    notice = queries.rating_notice(year)
    if notice is not None and notice.state == NoticeState.RUNNING:
        raise Refused(Reason.SHOWN_ALREADY, year=year.year)
