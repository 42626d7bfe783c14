"""Seasons, what they serve, the catalogue of trades."""

from collections.abc import Sequence

from django.db import transaction

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.models import Battlefield, Season, Trade
from jiangong.programmes.competitions.states import ContestState, Reason, SeasonState, Verb


@transaction.atomic
def open_season(
    organisation: Organisation, *, year: int, name: str, theme: str = "", by: User | None
) -> Season:
    """Announce a year of contests. Raises Refused(SEASON_TAKEN)."""
    require(by, "competitions.open_season", organisation)
    season, made = Season.objects.get_or_create(
        organisation=organisation, year=year, defaults={"name": name.strip(), "theme": theme.strip()}
    )
    if not made:
        raise Refused(Reason.SEASON_TAKEN, organisation=organisation.name, year=year)
    record(Verb.SEASON_OPENED, season, organisation=organisation, by=by, attribute=str(year))
    return season


@transaction.atomic
def close_season(season: Season, *, by: User | None) -> Season:
    """No more contests in it. Raises Refused(SEASON_CLOSED), Refused(CONTESTS_UNFINISHED)."""
    season = lock(season)
    require(by, "competitions.manage_season", season)
    require_open(season)
    ended = [ContestState.CONFIRMED, ContestState.CANCELLED]
    if unfinished := season.contests.exclude(state__in=ended).count():
        raise Refused(Reason.CONTESTS_UNFINISHED, count=unfinished)
    season.state = SeasonState.CLOSED
    season.save(update_fields=["state"])
    record(Verb.SEASON_CLOSED, season, organisation=season.organisation, by=by, attribute=str(season.year))
    return season


@transaction.atomic
def add_battlefield(
    season: Season, *, kind: str, name: str, document_number: str = "", by: User | None
) -> Battlefield:
    """Name a strategy, project, industry or park that contests may serve; naming it again changes nothing."""
    season = lock(season)
    require(by, "competitions.manage_season", season)
    require_open(season)
    found, _made = Battlefield.objects.get_or_create(
        season=season,
        name=name.strip(),
        defaults={"kind": kind, "document_number": document_number.strip()},
    )
    return found


@transaction.atomic
def save_trades(trades: Sequence[Trade], *, by: User | None) -> int:
    """Take over lines of a classification; what is known under edition, code and trade gets the new words.

    Returns how many lines were taken over.
    """
    require(by, "competitions.open_season")
    Trade.objects.bulk_create(
        trades,
        update_conflicts=True,
        unique_fields=["edition", "code", "trade"],
        update_fields=["occupation", "leading_industry"],
        batch_size=1_000,
    )
    return len(trades)


def require_open(season: Season) -> None:
    """Raise Refused(SEASON_CLOSED)."""
    if season.state != SeasonState.OPEN:
        raise Refused(Reason.SEASON_CLOSED, season=season.name)
