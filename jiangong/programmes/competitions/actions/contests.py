"""Contests from preparation to the end of entries."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.seasons import require_open
from jiangong.programmes.competitions.models import Battlefield, Contest, Entry, Office, Season, Trade
from jiangong.programmes.competitions.states import (
    CHANGEABLE,
    CONTEST_TRANSITIONS,
    LADDER,
    LIGHT,
    ContestClass,
    ContestState,
    EntryState,
    Level,
    Reason,
    Verb,
)
from jiangong.selection.exams.actions import cancel_sitting
from jiangong.selection.exams.queries import sittings_of
from jiangong.selection.exams.states import TO_COME

YEAR = timedelta(days=364)  # not law: a contest copied from last year's falls on the same day of the week


@dataclass(frozen=True)
class ContestFacts:
    """What an organiser says of a contest; the fields mean what they mean in the table."""

    title: str
    trade: Trade
    level: str
    enter_from: datetime
    enter_until: datetime
    starts_on: date
    ends_on: date
    open_to: Organisation
    contest_class: str = ContestClass.NONE
    place: str = ""
    call: str = ""
    report_at: datetime | None = None
    bring: str = ""
    places: int | None = None
    places_per_unit: int | None = None
    in_teams: bool = False
    stations: int = 1
    layers: int = 0
    climbs_to: Contest | None = None
    battlefields: Iterable[Battlefield] = field(default_factory=tuple)


@transaction.atomic
def create_contest(
    season: Season, organiser: Organisation, facts: ContestFacts, *, by: User | None
) -> Contest:
    """Prepare a contest; nobody outside sees it before it is filed or opened.

    Raises Refused(SEASON_CLOSED), Refused(CLIMBS_DOWN).
    """
    require(by, "competitions.create_contest", organiser)
    require_open(season)
    contest = Contest(season=season, organiser=organiser, **_columns(facts))
    _check_ladder(contest)
    contest.save()
    contest.battlefields.set(_of(season, facts))
    record(Verb.CREATED, contest, organisation=organiser, by=by, attribute=contest.trade.key)
    return contest


@transaction.atomic
def change_contest(contest: Contest, facts: ContestFacts, *, by: User | None) -> Contest:
    """Change what was announced; until the numbers are drawn. Raises Refused(CANNOT_CHANGE), Refused(CLIMBS_DOWN)."""
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    require_changeable(contest)
    columns = _columns(facts)
    changed = sorted(name for name, value in columns.items() if getattr(contest, name) != value)
    for name in changed:
        setattr(contest, name, columns[name])
    _check_ladder(contest)
    contest.save(update_fields=changed)
    contest.battlefields.set(_of(contest.season, facts))
    record(
        Verb.CHANGED,
        contest,
        organisation=contest.organiser,
        by=by,
        attribute=contest.trade.key,
        payload={"changed": changed},
    )
    return contest


@transaction.atomic
def copy_contest(contest: Contest, season: Season, *, by: User | None) -> Contest:
    """Last year's contest in a new season: everything but entries, offices and dates, which move on by a year."""
    require(by, "competitions.create_contest", contest.organiser)
    require_open(season)
    copy = Contest(
        season=season,
        organiser=contest.organiser,
        copied_from=contest,
        scheme=contest.scheme,
        **{
            name: getattr(contest, name)
            for name in (
                "title", "trade", "level", "contest_class", "place", "call", "bring", "open_to", "places",
                "places_per_unit", "in_teams", "stations", "layers", "is_demonstration",
            )
        },
        **{
            name: getattr(contest, name) + YEAR * (season.year - contest.season.year)
            for name in ("enter_from", "enter_until", "starts_on", "ends_on")
        },
    )  # fmt: skip
    copy.save()
    same = contest.battlefields.values_list("name", flat=True)
    copy.battlefields.set(Battlefield.objects.filter(season=season, name__in=list(same)))
    record(Verb.CREATED, copy, organisation=copy.organiser, by=by, attribute=copy.trade.key)
    return copy


@transaction.atomic
def open_entries(contest: Contest, *, by: User | None) -> Contest:
    """Let people enter, within the window.

    Raises Refused(NOT_FILED) above the shop floor, Refused(SCHEME_MISSING), Refused(WINDOW_IS_OVER), Refused(WRONG_STEP).
    """
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    if contest.level not in LIGHT and not contest.filing_number:
        raise Refused(Reason.NOT_FILED, contest=contest.title)
    require_scheme(contest)
    if contest.enter_until <= timezone.now():
        raise Refused(Reason.WINDOW_IS_OVER)
    step(contest, ContestState.ENTERING)
    record(Verb.ENTERING, contest, organisation=contest.organiser, by=by, attribute=contest.trade.key)
    return contest


@transaction.atomic
def close_entries(contest: Contest, *, by: User | None) -> Contest:
    """Take no more entries; those that came are examined and the offices filled. Raises Refused(WRONG_STEP)."""
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    step(contest, ContestState.ENTERED)
    record(Verb.ENTRIES_CLOSED, contest, organisation=contest.organiser, by=by, attribute=contest.trade.key)
    return contest


@transaction.atomic
def cancel_contest(contest: Contest, *, reason: str, by: User | None) -> Contest:
    """The contest does not take place, nor do its theory sittings to come; who entered and who serves is told.

    Raises Refused(REASON_MISSING), exams' Refused(HAS_STARTED) while somebody sits the theory paper.
    """
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    contest.cancel_reason = required(reason)
    step(contest, ContestState.CANCELLED, also=["cancel_reason"])
    record(
        Verb.CANCELLED, contest, organisation=contest.organiser, by=by, attribute=contest.trade.key,
        payload={"reason": contest.cancel_reason},
    )  # fmt: skip
    close_matters(contest, by=by)
    for sitting in sittings_of(contest).filter(state__in=TO_COME):
        cancel_sitting(sitting, reason=contest.cancel_reason, by=by)
    entered = Entry.objects.filter(
        contest=contest, state__in=[EntryState.APPLIED, EntryState.ACCEPTED], person__isnull=False
    )
    tell(
        [one for one in entered.values_list("person_id", flat=True) if one is not None],
        "competitions.contest_cancelled",
        contest,
        {"contest": contest.title, "reason": contest.cancel_reason},
        organisation=contest.organiser,
        by=by,
    )
    serving = Office.objects.filter(contest=contest, ended_at__isnull=True)
    tell(
        [one for one in serving.values_list("person_id", flat=True) if one is not None],
        "competitions.service_cancelled",
        contest,
        {"contest": contest.title, "reason": contest.cancel_reason},
        organisation=contest.organiser,
        by=by,
    )
    return contest


# --- what other actions of this room need -----------------------------------------------------------------------


def step(contest: Contest, to: str, *, also: Iterable[str] = ()) -> None:
    """One step on; raises Refused(WRONG_STEP) with the contest's name."""
    if to not in CONTEST_TRANSITIONS[contest.state]:
        raise Refused(Reason.WRONG_STEP, contest=contest.title)
    advance(contest, to, CONTEST_TRANSITIONS, otherwise=Reason.WRONG_STEP, also=list(also))


def require_changeable(contest: Contest) -> None:
    """Raise Refused(CANNOT_CHANGE) once the numbers are drawn."""
    if contest.state not in CHANGEABLE:
        raise Refused(Reason.CANNOT_CHANGE, contest=contest.title)


def required(reason: str) -> str:
    """The reason as it is kept; raises Refused(REASON_MISSING)."""
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    return reason.strip()[:200]


def require_scheme(contest: Contest) -> None:
    """Raise Refused(SCHEME_MISSING) while there are no rules."""
    if not contest.scheme:
        raise Refused(Reason.SCHEME_MISSING, contest=contest.title)


def _check_ladder(contest: Contest) -> None:
    """Whom this contest sends on goes up, and in the same occupation."""
    above = contest.climbs_to
    if above is None:
        return
    higher = LADDER.index(above.level) > LADDER.index(Level(contest.level))
    if not higher or above.trade.code != contest.trade.code:
        raise Refused(Reason.CLIMBS_DOWN, contest=above.title)


def _of(season: Season, facts: ContestFacts) -> list[Battlefield]:
    return [one for one in facts.battlefields if one.season_id == season.pk]


def _columns(facts: ContestFacts) -> dict[str, object]:
    return {one.name: getattr(facts, one.name) for one in fields(facts) if one.name != "battlefields"}
