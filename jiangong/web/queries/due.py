"""The due list of the workbench: what waits for me over all rooms, by due time, and one matter beside it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk import queries as desk
from jiangong.foundation.desk.models import PendingAct
from jiangong.foundation.desk.states import HeldAct
from jiangong.foundation.inbox import queries as inbox
from jiangong.foundation.inbox.models import MatterStep
from jiangong.foundation.inbox.queries import Mark, Waiting
from jiangong.foundation.organisations.models import Organisation

SIZE = 30  # rows of a page
DAY = timedelta(days=1)
ROOMS: dict[str, Promise] = {
    "people": _("会员"),
    "roster": _("花名册"),
    "erasure": _("个人信息"),
    "corrections": _("更正"),
    "growth": _("培训"),
    "notices": _("公示"),
    "documents": _("公文"),
    "rulings": _("规则"),
    "organisations": _("组织"),
    "samples": _("抽样"),
    "clocks": _("期限"),
    "inbox": _("待办"),
}
DUE: dict[str, Promise] = {
    "overdue": _("已逾期"),
    "today": _("24 小时内"),
    "week": _("7 天内"),
    "later": _("7 天以后"),
    "open": _("没有期限"),
}


@dataclass(frozen=True)
class Row:
    """A matter in the list, with the act on it that waits to take effect."""

    waiting: Waiting
    pending: PendingAct | None

    @property
    def pk(self) -> int:
        return int(self.waiting.matter.pk)

    @property
    def room(self) -> str:
        return str(ROOMS.get(self.waiting.room, self.waiting.room))

    @property
    def act(self) -> HeldAct | None:
        """The act that settles it without a further word, if there is one."""
        return act_for(self.waiting.kind.code)


@dataclass(frozen=True)
class Group:
    """The rows due in one stretch of time."""

    label: str | Promise
    rows: list[Row]


@dataclass(frozen=True)
class DueList:
    """One page of the due list. Counts are up to `inbox.MOST`; `many` says that there are more than were counted."""

    groups: list[Group]
    next: str
    rooms: list[tuple[str, str, int]]  # code, words, how many
    due: list[tuple[str, str, int]]
    in_all: int
    many: bool
    overdue: int
    today: int  # due within 24 hours
    week: int  # due within seven days, those of today not counted again
    acts: list[HeldAct] = field(default_factory=list)  # what can be done to several of these rows at once

    @property
    def soon(self) -> int:
        """What comes first: overdue, or due within 24 hours."""
        return self.overdue + self.today

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]


def act_for(kind: str) -> HeldAct | None:
    """The act that settles matters of this kind without a further word."""
    return next((one for one in desk.held_acts().values() if one.matter == kind), None)


def due_list(
    user: Any,
    *,
    organisation: Organisation | None = None,
    room: str = "",
    due: str = "",
    text: str = "",
    after: str = "",
    size: int = SIZE,
) -> DueList:
    """What waits for the user, narrowed by what is given; three queries, four where more waits than is counted.

    `room` and `due` are keys of ROOMS and DUE; `organisation` keeps matters about it and what is below; `after` is the
    `next` of the page before.
    """
    marks = inbox.marks_waiting_for(user, organisation=organisation, text=text)
    now = timezone.now()
    buckets = {mark.pk: bucket(mark.place, now) for mark in marks}
    wanted = [
        mark for mark in marks if (not room or mark.room == room) and (not due or buckets[mark.pk] == due)
    ]
    many = len(marks) >= inbox.MOST
    start = _behind(wanted, after)
    if many and start + size >= len(wanted):
        since, until = _stretch(due, now)
        page = inbox.page_between(
            user,
            room=room,
            since=since,
            until=until,
            organisation=organisation,
            text=text,
            after=after,
            size=size,
        )
        rows, following = page.rows, page.next
    else:
        shown = wanted[start : start + size]
        rows = inbox.rows_of(user, [mark.pk for mark in shown])
        following = _mark(shown[-1]) if start + size < len(wanted) else ""
    found = _rows(rows)
    by_room = Counter(mark.room for mark in marks if not due or buckets[mark.pk] == due)
    by_due = Counter(buckets[mark.pk] for mark in marks if not room or mark.room == room)
    whole = Counter(buckets.values())
    return DueList(
        groups=_groups(found, now),
        next=following,
        rooms=[(code, str(ROOMS.get(code, code)), n) for code, n in by_room.most_common()],
        due=[(code, str(words), by_due[code]) for code, words in DUE.items() if by_due[code]],
        in_all=len(marks),
        many=many,
        overdue=whole["overdue"],
        today=whole["today"],
        week=whole["week"],
        acts=_acts(found),
    )


def bucket(place: datetime, now: datetime) -> str:
    """In which stretch of time something is due: a key of DUE."""
    if place >= inbox.END_OF_TIME:
        return "open"
    if place < now:
        return "overdue"
    return "today" if place < now + DAY else "week" if place < now + 7 * DAY else "later"


def _stretch(due: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when (included) until when (not included) a key of DUE means; None for no bound."""
    return {
        "overdue": (None, now),
        "today": (now, now + DAY),
        "week": (now + DAY, now + 7 * DAY),
        "later": (now + 7 * DAY, inbox.END_OF_TIME),
        "open": (inbox.END_OF_TIME, None),
    }.get(due, (None, None))


def _behind(marks: Sequence[Mark], after: str) -> int:
    """The place in `marks` of the first one behind a mark of a page before; 0 for one that is none of ours."""
    place, _sign, pk = after.partition("~")
    try:
        key = (datetime.fromisoformat(place), int(pk))
    except ValueError:
        return 0
    if timezone.is_naive(key[0]):
        return 0
    return next((n for n, mark in enumerate(marks) if (mark.place, mark.pk) > key), len(marks))


def _mark(mark: Mark) -> str:
    return f"{mark.place.isoformat()}~{mark.pk}"


def _rows(waiting: Iterable[Waiting]) -> list[Row]:
    found = list(waiting)
    pending = desk.pending_on((one.matter.subject_type, one.matter.subject_id) for one in found)
    return [Row(one, pending.get((one.matter.subject_type, one.matter.subject_id))) for one in found]


def _groups(rows: Iterable[Row], now: datetime) -> list[Group]:
    by_due: dict[str, list[Row]] = {}
    for row in rows:
        by_due.setdefault(bucket(row.waiting.matter.place, now), []).append(row)
    return [Group(words, by_due[code]) for code, words in DUE.items() if code in by_due]


def _acts(rows: Iterable[Row]) -> list[HeldAct]:
    found = {act.code: act for row in rows if (act := row.act) is not None and row.pending is None}
    return list(found.values())


def rows_chosen(user: Any, pks: Sequence[int]) -> list[Row]:
    """Those of the matters that were chosen which wait for the user still; three queries."""
    return _rows(inbox.among(user, pks))


@dataclass(frozen=True)
class Peek:
    """One matter beside the list: what, until when, why mine, what otherwise, what happened, what can be done."""

    row: Row
    steps: list[MatterStep]
    percent: int  # of its time that has passed; 100 once it is due

    @property
    def waiting(self) -> Waiting:
        return self.row.waiting


def peek(user: Any, pk: int, *, row: Row | None = None) -> Peek | None:
    """The pane of one matter; None if it does not wait for the user. One query if its row is known, else four."""
    if row is None:
        found = inbox.matter_waiting_for(user, pk)
        if found is None:
            return None
        row = _rows([found])[0]
    return Peek(row, list(inbox.steps_of(row.waiting.matter)), passed(row.waiting))


def passed(waiting: Waiting) -> int:
    """How much of its time has passed, in percent; 0 without a due time."""
    matter = waiting.matter
    if matter.due_at is None:
        return 0
    whole = (matter.due_at - matter.opened_at).total_seconds()
    gone = (timezone.now() - matter.opened_at).total_seconds()
    return 100 if whole <= 0 else max(0, min(100, round(100 * gone / whole)))
