"""Everything that waits for somebody at a glance: kinds and due times, for counting; and the rows of chosen numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from jiangong.foundation.inbox.queries.waiting import (
    Waiting,
    WaitingPage,
    _behind,
    _legs,
    _merged,
    _narrowed,
    _rows,
)
from jiangong.foundation.organisations.models import Organisation

MOST = 1_000  # marks read at once: as many as a person could work through in a month


@dataclass(frozen=True)
class Mark:
    """One open matter, as much of it as counting needs."""

    place: datetime
    pk: int
    kind: str

    @property
    def room(self) -> str:
        return self.kind.partition(".")[0]


def marks_waiting_for(
    user: Any, *, organisation: Organisation | None = None, text: str = "", upto: int = MOST
) -> list[Mark]:
    """The first `upto` matters that wait for the user, by due time; one query. Of this few there is no page after."""
    only = _narrowed(room="", kind="", due="", organisation=organisation, text=text)
    pieces = [
        leg.order_by("place", "pk").values_list("place", "pk", "kind")[:upto] for leg in _legs(user, only)
    ]
    if not pieces:
        return []
    found = pieces[0] if len(pieces) == 1 else pieces[0].union(*pieces[1:]).order_by("place", "pk")[:upto]
    return [Mark(*row) for row in found]


def rows_of(user: Any, pks: Sequence[int]) -> list[Waiting]:
    """These matters in this order, as a list shows them; one query. They must come from `marks_waiting_for`."""
    return _rows(user, list(pks))


def page_between(
    user: Any,
    *,
    room: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    organisation: Organisation | None = None,
    text: str = "",
    after: str = "",
    size: int,
) -> WaitingPage:
    """One page of what waits for the user and has its place from `since` (included) to `until` (not included).

    For where more waits than `marks_waiting_for` reads; two queries.
    """
    only = _narrowed(room=room, kind="", due="", organisation=organisation, text=text) & _behind(after)
    if since is not None:
        only &= Q(place__gte=since)
    if until is not None:
        only &= Q(place__lt=until)
    marks = _merged(user, only, size + 1)
    rows = _rows(user, [pk for _place, pk in marks[:size]])
    if len(marks) <= size:
        return WaitingPage(rows, "")
    place, pk = marks[size - 1]
    return WaitingPage(rows, f"{place.isoformat()}~{pk}")


def among(user: Any, pks: Sequence[int]) -> list[Waiting]:
    """Those of these matters that are open and wait for the user, by due time; two queries."""
    pieces = [
        leg.order_by("place", "pk").values_list("place", "pk")
        for leg in _legs(user, Q(pk__in=list(pks)[:MOST]))
    ]
    if not pieces:
        return []
    found = pieces[0] if len(pieces) == 1 else pieces[0].union(*pieces[1:]).order_by("place", "pk")
    return _rows(user, [pk for _place, pk in found])


def find_waiting(
    user: Any,
    *,
    pks: Sequence[int] = (),
    subjects: Sequence[tuple[str, int]] = (),
    text: str = "",
    limit: int,
) -> list[Waiting]:
    """Open matters that wait for the user and have one of these numbers, are about one of these rows (label, number),
    or have a label that holds the text; at most three queries.
    """
    by_type: dict[str, list[int]] = {}
    for label, number in subjects:
        by_type.setdefault(label, []).append(number)
    known = Q(pk__in=list(pks))
    for label, numbers in by_type.items():
        known |= Q(subject_type=label, subject_id__in=numbers)
    marks: dict[int, None] = {}
    if pks or subjects:
        marks.update(dict.fromkeys(pk for _place, pk in _merged(user, known, limit)))
    if text.strip():
        only = _narrowed(room="", kind="", due="", organisation=None, text=text)
        marks.update(dict.fromkeys(pk for _place, pk in _merged(user, only, limit)))
    return _rows(user, list(marks)[:limit]) if marks else []
