"""The ledger entries behind a figure, and the entries that somebody may read.

Fast at ten million entries in two ways: a figure with many entries is read along the index by day (the next
fifty are near), a figure with few is read organisation by organisation (few exist).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from heapq import nlargest
from itertools import chain
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import OuterRef, QuerySet

from jiangong.foundation.common.paging import Page, page_after, rows_behind
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Lineage, Organisation
from jiangong.foundation.organisations.scope import held, within
from jiangong.foundation.organisations.states import Kind
from jiangong.foundation.rulebook.queries import Kept, used_by_entries
from jiangong.plan.actions.counting import matching
from jiangong.plan.definition import Plan, Promise, current
from jiangong.plan.formulas import masked_name
from jiangong.plan.models import Cell
from jiangong.plan.permissions import READERS

SIZE = 50
FEW_UNIONS = 400  # so many (a township's are fewer) are read one by one at once,
MANY_UNIONS = 4000  # and so many when the page is not to be had out of
NEAR = 200_000  # the newest entries of the whole ledger
SPARSE = 200  # a figure with less than a 200th of all entries is read organisation by organisation


@dataclass(frozen=True)
class Record:
    """An entry as anyone may see it: the verb in words, where, when, how much, the person's surname only."""

    number: int
    position: int | None
    verb: str
    organisation: Organisation
    happened_on: date
    recorded_at: datetime
    quantity: Any
    attribute: str
    who: str
    corrects: int | None
    reason: str
    corrected_by: int | None

    @property
    def is_correction(self) -> bool:
        return self.corrects is not None


@dataclass(frozen=True)
class Records:
    """A page of records, newest first; `next` is the `after` of the following page."""

    rows: list[Record]
    next: str | None


def record_of(entry: Entry) -> Record:
    """What may be shown of an entry that came with `ledger.entry_with_places`."""
    correction = getattr(entry, "correction", None)
    place = getattr(entry, "place", None)
    return Record(
        number=entry.pk,
        position=place.position if place else None,
        verb=ledger.verb_words(entry.verb),
        organisation=entry.organisation,
        happened_on=entry.happened_on,
        recorded_at=entry.recorded_at,
        quantity=entry.quantity,
        attribute=entry.attribute,
        who=masked_name(entry.person.name) if entry.person else "",
        corrects=entry.corrects_id,
        reason=str(entry.payload.get("reason", "")) if entry.corrects_id else "",
        corrected_by=correction.pk if correction else None,
    )


def records_behind(
    promise: Promise,
    organisation: Organisation,
    period: str,
    after: str | None = None,
    *,
    public: bool = False,
) -> Records:
    """The entries that a figure counts, newest first, 50 a page; at most four queries, eight for `public`.

    `public`: each under the organisation that its public leaf names, for a small union is not named. `after` is the mark that the page before gave ('2026-03-05.1234'); anything else begins at the newest.
    """
    if promise.measure is None:
        return Records([], None)
    plan = current()
    numbers = _numbers(plan, promise, organisation, period, _mark(after))
    found = ledger.entry_with_places().in_bulk(numbers[:SIZE])
    rows = [found[number] for number in numbers[:SIZE]]
    last = rows[-1] if len(numbers) > SIZE else None
    records = [record_of(entry) for entry in rows]
    if public and rows:
        under = ledger.shown_under(rows)
        shown = Organisation.objects.in_bulk(under)
        records = [replace(one, organisation=shown[pk]) for one, pk in zip(records, under, strict=True)]
    return Records(records, f"{last.happened_on}.{last.pk}" if last else None)


def _mark(after: str | None) -> tuple[date, int] | None:
    day, _, number = (after or "").partition(".")
    try:
        mark = date.fromisoformat(day), int(number)
    except ValueError:
        return None
    return mark if mark[1] < 2**63 else None  # not law: the largest number of a row


def days_of(plan: Plan, period: str) -> tuple[date, date]:
    """The first and the last day of a period."""
    if period == "all":
        return plan.since, plan.until
    year, _, month = period.partition("-")
    if not month:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    first = date(int(year), int(month), 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)


def _numbers(
    plan: Plan, promise: Promise, organisation: Organisation, period: str, mark: tuple[date, int] | None
) -> list[int]:
    """The ids of the next 51 entries."""
    assert promise.measure is not None
    first, last = days_of(plan, period)
    condition, values = matching(promise.measure, plan)
    condition += " AND happened_on BETWEEN %s AND %s"
    values += [first, last]
    if mark:
        condition += " AND happened_on <= %s AND (happened_on, id) < (%s, %s)"
        values += [mark[0], *mark]
    # An entry that still waits for its place is not counted yet.
    condition += " AND NOT EXISTS (SELECT FROM ledger_pending WHERE entry_id = ledger_entry.id)"
    newest = f"ORDER BY happened_on DESC, id DESC LIMIT {SIZE + 1}"
    with connection.cursor() as cursor:
        if organisation.kind == Kind.CITY:  # everything counts for the city
            cursor.execute(f"SELECT id FROM ledger_entry WHERE {condition} {newest}", values)  # noqa: S608
        elif _is_sparse(promise, organisation, period):
            below = Lineage.objects.filter(ancestors__contains=[organisation.pk])
            standing = list(below.values_list("organisation_id", "pk"))
            cursor.execute(
                f"""
                SELECT one.id FROM unnest(%s::bigint[]) unit CROSS JOIN LATERAL (
                  SELECT id, happened_on FROM ledger_entry
                  WHERE organisation_id = unit AND lineage_id = ANY(%s) AND {condition} {newest}
                ) one {newest}
                """,  # noqa: S608
                [sorted({unit for unit, _ in standing}), [lineage for _, lineage in standing], *values],
            )
        else:  # the lineage of each entry that comes along is looked up: soon 51 are found
            stood = (
                "SELECT FROM organisations_lineage WHERE id = lineage_id AND ancestors @> ARRAY[%s::bigint]"
            )
            cursor.execute(
                f"SELECT id FROM ledger_entry WHERE EXISTS ({stood}) AND {condition} {newest}",  # noqa: S608
                [organisation.pk, *values],
            )
        return [number for (number,) in cursor.fetchall()]


def _is_sparse(promise: Promise, organisation: Organisation, period: str) -> bool:
    cells = Cell.objects.filter(promise=promise.id, period=period)
    here = cells.filter(organisation=organisation).values_list("entries", flat=True).first() or 0
    city = cells.filter(organisation__kind=Kind.CITY).values_list("entries", flat=True).first() or 0
    return here * SPARSE < city


# --- who may read what ------------------------------------------------------------------------------------


def entries_visible_to(user: Any) -> QuerySet[Entry]:
    """Entries of unions that the user is an officer or auditor of, or of one above. Equals `plan.view_records`."""
    return ledger.entry_with_places().filter(within(user, READERS, "organisation__"))


def newest_entries(
    user: Any,
    after: str | int | None = None,
    *,
    verb: str = "",
    code: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Page[Entry]:
    """A page of visible entries by verb, by organisation with all below it today, by the days they happened.

    A wide reach finds its page among the newest entries of all. Those of a small reach, or of a rare kind, lie far
    apart there: they are read union by union.
    """
    wanted = {"verb": verb, "happened_on__gte": since, "happened_on__lte": until}
    conditions = {field: value for field, value in wanted.items() if value}
    rows = ledger.entry_with_places().filter(**conditions)
    reach = Organisation.objects.filter(within(user, READERS))
    if code:
        reach = reach.filter(path__startswith=_path_of(code))
    if not reach.filter(parent=None).exists():
        unions = list(reach.values_list("pk", flat=True))
        rows = rows.filter(pk__in=_newest(unions, rows_behind(rows, after, newest_first=True)))
    return page_after(rows, after, size=SIZE, newest_first=True)


def _newest(unions: list[int], rows: QuerySet[Entry]) -> list[int]:
    """The numbers of the newest of these entries, a page and one more."""
    if len(unions) <= FEW_UNIONS:
        return _newest_of_each(unions, rows)
    along = rows.filter(organisation__in=unions).order_by("-pk").values_list("pk", flat=True)
    first = rows.order_by("-pk").values_list("pk", flat=True).first() or 0
    near = list(along.filter(pk__gt=first - NEAR)[: SIZE + 1])
    if len(near) > SIZE:
        return near
    return _newest_of_each(unions, rows) if len(unions) <= MANY_UNIONS else list(along[: SIZE + 1])


def _newest_of_each(unions: list[int], rows: QuerySet[Entry]) -> list[int]:
    """The same out of the newest of each union, read by the index of what happened where."""
    newest = rows.filter(organisation=OuterRef("pk")).order_by("-pk").values("pk")[: SIZE + 1]
    each = Organisation.objects.filter(pk__in=unions).values_list(ArraySubquery(newest), flat=True)
    return nlargest(SIZE + 1, chain.from_iterable(each))


def _path_of(code: str) -> str:
    """The organisation's path, or what no path begins with."""
    return Organisation.objects.filter(code=code).values_list("path", flat=True).first() or "-"


def require_reader(user: Any) -> None:
    """Raise PermissionDenied for those who read no union's records."""
    if not any(one.role in READERS for one in held(user)):
        raise PermissionDenied


def entry_history(entry: Entry) -> list[Record]:
    """The entry and its correction, as anyone who may see the entry sees them."""
    return [record_of(one) for one in ledger.history(entry)]


def my_records(user: Any) -> QuerySet[Entry]:
    """What the ledger holds about the user's own person; nothing for an account without one."""
    person = getattr(user, "person_id", None)
    return ledger.entries_about(person) if person else ledger.entry_with_places().none()


@dataclass(frozen=True)
class OwnRecord:
    """A record about the reader. `is_ready`: a receipt can be had; `is_waiting`: the next checkpoint brings it.

    Neither: its salt was destroyed, so nobody can open it any more. `is_witnessed`: a witness has cosigned what the
    receipt proves it by. `used`: the values of the rulebook that decided, as they stood.
    """

    record: Record
    is_ready: bool
    is_waiting: bool
    is_witnessed: bool
    used: list[Kept]


def own_records(entries: Sequence[Entry]) -> list[OwnRecord]:
    """Records of entries about the reader, and whether each has a receipt, and what it was decided by; four queries."""
    records = [record_of(entry) for entry in entries]
    covered, _signed_at = ledger.newest_size()
    logged = [one.position for one in records if one.position is not None and one.position < covered]
    openable, witnessed = ledger.openable(logged), ledger.witnessed_size()
    used = used_by_entries([one.number for one in records])
    return [
        OwnRecord(
            one,
            is_ready=one.position in openable,
            is_waiting=one.position is None or one.position >= covered,
            is_witnessed=one.position is not None and one.position < witnessed,
            used=used.get(one.number, []),
        )
        for one in records
    ]
