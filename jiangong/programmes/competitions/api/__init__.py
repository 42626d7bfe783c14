"""The same verbs over HTTP: what is public for everybody, entries by a union's system, marks by a judge's device."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status

from jiangong.foundation.common.endpoints import LARGEST, After, Call, Id, access, creates
from jiangong.foundation.common.paging import Page, page_after
from jiangong.foundation.common.refusals import Refused
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Sent, Wish
from jiangong.programmes.competitions.api.shapes import (
    ContestInFull,
    ContestOut,
    ContestPage,
    DayPage,
    EnteredOut,
    EntriesIn,
    EntryOut,
    EntryPage,
    FileOut,
    KeptOut,
    LayerOut,
    MarksIn,
    OfficePage,
    ResultOut,
    SeasonPage,
    TradePage,
    UnitOut,
)
from jiangong.programmes.competitions.models import Contest, Entry, Office, Outcome, Season, Trade
from jiangong.programmes.competitions.queries import published
from jiangong.programmes.competitions.queries.showing import Unit
from jiangong.programmes.competitions.states import ContestState, Level, Reason

router = Router(tags=["competitions"])

READ = access("competitions:read")
ENTER = access("competitions:enter")
MARK = access("competitions:mark")
Filter = Annotated[int | None, Query(ge=1, le=LARGEST)]
Words = Annotated[str, Query(max_length=40)]


@router.get("/trades", response=TradePage, auth=None)
def list_trades(request: HttpRequest, after: After = None, words: Words = "") -> Page[Trade]:
    """The catalogue of occupations and trades; `words` look into code and names."""
    return page_after(queries.trades(words), after)


@router.get("/seasons", response=SeasonPage, auth=None)
def list_seasons(request: HttpRequest, after: After = None) -> Page[Season]:
    """Seasons, the oldest first."""
    return page_after(queries.seasons(), after)


@router.get("/seasons/{season_id}/calendar", response=DayPage, auth=None)
def read_calendar(request: HttpRequest, season_id: Id, after: After = None) -> dict[str, Any]:
    """When and where the season's contests are, as they were created; those called off are left out."""
    if not queries.seasons().filter(pk=season_id).exists():
        raise Http404
    found = page_after(published.calendar_of(season_id), after)
    rows = [{**one.__dict__, "trade": str(one.trade)} for one in found.rows]
    return {"rows": rows, "next": found.next}


@router.get("/contests", response=ContestPage, auth=None)
def list_contests(
    request: HttpRequest,
    after: After = None,
    season: Filter = None,
    organiser: Filter = None,
    level: Level | None = None,
    state: ContestState | None = None,
) -> Page[Contest]:
    """Contests that were announced, the oldest first."""
    found = published.contests_asked_for(season=season, level=level, state=state, organiser=organiser)
    return page_after(found, after)


@router.get("/contests/{contest_id}", response=ContestInFull, auth=None)
def read_contest(request: HttpRequest, contest_id: Id) -> dict[str, Any]:
    """One contest with its rules, how many entered, who serves, and which results there are."""
    contest = _contest(contest_id)
    plain = {name: getattr(contest, name) for name in ("call", "scheme", *_PLAIN)}
    return {
        **plain,
        "scheme_digest": published.scheme_digest(contest),
        "entries": dict(queries.entry_counts(contest)),
        "serving": queries.judging_words(contest),
        "results": list(published.outcomes_of(contest).values_list("number", flat=True)),
    }


@router.get("/contests/{contest_id}/entrants", response=list[UnitOut], auth=None)
def list_entrants(request: HttpRequest, contest_id: Id) -> Sequence[Unit]:
    """Who was accepted, by unit, names masked; at most 200 people."""
    return queries.masked_entrants(_contest(contest_id))


@router.get("/contests/{contest_id}/results/{number}", response=ResultOut, auth=None)
def read_result(request: HttpRequest, contest_id: Id, number: Id) -> dict[str, Any]:
    """One computed result; a later number follows from a rejudging."""
    outcome = _outcome(contest_id, number)
    lines = published.lines_published(outcome)
    return {
        "number": outcome.number,
        "digest": outcome.digest,
        "computed_at": outcome.computed_at,
        "lines": lines,
    }


@router.get("/contests/{contest_id}/results/{number}/contents", response=FileOut, auth=None)
def read_contents(request: HttpRequest, contest_id: Id, number: Id) -> Any:
    """Scheme and sheet from which anybody recomputes the result: `python shadow.py contents.json`."""
    return _outcome(contest_id, number).contents


@router.get("/contests/{contest_id}/draw", response=list[LayerOut], auth=None)
def read_draw(request: HttpRequest, contest_id: Id) -> list[dict[str, Any]]:
    """How the numbers were drawn: the commitments before, everything to draw again once the result is known."""
    return published.draw_published(_contest(contest_id))


@router.get("/contests/{contest_id}/entries", response=EntryPage, auth=READ)
def list_contest_entries(request: Call, contest_id: Id, after: After = None) -> Page[Entry]:
    """The contest's entries that the caller may see."""
    return page_after(published.entries_of_contest(request.user, _contest(contest_id)), after)


@router.post("/contests/{contest_id}/entries", response={201: list[EnteredOut]}, auth=ENTER)
@creates
def enter(request: Call, contest_id: Id, entries: EntriesIn) -> Status[Any]:
    """A union enters its members; each gets an answer of its own."""
    contest = _contest(contest_id)
    union = published.union_in_charge(request.user, entries.organisation)
    if union is None:
        raise Http404
    known = published.members_by_number(request.user, {one.membership for one in entries.members})
    asked = [one for one in entries.members if one.membership in known]
    wishes = [
        Wish(known[one.membership].person, one.is_substitute, str(one.new_field), one.needs) for one in asked
    ]
    answers = actions.enter_colleagues(contest, union, wishes, insured=entries.insured, by=request.user)
    given: dict[int, Entry | Refused] = {}
    for one, answer in zip(asked, answers, strict=True):
        given.setdefault(one.membership, answer)
    stranger = Refused(Reason.NOT_A_COLLEAGUE, organisation=union.name)
    lines = [(one.membership, given.get(one.membership, stranger)) for one in entries.members]
    return Status(201, [_entered(pk, answer) for pk, answer in lines])


@router.get("/entries", response=EntryPage, auth=READ)
def list_entries(request: Call, after: After = None) -> Page[Entry]:
    """The caller's own entries and those of the unions in the caller's charge."""
    return page_after(published.entries_of_unions(request.user), after)


@router.delete("/entries/{entry_id}", response=EntryOut, auth=ENTER)
def withdraw(request: Call, entry_id: Id) -> Entry:
    """Somebody does not compete after all; the unit's first substitute takes the place."""
    entry = get_object_or_404(queries.entries_visible_to(request.user), pk=entry_id)
    return actions.withdraw_entry(entry, by=request.user)


@router.get("/offices", response=OfficePage, auth=READ)
def list_offices(request: Call, after: After = None) -> Page[Office]:
    """Where the caller serves."""
    return page_after(queries.offices_held(request.user), after)


@router.put("/offices/{office_id}/marks", response=list[KeptOut], auth=MARK)
def send_marks(request: Call, office_id: Id, sent: MarksIn) -> list[dict[str, Any]]:
    """Marks of a judge's own office, many at once; sent twice counts once, a mark that stands is not overwritten."""
    office = get_object_or_404(queries.offices_held(request.user), pk=office_id)
    marks = [Sent(**one.dict(exclude={"at"}), at=_written(one.at)) for one in sent.marks]
    answers = actions.send_marks(office.contest, office, marks, by=request.user)
    return [
        {"key": mark.key, "kept": not isinstance(answer, Refused), "refused": _why(answer)}
        for mark, answer in zip(marks, answers, strict=True)
    ]


_PLAIN = [field.alias or name for name, field in ContestOut.model_fields.items()]


def _contest(pk: int) -> Contest:
    return get_object_or_404(queries.public_contests(), pk=pk)


def _outcome(contest_id: int, number: int) -> Outcome:
    found = published.outcomes_of(_contest(contest_id)).filter(number=min(number, 32_767)).first()
    if found is None:
        raise Http404
    return found


def _written(at: datetime) -> datetime:
    """When a mark was written down: never later than now, whatever the device's clock says."""
    return min(at if timezone.is_aware(at) else timezone.make_aware(at), timezone.now())


def _entered(membership: int, answer: Entry | Refused) -> dict[str, Any]:
    return {
        "membership": membership,
        "entry": None if isinstance(answer, Refused) else answer,
        "refused": _why(answer),
    }


def _why(answer: object) -> dict[str, str] | None:
    if not isinstance(answer, Refused):
        return None
    return {"code": answer.code, "detail": answer.what, "rule": answer.rule, "remedy": answer.remedy}
