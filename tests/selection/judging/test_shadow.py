"""Two computations that share no code agree on random contests. `make load-judging` does it a hundred thousand times."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from jiangong.selection.judging.formulas import compute, shadow
from jiangong.selection.judging.formulas.agreement import differences
from jiangong.selection.judging.formulas.computing import computed
from jiangong.selection.judging.formulas.exact import How, rounded
from tests.selection.judging.contests import contest

CONTESTS = 200


def test_the_two_agree_on_random_contests():
    seen = {"ranked": 0, "joint": 0, "parted": 0, "gaps": 0, "void": 0, "medals": 0, "scale": 0, "teams": 0}
    for seed in range(CONTESTS):
        scheme, sheet = contest(seed)
        result = compute(scheme, sheet)
        assert not differences(scheme, sheet, result), f"seed {seed}"
        ranks = [line.rank for line in result.lines if line.rank is not None]
        seen["ranked"] += bool(ranks)
        seen["joint"] += len(set(ranks)) < len(ranks)
        seen["parted"] += any(parting.step for line in result.lines for parting in line.partings)
        seen["gaps"] += bool(result.gaps)
        seen["void"] += result.void
        seen["medals"] += any(line.medal for line in result.lines)
        seen["scale"] += any(line.scale is not None for line in result.lines)
        seen["teams"] += any(team.rank for team in result.teams)
    assert min(seen.values()) >= CONTESTS // 50, seen  # every variant was really among them


def spoiled(name, monkeypatch):
    """The shadow with one small fault."""
    right = getattr(shadow, name)
    wrong = {
        "by_panel": lambda panel, judges, marks: right({**panel, "drop": 0}, judges, marks),
        "cut_to_places": lambda a, rule: right(a, rule and {**rule, "how": "down"}),
        "better": lambda one, other: shadow.order(one["_total"], other["_total"]),
        "not_below_nought": lambda a: a,
        "missed": lambda line, requires: [],
    }
    monkeypatch.setattr(shadow, name, wrong[name])


@pytest.mark.parametrize("name", ["by_panel", "cut_to_places", "better", "not_below_nought", "missed"])
def test_a_fault_in_one_of_the_two_is_noticed(name, monkeypatch):
    spoiled(name, monkeypatch)
    assert any(
        differences(scheme, sheet, computed(scheme, sheet)) for scheme, sheet in map(contest, range(CONTESTS))
    )


def test_a_result_that_was_tampered_with_is_noticed():
    for seed in range(60):
        scheme, sheet = contest(seed, whole=True)
        result = computed(scheme, sheet)
        line = result.lines[0]
        if line.rank is None:
            continue
        moved = replace(result, lines=(replace(line, rank=line.rank + 1), *result.lines[1:]))
        (found,) = differences(scheme, sheet, moved)
        assert (found.where, found.first, found.second) == (f"lines.{line.entrant}.rank", "2", "1")


def test_rounding_agrees_on_every_edge():
    random = Random(5)
    for _ in range(3000):
        value = Fraction(random.randint(-4000, 4000), random.choice((1, 2, 3, 7, 8, 20, 40, 200, 2000)))
        rule = {"places": random.randint(0, 3), "how": random.choice([how.value for how in How])}
        first = rounded(value, rule["places"], How(rule["how"]))
        assert shadow.cut_to_places((value.numerator, value.denominator), rule) == (
            first.numerator,
            first.denominator,
        )
