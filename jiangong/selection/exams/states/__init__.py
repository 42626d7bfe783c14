"""Kinds and states of questions, sittings and examinees, verbs for the ledger with what is public of them, named refusals."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from jiangong.selection.exams.states.reasons import Reason

__all__ = [
    "BLUEPRINT_FAULTS",
    "EXAMINEE_TRANSITIONS",
    "EXAMS",
    "FACTS",
    "PUBLIC",
    "QUESTION_FAULTS",
    "QUESTION_TRANSITIONS",
    "SITTING_TRANSITIONS",
    "TO_COME",
    "Difficulty",
    "Ending",
    "EventKind",
    "ExamSubject",
    "ExamineeState",
    "Kind",
    "Mode",
    "QuestionState",
    "Reason",
    "Ruling",
    "SittingState",
    "Verb",
]


@dataclass(frozen=True)
class ExamSubject:
    """What a programme holds sittings for, listed by its room as `EXAMS` in its states.py.

    `model` ("competitions.contest"), `may` is the permission over a row that lets an officer set a sitting up for it,
    `organisation` leads from the row to the union that holds it ("" is the row itself). The address of the form is
    `exams:new` with model and number; `page` is the page of the row to go back to, by the name of its address. Whenever the
    scores of a sitting are complete, `sitting_marked(sitting, by=)` of the room's actions is called, where there is one.
    """

    model: str
    may: str
    organisation: str = "organisation"
    page: str = ""


# A union may hold an examination of its own, for no programme.
EXAMS = (ExamSubject("organisations.organisation", "exams.create_sitting", ""),)


class Kind(TextChoices):
    SINGLE = "single", _("单选题")
    MULTIPLE = "multiple", _("多选题")
    TRUE_FALSE = "true_false", _("判断题")
    NUMBER = "number", _("计算题")


class Difficulty(TextChoices):
    EASY = "easy", _("易")
    MEDIUM = "medium", _("中")
    HARD = "hard", _("难")


class QuestionState(TextChoices):
    DRAFT = "draft", _("草稿")
    REVIEWED = "reviewed", _("已审定")
    RETIRED = "retired", _("已停用")


# A changed question is a draft again: only what was reviewed as it stands is drawn.
QUESTION_TRANSITIONS: dict[str, frozenset[str]] = {
    QuestionState.DRAFT: frozenset({QuestionState.REVIEWED, QuestionState.RETIRED}),
    QuestionState.REVIEWED: frozenset({QuestionState.DRAFT, QuestionState.RETIRED}),
    QuestionState.RETIRED: frozenset({QuestionState.DRAFT}),
}


class Mode(TextChoices):
    SCREEN = "screen", _("机考")
    PAPER = "paper", _("纸笔")


class SittingState(TextChoices):
    PLANNED = "planned", _("筹备")
    DRAWN = "drawn", _("已组卷")
    MARKING = "marking", _("正在判分")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")


SITTING_TRANSITIONS: dict[str, frozenset[str]] = {
    SittingState.PLANNED: frozenset({SittingState.DRAWN, SittingState.CANCELLED}),
    SittingState.DRAWN: frozenset({SittingState.MARKING, SittingState.CANCELLED}),
    SittingState.MARKING: frozenset({SittingState.CLOSED}),
    SittingState.CLOSED: frozenset({SittingState.MARKING}),  # a ruling on a question marks everybody again
    SittingState.CANCELLED: frozenset(),
}
# Keys of the bank are not opened by who still has to sit.
TO_COME = frozenset({SittingState.PLANNED, SittingState.DRAWN})


class ExamineeState(TextChoices):
    ADMITTED = "admitted", _("待考")
    SITTING = "sitting", _("考试中")
    ENDED = "ended", _("已交卷")
    ABSENT = "absent", _("缺考")


EXAMINEE_TRANSITIONS: dict[str, frozenset[str]] = {
    ExamineeState.ADMITTED: frozenset({ExamineeState.SITTING, ExamineeState.ENDED, ExamineeState.ABSENT}),
    ExamineeState.SITTING: frozenset({ExamineeState.ENDED}),
    ExamineeState.ENDED: frozenset({ExamineeState.SITTING}),  # only where time was added after it had run out
    ExamineeState.ABSENT: frozenset(),
}


class Ending(TextChoices):
    OWN = "own", _("本人交卷")
    TIME = "time", _("到时自动交卷")
    FORCED = "forced", _("监考收卷")
    PAPER = "paper", _("纸笔答卷录入")


class EventKind(TextChoices):
    STARTED = "started", _("开始考试")
    TAKEN_OVER = "taken_over", _("换设备继续")
    TIME_ADDED = "time_added", _("补时")
    EXTRA_CHANGED = "extra_changed", _("调整个人加时")
    ENDED = "ended", _("交卷")
    IMPORTED = "imported", _("录入纸笔答案")


class Ruling(TextChoices):
    ACCEPT = "accept", _("另一答案也算对")
    GIVE = "give", _("题目作废，凡遇到此题的都给满分")
    SCALE = "scale", _("题目作废，不计分，其余题按比例折回满分")


class Verb(TextChoices):
    REVIEWED = "exams.questions_reviewed", _("审定试题")
    KEYS_OPENED = "exams.keys_opened", _("查看试题答案")
    CREATED = "exams.sitting_created", _("设立考试场次")
    ADMITTED = "exams.admitted", _("编排考生")
    DRAWN = "exams.paper_drawn", _("组卷")
    TIME_ADDED = "exams.time_added", _("考试补时")
    FORCED = "exams.forced", _("监考收卷")
    IMPORTED = "exams.answers_imported", _("录入纸笔答案")
    CLOSED = "exams.sitting_closed", _("考试结束，公布种子")
    CANCELLED = "exams.sitting_cancelled", _("取消考试场次")
    CORRECTED = "exams.key_corrected", _("更正答案，全部重新判分")


# What a stranger needs to see that nobody chose the questions: the commitment before, the seed after.
PUBLIC: dict[str, frozenset[str]] = {
    Verb.CREATED: frozenset({"commitment"}),
    Verb.DRAWN: frozenset({"pool", "questions"}),
    Verb.CLOSED: frozenset({"seed"}),
}
FACTS = {
    "commitment": (_("种子的承诺"), None),
    "pool": (_("题目范围的摘要"), None),
    "questions": (_("题数"), None),
    "seed": (_("公布的种子"), None),
}

QUESTION_FAULTS = {
    "kind": _("题型应当是单选题、多选题、判断题或者计算题。"),
    "stem": _("题干应当有 1 到 2000 个字。"),
    "topic": _("知识点应当有 1 到 60 个字。"),
    "difficulty": _("难度应当是易、中或者难。"),
    "points": _("分值应当大于 0、小于 1000，最多两位小数。"),
    "option": _("每个选项应当有 1 到 300 个字，中间不能空。"),
    "twice": _("有两个选项相同。"),
    "no_options": _("计算题没有选项。"),
    "options": _("选择题要有 2 到 8 个选项，判断题要有 2 个。"),
    "key": _("答案不合题型：单选和判断一个字母，多选一个或者几个，计算题是数和误差。"),
}
BLUEPRINT_FAULTS = {
    "text": _("细目表读不懂。"),
    "no_lines": _("细目表至少要有一行。"),
    "unknown": _("细目表里有不认识的内容：%(value)s。"),
    "nothing": _("题数至少 1 道，每题分值要大于 0。"),
    "too_many": _("一份试卷最多 %(most)s 道题。"),
    "overlap": _("与第 %(other)s 行重叠：同一道题不能属于两行。"),
}
