"""A fair turn 轮候: who has gone longer without has more lots, up to a limit.

    lots = min(most, first + a_year × whole years without)

Whole years are counted from the day of the last receipt, or from the day of joining for who never received anything. A year
more never gives fewer lots; nobody has fewer than `first` or more than `most`; who received the good starts again at `first`.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Turns:
    """The rule: `first` lots at once, `a_year` more for each whole year without, never above `most`.

    Raises ValueError unless 1 ≤ first ≤ most and a_year ≥ 0.
    """

    first: int
    a_year: int
    most: int

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.most or self.a_year < 0:
            raise ValueError(
                "There is at least one lot, no fewer a year, and the limit is not below the first."
            )

    def lots(self, years: int) -> int:
        """The lots of somebody `years` whole years without; negative years count as none."""
        return min(self.most, self.first + self.a_year * max(0, years))


def whole_years(since: date, on: date) -> int:
    """Whole years from `since` to `on`; 0 if `on` comes first. The 29th of February has its years on the 1st of March."""
    years = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
    return max(0, years)
