"""Every fault of a scheme and a sheet is named, at its place, and nothing else is; words are filled with its facts."""

from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from jiangong.selection.judging import states
from jiangong.selection.judging.formulas import (
    Unfit,
    Wrong,
    compute,
    examine,
    faults_of_scheme,
    read_scheme,
    read_sheet,
)
from jiangong.selection.judging.formulas.exact import number
from jiangong.selection.judging.formulas.scheme.kinds import Part
from jiangong.selection.judging.formulas.scheme.shapes import Limit

DATA = yaml.safe_load((Path(__file__).parent / "faults" / "schemes.yaml").read_text(encoding="utf-8"))


def spoiled(base, changes):
    """The base with `a.0.b: value` set; null takes the key away."""
    data = deepcopy(base)
    for path, value in changes.items():
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place = data
        for part in way:
            place = place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return data


def test_the_base_has_no_fault():
    assert faults_of_scheme(DATA["base"]) == []


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: next(iter(case["set"])))
def test_faults_of_schemes(case):
    faults = faults_of_scheme(spoiled(DATA["base"], case["set"]))
    assert {fault.where: fault.wrong.value for fault in faults} == case["expect"], case["name"]
    for fault in faults:
        refusal = states.FAULTS[fault.wrong]
        for text in (refusal.what, refusal.rule, refusal.remedy):
            assert "%(" not in str(text) % {**fault.facts, "where": fault.where}
    if case["expect"]:
        with pytest.raises(Unfit):
            read_scheme(spoiled(DATA["base"], case["set"]))


@pytest.mark.parametrize(
    ("most", "binding", "refused"), [(30, True, False), ("29.9", True, True), (20, False, False)]
)
def test_theory_weighs_at_most_what_the_rulebook_says(most, binding, refused):
    """住建部办公厅：理论占比不超过 30%。It binds, or advises, as the caller says; at the limit itself it is kept."""
    limit = Limit(kind=Part.THEORY, most=number(most), binding=binding, clause="建办人〔示例〕号")
    if refused:
        with pytest.raises(Unfit) as caught:
            read_scheme(DATA["base"], [limit])
        (fault,) = caught.value.faults
        assert (fault.wrong, fault.facts["weight"], fault.facts["most"]) == (Wrong.OVER_LIMIT, "30", "29.9")
        return
    scheme = read_scheme(DATA["base"], [limit])
    assert [(fault.wrong, fault.advice) for fault in examine(scheme, [limit])] == (
        [] if binding else [(Wrong.OVER_LIMIT, True)]
    )


def test_practice_weighs_at_least_what_the_rulebook_says():
    scheme = read_scheme(DATA["base"])
    for least, found in ((50, []), (51, [Wrong.UNDER_LIMIT])):
        limit = Limit(kind=Part.PRACTICE, least=Fraction(least), clause="示例")
        assert [fault.wrong for fault in examine(scheme, [limit])] == found


# --- sheets ---------------------------------------------------------------------------------------------------------

SHEET = {
    "entrants": [{"code": "甲"}, {"code": "乙"}],
    "benches": [
        {"component": "理论", "judges": ["登分员"]},
        {"component": "实操", "judges": ["一", "二", "三"]},
        {"component": "作品", "judges": ["一", "二", "三"]},
    ],
    "marks": [
        {"judge": "登分员", "entrant": "甲", "component": "理论", "value": 80},
        {"judge": "一", "entrant": "甲", "component": "实操", "value": 90},
        {"judge": "一", "entrant": "甲", "component": "作品", "aspect": "外观", "value": 3},
    ],
}
MARK = {"judge": "二", "entrant": "甲", "component": "实操", "value": 90}
FIX = {
    "judge": "一",
    "entrant": "甲",
    "component": "实操",
    "value": 91,
    "number": 1,
    "reason": "误写",
    "by": "裁判长",
}
SPOILED = [
    ({"entrants": [], "marks": []}, {"entrants": "empty"}),
    ({"entrants": [{"code": "甲"}, {"code": "甲"}]}, {"entrants[2]": "twice"}),
    ({"marks": [{**MARK, "judge": "四"}]}, {"marks[1]": "not_on_bench"}),
    ({"marks": [MARK, {**MARK, "value": 91}]}, {"marks[2]": "mark_twice"}),
    ({"marks": [MARK, {**MARK, "round": 2}]}, {}),
    ({"marks": [{**MARK, "round": 0}]}, {"marks[1].round": "mark_out_of_range"}),
    ({"marks": [{**MARK, "value": 100}]}, {}),
    ({"marks": [{**MARK, "value": "100.01"}]}, {"marks[1].value": "mark_out_of_range"}),
    ({"marks": [{**MARK, "value": "-0.01"}]}, {"marks[1].value": "mark_out_of_range"}),
    ({"marks": [{**MARK, "entrant": "丙"}]}, {"marks[1].entrant": "no_such"}),
    ({"marks": [{**MARK, "component": "面试"}]}, {"marks[1].component": "no_such"}),
    ({"marks": [{**MARK, "aspect": "外观"}]}, {"marks[1]": "mark_not_allowed"}),
    ({"marks": [{**MARK, "component": "作品"}]}, {"marks[1]": "mark_not_allowed"}),
    ({"marks": [{**MARK, "component": "作品", "aspect": "速度"}]}, {"marks[1].aspect": "no_such"}),
    ({"marks": [{**MARK, "component": "作品", "aspect": "外观", "value": 4}]}, {"marks[1].value": "mark_out_of_range"}),
    ({"marks": [{**MARK, "component": "作品", "aspect": "外观", "value": "2.5"}]}, {"marks[1].value": "mark_out_of_range"}),
    ({"marks": [{**MARK, "component": "作品", "aspect": "尺寸", "value": "-3"}]}, {}),
    ({"marks": [{**MARK, "value": "九十"}]}, {"marks[1].value": "not_a_number"}),
    ({"marks": [{**MARK, "value": None}]}, {"marks[1].value": "not_a_number"}),
    ({"corrections": [FIX]}, {}),
    ({"corrections": [{**FIX, "judge": "二"}]}, {"corrections[1]": "nothing_to_correct"}),
    ({"corrections": [{**FIX, "reason": " "}]}, {"corrections[1].reason": "no_reason"}),
    ({"corrections": [{**FIX, "by": ""}]}, {"corrections[1].reason": "no_reason"}),
    ({"corrections": [{**FIX, "value": 101}]}, {"corrections[1].value": "mark_out_of_range"}),
    ({"corrections": [{**FIX, "number": 0}]}, {"corrections[1].number": "mark_out_of_range"}),
    ({"corrections": [FIX, {**FIX, "value": 92}]}, {"corrections[2]": "twice"}),
    ({"benches": SHEET["benches"][:2]}, {"benches": "no_bench"}),
    ({"benches": [*SHEET["benches"], SHEET["benches"][1]]}, {"benches": "two_benches"}),
    ({"benches": [*SHEET["benches"], {**SHEET["benches"][1], "entrants": ["乙"]}]}, {}),
    ({"benches": [*SHEET["benches"], {"component": "面试", "judges": []}]}, {"benches[4].component": "no_such"}),
    ({"benches": [*SHEET["benches"], {**SHEET["benches"][2], "aspects": ["速度"]}]}, {"benches[4].aspects": "no_such"}),
    ({"benches": [*SHEET["benches"], {**SHEET["benches"][2], "entrants": ["丙"]}]}, {"benches[4].entrants": "no_such"}),
    ({"penalties": [{"entrant": "甲", "component": "实操", "points": 0, "clause": "迟到"}]}, {"penalties[1].points": "mark_out_of_range"}),
    ({"penalties": [{"entrant": "甲", "component": "实操", "points": 5, "clause": ""}]}, {"penalties[1].clause": "no_reason"}),
    ({"absences": [{"entrant": "丙", "component": "实操"}]}, {"absences[1].entrant": "no_such"}),
    ({"carried": [{"entrant": "甲", "component": "理论", "value": 80}]}, {"carried[1]": "mark_not_allowed"}),
    ({"times": [{"entrant": "甲", "component": "实操", "seconds": 0}]}, {}),
    ({"times": [{"entrant": "甲", "component": "实操", "seconds": -1}]}, {"times[1].seconds": "mark_out_of_range"}),
    ({"recusals": [{"judge": "一", "entrant": "丙"}]}, {"recusals[1].entrant": "no_such"}),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expect"), SPOILED, ids=lambda one: next(iter(one)) if one else "fits")
def test_faults_of_sheets(changes, expect):
    scheme = read_scheme(DATA["base"])
    data = {**SHEET, **changes}
    try:
        read_sheet(data, scheme)
        faults = ()
    except Unfit as unfit:
        faults = unfit.faults
    assert {fault.where: fault.wrong.value for fault in faults} == expect
    for fault in faults:
        refusal = states.FAULTS[fault.wrong]
        for text in (refusal.what, refusal.rule, refusal.remedy):
            assert "%(" not in str(text) % {**fault.facts, "where": fault.where}


def test_nothing_is_computed_from_a_sheet_with_a_fault():
    scheme = read_scheme(DATA["base"])
    sheet = read_sheet(SHEET, scheme)
    with pytest.raises(Unfit):
        compute(scheme, replace(sheet, marks=sheet.marks * 2))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1e999999",
        "1e1000",
        "1E1000",
        "9" * 41,
        "１２３",
        "1_0",
        "１２",
        "1_000",
        "nan",
        "1/0",
        "0x10",
        "1/2/3",
        "--1",
        True,
        None,
        [],
        b"1",
    ],
)
def test_what_is_no_number(text):
    with pytest.raises(ValueError):
        number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("85.5", Fraction(171, 2)),
        (0.1, Fraction(1, 10)),
        ("-3", -3),
        ("1/3", Fraction(1, 3)),
        (7, 7),
        ("9" * 40, int("9" * 40)),
        ("1e2", 100),
        ("1e-99", Fraction(1, 10**99)),
    ],
)
def test_what_is_a_number(text, value):
    assert number(text) == value
