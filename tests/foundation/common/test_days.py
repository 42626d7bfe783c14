"""Days in words: what two days share is said once, and the year only where it is not this one."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from jiangong.foundation.common.days import bare_until, short_until, until
from jiangong.foundation.common.words import listed

SPELLS = (
    (date(2031, 5, 10), date(2031, 5, 10), "2031年5月10日", "10 May 2031"),
    (date(2031, 5, 10), date(2031, 5, 14), "2031年5月10日–14日", "10–14 May 2031"),
    (date(2031, 5, 31), date(2031, 6, 4), "2031年5月31日–6月4日", "31 May–4 Jun 2031"),
    (date(2031, 12, 30), date(2032, 1, 2), "2031年12月30日–2032年1月2日", "30 Dec 2031–2 Jan 2032"),
)


@pytest.mark.parametrize(("first", "last", "chinese", "english"), SPELLS)
def test_what_both_days_share_is_said_once(first: date, last: date, chinese: str, english: str) -> None:
    assert until(first, last) == short_until(first, last) == chinese
    with override("en"):
        assert until(first, last) == short_until(first, last) == english


def test_this_year_goes_without_saying() -> None:
    first = timezone.localdate().replace(month=3, day=5)
    assert short_until(first, first) == "3月5日"
    assert short_until(first, first + timedelta(days=2)) == "3月5日–7日"
    assert short_until(first, first + timedelta(days=30)) == "3月5日–4月4日"
    assert bare_until(date(2031, 5, 31), date(2031, 6, 4)) == "5月31日–6月4日"


def test_words_are_put_together_as_the_language_does() -> None:
    assert listed(["甲", "乙"]) == "甲、乙"
    assert listed([]) == ""
    with override("en"):
        assert listed(["one", "two"]) == "one, two"
