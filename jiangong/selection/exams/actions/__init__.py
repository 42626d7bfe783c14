"""Every write of examinations: banks and questions, sittings, what examinees do, what invigilators do, marks."""

from jiangong.selection.exams.actions.banks import (
    Change,
    create_bank,
    move_question,
    open_keys,
    review_questions,
    write_question,
    write_questions,
)
from jiangong.selection.exams.actions.closing import add_time, close_sitting, end_due, force_close
from jiangong.selection.exams.actions.forgetting import forget
from jiangong.selection.exams.actions.importing import Faults, import_answers, import_questions
from jiangong.selection.exams.actions.marking import correct_key, mark_step
from jiangong.selection.exams.actions.saving import (
    Save,
    Saved,
    read_ticket,
    save_together,
    sound,
    ticket,
    together,
)
from jiangong.selection.exams.actions.sitting_down import hand_in, save_answers, start, take_over
from jiangong.selection.exams.actions.sittings import (
    admit,
    cancel_sitting,
    create_sitting,
    draw_paper,
    refused,
)

__all__ = [
    "Change",
    "Faults",
    "Save",
    "Saved",
    "add_time",
    "admit",
    "cancel_sitting",
    "close_sitting",
    "correct_key",
    "create_bank",
    "create_sitting",
    "draw_paper",
    "end_due",
    "force_close",
    "forget",
    "hand_in",
    "import_answers",
    "import_questions",
    "mark_step",
    "move_question",
    "open_keys",
    "read_ticket",
    "refused",
    "review_questions",
    "save_answers",
    "save_together",
    "sound",
    "start",
    "take_over",
    "ticket",
    "together",
    "write_question",
    "write_questions",
]
