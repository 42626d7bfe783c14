"""Ranks and what parted them, exactly."""

from fractions import Fraction
from itertools import product

import pytest

from jiangong.selection.judging.formulas import compute, read_scheme, read_sheet
from jiangong.selection.judging.formulas.computing.ranking import ranked
from jiangong.selection.judging.formulas.computing.result import Parting
from jiangong.selection.judging.formulas.scheme.kinds import Joint

SCHEME = {
    "code": "c", "name": "演示",
    "components": [
        {"code": "理论", "name": "理论", "kind": "theory", "weight": 50, "of": 100, "marking": "entered"},
        {"code": "实操", "name": "实操", "kind": "practice", "weight": 50, "of": 100, "marking": "entered"},
    ],
    "ties": [
        {"by": "component", "component": "实操", "clause": "第八条（一）"},
        {"by": "time", "component": "实操", "clause": "第八条（二）"},
    ],
}  # fmt: skip


def contest(rows, times=()):
    scheme = read_scheme(SCHEME)
    marks = [
        {"judge": "登分员", "entrant": code, "component": part, "value": value}
        for code, values in rows.items()
        for part, value in zip(("理论", "实操"), values, strict=True)
    ]
    benches = [{"component": part, "judges": ["登分员"]} for part in ("理论", "实操")]
    used = [{"entrant": code, "component": "实操", "seconds": seconds} for code, seconds in times]
    return compute(
        scheme,
        read_sheet(
            {"entrants": [{"code": one} for one in rows], "benches": benches, "marks": marks, "times": used},
            scheme,
        ),
    )


def test_it_is_said_from_whom_an_equal_total_was_parted_and_by_which_step():
    result = contest(
        {"甲": (60, 80), "乙": (70, 70), "丙": (70, 70), "丁": (70, 70), "戊": (50, 50)},
        [("乙", 100), ("丙", 90), ("丁", 100)],
    )
    assert [(line.entrant, line.rank) for line in result.lines] == [
        ("甲", 1),
        ("丙", 2),
        ("丁", 3),
        ("乙", 3),
        ("戊", 5),
    ]
    apart = {line.entrant: line.partings for line in result.lines}
    assert apart == {
        "甲": (Parting("丙", 1, "第八条（一）"),),
        "丙": (Parting("甲", 1, "第八条（一）"), Parting("丁", 2, "第八条（二）")),
        "丁": (Parting("丙", 2, "第八条（二）"), Parting("乙", None)),
        "乙": (Parting("丁", None),),
        "戊": (),
    }


@pytest.mark.parametrize("joint", Joint)
def test_every_small_field_is_ranked_as_counting_says(joint):
    """All fields of four with totals and tie-break values of 1 to 3: a rank is one more than how many are better."""
    for values in product(product((1, 2), (1, 2, 3)), repeat=4):
        field = dict(zip("abcd", values, strict=True))
        totals = {code: Fraction(total) for code, (total, _) in field.items()}
        keys = {code: ((1, Fraction(key)),) for code, (_, key) in field.items()}
        found = {code: rank for rank, group in ranked(totals, keys, joint) for code in group}
        for code, own in field.items():
            ahead = [other for other in values if other > own]
            assert found[code] == 1 + (len(ahead) if joint is Joint.SKIP else len(set(ahead)))


def test_an_absence_that_counts_as_nought_loses_every_key_aspect():
    """Equal totals: 乙 was absent from the work and loses 10 there; 甲 has no mark in the aspect and loses as much; a
    loss of 9 is better. An absence has no mark in an aspect, which comes after a nought."""
    work = {
        "code": "作品", "name": "作品", "kind": "work", "weight": 50, "of": 10, "marking": "aspects", "absent": "zero",
        "aspects": [{"code": "a", "name": "a", "of": 10, "kind": "measurement", "key": True, "measure": {"formula": "count", "deduction": 1}}],
    }  # fmt: skip
    theory = SCHEME["components"][0]

    def order(ties, marks):
        scheme = read_scheme({"code": "c", "name": "演示", "components": [theory, work], "ties": ties})
        rows = [
            {"judge": "一", "entrant": code, "component": "理论", "value": theory}
            for code, (theory, _) in marks.items()
        ]
        rows += [
            {"judge": "一", "entrant": code, "component": "作品", "aspect": "a", "value": value}
            for code, (_, value) in marks.items()
            if value is not None
        ]
        sheet = {
            "entrants": [{"code": code} for code in marks], "marks": rows,
            "benches": [{"component": part, "judges": ["一"]} for part in ("理论", "作品")],
            "absences": [{"entrant": code, "component": "作品"} for code, (_, value) in marks.items() if value is None],
        }  # fmt: skip
        return [(line.entrant, line.rank) for line in compute(scheme, read_sheet(sheet, scheme)).lines]

    losses, aspect = (
        {"by": "key_losses", "component": "作品"},
        {"by": "aspect", "component": "作品", "aspect": "a"},
    )
    assert order([losses], {"甲": (50, 10), "乙": (50, None), "丙": (40, 9)}) == [
        ("丙", 1),
        ("乙", 2),
        ("甲", 2),
    ]
    assert order([aspect], {"甲": (50, 10), "乙": (50, None), "丙": (40, 9)}) == [
        ("丙", 1),
        ("甲", 2),
        ("乙", 3),
    ]
