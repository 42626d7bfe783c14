"""Figures about judges, ranks and papers: against Python's own statistics, by hand, and on simulated contests."""

import statistics
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jiangong.selection.judging.formulas import compute
from jiangong.selection.judging.formulas.honesty import (
    Alert,
    Item,
    alarms,
    disagreement,
    item_statistics,
    judge_figures,
    paper_statistics,
    rank_stability,
)
from jiangong.selection.judging.formulas.honesty.judges import rank_correlation
from jiangong.selection.judging.formulas.honesty.observing import judged, residuals, severities
from jiangong.selection.judging.formulas.sheet.shapes import Correction, Mark, Recusal, Standing
from tests.selection.judging.panels import Simulation

FEW = {"level": 0.05, "rounds": 99, "least_cells": 8, "least_judges": 3, "tolerated": 5.0}


def by_hand(values, judges="abc"):
    """A contest with these marks: entrant → one mark of each judge."""
    one = Simulation(0, entrants=len(values), judges=len(judges))
    marks = {
        (j, e, ""): v
        for e, row in zip(one.entrants, values, strict=True)
        for j, v in zip(one.judges, row, strict=True)
    }
    one.raw = marks
    return one.scheme, one.sheet()


# --- judges ---------------------------------------------------------------------------------------------------------


def test_severity_is_the_mean_distance_from_the_others():
    scheme, sheet = by_hand([(80, 82, 84), (70, 72, 80), (60, 62, 67)])
    first, second, third = judge_figures(scheme, sheet, least_cells=3, confidence=0.95)
    # first: 80 − 83, 70 − 76, 60 − 64.5 → (−3 − 6 − 4.5)/3
    assert first.severity == pytest.approx(-4.5)
    assert second.severity == pytest.approx((82 - 82 + 72 - 75 + 62 - 63.5) / 3)
    assert third.severity == pytest.approx((84 - 81 + 80 - 71 + 67 - 61) / 3)
    assert first.margin == pytest.approx(1.959964 * statistics.stdev([-3, -6, -4.5]) / 3**0.5, rel=1e-5)
    assert first.spread == pytest.approx(10 / statistics.stdev([83, 76, 64.5]))
    assert first.accord == 1
    assert first.cells == 3


def test_too_small_a_sample_says_nothing():
    scheme, sheet = by_hand([(80, 82, 84), (70, 72, 80), (60, 62, 67)])
    for figures in judge_figures(scheme, sheet, least_cells=4, confidence=0.95):
        assert (figures.cells, figures.severity, figures.margin, figures.spread, figures.accord) == (
            3,
            None,
            None,
            None,
            None,
        )
    (panel,) = disagreement(scheme, sheet, least_cells=4, widest=2)
    assert panel.mean_distance is None
    assert alarms(scheme, sheet, seed=1, **FEW) == ()
    assert rank_stability(scheme, sheet, times=9, seed=1, top=1, least_judges=4) is None


def test_severity_alone_is_no_disagreement():
    scheme, sheet = by_hand([(80, 83, 78), (70, 73, 68), (60, 63, 58)])
    (panel,) = disagreement(scheme, sheet, least_cells=1, widest=2)
    assert panel.mean_distance == pytest.approx(0)
    assert panel.widest == (("e0", "", 5.0), ("e1", "", 5.0))


def test_who_is_recused_absent_or_marked_again_is_seen_as_it_was():
    scheme, sheet = by_hand([(80, 82, 84), (70, 72, 80), (60, 62, 67)])
    assert len(judged(scheme, sheet)["实操"]) == 3
    again = Mark(judge="j0", entrant="e0", component="实操", value=Fraction(99), round=2)
    fixed = Correction(
        number=1, judge="j1", entrant="e0", component="实操", value=Fraction(90), reason="误写", by="裁判长"
    )
    table = judged(scheme, replace(sheet, marks=(*sheet.marks, again), corrections=(fixed,)))["实操"]
    assert table["e0", ""] == {"j0": 80.0, "j1": 90.0, "j2": 84.0}
    recused = (Recusal(judge="j0", entrant="e0"), Recusal(judge="j1", entrant="e0"))
    assert ("e0", "") not in judged(scheme, replace(sheet, recusals=recused))[
        "实操"
    ]  # one judge alone compares to nobody
    entrants = tuple(
        replace(one, standing=Standing.FORFEITED) if one.code == "e1" else one for one in sheet.entrants
    )
    assert ("e1", "") not in judged(scheme, replace(sheet, entrants=entrants))["实操"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 100)] * 3), min_size=2, max_size=6), st.integers(-9, 9))
def test_a_lenient_judge_is_seen_as_lenient_by_just_that_much(rows, more):
    table = {(f"e{n}", ""): dict(zip("abc", map(float, row), strict=True)) for n, row in enumerate(rows)}
    moved = {cell: {**marks, "a": marks["a"] + more} for cell, marks in table.items()}
    before, after = severities(table), severities(moved)
    assert after["a"] - before["a"] == pytest.approx(more * 2 / 3, abs=1e-6)
    for cell, rest in residuals(moved).items():
        assert rest == pytest.approx(residuals(table)[cell], abs=1e-6)
        assert sum(rest.values()) == pytest.approx(0, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=12))
def test_rank_correlation_is_python_s(pairs):
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert rank_correlation(first, second) is None
    else:
        assert rank_correlation(first, second) == pytest.approx(
            statistics.correlation(ranks(first), ranks(second))
        )


def ranks(values):
    return [sum(other < one for other in values) + (values.count(one) + 1) / 2 for one in values]


# --- stability ------------------------------------------------------------------------------------------------------


def test_judges_of_one_mind_leave_ranks_where_they_are():
    scheme, sheet = by_hand([(80, 80, 80), (70, 70, 70), (60, 60, 60)])
    found = rank_stability(scheme, sheet, times=20, seed=1, top=1, least_judges=3)
    assert found.times == 20
    assert found.same_top == 1
    assert [(one.entrant, one.rank, one.same, one.within_top, one.lowest, one.highest) for one in found.ranks] == [
        ("e0", 1, 1, 1, 1, 1), ("e1", 2, 1, 0, 2, 2), ("e2", 3, 1, 0, 3, 3),
    ]  # fmt: skip
    assert [(one.judge, one.moved, one.top_moved) for one in found.influences] == [
        (judge, (), False) for judge in ("j0", "j1", "j2")
    ]


def test_the_judge_who_decides_the_first_place_is_named():
    scheme, sheet = by_hand([(100, 70, 70), (76, 74, 74), (60, 60, 60)])
    assert compute(scheme, sheet).line("e0").rank == 1
    found = rank_stability(scheme, sheet, times=200, seed=1, top=1, least_judges=3)
    moved = {one.judge: (one.moved, one.top_moved) for one in found.influences}
    assert moved["j0"] == (("e0", "e1"), True)
    assert moved["j1"] == moved["j2"] == ((), False)
    # e1 wins exactly if j0 is not drawn: (2/3)³ = 8/27 = 0.296; 200 draws, 3 standard deviations are 0.097
    assert 1 - found.ranks[0].same == pytest.approx(8 / 27, abs=0.097)
    assert rank_stability(scheme, sheet, times=200, seed=1, top=1, least_judges=3) == found
    assert rank_stability(scheme, sheet, times=200, seed=2, top=1, least_judges=3) != found


def test_stability_with_cards_recusals_and_a_spread_that_asks_for_marking_again():
    one = Simulation(3, judges=3, aspects=4)
    panel = replace(one.scheme.components[0].aspects[0].panel, spread=Fraction(3))
    aspects = tuple(replace(aspect, panel=panel) for aspect in one.scheme.components[0].aspects)
    scheme = replace(one.scheme, components=(replace(one.scheme.components[0], aspects=aspects),))
    sheet = replace(one.sheet(), recusals=(Recusal(judge="j0", entrant="e0"),))
    found = rank_stability(scheme, sheet, times=10, seed=1, top=3, least_judges=2)
    assert 0 < found.times <= 10
    assert {line.entrant for line in found.ranks} == set(one.entrants)
    assert all(line.lowest <= line.highest for line in found.ranks)


# --- alarms ---------------------------------------------------------------------------------------------------------


def alerts(simulation, seed):
    found = alarms(simulation.scheme, simulation.sheet(), seed=seed, **FEW)
    return {one.alert: one for one in found}


@pytest.mark.parametrize(
    ("plant", "alert", "judge", "about"),
    [
        (lambda one: one.favour("j1", "e3", 14), Alert.FAVOUR, "j1", "e3"),
        (lambda one: one.favour("j1", "e3", -14), Alert.FAVOUR, "j1", "e3"),
        (lambda one: one.severe("j2", 9), Alert.SEVERE, "j2", ""),
        (lambda one: one.erratic("j4", 5), Alert.ERRATIC, "j4", ""),
        (lambda one: one.twins("j1", "j2"), Alert.TWINS, "j1", "j2"),
    ],
    ids=["favour", "disfavour", "severe", "erratic", "twins"],
)
def test_what_is_planted_large_is_found_and_named(plant, alert, judge, about):
    hits = 0
    for seed in range(5):
        one = Simulation(seed, severity=0.0)
        plant(one)
        found = alerts(one, seed).get(alert)
        if found is not None:
            assert (found.judge, found.about) == (judge, about)
            assert found.chance <= 0.05 / len(Alert)
            hits += 1
    assert hits >= 4


def test_clean_contests_raise_alarms_about_as_seldom_as_asked():
    """20 contests at 5 %: more than 4 would come by chance once in 400 times."""
    assert sum(bool(alerts(Simulation(seed, severity=0.0), seed)) for seed in range(20)) <= 4


def test_honest_differences_of_level_within_what_is_tolerated_raise_nothing():
    one = Simulation(1, severity=0.0)
    one.severe("j2", 3)
    tolerant = alarms(one.scheme, one.sheet(), seed=1, **FEW)
    strict = alarms(one.scheme, one.sheet(), seed=1, **{**FEW, "tolerated": 0.0})
    assert Alert.SEVERE not in {alarm.alert for alarm in tolerant}
    assert Alert.SEVERE in {alarm.alert for alarm in strict}


def test_long_tails_see_less():
    one = Simulation(0, severity=0.0)
    one.favour("j1", "e3", 9)
    seen = {
        tails: {alarm.alert for alarm in alarms(one.scheme, one.sheet(), seed=1, tails=tails, **FEW)}
        for tails in (None, 3)
    }
    assert Alert.FAVOUR in seen[None]
    assert Alert.FAVOUR not in seen[3]


def test_too_few_rounds_are_refused():
    one = Simulation(0)
    with pytest.raises(ValueError, match="rounds"):
        alarms(one.scheme, one.sheet(), seed=1, **{**FEW, "rounds": 78})
    alarms(one.scheme, one.sheet(), seed=1, **{**FEW, "rounds": 79})


def test_judges_who_always_agree_raise_nothing():
    scheme, sheet = by_hand([(n, n, n) for n in range(50, 60)])
    assert alarms(scheme, sheet, seed=1, **FEW) == ()


# --- theory papers --------------------------------------------------------------------------------------------------

PAPERS = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=15)


@given(PAPERS)
def test_items_as_moodle_defines_them(rows):
    items = [Item(f"q{n}", 4.0) for n in range(3)]
    marks = {f"e{n}": {f"q{m}": float(value) for m, value in enumerate(row)} for n, row in enumerate(rows)}
    totals = [float(sum(row)) for row in rows]
    for n, found in enumerate(item_statistics(items, marks, least=2, doubtful_below=15.0)):
        x = [float(row[n]) for row in rows]
        y = [total - own for total, own in zip(totals, x, strict=True)]
        assert found.facility == pytest.approx(100 * statistics.mean(x) / 4)
        assert found.deviation == pytest.approx(100 * statistics.stdev(x) / 4)
        assert found.intended_weight == pytest.approx(100 / 3)
        if len(set(x)) > 1 and len(set(y)) > 1:
            both = statistics.covariance(x, y)
            assert found.discrimination == pytest.approx(100 * statistics.correlation(x, y), abs=1e-6)
            assert found.efficiency == pytest.approx(
                100 * both / statistics.covariance(sorted(x), sorted(y)), abs=1e-6
            )
            assert found.doubtful == (found.efficiency < 15)
        else:
            assert found.discrimination is None
            assert not found.doubtful


@given(PAPERS)
def test_weights_that_take_effect_make_a_hundred(rows):
    marks = {f"e{n}": {f"q{m}": float(value) for m, value in enumerate(row)} for n, row in enumerate(rows)}
    found = item_statistics([Item(f"q{n}", 4.0) for n in range(3)], marks, least=1, doubtful_below=0.0)
    weights = [one.effective_weight for one in found if one.effective_weight is not None]
    assume(weights and sum(weights) > 0)
    assert sum(weights) == pytest.approx(100)


def test_what_was_not_shown_does_not_count_and_what_was_left_empty_is_nought():
    marks = {"a": {"q1": 1.0, "q2": 0.0}, "b": {"q1": 0.0}, "c": {"q1": 1.0, "q2": 1.0}}
    first, second = item_statistics(
        [Item("q1", 1.0), Item("q2", 1.0, guess=0.25)], marks, least=2, doubtful_below=0.0
    )
    assert (first.examinees, second.examinees) == (3, 2)
    assert second.facility == 50
    assert second.guess == 25
    assert item_statistics([Item("q2", 1.0)], marks, least=3, doubtful_below=0.0)[0].facility is None


def test_an_item_drawn_at_random_is_compared_with_the_whole_total():
    marks = {"a": {"q1": 1.0, "q2": 3.0}, "b": {"q1": 0.0, "q2": 4.0}, "c": {"q1": 1.0, "q2": 1.0}}
    (drawn,) = item_statistics([Item("q1", 1.0, drawn=True)], marks, least=1, doubtful_below=0.0)
    assert drawn.discrimination == pytest.approx(100 * statistics.correlation([1, 0, 1], [4, 4, 2]))


def test_a_paper_by_hand():
    marks = {
        "a": {"q1": 1.0, "q2": 1.0},
        "b": {"q1": 0.0, "q2": 1.0},
        "c": {"q1": 0.0, "q2": 0.0},
        "d": {"q1": 1.0, "q2": 1.0},
    }
    found = paper_statistics([Item("q1", 1.0), Item("q2", 1.0)], marks)
    assert (found.examinees, found.mean, found.median) == (4, 1.25, 1.5)
    variance = statistics.variance([2, 1, 0, 2])
    assert found.deviation == pytest.approx(variance**0.5)
    # α = 2 × (1 − (1/3 + 1/4) ÷ 11/12) = 8/11
    assert found.consistency == pytest.approx(100 * 8 / 11)
    assert found.error_ratio == pytest.approx(100 * (3 / 11) ** 0.5)
    assert found.standard_error == pytest.approx((3 / 11) ** 0.5 * variance**0.5)
    deviations = [0.75, -0.25, -1.25, 0.75]
    m2, m3, m4 = (sum(d**p for d in deviations) / 4 for p in (2, 3, 4))
    assert found.skewness == pytest.approx(16 * m3 / 6 / variance**1.5)
    assert found.kurtosis == pytest.approx(16 * (5 * m4 - 9 * m2**2) / 6 / variance**2)
    assert paper_statistics([], {}) is None
    assert paper_statistics([Item("q1", 1.0)], {"a": {"q1": 1.0}}).deviation is None


def test_kurtosis_and_skewness_of_a_large_normal_sample_are_near_nought():
    random = Random(1)
    marks = {f"e{n}": {"q": random.gauss(50, 10)} for n in range(4000)}
    found = paper_statistics([Item("q", 100.0)], marks)
    assert found.skewness == pytest.approx(0, abs=0.12)
    assert found.kurtosis == pytest.approx(0, abs=0.24)
    assert found.consistency is None
