"""The cases under cases/, which an official can read; each is computed twice, by the formulas and by the shadow."""

from pathlib import Path

import pytest
import yaml

from jiangong.selection.judging.formulas import compute, read_scheme, read_sheet
from jiangong.selection.judging.formulas.agreement import differences
from jiangong.selection.judging.formulas.exact import number

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
CASES = [
    pytest.param(case, id=f"{file.stem}-{n}")
    for file in FILES
    for n, case in enumerate(yaml.safe_load(file.read_text(encoding="utf-8")), start=1)
]
OF_A_LINE = {"total", "rank", "place", "passed", "medal", "points", "scale", "advances", "awards"}


def rows_of(case):
    """A case's table as the rows of a sheet: judges are 评委1, 评委2 … in the order of the columns."""
    marks, benches = [], {}
    for key, again in (("marks", 1), ("again", 2)):
        for entrant, parts in case.get(key, {}).items():
            for component, columns in parts.items():
                for aspect, values in (columns if isinstance(columns, dict) else {"": columns}).items():
                    judges = [f"评委{n}" for n in range(1, len(values) + 1)]
                    benches[component, aspect, entrant] = judges
                    marks += [
                        {"judge": judge, "entrant": entrant, "component": component, "aspect": aspect,
                         "value": value, "round": again}
                        for judge, value in zip(judges, values, strict=True)
                        if value is not None
                    ]  # fmt: skip
    return marks, [
        {"component": component, "judges": judges, "entrants": [entrant]}
        | ({"aspects": [aspect]} if aspect else {})
        for (component, aspect, entrant), judges in benches.items()
    ]


def sheet_of(case):
    marks, benches = rows_of(case)
    named = {
        "recusals": ("judge", "entrant"), "carried": ("entrant", "component", "value", "source"),
        "times": ("entrant", "component", "seconds"), "absences": ("entrant", "component"),
    }  # fmt: skip
    return {
        "entrants": [{"code": code, **case.get("entrants", {}).get(code, {})} for code in case["marks"]],
        "marks": marks,
        "benches": benches,
        "corrections": case.get("corrections", []),
        "penalties": case.get("penalties", []),
        **{
            key: [dict(zip(names, row, strict=True)) for row in case.get(key, [])]
            for key, names in named.items()
        },
    }


def said(value):
    """An expectation: what can be a number is one."""
    try:
        return number(value)
    except ValueError:
        return value


def found_in(line, name):
    if name == "awards":
        return {one.award: one.gained if one.why_not is None else f"!{one.why_not}" for one in line.awards}
    if name not in OF_A_LINE:
        return next((cell.score for cell in line.cells if cell.component == name), None)
    return line.score if name == "total" else getattr(line, name)


@pytest.mark.parametrize("case", CASES)
def test_case(case):
    assert case["rule"].strip()
    scheme = read_scheme({"code": "示例", "name": "示例", **case["scheme"]})
    sheet = read_sheet(sheet_of(case), scheme)
    result = compute(scheme, sheet)
    for entrant, expected in case["expect"].items():
        line = result.line(entrant)
        assert {name: found_in(line, name) for name in expected} == {
            name: value if name in ("awards", "medal", "place", "passed", "advances") else said(value)
            for name, value in expected.items()
        }, entrant
    assert [[one.entrant, one.component, one.lacking] for one in result.gaps] == case.get("gaps", [])
    assert result.void == case.get("void", False)
    if "field" in case:
        assert result.field == case["field"]
    if "teams" in case:
        assert {team.unit: [team.score, team.rank] for team in result.teams} == case["teams"]
    assert not differences(scheme, sheet, result)


def test_every_rule_is_cited_and_there_are_cases():
    assert len(CASES) >= 50
