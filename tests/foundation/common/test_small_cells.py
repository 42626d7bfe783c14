"""What of a table may be shown, so that nobody can be pointed at."""

from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.common.small_cells import part, shielded


def test_a_small_cell_takes_the_smallest_of_the_rest_with_it() -> None:
    assert shielded({"a": 3, "b": 40, "c": 12}, 10) == {"a": None, "b": 40, "c": None}
    assert shielded({"a": 3, "b": 4, "c": 12}, 10) == {"a": None, "b": None, "c": 12}
    assert shielded({"a": 0, "b": 40}, 10) == {"a": 0, "b": 40}


def test_a_part_is_told_when_neither_it_nor_the_rest_is_small() -> None:
    assert part(20, 50, 10) == 20
    assert part(4, 50, 10) is None
    assert part(46, 50, 10) is None, "the four others could be told from the total"
    assert part(0, 50, 10) == 0


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 60), min_size=1), st.integers(2, 20))
def test_no_small_cell_follows_from_the_total(counts: dict[int, int], least: int) -> None:
    shown = shielded(counts, least)
    hidden = [key for key, count in shown.items() if count is None]
    assert all(count == 0 or count >= least for count in shown.values() if count is not None)
    assert len(hidden) != 1 or not any(count >= least for key, count in counts.items() if key not in hidden)
