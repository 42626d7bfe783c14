"""Reading the rulebook: every room's rulebook/*.yaml, once per process.

    value("people.deemed_withdrawal_months", on=date(2026, 1, 1))  → 6
    parameter("people.deemed_withdrawal_months")                   → the value with its source and status

Of the values in force on a day the nearest jurisdiction decides: city before province before nation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal, Refused

JURISDICTIONS = ("city", "province", "nation")  # nearest first
CONFIRMED, TO_BE_CONFIRMED = "confirmed", "to_be_confirmed"
STATUSES: dict[str, Promise] = {CONFIRMED: _("已核定"), TO_BE_CONFIRMED: _("待核定")}
LEVELS: dict[str, Promise] = {"city": _("市"), "province": _("省"), "nation": _("国家")}

NO_VALUE = Refusal(
    "rulebook.no_value",
    _("参数“%(key)s”在%(day)s没有数值。"),
    rule=_("法规规定的数字只从参数表读取，不写在程序里。"),
    remedy=_("请管理员在参数文件中补上当日有效的数值和依据。"),
)


class RulebookError(Exception):
    """A rulebook file is not in order; the message is one sentence that names file, entry and what is missing."""


@dataclass(frozen=True)
class Parameter:
    """One value of law or local rule, from `since` until (not including) `until`, with where it is written."""

    key: str
    title: str
    unit: str
    explains: str
    value: Any
    since: date
    until: date | None
    jurisdiction: str
    regulation: str
    article: str
    document_number: str
    status: str

    @property
    def confirmed(self) -> bool:
        return self.status == CONFIRMED

    @property
    def source(self) -> str:
        """《regulation》（document number）article, as an official text cites it."""
        number = f"（{self.document_number}）" if self.document_number else ""
        return f"《{self.regulation}》{number}{self.article}"


def value(key: str, *, on: date | None = None) -> Any:
    """The value in force on a day (today if not given); raises Refused(NO_VALUE) if there is none."""
    return parameter(key, on=on).value


def parameter(key: str, *, on: date | None = None) -> Parameter:
    """The parameter in force on a day, of the nearest jurisdiction; raises Refused(NO_VALUE) if there is none."""
    day = on or timezone.localdate()
    found = [
        one for one in rulebook().get(key, ()) if one.since <= day and (one.until is None or day < one.until)
    ]
    if not found:
        raise Refused(NO_VALUE, key=key, day=day)
    return min(found, key=lambda one: JURISDICTIONS.index(one.jurisdiction))


def parameters(room: str = "") -> list[Parameter]:
    """All parameters with all their values, by key and date; of one room if it is named."""
    return [
        one for key, many in sorted(rulebook().items()) if key.startswith(room and f"{room}.") for one in many
    ]


@cache
def rulebook() -> Mapping[str, tuple[Parameter, ...]]:
    """Every room's parameters by key; raises RulebookError at the first entry that is not in order."""
    found: dict[str, tuple[Parameter, ...]] = {}
    for label, file in files():
        for key, values in read_rulebook(file, room=label).items():
            if key in found:
                raise RulebookError(f"{file.name}：“{key}”已在别的文件中登记。")
            found[key] = values
    return found


def files() -> Iterator[tuple[str, Path]]:
    """The rulebook files of all rooms, with the room's label."""
    for config in apps.get_app_configs():
        for file in sorted((Path(config.path) / "rulebook").glob("*.yaml")):
            yield config.label, file


def read_rulebook(file: Path, *, room: str) -> dict[str, tuple[Parameter, ...]]:
    """The parameters of one file; raises RulebookError."""
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "内容"
        raise RulebookError(f"{file.name}：{where}不是合法的 YAML。") from error
    if not isinstance(entries, dict):
        raise RulebookError(f"{file.name}：最外层应当是“参数名: 内容”。")
    return {key: _read_entry(file.name, room, key, entry) for key, entry in entries.items()}


def _read_entry(file: str, room: str, key: Any, entry: Any) -> tuple[Parameter, ...]:
    where = f"{file}：“{key}”"
    if not isinstance(key, str) or not key.startswith(f"{room}."):
        raise RulebookError(f"{where}的名称应当以“{room}.”开头。")
    if not isinstance(entry, dict) or set(entry) != {"title", "unit", "explains", "values"}:
        raise RulebookError(f"{where}应当有且只有 title、unit、explains、values 四项。")
    if not isinstance(entry["values"], list) or not entry["values"]:
        raise RulebookError(f"{where}的 values 应当至少有一个数值。")
    parameters = tuple(
        sorted((_read_value(where, key, entry, one) for one in entry["values"]), key=lambda one: one.since)
    )
    for earlier, later in ((a, b) for a in parameters for b in parameters if a is not b):
        if (
            earlier.jurisdiction == later.jurisdiction
            and earlier.since <= later.since
            and (earlier.until is None or later.since < earlier.until)
        ):
            raise RulebookError(f"{where}在 {later.since} 有两个同级的数值同时有效。")
    return parameters


def _read_value(where: str, key: str, entry: Mapping[str, Any], one: Any) -> Parameter:
    needed = {"value", "from", "jurisdiction", "regulation", "article", "status"}
    allowed = needed | {"until", "document_number"}
    if not isinstance(one, dict):
        raise RulebookError(f"{where}的每个数值应当写成若干“项: 内容”。")
    if missing := sorted(needed - set(one)):
        raise RulebookError(f"{where}有一个数值缺少 {'、'.join(missing)}。")
    if strange := sorted(set(one) - allowed):
        raise RulebookError(f"{where}有一个数值多了不认识的 {'、'.join(strange)}。")
    since, until = one["from"], one.get("until")
    if type(since) is not date or not (until is None or type(until) is date):
        raise RulebookError(f"{where}的 from、until 应当写成 2017-01-01 这样的日期。")
    if until is not None and until <= since:
        raise RulebookError(f"{where}的 until 应当在 from 之后。")
    if one["jurisdiction"] not in JURISDICTIONS:
        raise RulebookError(f"{where}的 jurisdiction 只能是 {'、'.join(JURISDICTIONS)}。")
    if one["status"] not in STATUSES:
        raise RulebookError(f"{where}的 status 只能是 {'、'.join(STATUSES)}。")
    if not one["regulation"] or not one["article"]:
        raise RulebookError(f"{where}的 regulation 和 article 不能为空。")
    return Parameter(
        key=key,
        title=entry["title"],
        unit=entry["unit"],
        explains=entry["explains"],
        value=one["value"],
        since=since,
        until=until,
        jurisdiction=one["jurisdiction"],
        regulation=one["regulation"],
        article=one["article"],
        document_number=one.get("document_number", ""),
        status=one["status"],
    )
