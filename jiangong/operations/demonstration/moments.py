"""What time it is while something of the past is played: a room's acts ask Django for the time, and get the day they are on.

Only this process, only in the block, only in this thread (and only in a demonstration): everybody else has the real time. The
database's own clock is never wrong: the ledger says when something was really recorded, and the days of a notice are its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.utils import timezone

_then: ContextVar[datetime | None] = ContextVar("jiangong_demonstration_moment", default=None)
_now = timezone.now


def _asked() -> datetime:
    return _then.get() or _now()


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in the city."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@contextmanager
def at(when: datetime | None) -> Iterator[None]:
    """In this block it is `when`; None: what it really is."""
    timezone.now = _asked
    token = _then.set(when)
    try:
        yield
    finally:
        _then.reset(token)


def really() -> datetime:
    """The real time, whatever the block says."""
    return _now()
