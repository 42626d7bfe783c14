"""What every chart shares: its opening tag with title and description, and how shares are written."""

from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

Number = int | float | Decimal


def plain(value: Number, target: Number, pace: Number | None) -> tuple[float, float, float | None]:
    """The three as floats: figures come from the database as decimals."""
    return float(value), float(target), None if pace is None else float(pace)


def opening(width: float, height: float, title: str, says: str, css: str = "") -> SafeString:
    """`<svg>` of that size with the words a screen reader speaks."""
    return format_html(
        '<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">',
        css,
        width,
        height,
        f"{title}。{says}",
    )


def share_of(value: float, target: float) -> float:
    """value / target; nothing is owed where there is no target, so the share is then whole or nothing."""
    if target <= 0:
        return 1.0 if value > 0 else 0.0
    return float(value) / float(target)


def percent(share: float) -> str:
    """0.7812 → '78%'. Never says 100 % before it is reached."""
    whole = int(share * 100 + 1e-9) if share < 1 else round(share * 100)
    return f"{whole}%"
