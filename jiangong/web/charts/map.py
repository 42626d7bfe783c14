"""Tile map of districts: one hexagon each. Not a survey map, so it draws no border that would need a review number."""

from collections.abc import Sequence
from math import cos, radians, sin, sqrt
from typing import NamedTuple

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jiangong.web.charts.frame import opening


class Cell(NamedTuple):
    """One district: its name, its place on the grid, its rate in per cent (None: nothing recorded), and its page."""

    name: str
    column: int
    row: int
    value: float | None
    url: str = ""


def step_of(value: float, bins: Sequence[float]) -> int:
    """The colour step 1–5 of a value, given four ascending limits."""
    return 1 + sum(value >= limit for limit in bins)


def hexmap(
    cells: Sequence[Cell], bins: Sequence[float], title: str, says: str, radius: int = 47
) -> SafeString:
    """The map. Cells may be plain tuples (name, column, row, value[, url])."""
    cells = [Cell(*cell) for cell in cells]
    if not cells:
        return mark_safe("")
    wide, high = radius * sqrt(3), radius * 1.5
    xs = [(cell.column + 0.5 * (cell.row % 2)) * wide for cell in cells]
    left = min(xs) - wide / 2 - 4
    width = round(max(xs) - left + wide / 2 + 4)
    height = round(max(cell.row for cell in cells) * high + 2 * radius + 8)
    tiles = [
        _tile(
            cell,
            x - left,
            cell.row * high + radius + 4,
            radius,
            0 if cell.value is None else step_of(cell.value, bins),
        )
        for cell, x in zip(cells, xs, strict=True)
    ]
    return opening(width, height, title, says, "chart--map") + mark_safe("".join(tiles) + "</svg>")


def _tile(cell: Cell, x: float, y: float, radius: int, step: int) -> SafeString:
    corners = " ".join(
        f"{x + radius * 0.965 * sin(radians(k * 60)):.1f},{y - radius * 0.965 * cos(radians(k * 60)):.1f}"
        for k in range(6)
    )
    high = " on-high" if step >= 4 else ""
    long = mark_safe(' textLength="72" lengthAdjust="spacingAndGlyphs"') if _width(cell.name) > 5.2 else ""
    return format_html(
        '<g><title>{}：{}</title><polygon class="hex hex--{}" points="{}"/>'
        '<text class="hex-name{}" x="{}" y="{}"{}>{}</text>'
        '<text class="hex-num{}" x="{}" y="{}">{}</text></g>',
        cell.name, _("没有记录") if cell.value is None else f"{cell.value:.0f}%", step or "gap", corners,
        high, f"{x:.1f}", f"{y - 3:.1f}", long, conditional_escape(cell.name),
        high, f"{x:.1f}", f"{y + 19:.1f}", "—" if cell.value is None else f"{cell.value:.0f}",
    )  # fmt: skip


def _width(text: str) -> float:
    """Width in Chinese characters: a Latin letter counts for a little more than half."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.55 for letter in text)
