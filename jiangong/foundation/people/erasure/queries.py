"""Reads of erasure: requests, what stands against one, and every row that leads to a person."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone

from jiangong.foundation.common.periods import add_months
from jiangong.foundation.common.refusals import Refusal, Refused
from jiangong.foundation.common.rooms import declared
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.erasure.states import FATES, LABELS, Fate, Reason, State
from jiangong.foundation.people.models import Appointment, Look, Membership, Person, User
from jiangong.foundation.people.states import CURRENT
from jiangong.foundation.rulebook.queries import STATUSES, parameter, value

# --- requests ---------------------------------------------------------------------------------------------------


def requests_visible_to(user: Any) -> QuerySet[ErasureRequest]:
    """One's own requests; all of them for officers of the city federation. The newest first."""
    found = ErasureRequest.objects.select_related("person", "asked_by__person", "decided_by__person")
    if not user.has_perm("erasure.list"):
        found = found.filter(person__isnull=False, person=getattr(user, "person_id", None))
    return found.order_by("-pk")


def open_request_of(person: Person) -> ErasureRequest | None:
    """The request that waits for a decision."""
    return ErasureRequest.objects.filter(person=person, state=State.ASKED).first()


def last_request_of(person: Person) -> ErasureRequest | None:
    """The newest request, decided or not."""
    return ErasureRequest.objects.filter(person=person).order_by("-pk").first()


def waiting() -> tuple[int, date | None]:
    """How many requests wait for the city federation, and the day by which the oldest has to be answered."""
    found = asked().aggregate(count=models.Count("pk"), oldest=models.Min("asked_at"))
    return found["count"], due_day(found["oldest"]) if found["oldest"] else None


def asked() -> models.QuerySet[ErasureRequest]:
    """Requests that wait for an answer."""
    return ErasureRequest.objects.filter(state=State.ASKED)


def due(request: ErasureRequest) -> date:
    """The day by which a request has to be answered."""
    return due_day(request.asked_at)


def due_day(asked_at: Any) -> date:
    """The day by which a request that was made then has to be answered."""
    asked_on = timezone.localtime(asked_at).date()
    return asked_on + timedelta(days=int(value("erasure.answer_days", on=asked_on)))


# --- the person -------------------------------------------------------------------------------------------------


def numbers_of(person: Person) -> list[int]:
    """The person's number and those of all registrations merged into it, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE merged AS (SELECT %s::bigint AS id UNION"
            " SELECT p.id FROM people_person p JOIN merged ON p.merged_into_id = merged.id)"
            " SELECT id FROM merged ORDER BY id",
            [person.pk],
        )
        return [pk for (pk,) in cursor.fetchall()]


def accounts_of(people: Collection[int]) -> list[int]:
    return sorted(User.objects.filter(person__in=people).values_list("pk", flat=True))


def entries_about(people: Collection[int]) -> list[int]:
    """The numbers of all ledger entries about these persons, in order."""
    return list(Entry.objects.filter(person__in=people).order_by("pk").values_list("pk", flat=True))


def not_yet_logged(entries: Collection[int]) -> set[int]:
    """Those of the entries that have no leaf yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.entry_id FROM ledger_place p WHERE p.entry_id = ANY(%s)"
            " AND p.position < COALESCE((SELECT size FROM ledger_head), 0)",
            [list(entries)],
        )
        return set(entries) - {entry for (entry,) in cursor.fetchall()}


# --- what stands against it -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stands:
    """What of a room stands against forgetting people now: the refusal, its word for the thing, the rows, and the column of
    each row that names the thing."""

    reason: Refusal
    word: str
    rows: QuerySet[Any]
    name: str


def obstacles(person: Person, people: Collection[int]) -> list[Refused]:
    """Every duty to keep that stands against forgetting the person now; an empty list when none does.

    Rooms above say theirs themselves: `stands_against_erasure(people)` in their queries gives a `Stands` for each.
    However many rooms there are, they are asked in one query.
    """
    found = []
    if person.merged_into_id is not None:
        found.append(Refused(Reason.MERGED))
    today = timezone.localdate()
    found.extend(_still_holds(people, today))
    found.extend(_logs_kept(people, today))
    found.extend(said_by_rooms(people))
    return found


def said_by_rooms(people: Collection[int]) -> list[Refused]:
    """What the rooms above say, in their order; each thing once. One query."""
    stands = [one for offered in offers("queries", "stands_against_erasure") for one in offered(people)]
    rows = [
        one.rows.order_by().annotate(nth=Value(nth), called=F(one.name)).values_list("nth", "called")
        for nth, one in enumerate(stands)
    ]
    if not rows:
        return []
    return [
        Refused(stands[nth].reason, **{stands[nth].word: called})
        for nth, called in sorted(rows[0].union(*rows[1:]))
    ]


def _still_holds(people: Collection[int], today: date) -> Iterator[Refused]:
    """Memberships and offices that these persons hold now; one query."""
    member = Membership.objects.filter(person__in=people, state__in=sorted(CURRENT))
    office = Appointment.objects.filter(Q(until__isnull=True) | Q(until__gte=today), person__in=people)
    names = ("place", "pk", "organisation__name", "what")
    of_members = member.annotate(place=Value(0), what=Value("")).values_list(*names)
    of_officers = office.annotate(place=Value(1), what=F("role")).values_list(*names)
    for place, _pk, organisation, role in of_members.union(of_officers, all=True).order_by("place", "pk"):
        if place:
            yield Refused(Reason.IN_OFFICE, organisation=organisation, role=Role(role).label)
        else:
            yield Refused(Reason.STILL_A_MEMBER, organisation=organisation)


def _logs_kept(people: Collection[int], today: date) -> Iterator[Refused]:
    """Looks at others' numbers are a log that has to be kept for some months."""
    last = Look.objects.filter(by__person__in=people).aggregate(last=models.Max("looked_at"))["last"]
    if last is None:
        return
    rule = parameter("erasure.log_months", on=today)
    day = add_months(timezone.localtime(last).date(), rule.value)
    if today < day:
        yield Refused(
            Reason.LOGS_KEPT,
            last=timezone.localtime(last).date(),
            day=day,
            source=rule.source,
            status=STATUSES[rule.status],
            months=rule.value,
        )


def offers(module: str, name: str) -> list[Callable[..., Any]]:
    """The function `name` of every room's `module` that has one: a lower room asks the upper ones without naming them."""
    return [function for _room, function in declared(name, module)]


# --- every row that leads to a person -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One foreign key on the way to a person. `rows` is SQL for its rows, with %(people)s for the numbers."""

    key: str
    fate: Fate
    model: type[models.Model]
    column: str
    rows: str

    @property
    def statement(self) -> str:
        """What becomes of the rows, as SQL; empty where they stay as they are."""
        table = self.model._meta.db_table
        match self.fate:
            case Fate.DELETE:
                return f"DELETE FROM {table} WHERE {self.rows}"  # noqa: S608  # our own tables and columns
            case Fate.CLEAR:
                return f"UPDATE {table} SET {self.column} = NULL WHERE {self.rows}"  # noqa: S608
            case _:
                return ""


@cache
def steps() -> tuple[Step, ...]:
    """Every foreign key that FATES names, those that lead to others first: carried out in this order, none is left over."""
    return tuple(_steps(Person, "SELECT unnest(%(people)s::bigint[])"))


def _steps(target: type[models.Model], numbers: str) -> Iterator[Step]:
    for key, fate in FATES.items():
        label, _, name = key.rpartition(".")
        model = apps.get_model(label)
        field = model._meta.get_field(name)
        if field.related_model is not target or model is target:
            continue
        column = str(getattr(field, "column", ""))
        rows = f"{column} IN ({numbers})"
        if fate == Fate.DELETE:
            pk = model._meta.pk.column if model._meta.pk else "id"
            yield from _steps(model, f"SELECT {pk} FROM {model._meta.db_table} WHERE {rows}")  # noqa: S608
        yield Step(key, fate, model, column, rows)


def tables() -> list[str]:
    """The tables that hold a person's data, for clearing what PostgreSQL keeps of deleted rows."""
    own = {Person._meta.db_table, *(step.model._meta.db_table for step in steps() if step.statement)}
    more = {"roster_stagedrow", "roster_upload", "growth_attendancesheet", "django_session", "shared_cache"}
    return sorted(own | more | {"ledger_salt"})


@dataclass(frozen=True)
class Holding:
    """How many rows of one kind there are about a person, and what becomes of them."""

    label: Any
    count: int
    fate: Fate


def holdings(people: Collection[int]) -> list[Holding]:
    """What there is about these persons, in words and numbers, in one query; kinds of which there is nothing are left out."""
    shown = [step for step in steps() if step.key in LABELS]
    counts = " UNION ALL ".join(
        f"SELECT {nth}, count(*) FROM {step.model._meta.db_table} WHERE {step.rows}"  # noqa: S608
        for nth, step in enumerate(shown)
    )
    with connection.cursor() as cursor:
        cursor.execute(counts, {"people": list(people)})
        found = dict(cursor.fetchall())
    order = list(LABELS)
    return [
        Holding(LABELS[step.key], found[nth], step.fate)
        for nth, step in sorted(enumerate(shown), key=lambda item: order.index(item[1].key))
        if found[nth]
    ]
