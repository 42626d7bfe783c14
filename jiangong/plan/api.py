"""The plan over HTTP: promises and figures for anyone, records with a token or for anyone behind one figure."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError

from jiangong.foundation.common.endpoints import After, PageOut, access
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.organisations import queries as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.plan import queries
from jiangong.plan.definition import Promise, Words, current
from jiangong.plan.queries import Figure, Record
from jiangong.plan.queries.records import record_of

router = Router(tags=["plan"])

Name = Annotated[str, Path(max_length=8, description="A promise: A1 to I5.")]
Code = Annotated[str, Path(max_length=20, description="An organisation's code.")]
Period = Annotated[
    str, Query(pattern=r"^(all|\d{4}|\d{4}-(0[1-9]|1[0-2]))$", description="'all', a year, or a month.")
]
Mark = Annotated[str, Query(max_length=40, description="The `next` of the page before; empty for the first.")]


class Text(Schema):
    zh: str
    en: str


class PromiseOut(Schema):
    """A promise as the plan has it. `is_counted` is false while its programme has no software: no figure then."""

    id: str
    title: Text
    words: Text
    counted_by: Text
    unit: Text
    target: int | None
    target_each: str | None
    is_counted: bool


class FigureOut(Schema):
    """A counted figure. `target` is null where nothing is owed; `time_gone` is the share of the period gone."""

    promise: str
    organisation: str
    period: str
    value: Decimal
    entries: int
    target: int | None
    time_gone: Decimal
    status: str | None


class BreakdownOut(FigureOut):
    parts: list[FigureOut]


class RecordOut(Schema):
    """A ledger entry as anyone may see it: the person by surname only."""

    number: int
    position: int | None
    verb: str
    organisation: str
    happened_on: date
    quantity: Decimal
    attribute: str
    person: str
    corrects: int | None
    reason: str


class RecordsOut(Schema):
    items: list[RecordOut]
    next: str | None


class EntriesOut(PageOut):
    items: list[RecordOut]


def _text(words: Words) -> Text:
    return Text(zh=words.zh, en=words.en)


def _promise_out(promise: Promise) -> PromiseOut:
    return PromiseOut(
        id=promise.id,
        title=_text(promise.title),
        words=_text(promise.words),
        counted_by=_text(promise.counted_by),
        unit=_text(promise.unit),
        target=promise.target.figure if promise.target else None,
        target_each=promise.target.each.value if promise.target else None,
        is_counted=promise.measure is not None,
    )


def _figure_out(figure: Figure, code: str) -> FigureOut:
    return FigureOut(
        promise=figure.promise.id,
        organisation=code,
        period=figure.period,
        value=figure.value or Decimal(0),
        entries=figure.entries,
        target=figure.target,
        time_gone=round(figure.gone, 4),
        status=figure.status.value if figure.status else None,
    )


def _record_out(record: Record) -> RecordOut:
    return RecordOut(
        number=record.number,
        position=record.position,
        verb=record.verb,
        organisation=record.organisation.code,
        happened_on=record.happened_on,
        quantity=record.quantity,
        attribute=record.attribute,
        person=record.who,
        corrects=record.corrects,
        reason=record.reason,
    )


def _counted(
    name: str, code: str, period: str, *, months: bool = False
) -> tuple[Promise, Organisation, Collection[str]]:
    """The promise, the organisation that the address names, and its hidden periods; 404 unless there, counted and shown."""
    plan = current()
    promise, organisation = plan.promises.get(name), organisations.organisation_by_code(code)
    known = period in queries.periods(plan) or (months and period[:4] in queries.periods(plan))
    if promise is None or promise.measure is None or organisation is None or not known:
        raise HttpError(404, "Not found")
    hidden = queries.hidden_periods(organisation, [promise])
    if period in hidden:
        raise HttpError(404, "This union is too small for its figure to be shown by itself.")
    return promise, organisation, hidden


@router.get("/promises", response=list[PromiseOut], auth=None)
def list_promises(request: HttpRequest) -> list[PromiseOut]:
    """Every promise of the plan, counted or not."""
    return [_promise_out(promise) for promise in current().promises.values()]


@router.get("/figures/{name}/{code}", response=BreakdownOut, auth=None)
def read_figure(request: HttpRequest, name: Name, code: Code, period: Period = "all") -> BreakdownOut:
    """One counted promise for one organisation in a year or the whole plan, with what stands directly below."""
    promise, organisation, hidden = _counted(name, code, period)
    found = queries.breakdown(promise, organisation, period, timezone.localdate(), hidden=hidden)
    return BreakdownOut(
        **_figure_out(found.figure, code).dict(),
        parts=[_figure_out(p.figure, p.organisation.code) for p in (*found.parts, *found.industries)],
    )


@router.get("/figures/{name}/{code}/records", response=RecordsOut, auth=None)
def list_records(
    request: HttpRequest, name: Name, code: Code, period: Period = "all", after: Mark = ""
) -> RecordsOut:
    """The ledger entries that a figure counts, newest first, 50 a page."""
    promise, organisation, _hidden = _counted(name, code, period, months=True)
    page = queries.records_behind(promise, organisation, period, after, public=True)
    return RecordsOut(items=[_record_out(record) for record in page.rows], next=page.next)


@router.get("/entries", response=EntriesOut, auth=access("plan:read"))
def list_entries(request: HttpRequest, after: After = None) -> EntriesOut:
    """Ledger entries of the unions within the caller's reach, newest first, 50 a page."""
    page = queries.newest_entries(request.user, after)
    return EntriesOut(items=[_record_out(record_of(entry)) for entry in page.rows], next=page.next)


class VerbOut(Schema):
    verb: str
    words: str


class PositionOut(Schema):
    """How long the one order of all entries is: places run from 0 to `next_position` - 1, without a gap."""

    next_position: int


@router.get("/verbs", response=list[VerbOut], auth=None)
def list_verbs(request: HttpRequest) -> list[VerbOut]:
    """Every verb that an entry may have, in the caller's language."""
    return [VerbOut(verb=verb, words=str(words)) for verb, words in ledger.verbs().items()]


@router.get("/position", response=PositionOut, auth=None)
def read_position(request: HttpRequest) -> PositionOut:
    """Where the ledger ends now."""
    return PositionOut(next_position=ledger.next_position())
