"""The rules of a contest in words, what a version changed, and as a file that comes back."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

from jiangong.foundation.common.spreadsheets import Heading, as_text, open_sheets, write_book
from jiangong.foundation.common.spreadsheets.cells import Cell
from jiangong.foundation.common.words import listed
from jiangong.programmes.competitions.formulas import scheme_tables as tables
from jiangong.programmes.competitions.formulas.scheme_words import WORDS
from jiangong.programmes.competitions.models import Contest
from jiangong.programmes.competitions.queries.schemes import fault_words, limits_of
from jiangong.selection.judging.formulas import Fault, faults_of_scheme
from jiangong.selection.judging.formulas.scheme import kinds

SEARCHED = 20  # not law: rows in which the headings of a sheet are looked for


@dataclass(frozen=True)
class Told:
    """A component as a table says it."""

    code: str
    name: str
    kind: str
    weight: str
    of: str
    how: str
    passing: str
    aspects: list[dict[str, str]]


@dataclass(frozen=True)
class Difference:
    """One figure of the rules that a version changed; an empty text: not there."""

    what: str
    before: str
    after: str


def rules_in_words(data: Mapping[str, Any]) -> list[Told]:
    """The components of a scheme as written, each with how it is marked."""
    return [
        Told(
            one["code"],
            one["name"],
            WORDS[kinds.Part][one["kind"]],
            str(one["weight"]),
            str(one["of"]),
            _how(one),
            str(one.get("pass_mark") or ""),
            [_aspect(aspect) for aspect in one.get("aspects", ())],
        )
        for one in data.get("components", ())
    ]


def _how(one: Mapping[str, Any]) -> str:
    if one["marking"] == "panel":
        return _panel(one["panel"])
    if one["marking"] == "entered" and one.get("entries", 1) > 1:
        return _("%(count)s 人分别录入，一致才算") % {"count": one["entries"]}
    return str({
        "entered": _("录入成绩"), "aspects": _("按评分点评分"), "carried": _("带入前一场成绩"),
    }[one["marking"]])  # fmt: skip


def _panel(panel: Mapping[str, Any]) -> str:
    words = [_("评委打分，至少 %(least)s 人") % {"least": panel["least"]}]
    if panel.get("drop"):
        words.append(
            _("满 %(count)s 人起去掉 %(drop)s 个最高、%(drop)s 个最低")
            % {"count": panel.get("drop_from", 0), "drop": panel["drop"]}
        )
    words.append(_("取中位数") if panel.get("middle") == "median" else _("取平均"))
    if panel.get("spread"):
        words.append(_("分差超过 %(spread)s 要合议重评") % {"spread": panel["spread"]})
    return "，".join(words)


def _aspect(one: Mapping[str, Any]) -> dict[str, str]:
    if one["kind"] == "judgement":
        how = "；".join(f"{n} {words}" for n, words in enumerate(one.get("descriptors", ())))
    else:
        measure = one.get("measure", {})
        how = WORDS[kinds.Formula][measure["formula"]]
        if measure.get("nominal") or measure.get("tolerance"):
            how += _("，标准值 %(nominal)s，公差 %(tolerance)s") % {
                "nominal": measure.get("nominal", "0"),
                "tolerance": measure.get("tolerance", "0"),
            }
    return {"name": one["name"], "of": str(one["of"]), "kind": WORDS[kinds.Kind][one["kind"]], "how": how}


def awards_in_words(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """The award table: what, for which ranks, on which conditions, by which clause."""
    return [
        {
            "name": one["name"],
            "whom": _ranks(one),
            "on": _conditions(one, data),
            "clause": one.get("clause", ""),
        }
        for one in data.get("awards", ())
    ]


def _ranks(one: Mapping[str, Any]) -> str:
    if one.get("share"):
        return _("前 %(share)s%%") % {"share": one["share"]}
    last = one.get("last")
    if last == one["first"]:
        return _("第 %(rank)s 名") % {"rank": last}
    if last is None:
        return _("第 %(rank)s 名起") % {"rank": one["first"]}
    return _("第 %(first)s–%(last)s 名") % {"first": one["first"], "last": last}


def _conditions(one: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    names = {part["code"]: part["name"] for part in data.get("components", ())}
    words = []
    if required := one.get("requires"):
        words.append(_("%(parts)s及格") % {"parts": listed(names.get(part, _("总分")) for part in required)})
    if one.get("yearly"):
        words.append(_("一年一次"))
    if barred := one.get("barred"):
        words.append(_("没有%(titles)s") % {"titles": listed(barred)})
    return "，".join(words)


def ties_in_words(data: Mapping[str, Any]) -> list[str]:
    """The tie-break, in its order."""
    names = {part["code"]: part["name"] for part in data.get("components", ())}
    return [
        f"{names.get(one['component'], one['component'])}：{WORDS[kinds.TieBy][one['by']]}"
        for one in data.get("ties", ())
    ]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What one version changed against another, figure by figure, with the names of the tables."""
    old, new = _flat(before), _flat(after)
    return [
        Difference(what, old.get(what, ""), new.get(what, ""))
        for what in dict.fromkeys([*old, *new])
        if old.get(what, "") != new.get(what, "")
    ]


def _flat(data: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    written = tables.tables_of(data) if data else {}
    for name, text in written.get(tables.GENERAL, ()):
        found[name] = text
    for kind in tables.KINDS:
        columns = tables.sheet_columns(kind)
        for n, row in enumerate(written.get(kind.sheet, ()), start=1):
            who = next(
                (text for one, text in zip(columns, row, strict=True) if one.path == "name"), ""
            ) or str(n)
            for one, text in zip(columns, row, strict=True):
                if text:
                    found[f"{kind.sheet}“{who}”·{one.heading}"] = text
    return found


def parts_of(contest: Contest) -> list[tuple[str, str]]:
    """What a bench can be for: ("component/", name) and ("component/aspect", name)."""
    found = []
    for one in (contest.scheme or {}).get("components", ()):
        if one["marking"] == "carried":
            continue
        found.append((f"{one['code']}/", one["name"]))
        found += [
            (f"{one['code']}/{a['code']}", f"{one['name']}：{a['name']}") for a in one.get("aspects", ())
        ]
    return found


# --- as a file -------------------------------------------------------------------------------------------------


def scheme_file(data: Mapping[str, Any]) -> bytes:
    """The scheme as a workbook: a sheet for each kind of row."""
    written = tables.tables_of(data)
    target = io.BytesIO()
    sheets = [
        (
            tables.GENERAL,
            [Heading(one, 24, text=True) for one in tables.GENERAL_HEADINGS],
            written[tables.GENERAL],
        )
    ]
    for kind in tables.KINDS:
        headings = [
            Heading(one.heading, max(10, 2 * len(one.heading)), text=True)
            for one in tables.sheet_columns(kind)
        ]
        sheets.append((kind.sheet, headings, written[kind.sheet]))
    write_book(target, sheets)
    return target.getvalue()


def read_scheme_file(contest: Contest, file: IO[bytes]) -> tuple[dict[str, Any], list[str]]:
    """The rules in a workbook as plain data, and every fault with its cell; advice is none. Raises Unreadable."""
    found: dict[str, list[tuple[int, dict[str, str]]]] = {}
    letters: dict[tuple[str, str], str] = {}
    wanted: dict[str, Sequence[str]] = {
        kind.sheet: [one.heading for one in tables.sheet_columns(kind)] for kind in tables.KINDS
    }
    wanted[tables.GENERAL] = tables.GENERAL_HEADINGS
    for sheet in open_sheets(file):
        if sheet.name in wanted:
            found[sheet.name] = _sheet(sheet.name, list(sheet.rows()), wanted[sheet.name], letters)
    data, wrong, places = tables.data_of(found)
    words = [
        _("%(cell)s（%(heading)s）：“%(value)s”读不懂，应是：%(known)s。")
        % {
            "cell": f"{one.sheet}!{letters.get((one.sheet, one.heading), '')}{one.row}",
            "heading": one.heading,
            "value": one.value,
            "known": "、".join(one.known),
        }
        for one in wrong
    ]
    if not found.get("模块"):
        words.append(_("没有找到“模块”工作表，或者里面没有数据。请先导出，在导出的文件里改。"))
    if words:
        return data, words
    faults = [one for one in faults_of_scheme(data, limits_of(contest)) if not one.advice]
    return data, [
        f"{cell}：{said}" if (cell := _cell(one, places, letters)) else said
        for one, said in zip(faults, fault_words(faults), strict=True)
    ]


def _sheet(
    name: str,
    rows: Iterable[tuple[int, list[Cell]]],
    wanted: Sequence[str],
    letters: dict[tuple[str, str], str],
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a sheet under its headings; the headings are looked for in the first rows."""
    places: dict[int, str] = {}
    found = []
    for number, cells in rows:
        texts = [one.strip() if isinstance(one, str) else as_text(one) for one in cells]
        if not places:
            if number <= SEARCHED and len(set(texts) & set(wanted)) >= min(2, len(wanted)):
                places = {place: text for place, text in enumerate(texts) if text in wanted}
                letters |= {(name, text): _letter(place) for place, text in places.items()}
            continue
        if any(texts):
            found.append(
                (number, {heading: texts[place] for place, heading in places.items() if place < len(texts)})
            )
    return found


def _letter(place: int) -> str:
    """A, B, …, Z, AA, … as spreadsheet programs call columns."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _cell(fault: Fault, places: Mapping[str, Sequence[int]], letters: Mapping[tuple[str, str], str]) -> str:
    """The cell that a place in the scheme (“components[2].panel.least”) was read from, as far as it is one cell's."""
    for kind in sorted(tables.KINDS, key=lambda one: len(one.path), reverse=True):
        for path, rows in places.items():
            if (path.split("[")[0] + ("." + path.rsplit(".", 1)[-1] if "]" in path else "")) != kind.path:
                continue
            for n, row in enumerate(rows, start=1):
                stem = f"{path}[{n}]"
                if fault.where == stem or fault.where.startswith(f"{stem}."):
                    rest = fault.where[len(stem) + 1 :].split("[")[0]
                    if kind.path == "components" and rest.startswith("aspects"):
                        continue
                    try:
                        heading = tables.heading_of(rest) if rest else ""
                    except KeyError:
                        heading = ""
                    return f"{kind.sheet}!{letters.get((kind.sheet, heading), '')}{row}"
    return ""
