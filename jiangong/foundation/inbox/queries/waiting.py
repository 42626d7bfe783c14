"""What waits for whom: the due list of a person, by due time, over all rooms.

Each seat a person holds is read in the order of its own index and only as far as the page goes; the pieces are merged.
So the list takes the same time with ten open matters as with a hundred thousand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from jiangong.foundation.inbox.models import Matter, MatterStep
from jiangong.foundation.inbox.queries.kinds import matter_kinds
from jiangong.foundation.inbox.queries.seats import holds_a_role_on_the_line, in_force
from jiangong.foundation.inbox.queries.wording import filled
from jiangong.foundation.inbox.states import MatterKind
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import Held, at_or_below, held

END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)  # where matters without a due time stand in a list
DUE = ("overdue", "today", "week", "open")  # what a list may be narrowed to by time


@dataclass(frozen=True)
class Waiting:
    """A matter as a list shows it; the texts are in the reader's language."""

    matter: Matter
    kind: MatterKind
    escalated: bool = False  # it came from below, because it is overdue there
    on_behalf_of: int | None = None  # the person's number whose stand-in one is

    @cached_property
    def title(self) -> str:
        return filled(self.kind.title, self.matter.words)

    @cached_property
    def why(self) -> str:
        """Why it is mine."""
        return filled(self.kind.why, self.matter.words)

    @cached_property
    def otherwise(self) -> str:
        """What happens if I do nothing."""
        return filled(self.kind.otherwise, self.matter.words)

    @cached_property
    def url(self) -> str:
        """Where it is done."""
        return reverse(self.kind.page, args=[self.matter.subject_id])

    @property
    def room(self) -> str:
        return self.kind.code.partition(".")[0]

    @property
    def due_at(self) -> datetime | None:
        return self.matter.due_at

    @property
    def overdue(self) -> bool:
        return self.matter.due_at is not None and self.matter.due_at < timezone.now()

    @property
    def paused(self) -> bool:
        """The clock stands still, for a reason on record."""
        return self.matter.clock_id is not None and self.matter.due_at is None


@dataclass(frozen=True)
class WaitingPage:
    """Up to `size` matters; `next` is the `after` of the following page, empty on the last one."""

    rows: list[Waiting]
    next: str


def matters_waiting_for(
    user: Any,
    *,
    room: str = "",
    kind: str = "",
    due: str = "",
    organisation: Organisation | None = None,
    text: str = "",
    after: str = "",
    size: int = 50,
) -> WaitingPage:
    """What waits for the user, what they stand in for included, by due time; three queries however much it is.

    `room` or `kind` narrow it to one room or kind, `due` to one of DUE ("open": without a due time), `organisation` to
    matters about it and what is below it, `text` to those whose label holds it. `after` is the `next` of the page before;
    one that is no such mark is left out of account.
    """
    only = _narrowed(room=room, kind=kind, due=due, organisation=organisation, text=text) & _behind(after)
    marks = _merged(user, only, size + 1)
    more = len(marks) > size
    rows = _rows(user, [pk for _, pk in marks[:size]])
    place, pk = marks[size - 1] if more else (None, None)
    return WaitingPage(rows, f"{place.isoformat()}~{pk}" if place else "")


def count_waiting_for(user: Any, *, upto: int = 100) -> int:
    """How many matters wait for the user; counted only up to `upto`, so that it costs the same for everybody."""
    return len(_merged(user, Q(), upto))


def matter_waiting_for(user: Any, pk: int) -> Waiting | None:
    """This one matter, if it waits for the user and is still open."""
    return next(iter(_rows(user, [found for _, found in _merged(user, Q(pk=pk), 1)])), None)


def matters_of(subject: Any, *, kind: str = "") -> "QuerySet[Matter]":
    """Open matters about a row of any room, by due time."""
    found = Matter.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, closed_at__isnull=True
    ).order_by("place", "pk")
    return found.filter(kind=kind) if kind else found


def closed_matter_of(user: Any, pk: int) -> Waiting | None:
    """A matter that is closed and was the user's: closed by them, handed to them, or at a seat where they hold its roles."""
    matter = (
        Matter.objects.filter(pk=pk, closed_at__isnull=False, kind__in=list(matter_kinds()))
        .select_related("organisation", "seat", "above", "person", "closed_by__person")
        .first()
    )
    if matter is None:
        return None
    kind = matter_kinds()[matter.kind]
    mine = held(user)
    person = getattr(user, "person_id", None)
    was_mine = (
        matter.closed_by_id == user.pk
        or (matter.person_id is not None and matter.person_id == person)
        or any(one.organisation_id == matter.seat_id and one.role in kind.roles for one in mine)
        or any(one.organisation_id == matter.above_id and one.role in kind.escalates_to for one in mine)
    )
    return Waiting(matter, kind) if was_mine else None


def person_named(pk: int | None) -> Any:
    """The person of this number; None for None."""
    return apps.get_model("people", "Person")._default_manager.filter(pk=pk).first() if pk else None


def about(matter: Matter) -> dict[str, Any]:
    """What a message about a matter is filled with; its kind's texts are put in when it is shown, in the reader's language."""
    due = timezone.localtime(matter.due_at).strftime("%Y-%m-%d %H:%M") if matter.due_at else "—"
    return {"matter": matter.kind, "of": matter.words, "due": due}


def fit_to_receive(person: Any, matter: Matter) -> bool:
    """Whether the person's own office covers the matter: its roles at its seat, or above."""
    roles = matter_kinds()[matter.kind].roles
    return matter.seat is not None and holds_a_role_on_the_line(person, matter.seat, roles)


def colleagues_for(matter: Matter) -> "QuerySet[Any]":
    """People to whom the matter can be handed, by name."""
    line = [int(one) for one in matter.seat.path.strip("/").split("/")] if matter.seat is not None else []
    roles = matter_kinds()[matter.kind].roles
    able = in_force().filter(organisation__in=line, role__in=roles).values("person")
    people: QuerySet[Any] = apps.get_model("people", "Person")._default_manager.filter(
        pk__in=able, user__is_active=True
    )
    return people.exclude(pk=matter.person_id or 0).order_by("name", "pk")


def steps_of(matter: Matter) -> "QuerySet[MatterStep]":
    """What happened to a matter, oldest first."""
    return matter.steps.select_related("by__person", "to_person", "to_organisation").order_by("pk")


def _narrowed(*, room: str, kind: str, due: str, organisation: Organisation | None, text: str) -> Q:
    only = Q()
    if room:
        only &= Q(kind__startswith=f"{room}.")
    if kind:
        only &= Q(kind=kind)
    now = timezone.now()
    if due == "overdue":
        only &= Q(place__lt=now)
    elif due == "today":
        only &= Q(place__lt=_midnight_after(0))
    elif due == "week":
        only &= Q(place__lt=_midnight_after(6))
    elif due == "open":
        only &= Q(due_at__isnull=True)
    if organisation is not None:
        only &= at_or_below(organisation, "organisation__")
    if text.strip():
        only &= Q(label__icontains=text.strip())
    return only


def _midnight_after(days: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days + 1)
    return timezone.make_aware(datetime.combine(day, time()))


def _behind(after: str) -> Q:
    place, _, pk = after.partition("~")
    try:
        mark = (datetime.fromisoformat(place), int(pk))
    except ValueError:
        return Q()
    if timezone.is_naive(mark[0]):
        return Q()
    # A comparison of rows, which the index answers; OR of two comparisons it would not.
    return Q(RawSQL('("inbox_matter"."place", "inbox_matter"."id") > (%s, %s)', mark, BooleanField()))


def _legs(user: Any, only: Q) -> Iterator["QuerySet[Matter]"]:
    """The user's open matters, as pieces that each follow one index."""
    if getattr(user, "person_id", None) is None:
        return
    mine = held(user)
    open_ones = Matter.objects.filter(only, closed_at__isnull=True)
    for seat, roles in _roles(mine).items():
        kinds = [one.code for one in matter_kinds().values() if one.roles & roles]
        if kinds:
            yield open_ones.filter(seat=seat, person__isnull=True, kind__in=kinds)
        kinds = [one.code for one in matter_kinds().values() if one.escalates_to & roles]
        if kinds:
            yield open_ones.filter(above=seat, kind__in=kinds)
    for person in {user.person_id, *(one.lent_by for one in mine if one.lent_by)}:
        yield open_ones.filter(person=person, kind__in=list(matter_kinds()))


def _roles(mine: tuple[Held, ...]) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for one in mine:
        found[one.organisation_id] = found.get(one.organisation_id, frozenset()) | {one.role}
    return found


def _merged(user: Any, only: Q, most: int) -> list[tuple[datetime, int]]:
    """The first `most` (place, number) of all pieces together, in order."""
    pieces = [leg.order_by("place", "pk").values_list("place", "pk")[:most] for leg in _legs(user, only)]
    if not pieces:
        return []
    if len(pieces) == 1:
        return list(pieces[0])
    return list(pieces[0].union(*pieces[1:]).order_by("place", "pk")[:most])


def _rows(user: Any, pks: list[int]) -> list[Waiting]:
    found = Matter.objects.select_related("organisation", "seat", "above", "person").in_bulk(pks)
    mine = sorted(held(user), key=lambda one: one.lent_by is not None)  # one's own before what is lent
    kinds = matter_kinds()
    rows = []
    for matter in (found[pk] for pk in pks if pk in found):
        kind = kinds[matter.kind]
        escalated, behalf = _standing(user.person_id, mine, matter, kind)
        rows.append(Waiting(matter, kind, escalated, behalf))
    return rows


def _standing(person: int, mine: list[Held], matter: Matter, kind: MatterKind) -> tuple[bool, int | None]:
    """By what the matter is the person's: whether it came from below, and for whom they stand in."""
    if matter.person_id == person:
        return False, None
    if matter.person_id is None:
        for one in mine:
            if one.organisation_id == matter.seat_id and one.role in kind.roles:
                return False, one.lent_by
    for one in mine:
        if one.organisation_id == matter.above_id and one.role in kind.escalates_to:
            return True, one.lent_by
    return False, matter.person_id
