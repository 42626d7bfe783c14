"""Attendance sheets: matching the rows of a returned sheet to the roll."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jiangong.foundation.common.spreadsheets import Column, as_text, read_table
from jiangong.foundation.common.spreadsheets.cells import Cell
from jiangong.foundation.people import sealing
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.states import CURRENT
from jiangong.programmes.growth.formulas import lessons_done
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.queries.attendance import roll_of
from jiangong.programmes.growth.states import Mode

NOT_THERE = frozenset(
    {
        "",
        "0",
        "否",
        "无",
        "缺",
        "缺勤",
        "缺席",
        "未到",
        "请假",
        "假",
        "×",
        "x",
        "X",
        "✗",
        "✘",
        "n",
        "no",
        "N",
        "NO",
        "/",
        "-",
        "—",
    }
)
NUMBER = gettext_noop("报名号")
NAME = gettext_noop("姓名")


@dataclass(frozen=True)
class Unmatched:
    """A row that names nobody on the roll, or nobody for certain."""

    row: int
    name: str
    reason: str


@dataclass
class Read:
    """What a sheet says: by enrolment the meetings attended; the rows nobody could be found for."""

    matched: dict[int, list[int]] = field(default_factory=dict)
    unmatched: list[Unmatched] = field(default_factory=list)


@dataclass
class _Roll:
    """The roll, by everything a row can name somebody by."""

    by_number: dict[str, Enrolment]
    by_member: dict[str, Enrolment]
    by_name: dict[str, list[Enrolment]]


def columns_of(session: Session) -> list[Column]:
    """The columns of the session's sheet, under their usual names."""
    columns = [
        Column("number", ("报名号", "报名编号", "学号", "报名序号")),
        Column("name", ("姓名", "学员姓名", "职工姓名", "会员姓名", "学员"), required=True),
        Column("member", ("会员号", "会员编号", "会员证号", "工会会员号")),
        Column(
            "document",
            (
                "证件后四位",
                "身份证后四位",
                "证件号码",
                "身份证号",
                "身份证号码",
                "公民身份号码",
                "证件号",
                "身份证",
            ),
        ),
    ]
    if session.course.mode == Mode.ONLINE:
        columns.append(Column("hours", ("已学课时", "学时", "完成学时", "学习课时", "课时", "已学学时")))
    return columns + [
        Column(
            f"meeting-{n}",
            (f"第{n}次", f"第{n}次签到", f"第{n}课", f"{n}", *(("签到", "签名", "到课") if n == 1 else ())),
        )
        for n in range(1, session.meetings + 1)
    ]


def match_sheet(session: Session, file: BinaryIO, *, name: str) -> Read:
    """Match every row: by enrolment number, else member number, else name and identity number or its last digits.

    The name must agree in every case; a name alone is not enough, for people share names. Raises Unreadable.
    """
    columns = columns_of(session)
    table = read_table(file, columns)
    roll = _roll(session)
    read = Read()
    for row_number, cells in table.rows:
        row = {key: cells[place] for key, place in table.places.items() if place < len(cells)}
        found, reason = _who(row, roll)
        if found is None:
            read.unmatched.append(Unmatched(row_number, _text(row, "name"), reason))
            continue
        if found.pk in read.matched:
            read.unmatched.append(
                Unmatched(row_number, _text(row, "name"), _("同一名学员在表里出现了两次，以前一行为准。"))
            )
            continue
        read.matched[found.pk] = _meetings(session, row)
    return read


def _who(row: dict[str, Cell], roll: _Roll) -> tuple[Enrolment | None, str]:
    name, number, member = (_text(row, key) for key in ("name", "number", "member"))
    digits = _text(row, "document").upper().lstrip("'*＊ ")
    if number or member:
        found = roll.by_number.get(number) if number else roll.by_member.get(member)
        if found is None:
            return None, _("学员名单里没有这个号码。")
        if name and found.person.name != name:
            return None, _("号码对应的学员姓名与表里不一致。")
        return found, ""
    namesakes = roll.by_name.get(name, [])
    if not name:
        return None, _("没有填姓名。")
    if not namesakes:
        return None, _("学员名单里没有这个姓名。")
    if len(digits) < 4:  # not law: digits by which two people are told apart
        return None, _("只有姓名不能确认是谁，请补填报名号、会员号或者证件后四位。")
    agreeing = [one for one in namesakes if _has_document(one, digits)]
    if len(agreeing) == 1:
        return agreeing[0], ""
    if agreeing:
        return None, _("同名且证件后几位相同，请补填报名号。")
    return None, _("姓名在名单里，但证件号码对不上。")


def _has_document(enrolment: Enrolment, digits: str) -> bool:
    """Whether the person's document ends in these digits; a whole number is compared by its blind index, unopened."""
    person = enrolment.person
    if len(digits) >= 15:  # not law: a whole document number
        index = person.document_index
        return index is not None and bytes(index) == sealing.blind_index("document", digits)
    if not person.document_sealed:
        return False
    clear = sealing.unseal(person.document_sealed, model="people.person", field="document", pk=person.pk)
    return clear.upper().endswith(digits)


def _meetings(session: Session, row: dict[str, Cell]) -> list[int]:
    marked = [n for n in range(1, session.meetings + 1) if _text(row, f"meeting-{n}") not in NOT_THERE]
    try:
        hours = float(_text(row, "hours") or 0)
    except ValueError:
        hours = 0
    done = lessons_done(hours, session.course.hours, session.meetings)
    return sorted({*marked, *range(1, done + 1)})


def _roll(session: Session) -> _Roll:
    enrolments = list(roll_of(session))
    numbers = dict(
        Membership.objects.filter(
            person__in=[one.person_id for one in enrolments], state__in=sorted(CURRENT)
        ).values_list("person_id", "number")
    )
    by_name: dict[str, list[Enrolment]] = defaultdict(list)
    for one in enrolments:
        by_name[one.person.name].append(one)
    return _Roll(
        {str(one.pk): one for one in enrolments},
        {numbers[one.person_id]: one for one in enrolments if numbers.get(one.person_id)},
        by_name,
    )


def _text(row: dict[str, Cell], key: str) -> str:
    return as_text(row[key]) if key in row else ""
