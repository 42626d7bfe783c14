"""The cases of progress.yaml, and what must hold for every target and every weight."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiangong.plan import formulas
from jiangong.plan.states import TINTS, Status

CASES = yaml.safe_load((Path(__file__).parent / "progress.yaml").read_text(encoding="utf-8"))


def cases(name):
    return pytest.mark.parametrize("case", CASES[name], ids=str)


@cases("pace")
def test_pace(case):
    assert formulas.pace(case["since"], case["until"], case["today"]) == Decimal(case["expect"])


@cases("status")
def test_status(case):
    assert formulas.status(case["value"], case["target"], Decimal(case["gone"])) == case["expect"]


@cases("split")
def test_split(case):
    assert formulas.split(case["target"], case["weights"]) == case["expect"]


@cases("masked_name")
def test_masked_name(case):
    assert formulas.masked_name(case["name"]) == case["expect"]


@given(
    target=st.integers(0, 10**7),
    weights=st.dictionaries(st.text(max_size=3), st.integers(0, 10**6), max_size=20),
)
def test_parts_add_up_and_stray_less_than_one_from_the_exact_share(target, weights):
    parts = formulas.split(target, weights)
    total = sum(weights.values())
    assert parts.keys() == weights.keys()
    assert sum(parts.values()) == (target if total else 0)
    if total:
        assert all(abs(parts[key] - Fraction(target * weight, total)) < 1 for key, weight in weights.items())


def test_every_status_has_its_tint():
    assert set(TINTS) == set(Status)
