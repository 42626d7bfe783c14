"""Scores, verdicts and room for one more batch: pure functions, with cases an official can read (tests/…/bases/*.yaml).

All in whole numbers: a score is points out of a hundred, halves rounded up, so that paper and program agree.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from jiangong.programmes.venues.bases.states import AuditOutcome, Verdict

FULL = 100  # not law: points are out of a hundred
FEN = 100  # not law: fen in a yuan


@dataclass(frozen=True)
class Item:
    """A line of the checklist. `points` is its share; failing a `grave` one is a grave finding."""

    item: str
    points: int
    grave: bool
    zh: str = ""
    en: str = ""


def inspection_score(checklist: Sequence[Item], passed: Collection[str]) -> int:
    """The points of the items that passed, out of a hundred. Raises ValueError for a checklist without points."""
    whole = sum(one.points for one in checklist)
    if whole <= 0:
        raise ValueError("The checklist has no points.")
    return rounded(FULL * sum(one.points for one in checklist if one.item in passed), whole)


def rounded(part: int, whole: int) -> int:
    """part/whole to the nearest whole number, a half upwards; of numbers not below nought."""
    return (2 * part + whole) // (2 * whole)


@dataclass(frozen=True)
class Facts:
    """What is known of a base and a year.

    `answers` people gave together `satisfaction` points (each 0 to 100). `inspections` are the scores of the year.
    `grave_open`: a grave finding is not confirmed mended; `overdue`: some finding was not mended in time. `warned` counts
    the years in a row, directly before, that ended in a warning.
    """

    answers: int = 0
    satisfaction: int = 0
    inspections: tuple[int, ...] = ()
    audit: str = ""
    grave_open: bool = False
    overdue: bool = False
    warned: int = 0

    def as_json(self) -> dict[str, object]:
        """As the rating keeps it."""
        return {
            "answers": self.answers,
            "satisfaction": self.satisfaction,
            "inspections": list(self.inspections),
            "audit": self.audit,
            "grave_open": self.grave_open,
            "overdue": self.overdue,
            "warned": self.warned,
        }


@dataclass(frozen=True)
class Rules:
    """The figures of the rulebook that rate: weights of the parts, points of audits, lines of the verdicts."""

    weights: Mapping[str, int]
    audit_points: Mapping[str, int]
    least_answers: int
    renew: int
    warn: int
    warnings_to_delist: int


@dataclass(frozen=True)
class Rated:
    """What came out: `score` (None where nothing is known), the proposed verdict, its grounds in the order they were met.

    `parts` are the points of each part that counted.
    """

    score: int | None
    verdict: Verdict
    grounds: tuple[str, ...]
    parts: Mapping[str, int] = field(default_factory=dict)


def rate(facts: Facts, rules: Rules) -> Rated:
    """The score and the proposed verdict of a base and a year, by the rulebook's table.

    A part without facts does not count; satisfaction counts from `least_answers` answers on. The verdict follows from the
    score and is then only ever lowered: by no inspection, findings overdue, warnings in a row, grave findings, a grave audit.
    """
    points = parts(facts, rules)
    whole = sum(rules.weights[name] for name in points)
    score = None
    if whole:
        exact = sum((rules.weights[name] * value for name, value in points.items()), Fraction()) / whole
        score = rounded(exact.numerator, exact.denominator)
    grounds: list[str] = []
    if score is None or score >= rules.renew:
        verdict = Verdict.RENEW
        grounds.append("no_facts" if score is None else "score_renew")
    elif score >= rules.warn:
        verdict = Verdict.WARN
        grounds.append("score_warn")
    else:
        verdict = Verdict.DELIST
        grounds.append("score_delist")
    for holds, ground, to in (
        (not facts.inspections, "not_inspected", Verdict.WARN),
        (facts.overdue, "overdue", Verdict.WARN),
        (facts.grave_open, "grave_open", Verdict.DELIST),
        (facts.audit == AuditOutcome.GRAVE, "grave_audit", Verdict.DELIST),
    ):
        if holds:
            verdict = _lower(verdict, to)
            grounds.append(ground)
    if verdict == Verdict.WARN and facts.warned + 1 >= rules.warnings_to_delist:
        verdict = Verdict.DELIST
        grounds.append("warned_again")
    shown = {name: rounded(value.numerator, value.denominator) for name, value in points.items()}
    return Rated(score, verdict, tuple(grounds), shown)


def parts(facts: Facts, rules: Rules) -> dict[str, Fraction]:
    """The parts that count, each in points of a hundred, exact."""
    found: dict[str, Fraction] = {}
    if facts.answers >= max(rules.least_answers, 1):
        found["satisfaction"] = Fraction(facts.satisfaction, facts.answers)
    if facts.inspections:
        found["inspection"] = Fraction(sum(facts.inspections), len(facts.inspections))
    if facts.audit:
        found["audit"] = Fraction(rules.audit_points[facts.audit])
    return found


ORDER = (Verdict.RENEW, Verdict.WARN, Verdict.DELIST)


def _lower(one: Verdict, other: Verdict) -> Verdict:
    return max(one, other, key=ORDER.index)


def most_at_once(stays: Iterable[tuple[date, date, int]], since: date, until: date) -> int:
    """How many people there are on the fullest day from `since` to `until`, of stays (first day, last day, people).

    A bed is free again on the day after the last: people who leave on a day and people who come on it are both there.
    """
    within = [(first, last, people) for first, last, people in stays if first <= until and last >= since]
    days = {max(first, since) for first, _last, _people in within}
    return max(
        (sum(people for first, last, people in within if first <= day <= last) for day in days), default=0
    )


def yuan(fen: int) -> str:
    """Money as people write it: 380, or 380.50."""
    return f"{fen // FEN}" if fen % FEN == 0 else f"{fen // FEN}.{fen % FEN:02d}"
