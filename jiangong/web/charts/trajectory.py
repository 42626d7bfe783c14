"""A total growing month by month towards its target: what was reached, where nothing was recorded, where it will end.

Widths are in per cent, so the words keep their size on a phone; the shapes stretch in a drawing within the drawing.
"""

from collections.abc import Sequence
from math import floor, log10
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from jiangong.web.charts.frame import Number

HEIGHT = 280
TOP, BOTTOM = 34.0, 250.0  # of the plot; below it stand the months
EDGE = 6  # per cent: words so near to a side would be cut off in the middle
NEAR = 20  # two words closer than this would cover each other


class Course(NamedTuple):
    """What the chart shows, over `slots` months.

    `line`: the total at the end of each whole month, None where nothing was recorded. `now`: how many months are
    gone (with a fraction) and the total so far; None when the period does not run. `ahead`: low, middle and high at
    the end of each month from the running one on. `ticks`: a month counted from 0 and its words.
    """

    slots: int
    line: Sequence[Number | None]
    now: tuple[float, Number] | None = None
    ahead: Sequence[tuple[Number, Number, Number]] = ()
    target: Number | None = None
    ticks: Sequence[tuple[float, str]] = ()


class _Scale(NamedTuple):
    """Months and figures as places: per cent from the left, units from the top."""

    slots: int
    most: float

    def x(self, months: float) -> float:
        return months / self.slots * 100

    def y(self, value: float) -> float:
        return BOTTOM - value / self.most * (BOTTOM - TOP)

    def path(self, css: str, points: Sequence[tuple[float, float]], close: str = "") -> str:
        places = " L".join(f"{self.x(months):.2f} {self.y(value):.1f}" for months, value in points)
        return f'<path class="{css}" d="M{places}{close}"/>'


def trajectory(
    course: Course, title: str, says: str, target_words: str = "", end_words: str = ""
) -> SafeString:
    """The chart; empty when there is nothing to draw. `target_words` and `end_words` stand beside their lines."""
    course = Course(*course)
    figures = [float(one) for one in course.line if one is not None]
    figures += [float(high) for _, _, high in course.ahead] + ([float(course.now[1])] if course.now else [])
    if not figures:
        return mark_safe("")
    scale = _Scale(course.slots, _round_top(max(*figures, float(course.target or 0), 1.0)))
    shapes = _band(course, scale) + _lines(course, scale)
    if course.target is not None:
        shapes = scale.path("owed", [(0, 0), (course.slots, float(course.target))]) + shapes
    return (
        format_html(
            '<svg class="chart chart--trajectory" height="{}" role="img" aria-label="{}">',
            HEIGHT,
            f"{title}。{says}",
        )
        + HATCH
        + _grid(course, scale, target_words)
        + mark_safe(
            _gaps(course, scale)
            + f'<svg width="100%" height="{HEIGHT}" viewBox="0 0 100 {HEIGHT}" preserveAspectRatio="none">{shapes}</svg>'
        )
        + _marks(course, scale, end_words)
        + mark_safe("</svg>")
    )


# One pattern of lines for every gap; the colours come from the style sheet.
HATCH = mark_safe(
    '<defs><pattern id="gap" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line class="gap-line" x1="0" x2="0" y1="0" y2="7"/></pattern></defs>'
)


def _round_top(most: float) -> float:
    """The next plain number above: one digit, or one and a half."""
    unit = 10.0 ** floor(log10(most))
    return next(
        step * unit
        for step in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
        if step * unit >= most * 0.9999
    )


def _text(css: str, x: float, y: float, anchor: str, words: str) -> SafeString:
    return format_html(
        '<text class="{}" x="{}%" y="{}" text-anchor="{}">{}</text>',
        css,
        f"{x:.1f}",
        f"{y:.1f}",
        anchor,
        words,
    )


def _grid(course: Course, scale: _Scale, target_words: str) -> SafeString:
    """Lines at nothing, half and all of the height with their figures, and the target's line with its words."""
    owed = None if course.target is None else scale.y(float(course.target))
    parts = []
    for value in (0.0, scale.most / 2, scale.most):
        y = scale.y(value)
        parts.append(mark_safe(f'<line class="grid" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'))
        if value and (owed is None or abs(owed - y) > NEAR):
            parts.append(_text("axis", 0, y - 5, "start", f"{value:,.0f}"))
    if owed is not None:
        parts.append(mark_safe(f'<line class="target" x1="0" x2="100%" y1="{owed:.1f}" y2="{owed:.1f}"/>'))
        parts.append(_text("strong", 0, owed - 6, "start", target_words))
    return mark_safe("".join(parts))


def _gaps(course: Course, scale: _Scale) -> str:
    """One hatched field for each stretch of months without a record."""
    fields = []
    start = None
    for place, total in enumerate([*course.line, 0]):
        if total is None:
            start = place if start is None else start
        elif start is not None:
            fields.append(
                f'<rect class="gap" x="{scale.x(start):.2f}%" y="{TOP}" width="{scale.x(place - start):.2f}%" '
                f'height="{BOTTOM - TOP}" fill="url(#gap)"/>'
            )
            start = None
    return "".join(fields)


def _lines(course: Course, scale: _Scale) -> str:
    """The total, interrupted at gaps; the running month is drawn thinner, for it is not whole."""
    parts: list[str] = []
    run: list[tuple[float, float]] = []
    last = 0.0
    for place, total in enumerate(course.line):
        if total is None:
            if run:
                parts.append(scale.path("value", run))
            run = []
            continue
        run = run or [(place, last)]
        last = float(total)
        run.append((place + 1, last))
    if run:
        parts.append(scale.path("value", run))
    if course.now:
        months, so_far = course.now
        parts.append(scale.path("value value--open", [(len(course.line), last), (months, float(so_far))]))
    return "".join(parts)


def _band(course: Course, scale: _Scale) -> str:
    if not course.ahead or not course.now:
        return ""
    begin = (course.now[0], float(course.now[1]))
    ends = [len(course.line) + step for step in range(1, len(course.ahead) + 1)]
    lows, middles, highs = (
        [(end, float(one)) for end, one in zip(ends, row, strict=True)]
        for row in zip(*course.ahead, strict=True)
    )
    return scale.path("band-range", [begin, *lows, *reversed(highs)], "Z") + scale.path(
        "middle", [begin, *middles]
    )


def _marks(course: Course, scale: _Scale, end_words: str) -> SafeString:
    """Today's point, the foretold end in words, and the months."""
    parts = []
    if course.now:
        x, y = scale.x(course.now[0]), scale.y(float(course.now[1]))
        parts.append(mark_safe(f'<circle class="today" cx="{x:.2f}%" cy="{y:.1f}" r="5"/>'))
    if course.ahead:
        parts.append(_text("strong", 100, scale.y(float(course.ahead[-1][2])) - 8, "end", end_words))
    for month, words in course.ticks:
        x = scale.x(month)
        place, anchor = (0, "start") if x < EDGE else (100, "end") if x > 100 - EDGE else (x, "middle")
        parts.append(_text("tick", place, HEIGHT - 10, anchor, words))
    return mark_safe("".join(parts))
