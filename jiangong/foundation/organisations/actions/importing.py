"""Unions from a spreadsheet: read → show every row with what is wrong → confirm → write.

    read = read_import(file, under=organisation, by=user)    # file: Path, bytes or open file; writes nothing
    read.rows, read.good, read.bad, read.standing            # rows with their numbers in the file and their problems
    write_import(read, by=user) -> list[Organisation]        # founds the good rows, all or none
    report.write_report(target, read)                        # .xlsx: the rows with wrong cells marked and a result column

The command line calls the same: `jiangong import-organisations FILE --under CODE [--dry-run] --report OUT.xlsx`.
`under=None` is for the first file of all, whose first row is the city federation itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common import spreadsheets
from jiangong.foundation.common.acting import require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.spreadsheets import Cell, LeftOut, as_day, as_text
from jiangong.foundation.organisations import formulas
from jiangong.foundation.organisations.actions.columns import COLUMNS, EXAMPLE, HEADINGS
from jiangong.foundation.organisations.actions.founding import (
    Draft,
    create_many,
    require_industry,
    sound_credit_code,
)
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import MAY_STAND_BELOW, Kind, Reason, State

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

DETAILS = ("short_name", "employer_name", "employer_type", "economic_industry", "address", "division_code")

KINDS: dict[str, Kind] = {
    **{str(label): Kind(kind) for kind, label in Kind.choices},
    **dict.fromkeys(("市级工会",), Kind.CITY),
    **dict.fromkeys(("区市工会", "区县总工会", "县级工会", "区总工会"), Kind.DISTRICT),
    **dict.fromkeys(("乡镇工会", "街道工会", "镇工会", "镇街总工会", "乡镇街道工会"), Kind.TOWNSHIP),
    **dict.fromkeys(("村工会", "社区工会", "村(社区)工会", "村居工会"), Kind.VILLAGE),
    **dict.fromkeys(
        ("企业", "基层工会", "机关工会", "事业单位工会", "单位工会", "联合工会"), Kind.ENTERPRISE
    ),
    **dict.fromkeys(("分会", "车间工会", "工会分会", "工会小组"), Kind.BRANCH),
    **dict.fromkeys(("行业工会联合会", "产业工会", "行业联合工会"), Kind.INDUSTRY),
}


@dataclass(eq=False)
class ImportRow:
    """One row of the file: its number there, its texts by column key, and what is wrong with which of them."""

    number: int
    texts: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)
    standing: Organisation | None = None  # it is there already: nothing to do
    draft: Draft | None = None
    above: Organisation | ImportRow | None = None

    @property
    def good(self) -> bool:
        """Whether confirming founds it."""
        return not self.problems and self.standing is None

    @property
    def result(self) -> str:
        """The row's fate in words."""
        if self.problems:
            return _("；").join(self.problems.values())
        return _("已存在，跳过") if self.standing else _("可以导入")


@dataclass
class Import:
    """What was found in the file; nothing is written yet."""

    under: Organisation | None
    rows: list[ImportRow]
    left_out: list[LeftOut]
    unknown: list[str]

    @property
    def good(self) -> list[ImportRow]:
        return [row for row in self.rows if row.good]

    @property
    def bad(self) -> list[ImportRow]:
        return [row for row in self.rows if row.problems]

    @property
    def standing(self) -> list[ImportRow]:
        return [row for row in self.rows if row.standing and not row.problems]


def read_import(file: Path | bytes | IO[bytes], *, under: Organisation | None, by: User | None) -> Import:
    """Read the unions of a file that are to stand below `under`; every row says what is wrong with it.

    A row names its parent by code or name, among the unions below `under` or elsewhere in the file; without one it
    stands directly below `under`. A row whose code, or name and place, is there already is passed over.
    Raises Refused: not permitted over `under`, or the file cannot be read (Unreadable).
    """
    require(by, "organisations.create", under)
    table = spreadsheets.read_table(file, COLUMNS, example=EXAMPLE)
    places = table.places
    rows = [
        ImportRow(number, {key: _text(key, cells[place]) for key, place in places.items()})
        for number, cells in table.rows
        if any(cells[place] not in (None, "") for place in places.values())
    ]
    reader = _Reader(rows, under)
    for row in rows:
        reader.read_kindless(row)
    for row in rows:
        reader.hang(row)
    for row in rows:
        reader.settle(row, [])
    return Import(under, rows, list(table.left_out), list(table.unknown))


class _Reader:
    """The rows of one file beside what stands below `under`."""

    def __init__(self, rows: list[ImportRow], under: Organisation | None) -> None:
        self.under = under
        self.rows = rows
        self.today = timezone.localdate()
        tree = Organisation.objects.filter(state=State.ACTIVE)
        below = list(tree.filter(path__startswith=under.path) if under else tree)
        self.by_code = {one.code: one for one in below}
        self.by_name: dict[str, list[Organisation]] = {}
        for one in below:
            for name in {one.name, one.short_name}:
                self.by_name.setdefault(name, []).append(one)
        industries = tree.filter(kind=Kind.INDUSTRY)
        self.industries = {name: one for one in industries for name in (one.code, one.short_name, one.name)}
        wanted = [formulas.tidy_credit_code(row.texts.get("credit_code", "")) for row in rows]
        self.credit_codes = {
            one.credit_code: one.name for one in tree.filter(credit_code__in=[c for c in wanted if c])
        }
        codes = [row.texts.get("code", "") for row in rows]
        self.taken = {one.code: one for one in Organisation.objects.filter(code__in=[c for c in codes if c])}
        self.twice = {code for code, count in Counter(codes).items() if code and count > 1}
        self.rows_by_code = {row.texts["code"]: row for row in rows if row.texts.get("code")}
        self.rows_by_name: dict[str, list[ImportRow]] = {}
        for row in rows:
            self.rows_by_name.setdefault(row.texts["name"], []).append(row)
        self.settled: set[ImportRow] = set()

    def read_kindless(self, row: ImportRow) -> None:
        """All that can be said of the row without knowing where it stands."""
        texts, say = row.texts, row.problems
        if not texts["name"]:
            say["name"] = _("没有名称")
        for key, most in (("name", 120), ("code", 20), ("short_name", 60), ("address", 200), ("employer_name", 120),
                          ("employer_type", 40), ("economic_industry", 60), ("division_code", 12)):  # fmt: skip
            if len(texts.get(key, "")) > most:
                say[key] = _("%(heading)s超过 %(most)d 个字") % {"heading": HEADINGS[key], "most": most}
        if texts.get("kind") and _kind(texts["kind"]) is None:
            say["kind"] = _("不认识的组织类型“%(kind)s”") % {"kind": texts["kind"]}
        if texts.get("code") in self.twice:
            say["code"] = _("组织编码在文件里出现不止一次")
        if texts.get("founded_on"):
            day = as_day(texts["founded_on"])
            if day is None:
                say["founded_on"] = _("成立日期看不懂")
            elif day > self.today:
                say["founded_on"] = _("成立日期还没有到")
        self._read_credit_code(row)

    def _read_credit_code(self, row: ImportRow) -> None:
        try:
            code, reason = sound_credit_code(
                row.texts.get("credit_code", ""), row.texts.get("credit_code_override", "")
            )
        except Refused as refused:
            row.problems["credit_code"] = _("%(what)s如确实如此，请在“%(column)s”一列写明理由") % {
                "what": refused.what, "column": HEADINGS["credit_code_override"],
            }  # fmt: skip
            return
        row.texts["credit_code"], row.texts["credit_code_override"] = code, reason
        if code and code in self.credit_codes and row.texts.get("code", "") not in self.taken:
            row.problems["credit_code"] = _("统一社会信用代码已经登记在“%(name)s”名下") % {
                "name": self.credit_codes[code]
            }
        elif code:
            self.credit_codes[code] = row.texts["name"]

    def hang(self, row: ImportRow) -> None:
        """Find the parent the row names."""
        code, name = row.texts.get("parent_code", ""), row.texts.get("parent", "")
        if code:
            row.above = self.by_code.get(code) or self.rows_by_code.get(code)
            if row.above is None:
                row.problems["parent_code"] = _("本次导入范围里没有编码为“%(code)s”的上级") % {"code": code}
        elif name:
            found: list[Organisation | ImportRow] = [*self.by_name.get(name, [])]
            found = found or [one for one in self.rows_by_name.get(name, []) if one is not row]
            if len(found) == 1:
                row.above = found[0]
            elif found:
                row.problems["parent"] = _("有 %(count)d 个上级叫“%(name)s”，请填上级编码") % {
                    "count": len(found), "name": name,
                }  # fmt: skip
            else:
                row.problems["parent"] = _("本次导入范围里没有叫“%(name)s”的上级") % {"name": name}
        else:
            row.above = self.under

    def settle(self, row: ImportRow, waiting: list[ImportRow]) -> None:
        """Decide the row, after the row it stands below."""
        if row in self.settled:
            return
        key = "parent_code" if row.texts.get("parent_code") else "parent"
        if row in waiting:
            row.problems[key] = _("上下级绕成了圈")
            return
        if isinstance(row.above, ImportRow):
            self.settle(row.above, [*waiting, row])
            if row.above.problems:
                row.problems.setdefault(
                    key, _("上级所在的第 %(number)d 行有错") % {"number": row.above.number}
                )
        self.settled.add(row)
        above = row.above.standing or row.above.draft if isinstance(row.above, ImportRow) else row.above
        if row.problems and not row.texts["name"]:
            return
        if self._stands_already(row, above):
            return
        if not row.problems:
            self._draft(row, above)

    def _stands_already(self, row: ImportRow, above: Organisation | Draft | None) -> bool:
        code = row.texts.get("code", "")
        if code and (one := self.taken.get(code)):
            if one.name == row.texts["name"] and one.code in self.by_code:
                row.standing = one
                row.problems.clear()
            else:
                row.problems["code"] = Refused(Reason.CODE_TAKEN, code=code, name=one.name).what
            return True
        if isinstance(above, Organisation):
            for one in self.by_name.get(row.texts["name"], []):
                if one.parent_id == above.pk and one.name == row.texts["name"]:
                    row.standing = one
                    row.problems.clear()
                    return True
        return False

    def _draft(self, row: ImportRow, above: Organisation | Draft | None) -> None:
        texts = row.texts
        kind = _kind(texts.get("kind", "")) or _usual_kind(above)
        if (above.kind if above else None) not in (MAY_STAND_BELOW[kind] or {None}):
            row.problems["kind"] = Refused(
                Reason.WRONG_PLACE, kind=kind.label, parent=above.name if above else "—"
            ).what
            return
        industry = None
        if wanted := texts.get("industry", ""):
            industry = self.industries.get(wanted)
            if industry is None:
                row.problems["industry"] = _("没有叫“%(name)s”的行业工会") % {"name": wanted}
                return
            try:
                require_industry(texts["name"], kind, industry)
            except Refused as refused:
                row.problems["industry"] = refused.what
                return
        row.draft = Draft(
            name=texts["name"],
            kind=kind,
            parent=above,
            industry=industry,
            code=texts.get("code", ""),
            founded_on=as_day(texts["founded_on"]) if texts.get("founded_on") else None,
            credit_code=texts["credit_code"],
            credit_code_override=texts["credit_code_override"],
        )
        for key in DETAILS:
            setattr(row.draft, key, texts.get(key, ""))


def _text(key: str, cell: Cell) -> str:
    """The cell as clean text; a day in whatever form the file has it, as 2024-05-01."""
    day = as_day(cell) if key == "founded_on" else None
    return day.isoformat() if day else as_text(cell)


def _kind(text: str) -> Kind | None:
    return KINDS.get(text.replace("（", "(").replace("）", ")").replace("/", "").replace("、", ""))


def _usual_kind(above: Organisation | Draft | None) -> Kind:
    """What a row without a kind is, by where it stands."""
    if above is None:
        return Kind.CITY
    return Kind.BRANCH if above.kind in (Kind.ENTERPRISE, Kind.BRANCH) else Kind.ENTERPRISE


@transaction.atomic
def write_import(read: Import, *, by: User | None) -> list[Organisation]:
    """Found the good rows of a file, parents before children, all or none.

    Raises Refused if something changed since it was read (a code was taken, a parent has ended).
    """

    def steps_up(row: ImportRow) -> int:
        return 1 + steps_up(row.above) if isinstance(row.above, ImportRow) else 0

    rows = sorted(read.good, key=steps_up)
    return create_many([row.draft for row in rows if row.draft is not None], by=by)
