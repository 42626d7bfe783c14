"""The rulebook's files, read once per process.

A room keeps its parameters in its own rulebook/*.yaml, and their keys begin with the room's label. Those of rooms that
nobody has built yet stand in foundation/rulebook/parameters/<topic>.yaml, and their keys begin with the topic, which is
the label the room will have: when it is built, the file moves there as it is.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

from jiangong.foundation.rulebook.states import (
    CONFIRMED,
    IN_FILES,
    SILENCES,
    STATUSES,
    Parameter,
    RulebookError,
)

NOT_YET_BUILT = Path(__file__).resolve().parents[1] / "parameters"
_ENTRY = {"title", "unit", "explains", "values"}
_NEEDED = {"value", "from", "jurisdiction", "regulation", "article", "status"}
_ALLOWED = _NEEDED | {"until", "document_number", "silence", "sample"}


@cache
def rulebook() -> Mapping[str, tuple[Parameter, ...]]:
    """Every room's parameters by key, as the files have them; raises RulebookError at the first one not in order."""
    found: dict[str, tuple[Parameter, ...]] = {}
    for label, file in files():
        for key, values in read_rulebook(file, room=label).items():
            if key in found:
                raise RulebookError(f"{file.name}：“{key}”已在别的文件中登记。")
            found[key] = values
    return found


def files() -> Iterator[tuple[str, Path]]:
    """The rulebook files of all rooms with the room's label, then those of topics without a room."""
    for config in apps.get_app_configs():
        for file in sorted((Path(config.path) / "rulebook").glob("*.yaml")):
            yield config.label, file
    for file in sorted(NOT_YET_BUILT.glob("*.yaml")):
        yield file.stem, file


def read_rulebook(file: Path, *, room: str) -> dict[str, tuple[Parameter, ...]]:
    """The parameters of one file; raises RulebookError."""
    try:
        entries = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader) or {}  # noqa: S506  # a safe one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "内容"
        raise RulebookError(f"{file.name}：{where}不是合法的 YAML。") from error
    if not isinstance(entries, dict):
        raise RulebookError(f"{file.name}：最外层应当是“参数名: 内容”。")
    return {key: _read_entry(file.name, room, key, entry) for key, entry in entries.items()}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C one is ten times quicker
    """Reads plain data only; a key that stands twice is an error, not the last word."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        names = [self.construct_object(key, deep=True) for key, _value in node.value]
        if len(names) != len(set(map(str, names))):
            raise yaml.constructor.ConstructorError(None, None, "a key stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def _read_entry(file: str, room: str, key: Any, entry: Any) -> tuple[Parameter, ...]:
    where = f"{file}：“{key}”"
    if not isinstance(key, str) or not key.startswith(f"{room}."):
        raise RulebookError(f"{where}的名称应当以“{room}.”开头。")
    if not isinstance(entry, dict) or set(entry) - {"districts"} != _ENTRY:
        raise RulebookError(f"{where}应当有且只有 title、unit、explains、values 四项。")
    if type(entry.get("districts", False)) is not bool:
        raise RulebookError(f"{where}的 districts 只能是 true 或者 false。")
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
    if not isinstance(one, dict):
        raise RulebookError(f"{where}的每个数值应当写成若干“项: 内容”。")
    if missing := sorted(_NEEDED - set(one)):
        raise RulebookError(f"{where}有一个数值缺少 {'、'.join(missing)}。")
    if strange := sorted(set(one) - _ALLOWED):
        raise RulebookError(f"{where}有一个数值多了不认识的 {'、'.join(strange)}。")
    since, until = one["from"], one.get("until")
    if type(since) is not date or not (until is None or type(until) is date):
        raise RulebookError(f"{where}的 from、until 应当写成 2017-01-01 这样的日期。")
    if until is not None and until <= since:
        raise RulebookError(f"{where}的 until 应当在 from 之后。")
    if one["jurisdiction"] not in IN_FILES:
        raise RulebookError(f"{where}的 jurisdiction 只能是 {'、'.join(IN_FILES)}。")
    if one["status"] not in STATUSES:
        raise RulebookError(f"{where}的 status 只能是 {'、'.join(STATUSES)}。")
    if one.get("silence", "") not in {"", *SILENCES}:
        raise RulebookError(f"{where}的 silence 只能是 {'、'.join(SILENCES)}。")
    if type(one.get("sample", False)) is not bool or (one.get("sample") and one["status"] == CONFIRMED):
        raise RulebookError(f"{where}的 sample 只能是 true 或者 false，样例不能是已核定。")
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
        silence=one.get("silence", ""),
        sample=one.get("sample", False),
        districts=entry.get("districts", False),
    )
