"""Spreadsheets that come in: the catalogue of trades, a unit's entries. Every row that is not in order is named with why."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangong.foundation.common.spreadsheets import Column, Heading, RowFault, as_text, read_table
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Membership, Person
from jiangong.programmes.competitions.models import Contest, Trade
from jiangong.programmes.competitions.queries.entries import members_to_enter
from jiangong.programmes.competitions.states import NewField

CODE = re.compile(r"\d-\d{2}-\d{2}-\d{2}")
EDITION = "2022"
MOST_ENTRIES = 2_000  # not law: a larger list is sent in parts
YES = frozenset({"是", "√", "y", "yes", "Y", "YES", "1", "替补"})

TRADE_COLUMNS = (
    Column("code", ("职业编码", "编码", "职业代码", "代码"), required=True),
    Column("occupation", ("职业", "职业名称"), required=True),
    Column("trade", ("工种", "工种名称")),
    Column("industry", ("产业", "所属产业", "重点产业")),
    Column("edition", ("大典版次", "版次")),
)
TRADE_HEADINGS = (
    Heading(gettext_lazy("职业编码"), 16, text=True, required=True),
    Heading(gettext_lazy("职业"), 24, required=True),
    Heading(gettext_lazy("工种"), 24, hint=gettext_lazy("职业下面的工种；就是职业本身的不填")),
    Heading(gettext_lazy("产业"), 20),
    Heading(gettext_lazy("大典版次"), 10, text=True),
)
ENTRY_COLUMNS = (
    Column("name", ("姓名", "选手姓名", "职工姓名"), required=True),
    Column("member", ("会员号", "会员编号", "工会会员号"), required=True),
    Column("substitute", ("替补", "是否替补")),
    Column("field", ("三新领域", "三新")),
    Column("needs", ("无障碍需要", "无障碍", "特殊需要")),
)
ENTRY_HEADINGS = (
    Heading(gettext_lazy("姓名"), 12, required=True),
    Heading(gettext_lazy("会员号"), 16, text=True, required=True),
    Heading(gettext_lazy("替补"), 8, options=("是", "否")),
    Heading(gettext_lazy("三新领域"), 12, options=tuple(str(one.label) for one in NewField)),
    Heading(gettext_lazy("无障碍需要"), 24),
)


@dataclass(frozen=True)
class EntryRow:
    """A row that names a member: what `Wish` needs, and the row's number."""

    row: int
    person: Person
    is_substitute: bool
    new_field: str
    needs: str


def read_trades(file: IO[bytes]) -> tuple[list[Trade], list[RowFault]]:
    """The lines of a classification, and what is wrong with which row. Raises Unreadable."""
    table = read_table(file, TRADE_COLUMNS, example="示例：")
    found: list[Trade] = []
    faults: list[RowFault] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells in table.rows:
        row = _row(table.places, cells)
        code, occupation, trade = row.get("code", ""), row.get("occupation", ""), row.get("trade", "")
        edition = row.get("edition", "") or EDITION
        why = ""
        if not CODE.fullmatch(code):
            why = _("“%(code)s”不是职业编码，应像 6-18-01-01。") % {"code": code}
        elif not occupation:
            why = _("没有填职业。")
        elif max(len(occupation), len(trade)) > 80:  # not law: what the column holds
            why = _("名称超过 80 个字。")
        elif (first := seen.setdefault((edition, code, trade), number)) != number:
            why = _("和第 %(row)s 行重复。") % {"row": first}
        if why:
            faults.append(RowFault(number, occupation or code, why))
        else:
            found.append(
                Trade(
                    edition=edition[:10], code=code, occupation=occupation, trade=trade,
                    leading_industry=row.get("industry", "")[:40],
                )
            )  # fmt: skip
    return found, faults


def read_entries(
    user: Any, contest: Contest, organisation: Organisation, file: IO[bytes]
) -> tuple[list[EntryRow], list[RowFault]]:
    """The members that the rows name, and the rows that name nobody for certain. Raises Unreadable.

    By member number; the name must agree. Whether they may enter is for the act to say, which answers row by row too.
    """
    table = read_table(file, ENTRY_COLUMNS, example="示例", most_rows=MOST_ENTRIES)
    rows = [(number, _row(table.places, cells)) for number, cells in table.rows]
    numbers = {row.get("member", "") for _number, row in rows} - {""}
    members = {
        one.number: one for one in members_to_enter(user, contest, organisation).filter(number__in=numbers)
    }
    fields = {str(one.label): one.value for one in NewField}
    found: list[EntryRow] = []
    faults: list[RowFault] = []
    seen: dict[str, int] = defaultdict(int)
    for number, row in rows:
        name, member = row.get("name", ""), row.get("member", "")
        field = row.get("field", "")
        why = _why_not(name, member, members.get(member), field, fields, seen[member])
        if why:
            faults.append(RowFault(number, name, why))
            continue
        seen[member] = number
        found.append(
            EntryRow(
                number,
                members[member].person,
                row.get("substitute", "") in YES,
                fields.get(field, ""),
                row.get("needs", "")[:200],
            )
        )
    return found, faults


def _why_not(
    name: str, member: str, found: Membership | None, field: str, fields: dict[str, str], before: int
) -> str:
    if not member:
        return _("没有填会员号；只有姓名不能确认是谁。")
    if found is None:
        return _("所管的工会里没有这个会员号，或者已经报过。")
    if found.person.name != name:
        return _("会员号对应的姓名与表里不一致。")
    if before:
        return _("和第 %(row)s 行重复。") % {"row": before}
    if field and field not in fields:
        return _("三新领域应是其中之一：%(known)s。") % {"known": "、".join(fields)}
    return ""


def _row(places: dict[str, int], cells: list[Any]) -> dict[str, str]:
    return {key: as_text(cells[place]) for key, place in places.items() if place < len(cells)}
