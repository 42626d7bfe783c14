"""Spreadsheets of banks and of answers on paper: read whole, every fault with its row and column, before anything is written."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangong.foundation.common.spreadsheets import Cell, Column, Heading, as_text, read_table
from jiangong.selection.exams.formulas import LETTERS, MOST_GIVEN, NUMBER, TRUE_FALSE, as_choice, as_number
from jiangong.selection.exams.formulas.checking import Faulty, QuestionFacts, check_question
from jiangong.selection.exams.models import Bank, Examinee, Question, Sitting
from jiangong.selection.exams.queries.answers import latest_of_many
from jiangong.selection.exams.queries.papers import Shown, paper_of
from jiangong.selection.exams.states import QUESTION_FAULTS, Difficulty, ExamineeState, Kind

KINDS = {str(one): kind for kind in Kind.values for one in (Kind(kind).label, kind)}
SHORT = {"单选": Kind.SINGLE, "多选": Kind.MULTIPLE, "判断": Kind.TRUE_FALSE, "计算": Kind.NUMBER}
DEGREES = {"": Difficulty.MEDIUM, "易": Difficulty.EASY, "中": Difficulty.MEDIUM, "难": Difficulty.HARD}
RIGHT = {"对": "A", "√": "A", "正确": "A", "是": "A", "错": "B", "×": "B", "错误": "B", "否": "B"}
NAMES = {
    "number": "题号",
    "kind": "题型",
    "topic": "知识点",
    "difficulty": "难度",
    "points": "分值",
    "stem": "题干",
    **{f"option{n}": f"选项{letter}" for n, letter in enumerate(LETTERS)},
    "key": "答案",
    "tolerance": "误差",
}
COLUMNS = [
    Column("number", ("题号", "编号")),
    Column("kind", ("题型", "试题类型"), required=True),
    Column("topic", ("知识点", "章节", "鉴定点", "知识点名称"), required=True),
    Column("difficulty", ("难度", "难易程度")),
    Column("points", ("分值", "分数")),
    Column("stem", ("题干", "题目", "试题内容"), required=True),
    *(Column(f"option{n}", (f"选项{letter}", letter, f"{letter}选项")) for n, letter in enumerate(LETTERS)),
    Column("key", ("答案", "标准答案", "正确答案"), required=True),
    Column("tolerance", ("误差", "允许误差")),
]
PLACES = {"options": "option0"}  # where a fault of the options as a whole is told
HEADINGS = [
    Heading(
        NAMES[one.key],
        width=40 if one.key == "stem" else 14,  # not law: signs of a column
        text=True,
        required=one.required,
        options=("单选题", "多选题", "判断题", "计算题")
        if one.key == "kind"
        else ("易", "中", "难")
        if one.key == "difficulty"
        else (),
    )
    for one in COLUMNS
]
CODE = gettext_lazy("考号")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell: the file's row number, the column's name, and in a sentence what."""

    row: int
    column: str
    what: str


@dataclass
class ReadBank:
    """What a file says: questions with the numbers of those they change; or the faults, and then nothing counts."""

    rows: list[tuple[int | None, QuestionFacts]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_bank(bank: Bank, file: Path | bytes | IO[bytes]) -> ReadBank:
    """Every question of the file, and every fault. A row with a number changes that question. Raises Unreadable."""
    table = read_table(file, COLUMNS)
    known = set(Question.objects.filter(bank=bank).values_list("number", flat=True))
    read, seen = ReadBank(), dict[int, int]()
    for number, cells in table.rows:
        row = {key: cells[place] for key, place in table.places.items() if place < len(cells)}
        facts, faults = _question(row)
        read.faults += [Fault(number, NAMES[PLACES.get(key, key)], what) for key, what in faults]
        own = as_text(row.get("number", ""))
        if own and (not own.isdecimal() or int(own) not in known):
            read.faults.append(Fault(number, NAMES["number"], _("题库里没有这个题号；新题请留空。")))
        elif own and int(own) in seen:
            read.faults.append(
                Fault(number, NAMES["number"], _("与第 %(row)s 行的题号相同。") % {"row": seen[int(own)]})
            )
        elif facts is not None:
            if own:
                seen[int(own)] = number
            read.rows.append((int(own) if own else None, facts))
    if not read.rows and not read.faults:
        read.faults.append(Fault(table.header_row, NAMES["stem"], _("表头下面没有试题。")))
    return read


def _question(row: dict[str, Cell]) -> tuple[QuestionFacts | None, list[tuple[str, str]]]:
    """The question of a row, or the faults by column."""
    kind_text = as_text(row.get("kind", ""))
    kind = str(KINDS.get(kind_text) or SHORT.get(kind_text, ""))
    degree = as_text(row.get("difficulty", ""))
    options = [_words(row.get(f"option{n}", "")) for n in range(len(LETTERS))]
    while options and not options[-1]:
        options.pop()
    if kind == TRUE_FALSE and not options:
        options = ["对", "错"]
    given = as_text(row.get("key", ""))
    facts = QuestionFacts(
        kind=kind,
        stem=_words(row.get("stem", "")),
        topic=as_text(row.get("topic", "")),
        options=tuple(options),
        key=_key(kind, given, as_text(row.get("tolerance", "")), len(options)),
        points=as_text(row.get("points", "")) or "1",
        difficulty=str(DEGREES.get(degree, degree)),
    )
    try:
        check_question(facts)
    except Faulty as fault:
        place = fault.field
        if fault.code == "option":  # the first that is empty or too long
            place = f"option{next(n for n, one in enumerate(options) if not one or len(one) > 300)}"  # not law: its length
        return None, [(place, str(QUESTION_FAULTS[fault.code]))]
    return facts, []


def _key(kind: str, given: str, tolerance: str, options: int) -> dict[str, Any]:
    """The key that a text means; one that is not sound is found by check_question."""
    if kind == NUMBER:
        return {"value": given, "tolerance": tolerance or "0"}
    if kind == TRUE_FALSE:
        given = RIGHT.get(given, given)
    return {"right": sorted(as_choice(given, options) or ())}


def _words(cell: Cell) -> str:
    """Text as its author wrote it, full-width signs too; a number as people read it."""
    return (
        "\n".join(line.strip() for line in cell.strip().splitlines())
        if isinstance(cell, str)
        else as_text(cell)
    )


def key_words(kind: str, key: dict[str, Any]) -> str:
    """A key as the sheet and the page write it: "AC", "3.14"."""
    return str(key["value"]) if kind == NUMBER else "".join(LETTERS[n] for n in key["right"])


def bank_rows(questions: Iterable[Question]) -> Iterator[list[str]]:
    """Rows of the sheet for questions whose keys were opened (actions.open_keys); read back, they change nothing."""
    for one in questions:
        version = one.version
        if version is None:
            continue
        options = [*version.options, *[""] * (len(LETTERS) - len(version.options))]
        yield [
            str(one.number),
            str(Kind(version.kind).label),
            version.topic,
            str(Difficulty(version.difficulty).label),
            f"{version.points.normalize():f}",
            version.stem,
            *options,
            key_words(version.kind, version.key),
            str(version.key.get("tolerance", "")),
        ]


# --- answers on paper ------------------------------------------------------------------------------------------------


def answer_columns(questions: int) -> list[Column]:
    """The columns of the answer sheet: the code, then one for each question."""
    return [
        Column("code", ("考号", "准考证号", "编号"), required=True),
        *(Column(str(n), (f"第{n}题", str(n), f"{n}题"), required=n == 1) for n in range(1, questions + 1)),
    ]


def answer_headings(questions: int) -> list[Heading]:
    """The headings of the sheet that is handed out."""
    return [
        Heading(str(CODE), width=16, text=True, required=True),
        *(Heading(f"第{n}题", width=8, text=True) for n in range(1, questions + 1)),
    ]


def answer_rows(sitting: Sitting) -> Iterator[list[str]]:
    """Every code with what was entered so far."""
    examinees = list(Examinee.objects.filter(sitting=sitting).order_by("code"))
    given = latest_of_many(one.pk for one in examinees)
    for one in examinees:
        yield [one.code, *(given.get(one.pk, {}).get(n, "") for n in range(1, len(one.items) + 1))]


@dataclass
class ReadAnswers:
    """What a file says: examinee → answers by item; or the faults, and then nothing counts."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_answers(sitting: Sitting, file: Path | bytes | IO[bytes]) -> ReadAnswers:
    """Everybody's answers from a file, and every fault. Raises Unreadable."""
    examinees = {one.code: one for one in Examinee.objects.filter(sitting=sitting)}
    paper = _paper_on_paper(sitting, list(examinees.values()))
    table = read_table(file, answer_columns(len(paper)))
    read, seen = ReadAnswers(), dict[str, int]()
    for number, cells in table.rows:
        row = {key: as_text(cells[place]) for key, place in table.places.items() if place < len(cells)}
        code = row.pop("code", "")
        examinee = examinees.get(code)
        if examinee is None:
            read.faults.append(Fault(number, str(CODE), _("这一场没有考号“%(code)s”。") % {"code": code}))
            continue
        if code in seen:
            what = _("与第 %(row)s 行的考号相同。") % {"row": seen[code]}
            read.faults.append(Fault(number, str(CODE), what))
            continue
        seen[code] = number
        if examinee.state not in (ExamineeState.ADMITTED, ExamineeState.ENDED):
            read.faults.append(Fault(number, str(CODE), _("这名考生已记缺考。")))
        for one in paper:
            text = row.get(str(one.item), "")
            if not _understood(one, text):
                what = _("“%(text)s”不是%(kind)s的作答。") % {
                    "text": text[:MOST_GIVEN],
                    "kind": one.kind_words,
                }
                read.faults.append(Fault(number, f"第{one.item}题", what))
        read.rows[examinee.pk] = {one.item: row.get(str(one.item), "").upper() for one in paper}
    if not read.rows and not read.faults:
        read.faults.append(Fault(table.header_row, str(CODE), _("表头下面没有考生。")))
    return read


def _paper_on_paper(sitting: Sitting, examinees: Sequence[Examinee]) -> list[Shown]:
    """The one paper of a sitting on paper."""
    return paper_of(sitting, examinees[0].items, "") if examinees else []


def _understood(one: Shown, text: str) -> bool:
    if not text:
        return True
    if len(text) > MOST_GIVEN:
        return False
    if one.kind == NUMBER:
        return as_number(text) is not None
    chosen = as_choice(text, len(one.options))
    return chosen is not None and (one.several or len(chosen) == 1)
