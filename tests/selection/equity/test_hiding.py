"""No hidden cell can be computed from what is published: every small table is solved by trying all others."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.selection.equity.formulas.hiding import Slot, hidden_in_list, hidden_in_table, partners

LEAST = 2
SLOTS = st.integers(0, 3).flatmap(lambda most: st.builds(Slot, st.integers(0, most), st.just(most)))


def solutions(table, hidden, fixed):
    """Every way to fill the hidden slots so that the sums in `fixed` (sets of slots) stay as they are."""
    hidden = sorted(hidden)
    for counts in product(*(range((table[at].most or 3) + 1) for at in hidden)):
        filled = {at: one.people for at, one in table.items()} | dict(zip(hidden, counts, strict=True))
        if all(sum(filled[at] for at in group) == sum(table[at].people for at in group) for group in fixed):
            yield filled


@given(st.lists(SLOTS, min_size=1, max_size=5))
def test_no_hidden_slot_of_a_list_can_be_computed_from_the_total(slots):
    table = dict(enumerate(slots))
    hidden = hidden_in_list(table, LEAST)
    assert {key for key, one in table.items() if one.small(LEAST)} <= hidden
    found = list(solutions(table, hidden, [list(table)]))
    if hidden != set(table):
        for key in hidden:
            assert len({one[key] for one in found}) > 1
            assert partners(table, hidden)[key]


@settings(max_examples=150)
@given(st.integers(2, 3), st.integers(2, 3), st.data())
def test_no_hidden_cell_of_a_table_can_be_computed_from_totals_and_shown_cells(rows, columns, data):
    table = {at: data.draw(SLOTS) for at in product(range(rows), range(columns))}
    along = [
        {
            key: Slot(sum(table[at].people for at in group), sum(table[at].most for at in group))
            for key, group in groups
        }
        for groups in (
            [(row, [(row, column) for column in range(columns)]) for row in range(rows)],
            [(column, [(row, column) for row in range(rows)]) for column in range(columns)],
        )
    ]
    hidden_rows, hidden_columns = (hidden_in_list(totals, LEAST) for totals in along)
    hidden = hidden_in_table(table, LEAST, hidden_rows, hidden_columns)
    if hidden.whole:
        return
    assert {at for at, one in table.items() if one.small(LEAST)} <= hidden.cells
    fixed = [
        *([(row, column) for column in range(columns)] for row in range(rows) if row not in hidden_rows),
        *(
            [(row, column) for row in range(rows)]
            for column in range(columns)
            if column not in hidden_columns
        ),
        list(table),
    ]
    found = list(solutions(table, hidden.cells, fixed))
    for at in hidden.cells:
        assert len({one[at] for one in found}) > 1, (at, hidden)
    for column in hidden_columns:
        assert len({sum(one[row, column] for row in range(rows)) for one in found}) > 1
    for row, others in hidden.rows.items():
        if others:
            assert len({sum(one[row, column] for column in range(columns)) for one in found}) > 1


def test_an_example_by_hand():
    """3 of 40 women in the east; the city's and the district's totals would tell, so a square is hidden."""
    table = {
        ("east", "women"): Slot(3, 40), ("east", "men"): Slot(30, 100),
        ("west", "women"): Slot(20, 90), ("west", "men"): Slot(25, 80),
        ("north", "women"): Slot(50, 90), ("north", "men"): Slot(60, 120),
    }  # fmt: skip
    hidden = hidden_in_table(table, 10)
    assert hidden.cells == {at for at in table if at[0] != "north"}
    assert not hidden.whole


def test_a_group_of_whom_all_or_none_received_it_is_shown_if_it_is_large():
    slots = {"a": Slot(0, 500), "b": Slot(40, 40), "c": Slot(12, 400)}
    assert hidden_in_list(slots, 10) == set()
    assert hidden_in_list(slots | {"d": Slot(0, 7)}, 10) == {"d", "c"}


def test_a_table_that_cannot_be_shielded_is_not_published():
    table = {
        ("a", "x"): Slot(1, 40),
        ("a", "y"): Slot(0, 0),
        ("b", "x"): Slot(0, 0),
        ("b", "y"): Slot(40, 90),
    }
    assert hidden_in_table(table, 10).whole
