"""How large a demonstration is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Numbers of rows to invent; divisions (1 city, 14 districts, 153 townships) come on top of the unions."""

    name: str
    villages: int
    enterprises: int
    branches: int
    industries: int
    members: int
    years: int  # of training, back from today
    completions: int  # person-times a year, about
    meetings: int  # of a classroom session
    certificates: int  # at most, the latest ones
    guests: tuple[
        int, int
    ]  # of last year's convalescence and this year's, about: a tenth of a second each and more


SCALES = {
    "tiny": Scale("tiny", 20, 40, 12, 3, 400, 1, 900, 2, 50, (24, 0)),
    "small": Scale("small", 306, 600, 260, 10, 20_000, 2, 132_000, 2, 6_000, (108, 36)),
    "medium": Scale("medium", 306, 2_400, 900, 12, 120_000, 1, 40_000, 2, 4_000, (240, 120)),
    "full": Scale("full", 3_000, 11_000, 5_850, 24, 1_000_000, 4, 296_000, 9, 100_000, (2_000, 1_000)),
}
