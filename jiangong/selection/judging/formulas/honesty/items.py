"""Item statistics of a theory paper, as Moodle's quiz statistics report defines them; figures in per cent where it has per cent.

Moodle documents them under “Quiz statistics calculations”. With S examinees, x an examinee's mark for the item, T the
total, and y = T − x (for an item drawn at random y = T, as Moodle takes it for sub-questions):

    facility index             100 · mean(x) ÷ full mark
    standard deviation         100 · s(x) ÷ full mark                      s with divisor S − 1
    discrimination index       100 · C(x, y) ÷ √(V(x) · V(y))
    discriminative efficiency  100 · C(x, y) ÷ Cmax(x, y)                   Cmax: both sorted, then paired
    effective weight           100 · √C(x, T) ÷ Σ √C(x, T)                  none where C(x, T) < 0

What was not shown to an examinee is missing and does not count; what was shown and left empty is a nought.
"""
# not law in this file (1.5, 3, 4, 100.0): statistics

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

_HUNDRED = 100.0


@dataclass(frozen=True)
class Item:
    """An item of the paper: full mark, the mark that guessing earns on average, whether it was drawn at random."""

    code: str
    of: float
    guess: float = 0.0
    drawn: bool = False


@dataclass(frozen=True)
class ItemFigures:
    """Of one item. None: not defined, or fewer than the minimum sample; `doubtful`: efficiency below the bound given."""

    item: str
    examinees: int
    facility: float | None = None
    deviation: float | None = None
    guess: float | None = None
    intended_weight: float | None = None
    effective_weight: float | None = None
    discrimination: float | None = None
    efficiency: float | None = None
    doubtful: bool = False


@dataclass(frozen=True)
class PaperFigures:
    """Of the whole paper, totals in marks. consistency: Cronbach's α in per cent; error_ratio: 100 √(1 − α)."""

    examinees: int
    mean: float
    median: float
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    consistency: float | None
    error_ratio: float | None
    standard_error: float | None


def item_statistics(
    items: Sequence[Item], marks: Mapping[str, Mapping[str, float]], *, least: int, doubtful_below: float
) -> tuple[ItemFigures, ...]:
    """Figures of each item. `marks`: examinee → item → mark; `least`: minimum sample, with fewer only the number is told."""
    totals = {who: sum(row.values()) for who, row in marks.items()}
    whole = sum(item.of for item in items)
    pairs = {
        item.code: [
            (row[item.code], totals[who] - (0.0 if item.drawn else row[item.code]), totals[who])
            for who, row in marks.items()
            if item.code in row
        ]
        for item in items
    }
    with_total = {
        code: covariance([x for x, _, _ in rows], [t for _, _, t in rows]) for code, rows in pairs.items()
    }
    roots = sum(sqrt(value) for value in with_total.values() if value is not None and value >= 0)
    found = []
    for item in items:
        rows = pairs[item.code]
        if len(rows) < max(least, 1):
            found.append(ItemFigures(item.code, len(rows)))
            continue
        x, y = [one[0] for one in rows], [one[1] for one in rows]
        both, vx, vy = covariance(x, y), covariance(x, x), covariance(y, y)
        most = covariance(sorted(x), sorted(y))
        efficiency = _HUNDRED * both / most if both is not None and most else None
        own = with_total[item.code]
        found.append(
            ItemFigures(
                item.code,
                len(rows),
                facility=_HUNDRED * sum(x) / len(x) / item.of if item.of else None,
                deviation=None if vx is None or not item.of else _HUNDRED * sqrt(vx) / item.of,
                guess=_HUNDRED * item.guess / item.of if item.of else None,
                intended_weight=_HUNDRED * item.of / whole if whole else None,
                effective_weight=None
                if own is None or own < 0 or not roots
                else _HUNDRED * sqrt(own) / roots,
                discrimination=_HUNDRED * both / sqrt(vx * vy) if both is not None and vx and vy else None,
                efficiency=efficiency,
                doubtful=efficiency is not None and efficiency < doubtful_below,
            )
        )
    return tuple(found)


def paper_statistics(items: Sequence[Item], marks: Mapping[str, Mapping[str, float]]) -> PaperFigures | None:
    """Figures of the paper; None without an examinee. Consistency only where everybody was shown every item."""
    if not marks:
        return None
    totals = sorted(sum(row.values()) for row in marks.values())
    n = len(totals)
    mean = sum(totals) / n
    half = n // 2
    median = totals[half] if n % 2 else (totals[half - 1] + totals[half]) / 2
    moments = [sum((total - mean) ** power for total in totals) / n for power in (2, 3, 4)]
    variance = moments[0] * n / (n - 1) if n > 1 else None
    alpha = _consistency(items, marks, variance)
    ratio = None if alpha is None else _HUNDRED * sqrt(max(0.0, 1 - alpha / _HUNDRED))
    deviation = None if variance is None else sqrt(variance)
    return PaperFigures(
        n,
        mean,
        median,
        deviation,
        _skewness(moments, n, variance),
        _kurtosis(moments, n, variance),
        alpha,
        ratio,
        None if ratio is None or deviation is None else ratio * deviation / _HUNDRED,
    )


def _skewness(moments: Sequence[float], n: int, variance: float | None) -> float | None:
    """k₃ ÷ k₂^1.5, with Fisher's k statistics."""
    if n < 3 or not variance:
        return None
    third = n * n * moments[1] / ((n - 1) * (n - 2))
    return float(third / variance**1.5)


def _kurtosis(moments: Sequence[float], n: int, variance: float | None) -> float | None:
    """k₄ ÷ k₂²; nought for the normal distribution."""
    if n < 4 or not variance:
        return None
    fourth = n * n * ((n + 1) * moments[2] - 3 * (n - 1) * moments[0] ** 2) / ((n - 1) * (n - 2) * (n - 3))
    return fourth / variance**2


def _consistency(
    items: Sequence[Item], marks: Mapping[str, Mapping[str, float]], variance: float | None
) -> float | None:
    if (
        len(items) < 2
        or not variance
        or any(item.code not in row for item in items for row in marks.values())
    ):
        return None
    columns = [[row[item.code] for row in marks.values()] for item in items]
    parts = sum(covariance(column, column) or 0.0 for column in columns)
    return _HUNDRED * len(items) / (len(items) - 1) * (1 - parts / variance)


def covariance(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Covariance with divisor n − 1; None below two pairs."""
    if len(x) < 2:
        return None
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / (len(x) - 1)
