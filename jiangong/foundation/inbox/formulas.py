"""When a message may go out, and when a failed one is tried again. Pure: local times in, local times out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class Pace:
    """The figures of the rulebook: minutes, hours of the day (0 to 23), how many a day."""

    gather_minutes: int
    messages_per_day: int
    quiet_from: int
    quiet_until: int
    digest_hour: int


def moment_to_send(
    now: datetime, pace: Pace, *, urgent: bool, daily: bool, planned: Mapping[date, int]
) -> datetime:
    """The earliest moment for a new delivery to somebody for whom so many are planned on each day.

    Urgent: now. Otherwise after the time for gathering, or at the next digest for who wants one a day; not in quiet
    hours; and on a day whose budget is used up, at the digest of the first day that has room.
    """
    if urgent:
        return now
    moment = now + timedelta(minutes=pace.gather_minutes)
    if daily:
        moment = _at(moment, pace.digest_hour)
    moment = out_of_quiet(moment, pace)
    while planned.get(moment.date(), 0) >= pace.messages_per_day:
        tomorrow = datetime.combine(moment.date() + timedelta(days=1), time(), tzinfo=moment.tzinfo)
        moment = out_of_quiet(_at(tomorrow, pace.digest_hour), pace)
    return moment


def out_of_quiet(moment: datetime, pace: Pace) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into. Equal hours: there are none."""
    start, end = time(pace.quiet_from), time(pace.quiet_until)
    clock = moment.time()
    if start == end:
        return moment
    quiet = start <= clock or clock < end if start > end else start <= clock < end
    return _at(moment, pace.quiet_until) if quiet else moment


def moment_to_retry(now: datetime, waits: Sequence[int], attempts: int, *, asked: int = 0) -> datetime | None:
    """When what has failed `attempts` times is tried again: `waits` are minutes, one after another; None: not any more.

    `asked`: seconds of patience that the provider asked for.
    """
    if attempts > len(waits):
        return None
    return now + max(timedelta(minutes=waits[attempts - 1]), timedelta(seconds=asked))


def masked(address: str) -> str:
    """What may be shown of an address: the ends of a phone or name, the first letter and the domain of an e-mail."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    # not law: the digits of a mobile number
    return f"{address[:3]}****{address[-4:]}" if len(address) >= 11 else f"{address[:2]}***"


def _at(moment: datetime, hour: int) -> datetime:
    """The next time the clock shows this hour, today if it has not yet."""
    found = datetime.combine(moment.date(), time(hour), tzinfo=moment.tzinfo)
    return found if found >= moment else found + timedelta(days=1)
