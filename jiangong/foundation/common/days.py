"""Days and spells of days in words, the same on every page, in every option of a form and in every message."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _


def day(value: date | datetime | None) -> str:
    """2026年3月5日 / 5 Mar 2026, in the city's time; a dash for nothing."""
    if not value:
        return "—"
    return formats.date_format(_here(value), _("Y年n月j日"))


def short_day(value: date | datetime) -> str:
    """3月5日 / 5 Mar; with the year when it is not this one."""
    value = _here(value)
    if value.year != timezone.localdate().year:
        return day(value)
    return formats.date_format(value, _("n月j日"))


def moment(value: datetime | None) -> str:
    """2026年3月5日 14:30 / 5 Mar 2026, 14:30, in the city's time."""
    if not value:
        return "—"
    return formats.date_format(timezone.localtime(value), _("Y年n月j日 H:i"))


def until(first: date, last: date) -> str:
    """2027年5月10日–14日 / 10–14 May 2027: what both days share is said once. One day is a day."""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)}–{day(last)}"
    # The format of the first day and that of the last.
    pair = _("Y年n月j日|j日") if first.month == last.month else _("Y年n月j日|n月j日")
    return _both(first, last, pair)


def short_until(first: date, last: date) -> str:
    """5月10日–14日 / 10–14 May; with the year when it is not this one."""
    if first == last:
        return short_day(first)
    if first.year != last.year or first.year != timezone.localdate().year:
        return until(first, last)
    return bare_until(first, last)


def bare_until(first: date, last: date) -> str:
    """5月10日–14日 / 10–14 May, never with the year: where the year is said beside it and room is scarce."""
    if first == last:
        return formats.date_format(first, _("n月j日"))
    return _both(first, last, _("n月j日|j日") if first.month == last.month else _("n月j日|n月j日"))


def _both(first: date, last: date, pair: str) -> str:
    begin, end = pair.split("|")
    return f"{formats.date_format(first, begin)}–{formats.date_format(last, end)}"


def _here(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value
