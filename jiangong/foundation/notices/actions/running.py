"""While a notice runs: its list is corrected, it is withdrawn, it ends."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.clocks.actions import restart, start, stop_clocks
from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.clocks.states import Unit
from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.notices import queries
from jiangong.foundation.notices.actions.listing import require_presentable, write_lines
from jiangong.foundation.notices.actions.preparing import published, run_by
from jiangong.foundation.notices.formulas import shown_name
from jiangong.foundation.notices.models import Line, Notice
from jiangong.foundation.notices.states import TRANSITIONS, LineState, NoticeState, Reason, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

log = logging.getLogger(__name__)


@transaction.atomic
def replace(notice: Notice, lines: Sequence[queries.Proposed], *, reason: str, by: User | None) -> Notice:
    """Show a corrected list; its days begin again. Open objections stay open.

    Raises Refused: NOT_RUNNING, WORDS_MISSING without a reason, NOBODY, UNCHANGED, PRIVATE_WORDS, STRUCK_STAYS.
    """
    notice = lock(notice)
    require(by, "notices.conduct", notice)
    _require_running(notice)
    if not reason.strip():
        raise Refused(Reason.WORDS_MISSING)
    struck = set(
        Line.objects.filter(notice=notice, state=LineState.STRUCK).values_list("subject_type", "subject_id")
    )
    if struck & {(one.subject._meta.label_lower, one.subject.pk) for one in lines}:
        raise Refused(Reason.STRUCK_STAYS)
    if _as_shown(notice) == [
        (
            one.subject.pk,
            shown_name(one.name, is_person=one.person is not None)[:120],
            one.unit[:120],
            one.words[:120],
        )
        for one in lines
    ]:
        raise Refused(Reason.UNCHANGED)
    write_lines(notice, lines, round=notice.round + 1)
    rule = queries.kind_of(notice.kind).days
    clock = clock_of(notice, rule)
    clock = (
        start(notice, rule, organisation=notice.organisation, by=by)
        if clock is None
        else restart(clock, reason=reason, by=by)
    )
    notice.round += 1
    notice.awaits_correction = False
    notice.save(update_fields=["round", "awaits_correction", *run_by(notice, clock)])
    close_matters(notice, by=by)
    return published(notice, Verb.REPLACED, by=by)


@transaction.atomic
def withdraw(notice: Notice, *, why: str, by: User | None) -> Notice:
    """Take a running notice down, with a public reason. What it guards stays blocked.

    Raises Refused(NOT_RUNNING), Refused(WORDS_MISSING), Refused(PRIVATE_WORDS).
    """
    notice = lock(notice)
    require(by, "notices.conduct", notice)
    if not why.strip():
        raise Refused(Reason.WORDS_MISSING)
    require_presentable(notice, (_("撤回的理由"), why))
    notice.why = why.strip()[:200]
    advance(notice, NoticeState.WITHDRAWN, TRANSITIONS, otherwise=Reason.NOT_RUNNING, also=("why",))
    stop_clocks(notice, by=by)
    close_matters(notice, by=by)
    record(
        Verb.WITHDRAWN, notice, organisation=notice.organisation, by=by, payload={"notice": str(notice.pk)}
    )
    notice.refresh_from_db()
    return notice


@transaction.atomic
def close(notice: Notice, *, by: User | None) -> Notice:
    """End a notice whose days are over and to which no objection is open; what it guards may then be issued.

    Raises Refused: NOT_RUNNING, STILL_RUNNING, OPEN_OBJECTION, AWAITS_CORRECTION. The database asks again.
    """
    notice = lock(notice)
    require(by, "notices.conduct", notice)
    _require_running(notice)
    assert notice.ends_at is not None
    if timezone.now() <= notice.ends_at:
        raise Refused(
            Reason.STILL_RUNNING,
            until=timezone.localtime(notice.ends_at).strftime("%Y-%m-%d %H:%M"),
            source=notice.source,
            days=notice.days,
            unit=Unit(notice.unit).label,
        )
    if waiting := queries.open_objections(notice):
        raise Refused(Reason.OPEN_OBJECTION, count=waiting)
    if notice.awaits_correction:
        raise Refused(Reason.AWAITS_CORRECTION)
    advance(notice, NoticeState.CLEARED, TRANSITIONS, otherwise=Reason.NOT_RUNNING)
    stop_clocks(notice, by=by)
    standing = queries.lines_of(notice).filter(state=LineState.STANDING).count()
    record(
        Verb.CLEARED,
        notice,
        organisation=notice.organisation,
        by=by,
        payload={"notice": str(notice.pk), "lines": str(standing)},
    )
    notice.refresh_from_db()
    return notice


def close_due() -> int:
    """End every notice that may end; returns how many. One that is refused meanwhile waits for the next time."""
    ended = 0
    for notice in queries.notices_to_end():
        try:
            close(notice, by=None)
        except Refused as refused:
            log.info("notice %s stays: %s", notice.pk, refused.code)
        else:
            ended += 1
    return ended


def _require_running(notice: Notice) -> None:
    if notice.state != NoticeState.RUNNING:
        raise Refused(Reason.NOT_RUNNING)


def _as_shown(notice: Notice) -> list[tuple[int, str, str, str]]:
    return list(
        queries.lines_of(notice)
        .filter(state=LineState.STANDING)
        .values_list("subject_id", "name", "unit", "words")
    )
