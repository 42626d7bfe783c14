"""Money a head: pure, in whole numbers."""

FEN = 100  # not law: fen in a yuan


def cap_per_head(days: int, *, per_day: int, per_year: int) -> int:
    """The most that a batch of so many days may cost a person, in fen; the limits are in yuan."""
    return min(days * per_day, per_year) * FEN
