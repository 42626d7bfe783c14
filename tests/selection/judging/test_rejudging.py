"""A rejudging: the whole effect is seen before; applied and taken back, everything is as it was."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.selection.judging.formulas import Unfit, compute, read_scheme, read_sheet
from jiangong.selection.judging.formulas.agreement import differences, outcome
from jiangong.selection.judging.formulas.computing import computed
from jiangong.selection.judging.formulas.rejudging import Changes, NewStanding, changed, effect
from jiangong.selection.judging.formulas.sheet.shapes import (
    Absence,
    Correction,
    Mark,
    Penalty,
    Recusal,
    Standing,
)
from tests.selection.judging.contests import contest

SCHEME = read_scheme(
    {
        "code": "焊工", "name": "焊工",
        "components": [
            {"code": "实操", "name": "实操", "kind": "practice", "weight": 100, "of": 100, "marking": "panel",
             "panel": {"least": 2, "spread": 10}}
        ],
        "medals": {"kinds": [{"name": "金"}, {"name": "银"}, {"name": "铜"}], "by": "total"},
        "awards": [{"code": "能手", "name": "能手", "group": "称号", "first": 1, "last": 1}],
        "cut": {"places": 2},
    }
)  # fmt: skip
MARKS = {"甲": (90, 92, 91), "乙": (88, 90, 89), "丙": (80, 82, 81), "丁": (70, 70, 70)}
SHEET = read_sheet(
    {
        "entrants": [{"code": code} for code in MARKS],
        "benches": [{"component": "实操", "judges": ["一", "二", "三"]}],
        "marks": [
            {"judge": judge, "entrant": code, "component": "实操", "value": value}
            for code, values in MARKS.items()
            for judge, value in zip("一二三", values, strict=True)
        ],
        "penalties": [{"entrant": "丙", "component": "实操", "points": 5, "clause": "安全"}],
    },
    SCHEME,
)


def fix(entrant, judge, value, number=1):
    return Correction(
        number=number,
        judge=judge,
        entrant=entrant,
        component="实操",
        value=Fraction(value),
        reason="复核",
        by="仲裁组",
    )


def test_a_correction_that_changes_the_podium_is_seen_on_everybody():
    found = effect(SCHEME, SHEET, Changes(corrections=(fix("乙", "一", 95), fix("乙", "三", 92, 2))))
    assert [(one.entrant, one.before.rank, one.after.rank, one.what) for one in found.moved] == [
        ("甲", 1, 2, ("rank", "medal", "awards")),
        ("乙", 2, 1, ("scores", "total", "rank", "medal", "awards")),
    ]
    assert found.ranks == ("甲", "乙")  # the notice runs anew
    assert found.honours == ("甲", "乙")
    assert (found.moved[0].after.medal, found.moved[1].after.medal) == ("银", "金")
    assert found.moved[1].after.score == Fraction(95 + 90 + 92, 3)
    assert compute(SCHEME, SHEET) == found.before  # nothing was applied


def test_a_correction_without_effect_on_ranks_leaves_the_notice_alone():
    found = effect(SCHEME, SHEET, Changes(corrections=(fix("丁", "一", 75),)))
    assert [(one.entrant, one.what) for one in found.moved] == [("丁", ("scores", "total"))]
    assert found.ranks == ()
    assert found.honours == ()
    assert not found.nothing


def test_the_same_value_again_moves_nothing():
    assert effect(SCHEME, SHEET, Changes(corrections=(fix("丁", "一", 70),))).nothing


def test_a_lifted_penalty_counts_no_more():
    (penalty,) = SHEET.penalties
    found = effect(SCHEME, SHEET, Changes(lifted_penalties=(penalty,)))
    assert [(one.entrant, one.before.score, one.after.score) for one in found.moved] == [("丙", 76, 81)]
    other = replace(penalty, points=Fraction(4))
    with pytest.raises(Unfit) as caught:
        effect(SCHEME, SHEET, Changes(lifted_penalties=(penalty, other)))
    assert [(fault.where, fault.wrong) for fault in caught.value.faults] == [
        ("lifted_penalties[2]", "no_such")
    ]


def test_of_two_equal_penalties_one_is_lifted():
    (penalty,) = SHEET.penalties
    twice = replace(SHEET, penalties=(penalty, penalty))
    assert changed(twice, Changes(lifted_penalties=(penalty,))).penalties == (penalty,)


def test_a_disqualification_moves_everybody_below():
    change = NewStanding(entrant="甲", standing=Standing.DISQUALIFIED, clause="冒名顶替")
    found = effect(SCHEME, SHEET, Changes(standings=(change,)))
    assert found.ranks == ("甲", "乙", "丙", "丁")
    assert [line.medal for line in found.after.lines] == ["金", "银", "铜", ""]
    assert found.after.line("甲").clause == "冒名顶替"
    assert found.after.line("丙").advances
    with pytest.raises(Unfit) as caught:
        effect(SCHEME, SHEET, Changes(standings=(change, replace(change, entrant="戊"))))
    assert [(fault.where, fault.wrong) for fault in caught.value.faults] == [("standings[2]", "no_such")]


def test_a_late_recusal_and_a_substitute():
    """The recused judge's marks stay on the sheet; without a substitute two judges are enough here."""
    found = effect(SCHEME, SHEET, Changes(recusals=(Recusal(judge="一", entrant="乙", clause="同单位"),)))
    assert found.after.line("乙").score == Fraction(179, 2)
    both = Changes(recusals=(Recusal(judge="一", entrant="乙"), Recusal(judge="二", entrant="乙")))
    open_again = effect(SCHEME, SHEET, both).after
    assert not open_again.final
    assert open_again.gaps[0].lacking == "panel_too_small"


def test_marking_again_needs_every_judge():
    again = Mark(judge="一", entrant="丁", component="实操", value=Fraction(80), round=2)
    assert not effect(SCHEME, SHEET, Changes(marks=(again,))).after.final
    all_again = tuple(replace(again, judge=judge) for judge in "一二三")
    assert effect(SCHEME, SHEET, Changes(marks=all_again)).after.line("丁").score == 80


def test_an_absence_added_and_lifted():
    absence = Absence(entrant="丁", component="实操", clause="点名未到")
    gone = changed(SHEET, Changes(absences=(absence,)))
    assert compute(SCHEME, gone).line("丁").place == "out"
    assert compute(SCHEME, gone).line("丁").cells[0].step.parts[0].clause == "点名未到"
    with pytest.raises(Unfit) as caught:
        changed(SHEET, Changes(lifted_absences=(absence,)))
    assert [fault.where for fault in caught.value.faults] == ["lifted_absences[1]"]
    assert changed(gone, Changes(lifted_absences=(absence,))) == SHEET


def test_what_does_not_fit_is_refused_as_a_whole():
    changes = Changes(corrections=(fix("乙", "一", 95), fix("乙", "四", 95, 2)))
    with pytest.raises(Unfit) as caught:
        effect(SCHEME, SHEET, changes)
    assert [fault.wrong for fault in caught.value.faults] == ["nothing_to_correct"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.data())
def test_the_effect_is_what_the_shadow_says_too_and_lists_exactly_who_moved(seed, data):
    scheme, sheet = contest(seed, whole=True)
    ones = [one.code for one in sheet.entrants]
    penalty = Penalty(
        entrant=data.draw(st.sampled_from(ones)),
        component=data.draw(st.sampled_from([one.code for one in scheme.components])),
        points=Fraction(data.draw(st.integers(1, 9))),
        clause="复核",
    )
    found = effect(scheme, sheet, Changes(penalties=(penalty,)))
    after = changed(sheet, Changes(penalties=(penalty,)))
    assert not differences(scheme, after, found.after)
    before_lines, after_lines = outcome(computed(scheme, sheet))["lines"], outcome(found.after)["lines"]
    moved = {code for code in ones if before_lines[code] != after_lines[code]}
    assert {one.entrant for one in found.moved} == moved
    assert set(found.ranks) == {
        code
        for code in ones
        if (before_lines[code]["rank"], before_lines[code]["place"])
        != (after_lines[code]["rank"], after_lines[code]["place"])
    }
    assert changed(after, Changes(lifted_penalties=(penalty,))) == sheet
