"""Places in proportion: they always add up, and nobody is a whole place away from their share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangong.selection.draws.formulas.quotas import Quota, largest_remainder
from jiangong.selection.draws.formulas.rules import DrawError

NUMBERS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 1_000_000), min_size=1)


@given(NUMBERS.filter(lambda numbers: sum(numbers.values()) > 0), st.integers(0, 5_000))
def test_quotas_sum_to_the_places_and_keep_to_the_share(numbers, places):
    found = largest_remainder(numbers, places)
    assert sum(one.places for one in found.values()) == places
    total = sum(numbers.values())
    for code, number in numbers.items():
        assert number * places // total <= found[code].places <= -(-number * places // total)
        assert found[code].whole * total + found[code].remainder == number * places
    lucky = [one.remainder for one in found.values() if one.more]
    others = [one.remainder for one in found.values() if not one.more]
    assert min(lucky, default=total) >= max(others, default=0)


def test_an_example_by_hand():
    found = largest_remainder({"a": 530, "b": 240, "c": 230}, 10)  # shares 5.3, 2.4, 2.3
    assert {code: one.places for code, one in found.items()} == {"a": 5, "b": 3, "c": 2}
    assert found["b"] == Quota(2, 400, 1000, more=True)


def test_equal_remainders_go_to_the_larger_number_then_to_the_earlier_code():
    assert largest_remainder({"a": 1, "b": 3}, 2)["b"].places == 2  # both 0.5: b is larger
    assert largest_remainder({"b": 1, "a": 1}, 1)["a"].places == 1


@pytest.mark.parametrize(
    ("numbers", "places"), [({}, 1), ({"a": 0}, 1), ({"a": 2, "b": -1}, 1), ({"a": 1}, -1)]
)
def test_what_cannot_be_shared_is_refused(numbers, places):
    with pytest.raises(DrawError):
        largest_remainder(numbers, places)
