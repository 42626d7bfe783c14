"""Bases as a spreadsheet: the empty table, reading one row by row, the rows that are taken away."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangong.foundation.common.spreadsheets import Column, Heading, RowFault, as_text, read_table
from jiangong.programmes.venues.bases.formulas import yuan
from jiangong.programmes.venues.bases.models import Base
from jiangong.programmes.venues.bases.queries.contracts import contracts_covering
from jiangong.programmes.venues.bases.states import BaseKind, Facility, StepFree, Verdict

MOST_ROWS = 500  # not law: a city has some dozens
LONGEST = {"code": 20, "name": 80, "name_en": 120, "place": 60, "address": 160, "contact": 60, "words": 2000}

COLUMNS = (
    Column("code", ("基地编号", "编号", "代码"), required=True),
    Column("name", ("名称", "基地名称"), required=True),
    Column("name_en", ("英文名称",)),
    Column("kind", ("种类", "基地种类", "类别"), required=True),
    Column("place", ("所在地", "地点", "区市"), required=True),
    Column("address", ("地址", "详细地址")),
    Column("distance_km", ("里程", "里程（公里）", "离市区的里程（公里）")),
    Column("rooms", ("客房", "客房（间）", "客房数"), required=True),
    Column("beds", ("床位", "床位（张）", "床位数"), required=True),
    Column("facilities", ("设施", "设施设备")),
    Column("step_free", ("无障碍", "无障碍情况")),
    Column("words", ("介绍", "简介")),
    Column("contact", ("对外电话", "电话", "联系电话")),
)
HEADINGS = (
    Heading(gettext_lazy("基地编号"), 14, text=True, required=True),
    Heading(gettext_lazy("名称"), 28, required=True),
    Heading(gettext_lazy("英文名称"), 28),
    Heading(gettext_lazy("种类"), 18, required=True, options=tuple(str(one.label) for one in BaseKind)),
    Heading(gettext_lazy("所在地"), 18, required=True),
    Heading(gettext_lazy("地址"), 30),
    Heading(gettext_lazy("里程（公里）"), 12),
    Heading(gettext_lazy("客房（间）"), 10, required=True),
    Heading(gettext_lazy("床位（张）"), 10, required=True),
    Heading(gettext_lazy("设施"), 30, hint=gettext_lazy("用顿号隔开，例如 医务室、电梯、近海")),
    Heading(gettext_lazy("无障碍"), 16, options=tuple(str(one.label) for one in StepFree)),
    Heading(gettext_lazy("介绍"), 40),
    Heading(gettext_lazy("对外电话"), 16, text=True),
)
EXPORTED = (
    *HEADINGS[:11],
    Heading(gettext_lazy("状态"), 10),
    Heading(gettext_lazy("合同止"), 12),
    Heading(gettext_lazy("同时接待人数"), 12),
    Heading(gettext_lazy("每人每日价格（元）"), 16, text=True),
    Heading(gettext_lazy("最近评定年度"), 12),
    Heading(gettext_lazy("得分"), 8),
    Heading(gettext_lazy("结论"), 10),
    Heading(gettext_lazy("管理工会"), 24),
)


def read_bases(file: IO[bytes]) -> tuple[list[dict[str, Any]], list[RowFault]]:
    """The rows in order, each as what `actions.BaseFacts` takes, and what is wrong with the others. Raises Unreadable."""
    table = read_table(file, COLUMNS, example="示例", most_rows=MOST_ROWS)
    found: list[dict[str, Any]] = []
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    for number, cells in table.rows:
        row = {
            key: as_text(cells[place]).strip() for key, place in table.places.items() if place < len(cells)
        }
        facts, why = _facts(row)
        code = row.get("code", "")
        if not why and seen.setdefault(code, number) != number:
            why = _("和第 %(row)s 行重复。") % {"row": seen[code]}
        if why:
            faults.append(RowFault(number, row.get("name", "") or code, why))
        else:
            found.append(facts)
    return found, faults


def _facts(row: dict[str, str]) -> tuple[dict[str, Any], str]:
    """What a row says, and why it cannot be taken over (empty if it can)."""
    for key, column in (("code", "基地编号"), ("name", "名称"), ("place", "所在地")):
        if not row.get(key):
            return {}, _("没有填%(column)s。") % {"column": column}
    for key, most in LONGEST.items():
        if len(row.get(key, "")) > most:
            return {}, _("“%(text)s…”超过 %(most)s 个字。") % {"text": row[key][:12], "most": most}
    kinds = {str(one.label): one.value for one in BaseKind}
    access = {str(one.label): one.value for one in StepFree}
    equipment = {str(one.label): one.value for one in Facility}
    if row.get("kind", "") not in kinds:
        return {}, _("种类应是其中之一：%(known)s。") % {"known": "、".join(kinds)}
    step_free = row.get("step_free") or str(StepFree.UNKNOWN.label)
    if step_free not in access:
        return {}, _("无障碍应是其中之一：%(known)s。") % {"known": "、".join(access)}
    named = [one.strip() for one in row.get("facilities", "").replace("，", "、").split("、") if one.strip()]
    strange = [one for one in named if one not in equipment]
    if strange:
        return {}, _("设施“%(text)s”不在名录里：%(known)s。") % {
            "text": strange[0][:20],
            "known": "、".join(equipment),
        }
    numbers: dict[str, int | None] = {"distance_km": None}
    for key in ("rooms", "beds", "distance_km"):
        text = row.get(key, "").removesuffix(".0")
        if key == "distance_km" and not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) <= len("99999")):
            return {}, _("“%(text)s”不是数目。") % {"text": text[:20]}
        numbers[key] = int(text)
    if (numbers["beds"] or 0) < (numbers["rooms"] or 0):
        return {}, _("床位少于客房。")
    return {
        "code": row["code"],
        "name": row["name"],
        "name_en": row.get("name_en", ""),
        "kind": kinds[row["kind"]],
        "place": row["place"],
        "address": row.get("address", ""),
        "facilities": [equipment[one] for one in named],
        "step_free": access[step_free],
        "words": row.get("words", ""),
        "contact": row.get("contact", ""),
        **numbers,
    }, ""


def exported(bases: Iterable[Base], today: date) -> Iterator[Sequence[Any]]:
    """A row a base, in the columns of EXPORTED; the first eleven are those that come in."""
    bases = list(bases)
    agreed = contracts_covering([one.pk for one in bases], today, today)
    for one in bases:
        contract = agreed.get(one.pk)
        rated: Any = one
        yield [
            one.code,
            one.name,
            one.name_en,
            str(one.get_kind_display()),
            one.place,
            one.address,
            one.distance_km,
            one.rooms,
            one.beds,
            "、".join(str(Facility(each).label) for each in one.facilities),
            str(one.get_step_free_display()),
            str(one.get_state_display()),
            contract.ended_on or contract.until if contract else None,
            contract.places if contract else None,
            yuan(contract.price_per_day) if contract else "",
            rated.rated_year,
            rated.rated_score,
            str(Verdict(rated.rated_verdict).label) if rated.rated_verdict else "",
            one.organisation.name,
        ]
