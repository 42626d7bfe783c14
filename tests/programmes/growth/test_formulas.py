from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangong.programmes.growth import formulas


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 200), st.integers(1, 60))
def test_meetings_lie_between_first_and_last_day_in_order(start, span, meetings):
    end = start + timedelta(days=span)
    days = formulas.meeting_days(start, end, meetings)
    assert len(days) == meetings
    assert days == sorted(days)
    assert days[0] == start
    assert days[-1] == (end if meetings > 1 else start)


@pytest.mark.parametrize(
    ("attended", "meetings", "needed", "completes"),
    [
        (4, 5, 80, True),
        (3, 5, 80, False),
        (2, 3, 67, False),
        (3, 3, 67, True),
        (0, 5, 0, True),
        (2, 2, 100, True),
    ],
)
def test_the_rule_of_completing(attended, meetings, needed, completes):
    assert formulas.completes(attended, meetings, needed) is completes


@given(st.integers(1, 10**9), st.integers(1, 99), st.integers(1, 10**9))
def test_a_code_is_good_for_its_window_and_the_next(session, meeting, now):
    code = formulas.screen_code("secret", session, meeting, now)
    assert formulas.read_screen_code("secret", code, now) == (session, meeting)
    assert formulas.read_screen_code("secret", code, now + 1) == (session, meeting)
    with pytest.raises(TimeoutError):
        formulas.read_screen_code("secret", code, now + 2)
    assert formulas.read_screen_code("other", code, now) is None
    digits = formulas.spoken_code("secret", session, meeting, now)
    assert formulas.is_spoken_code("secret", session, meeting, now + 1, digits)
    assert len(digits) == 6


@given(st.text(max_size=60))
def test_nonsense_is_no_code(text):
    assert formulas.read_screen_code("secret", text, 5) is None
    assert formulas.is_spoken_code("secret", 1, 1, 5, text) in (True, False)
