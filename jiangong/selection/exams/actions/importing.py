"""What comes in by spreadsheet: questions of a bank, answers given on paper. All of a file, or nothing."""

from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.selection.exams.actions.banks import Change, write_questions
from jiangong.selection.exams.actions.closing import drawn
from jiangong.selection.exams.actions.writing import say
from jiangong.selection.exams.models import Answer, Bank, Examinee, Sitting
from jiangong.selection.exams.queries.answers import latest_of_many
from jiangong.selection.exams.queries.sheets import Fault, read_answers, read_bank
from jiangong.selection.exams.states import Ending, EventKind, ExamineeState, Mode, Reason, Verb

File = Path | bytes | IO[bytes]


class Faults(Refused):
    """Nothing was imported: `faults` says why, by row and column."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(Reason.FAULTS, count=len(faults))
        self.faults = faults


@transaction.atomic
def import_questions(bank: Bank, file: File, *, by: User | None) -> int:
    """Write all questions of a file as drafts; returns how many. Raises Faults, Unreadable."""
    require(by, "exams.manage_bank", bank)
    read = read_bank(bank, file)
    if read.faults:
        raise Faults(read.faults)
    write_questions(bank, [Change(facts, number) for number, facts in read.rows], by=by)
    return len(read.rows)


@transaction.atomic
def import_answers(sitting: Sitting, file: File, *, by: User | None) -> int:
    """Enter everybody's answers on paper; what was entered before stays and the newer counts. Returns how many examinees.

    Raises Faults, Unreadable, Refused: NOT_DRAWN, NOT_ON_PAPER.
    """
    sitting = drawn(sitting, by)
    if sitting.mode != Mode.PAPER:
        raise Refused(Reason.NOT_ON_PAPER)
    read = read_answers(sitting, file)
    if read.faults:
        raise Faults(read.faults)
    before = latest_of_many(read.rows)
    device = 1 + sitting.events.filter(kind=EventKind.IMPORTED).count()  # each file counts above those before
    Answer.objects.bulk_create(
        [
            Answer(examinee_id=pk, item=item, device=device, sequence=1, given=text)
            for pk, answers in read.rows.items()
            for item, text in answers.items()
            if text != before.get(pk, {}).get(item, "")
        ],
        batch_size=5000,
    )
    Examinee.objects.filter(pk__in=read.rows, state=ExamineeState.ADMITTED).update(
        state=ExamineeState.ENDED, ending=Ending.PAPER, ended_at=timezone.now()
    )
    facts = {"examinees": len(read.rows)}
    say(EventKind.IMPORTED, sitting, by=by, facts=facts)
    record(Verb.IMPORTED, sitting, organisation=sitting.organisation, by=by, quantity=len(read.rows))
    return len(read.rows)
