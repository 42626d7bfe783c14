"""Days of a batch: who completed it, and until when a place that comes back can still be given to somebody else."""

from datetime import date, timedelta


def days_of(starts_on: date, ends_on: date) -> list[date]:
    """Every day of a batch, first to last."""
    return [starts_on + timedelta(days=n) for n in range((ends_on - starts_on).days + 1)]


def days_needed(days: int, percent: int) -> int:
    """How many days one must have been there, rounded up as a minimum is; at least one."""
    return max(1, -(-days * percent // 100))


def outcome(attended: int, days: int, percent: int) -> str:
    """What a finished batch says of somebody: "stayed", "left_early" (there, but not long enough), "absent"."""
    if attended >= days_needed(days, percent):
        return "stayed"
    return "left_early" if attended else "absent"


def moves_on(starts_on: date, today: date, days: int) -> bool:
    """Whether a place that comes back today can still be given: the next needs time to answer and to be shown."""
    return today + timedelta(days=days) <= starts_on
