"""Pure rules: codes, paths, initials, terms."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.organisations import formulas


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("芝罘区总工会", "zfqzgh"),
        ("演示企业017工会", "ysqy017gh"),
        ("A座（演示）工会", "az（ys）gh"),
        ("重庆路街道总工会", "cqljdzgh"),
        ("", ""),
    ],
)
def test_initials(name, expected):
    assert formulas.initials(name) == expected


@given(st.text(max_size=200))
def test_initials_fit_their_column(name):
    assert len(formulas.initials(name)) <= 120


@pytest.mark.parametrize(
    ("code", "sound"),
    [
        ("91110000600037341L", True),
        ("91110000600037341X", False),  # check character
        ("9111000060003734", False),  # too short
        ("91110000600O37341L", False),  # the letter O is not used
        ("", False),
    ],
)
def test_credit_codes(code, sound):
    assert formulas.credit_code_is_sound(code) is sound


def test_a_credit_code_is_tidied():
    assert formulas.tidy_credit_code("９1 1100-00600037341ｌ ") == "91110000600037341L"


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=9))
def test_a_path_says_where_one_stands(ids):
    path = ""
    for pk in ids:
        path = formulas.child_path(path, pk)
    assert formulas.ids_on(path) == ids
    assert formulas.depth_of(path) == len(ids) - 1


@pytest.mark.parametrize(
    ("day", "years", "end"),
    [
        (date(2024, 3, 1), 3, date(2027, 3, 1)),
        (date(2024, 2, 29), 5, date(2029, 3, 1)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_terms_end_on_the_same_day(day, years, end):
    assert formulas.years_later(day, years) == end
