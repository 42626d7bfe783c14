"""Objections: anybody may make one; somebody who is not involved looks into it and answers, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.clocks.actions import start, stop_clocks
from jiangong.foundation.common.acting import NOT_PERMITTED, advance, lock
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, open_matter, tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.notices import queries
from jiangong.foundation.notices.actions.listing import require_presentable
from jiangong.foundation.notices.formulas import new_code, receipt_of
from jiangong.foundation.notices.models import Answer, Line, Notice, Objection
from jiangong.foundation.notices.permissions import is_involved
from jiangong.foundation.notices.states import (
    OBJECTION_TRANSITIONS,
    NoticeState,
    ObjectionState,
    Outcome,
    Reason,
    Verb,
)
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.rulebook.queries import value

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

ANSWER_DAYS = "notices.answer_days"


@transaction.atomic
def object_to(notice: Notice, line: Line | None, words: str, *, by: User | None) -> str:
    """Say that the list, or one line of it, is wrong; returns the code with which the answer can be read.

    `by` is None for an anonymous objection; then nothing is written down that leads to anybody. The code is told this
    once: only its hash is kept. Raises Refused: NOT_RUNNING, WORDS_MISSING, LINE_IS_GONE, TOO_MANY_OBJECTIONS.
    """
    notice = lock(notice)
    if notice.state != NoticeState.RUNNING:
        raise Refused(Reason.NOT_RUNNING)
    if not words.strip():
        raise Refused(Reason.WORDS_MISSING)
    if line is not None and (line.notice_id != notice.pk or line.round != notice.round):
        raise Refused(Reason.LINE_IS_GONE)
    if by is None and queries.anonymous_today(notice) >= value("notices.anonymous_a_day"):
        raise Refused(Reason.TOO_MANY_OBJECTIONS)
    code = new_code()
    last = notice.objections.aggregate(last=Max("number"))["last"] or 0
    objection = Objection.objects.create(
        notice=notice,
        number=last + 1,
        line=line,
        words=words.strip()[:2000],
        receipt=receipt_of(code),
        by=by,
    )
    clock = start(objection, ANSWER_DAYS, organisation=notice.organisation, by=None)
    said = {"notice": notice.title, "number": objection.number}
    open_matter("notices.objection", objection, organisation=notice.organisation, clock=clock, words=said)
    record(
        Verb.OBJECTED,
        objection,
        organisation=notice.organisation,
        by=None,  # also of who gave a name: the ledger need not know it
        payload={"notice": str(notice.pk), "objection": str(objection.number)},
    )
    return code


@transaction.atomic
def take(objection: Objection, *, by: User) -> Objection:
    """Take an objection up, or over from a colleague: one's name stands on it from now.

    Raises Refused: NOT_PERMITTED, INVOLVED, ALREADY_ANSWERED.
    """
    objection = _locked(objection, by)
    objection.investigator, objection.taken_at = by, timezone.now()
    objection.save(update_fields=["investigator", "taken_at"])
    record(
        Verb.TAKEN,
        objection,
        organisation=objection.notice.organisation,
        by=by,
        payload={"notice": str(objection.notice_id), "objection": str(objection.number)},
    )
    return objection


@transaction.atomic
def answer(objection: Objection, outcome: Outcome, words: str, *, finding: str, by: User) -> Answer:
    """Answer an objection: `words` are public, `finding` (what was looked at, who was asked) is kept.

    Upheld against one line, that line is struck and stays blocked; upheld otherwise, nothing is cleared until a
    corrected list has run its days. Raises Refused: NOT_PERMITTED, INVOLVED, ALREADY_ANSWERED, WORDS_MISSING,
    NO_LINE_TO_STRIKE, PRIVATE_WORDS.
    """
    objection = _locked(objection, by)
    notice = objection.notice
    if not words.strip() or not finding.strip():
        raise Refused(Reason.WORDS_MISSING)
    if outcome == Outcome.STRUCK and objection.line_id is None:
        raise Refused(Reason.NO_LINE_TO_STRIKE)
    require_presentable(notice, (_("答复"), words))
    made = Answer.objects.create(
        objection=objection,
        outcome=outcome,
        words=words.strip()[:1000],
        finding=finding.strip()[:2000],
        answered_by=by,
    )
    advance(  # the database strikes the line, or marks the list as to be corrected
        objection,
        ObjectionState.REJECTED if outcome == Outcome.REJECTED else ObjectionState.UPHELD,
        OBJECTION_TRANSITIONS,
        otherwise=Reason.ALREADY_ANSWERED,
    )
    stop_clocks(objection, by=by)
    _tell(objection, made)
    said = {"notice": str(notice.pk), "objection": str(objection.number), "outcome": str(outcome)}
    record(Verb.ANSWERED, objection, organisation=notice.organisation, by=by, payload=said)
    if outcome == Outcome.STRUCK and objection.line is not None:
        record(
            Verb.STRUCK,
            objection.line,
            organisation=notice.organisation,
            person=objection.line.person,
            by=by,
            payload={"notice": str(notice.pk)},
        )
    return made


def _tell(objection: Objection, made: Answer) -> None:
    """What waited is done; whoever gave a name is told; a list that is wrong waits to be corrected."""
    notice = objection.notice
    close_matters(objection, by=made.answered_by)
    if objection.by is not None and objection.by.person_id is not None:
        words = {"notice": notice.title, "outcome": str(made.get_outcome_display()), "words": made.words}
        tell([objection.by.person_id], "notices.answered", notice, words, organisation=notice.organisation)
    notice.refresh_from_db()
    if notice.awaits_correction and notice.state == NoticeState.RUNNING:
        open_matter(
            "notices.correction", notice, organisation=notice.organisation, words={"notice": notice.title}
        )


def _locked(objection: Objection, by: User) -> Objection:
    """The open objection, locked behind its notice, if this person may hear it."""
    notice = lock(objection.notice)  # the order in which everything here locks
    objection = lock(objection)
    if not holds(by, OFFICERS, notice.organisation):
        raise Refused(NOT_PERMITTED)
    if objection.state != ObjectionState.OPEN:
        raise Refused(Reason.ALREADY_ANSWERED)
    if is_involved(by, objection):
        raise Refused(Reason.INVOLVED)
    return objection
