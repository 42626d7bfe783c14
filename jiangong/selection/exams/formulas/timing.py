"""How long an examinee has: the server's clock decides, wherever the browser was meanwhile."""

from datetime import datetime, timedelta


def ends_at(
    started_at: datetime, *, closes_at: datetime, minutes: int, extra_minutes: int, added_seconds: int
) -> datetime:
    """The moment when the paper is handed in by itself: the minutes from the start, but not past the close of the window.

    `extra_minutes` are granted to this examinee, `added_seconds` for interruptions: both also move the close.
    """
    more = timedelta(minutes=extra_minutes, seconds=added_seconds)
    return min(started_at + timedelta(minutes=minutes), closes_at) + more


def seconds_left(now: datetime, end: datetime) -> int:
    """Whole seconds that remain, never below nought."""
    return max(0, int((end - now).total_seconds()))
