"""Question banks and their questions: written, changed, reviewed, retired, opened."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.selection.exams.formulas.checking import Faulty, QuestionFacts, check_question
from jiangong.selection.exams.models import Bank, PoolQuestion, Question, Version
from jiangong.selection.exams.states import QUESTION_FAULTS, QUESTION_TRANSITIONS, QuestionState, Reason, Verb


@transaction.atomic
def create_bank(
    organisation: Organisation, name: str, *, by: User | None, is_demonstration: bool = False
) -> Bank:
    """An empty bank of this union. Raises Refused(BANK_TAKEN)."""
    require(by, "exams.create_bank", organisation)
    try:
        with transaction.atomic():
            return Bank.objects.create(
                organisation=organisation, name=name.strip()[:80], is_demonstration=is_demonstration
            )
    except IntegrityError as error:
        raise Refused(Reason.BANK_TAKEN, name=name) from error


@dataclass(frozen=True)
class Change:
    """A question to write: `number` of an existing one, or None for a new one; without a key an existing one keeps its own."""

    facts: QuestionFacts
    number: int | None = None


@transaction.atomic
def write_questions(bank: Bank, changes: Sequence[Change], *, by: User | None) -> list[Question]:
    """Write all of them, or none. What is changed is a draft again; a version that was drawn from stays, the change is a new one.

    Raises Refused(BAD_QUESTION) for the first that is not sound, Question.DoesNotExist for a number that is not there.
    """
    bank = lock(bank)
    require(by, "exams.manage_bank", bank)
    numbers = [change.number for change in changes if change.number is not None]
    there = {
        one.number: one
        for one in Question.objects.select_for_update(of=("self",))
        .filter(bank=bank, number__in=numbers)
        .select_related("version")
    }
    drawn = set(
        PoolQuestion.objects.filter(version__in=[one.version_id for one in there.values()]).values_list(
            "version_id", flat=True
        )
    )
    written = []
    for change in changes:
        question = None
        if change.number is not None:
            question = there.get(change.number)
            if question is None:
                raise Question.DoesNotExist(change.number)
        written.append(_write(bank, question, change.facts, drawn, by))
    bank.save(update_fields=["last"])
    return written


def write_question(
    bank: Bank, facts: QuestionFacts, *, number: int | None = None, by: User | None
) -> Question:
    """One new question, or a change of one."""
    return write_questions(bank, [Change(facts, number)], by=by)[0]


def _write(
    bank: Bank, question: Question | None, facts: QuestionFacts, drawn: set[int], by: User | None
) -> Question:
    old = question.version if question else None
    if not facts.key and old is not None:
        facts = facts.with_key(old.key)
    try:
        check_question(facts)
    except Faulty as fault:
        raise Refused(Reason.BAD_QUESTION, what=str(QUESTION_FAULTS[fault.code])) from fault
    if question is None:
        bank.last += 1
        question = Question.objects.create(bank=bank, number=bank.last)
    content = {
        "kind": facts.kind,
        "stem": facts.stem,
        "options": list(facts.options),
        "key": dict(facts.key),
        "points": Decimal(facts.points),
        "topic": facts.topic,
        "difficulty": facts.difficulty,
    }
    if old is not None and old.pk not in drawn:
        for name, value in content.items():
            setattr(old, name, value)
        old.made_by = by
        old.save()
    else:
        question.version = Version.objects.create(
            question=question,
            number=old.number + 1 if old else 1,
            salt=secrets.token_hex(16),
            made_by=by,
            **content,
        )
    question.state, question.reviewed_by, question.reviewed_at = QuestionState.DRAFT, None, None
    question.save()
    return question


@transaction.atomic
def review_questions(bank: Bank, numbers: Iterable[int], *, by: User | None) -> int:
    """Drafts may be drawn from now on; what is not a draft is left as it is. Returns how many were reviewed."""
    bank = lock(bank)
    require(by, "exams.manage_bank", bank)
    reviewed = Question.objects.filter(
        bank=bank, number__in=set(numbers), state=QuestionState.DRAFT, version__isnull=False
    ).update(state=QuestionState.REVIEWED, reviewed_by=by, reviewed_at=timezone.now())
    if reviewed:
        record(
            Verb.REVIEWED,
            bank,
            organisation=bank.organisation,
            by=by,
            quantity=reviewed,
            payload={"questions": reviewed},
        )
    return reviewed


@transaction.atomic
def move_question(question: Question, to: str, *, by: User | None) -> Question:
    """Retire a question, or take it back as a draft. Raises Refused(NOT_REVIEWABLE)."""
    question = lock(question)
    require(by, "exams.manage_bank", question.bank)
    if to == QuestionState.REVIEWED:
        review_questions(question.bank, [question.number], by=by)
        question.refresh_from_db()
        return question
    advance(question, to, QUESTION_TRANSITIONS, otherwise=Reason.NOT_REVIEWABLE)
    return question


@transaction.atomic
def open_keys(bank: Bank, numbers: Sequence[int] | None, *, by: User | None) -> list[Question]:
    """The questions of these numbers (None: all) with their keys; that they were opened is written down first."""
    require(by, "exams.manage_bank", bank)
    found = Question.objects.filter(bank=bank, version__isnull=False).select_related("version")
    if numbers is not None:
        found = found.filter(number__in=numbers)
    opened = list(found.order_by("number"))
    record(
        Verb.KEYS_OPENED,
        bank,
        organisation=bank.organisation,
        by=by,
        quantity=max(len(opened), 1),
        payload={"questions": [one.number for one in opened] if numbers is not None else "all"},
    )
    return opened
