"""Preparing a notice and publishing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from jiangong.foundation.clocks.actions import start
from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.notices import queries
from jiangong.foundation.notices.actions.listing import require_presentable, write_lines
from jiangong.foundation.notices.models import Line, Notice
from jiangong.foundation.notices.states import TRANSITIONS, LineState, NoticeState, Reason, Verb
from jiangong.foundation.organisations.models import Organisation

if TYPE_CHECKING:
    from jiangong.foundation.clocks.models import Clock
    from jiangong.foundation.people.models import User


@transaction.atomic
def prepare(
    kind: str,
    organisation: Organisation,
    lines: Sequence[queries.Proposed],
    *,
    about: models.Model,
    title: str,
    words: str = "",
    contact: str = "",
    by: User | None,
) -> Notice:
    """Write a list down as a draft that only the union's officers see.

    Raises Refused: UNKNOWN_KIND, NOBODY, PRIVATE_WORDS, ALREADY_RUNNING if this list has a draft or runs already.
    """
    require(by, "notices.prepare", organisation)
    found = queries.kind_of(kind)
    if found.about != about._meta.label_lower:
        raise Refused(Reason.UNKNOWN_KIND)
    before = queries.notice_about(kind, about)
    if before is not None and before.state in (NoticeState.DRAFT, NoticeState.RUNNING):
        raise Refused(Reason.ALREADY_RUNNING, notice=before.pk)
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                kind=kind,
                organisation=organisation,
                about_type=about._meta.label_lower,
                about_id=about.pk,
                title=title.strip()[:80],
                words=words.strip(),
                contact=contact.strip()[:200],
                prepared_by=by,
            )
    except IntegrityError as error:  # two officers at the same moment
        raise Refused(Reason.ALREADY_RUNNING, notice="") from error
    write_lines(notice, lines, round=notice.round)
    _require_presentable(notice)
    return notice


@transaction.atomic
def change(notice: Notice, *, title: str, words: str, contact: str, by: User | None) -> Notice:
    """Change the texts of a draft. Raises Refused(NOT_A_DRAFT), Refused(PRIVATE_WORDS)."""
    notice = lock(notice)
    require(by, "notices.conduct", notice)
    if notice.state != NoticeState.DRAFT:
        raise Refused(Reason.NOT_A_DRAFT)
    notice.title, notice.words, notice.contact = title.strip()[:80], words.strip(), contact.strip()[:200]
    _require_presentable(notice)
    notice.save(update_fields=["title", "words", "contact"])
    return notice


@transaction.atomic
def take_again(notice: Notice, lines: Sequence[queries.Proposed], *, by: User | None) -> Notice:
    """Write the list of a draft anew, as its room proposes it now. Raises Refused: NOT_A_DRAFT, NOBODY, PRIVATE_WORDS."""
    notice = lock(notice)
    require(by, "notices.conduct", notice)
    if notice.state != NoticeState.DRAFT:
        raise Refused(Reason.NOT_A_DRAFT)
    notice.lines.all().delete()
    write_lines(notice, lines, round=notice.round)
    _require_presentable(notice)
    return notice


@transaction.atomic
def drop(notice: Notice, *, by: User | None) -> None:
    """Throw a draft away; nothing of it was public. Raises Refused(NOT_A_DRAFT)."""
    notice = lock(notice)
    require(by, "notices.conduct", notice)
    if notice.state != NoticeState.DRAFT:
        raise Refused(Reason.NOT_A_DRAFT)
    notice.lines.all().delete()
    notice.delete()


@transaction.atomic
def put_up(notice: Notice, *, by: User | None) -> Notice:
    """Publish a draft: from now everybody sees the masked list, and the legal days run.

    Raises Refused: NOT_A_DRAFT, NOBODY, PRIVATE_WORDS, and what starting a clock may refuse.
    """
    notice = lock(notice)
    require(by, "notices.conduct", notice)
    if notice.state != NoticeState.DRAFT:
        raise Refused(Reason.NOT_A_DRAFT)
    if not notice.lines.exists():
        raise Refused(Reason.NOBODY)
    _require_presentable(notice)
    clock = start(notice, queries.kind_of(notice.kind).days, organisation=notice.organisation, by=by)
    notice.published_by = by
    advance(
        notice,
        NoticeState.RUNNING,
        TRANSITIONS,
        otherwise=Reason.NOT_A_DRAFT,
        also=("published_by", *run_by(notice, clock)),
    )
    return published(notice, Verb.PUBLISHED, by=by)


@transaction.atomic
def publish(
    kind: str,
    organisation: Organisation,
    lines: Sequence[queries.Proposed],
    *,
    about: models.Model,
    title: str,
    words: str = "",
    contact: str = "",
    by: User | None,
) -> Notice:
    """Prepare and publish in one act, for rooms that need no draft. Raises what `prepare` and `put_up` raise."""
    draft = prepare(kind, organisation, lines, about=about, title=title, words=words, contact=contact, by=by)
    return put_up(draft, by=by)


def run_by(notice: Notice, clock: Clock) -> tuple[str, ...]:
    """Take days and end from the clock; returns the fields that were set.

    The database has its own idea of the earliest end (the calendar and the values it was set up with); where that is
    later, as after a value was lowered since, the notice runs until then.
    """
    assert clock.due_at is not None, "a clock that has just begun has its end"
    notice.days, notice.unit, notice.source = clock.amount, clock.unit, clock.source
    notice.ends_at = max(clock.due_at, queries.least_end(notice.kind))
    notice.published_at = timezone.now()  # the database writes its own time over it
    return ("days", "unit", "source", "ends_at", "published_at")


def published(notice: Notice, verb: Verb, *, by: User | None) -> Notice:
    """Record a publication, or that of a corrected list; returns the notice as the database has it."""
    notice.refresh_from_db()
    assert notice.ends_at is not None
    record(verb, notice, organisation=notice.organisation, by=by, payload=_facts(notice))
    return notice


def _facts(notice: Notice) -> Mapping[str, Any]:
    standing = Line.objects.filter(notice=notice, round=notice.round, state=LineState.STANDING).count()
    assert notice.ends_at is not None
    return {
        "notice": str(notice.pk),
        "kind": notice.kind,
        "lines": str(standing),
        "until": timezone.localdate(notice.ends_at).isoformat(),
    }


def _require_presentable(notice: Notice) -> None:
    fields = {one.name: one.verbose_name for one in Notice._meta.get_fields() if hasattr(one, "verbose_name")}
    require_presentable(notice, (fields["words"], notice.words), (fields["contact"], notice.contact))
