"""Value against target: ring, bullet bar, meter, spark line."""

from collections.abc import Sequence
from math import cos, pi, radians, sin

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jiangong.web.charts.frame import Number, opening, percent, plain, share_of


def _figure(number: Number) -> str:
    """Thousands separators; decimals only where there are any."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.2f}"


def _words(value: Number, target: Number, pace: Number | None, unit: str) -> str:
    value, target, pace = plain(value, target, pace)
    facts = {"value": _figure(value), "target": _figure(target), "unit": unit}
    text = _("已完成 %(value)s %(unit)s，目标 %(target)s %(unit)s，") % facts
    text += _("完成 %(share)s。") % {"share": percent(share_of(value, target))}
    if pace is not None:
        text += _("按时间进度应为 %(pace)s。") % {"pace": percent(pace)}
    return text


def ring(
    value: Number, target: Number, pace: Number | None, title: str, unit: str, size: int = 176
) -> SafeString:
    """Completion ring. `pace` is the share of the time gone (0–1): a tick shows where we should be today."""
    value, target, pace = plain(value, target, pace)
    stroke = 13
    radius = (size - stroke) / 2 - 4
    centre = size / 2
    full = 2 * pi * radius
    share = share_of(value, target)
    circle = f'cx="{centre}" cy="{centre}" r="{radius:.1f}" stroke-width="{stroke}"'
    parts = [
        f'<circle class="track" {circle}/>',
        f'<circle class="value" {circle} stroke-dasharray="{full * min(share, 1):.1f} {full:.1f}" '
        f'transform="rotate(-90 {centre} {centre})"/>',
    ]
    if pace is not None:
        angle = radians(pace * 360 - 90)
        inner, outer = radius - stroke / 2 - 3, radius + stroke / 2 + 3
        parts.append(
            f'<line class="pace" x1="{centre + cos(angle) * inner:.1f}" y1="{centre + sin(angle) * inner:.1f}" '
            f'x2="{centre + cos(angle) * outer:.1f}" y2="{centre + sin(angle) * outer:.1f}"/>'
        )
    parts.append(
        f'<text class="figure" x="{centre}" y="{centre + 10}" font-size="30" text-anchor="middle">{percent(share)}</text>'
    )
    return opening(size, size, title, _words(value, target, pace, unit), "chart--ring") + mark_safe(
        "".join(parts) + "</svg>"
    )


def bullet(
    value: Number, target: Number, pace: Number | None, title: str, unit: str, late: bool | None = None
) -> SafeString:
    """Bar against target with the pace tick, in per cent of whatever column it stands in.

    `late` paints the bar in the late colour; left out, it is whether the share is 3 points or more behind pace.
    """
    value, target, pace = plain(value, target, pace)
    share = share_of(value, target)
    if late is None:
        late = pace is not None and share < 1 and share - pace < -0.03
    bar = "bar bar--late" if late else "bar"
    tick = "" if pace is None else f'<line class="pace" x1="{pace:.1%}" x2="{pace:.1%}" y1="1" y2="21"/>'
    return format_html(
        '<svg class="chart chart--bullet" height="22" role="img" aria-label="{}">',
        f"{title}。{_words(value, target, pace, unit)}",
    ) + mark_safe(
        '<rect class="bar-track" y="7" width="100%" height="8" rx="4"/>'
        f'<rect class="{bar}" y="7" width="{max(min(share, 1), 0):.1%}" height="8" rx="4"/>{tick}</svg>'
    )


def meter(percent_full: Number, label: str = "", late: bool = False) -> SafeString:
    """A thin bar, 0–100. With a label it is an image that says it; without one the words beside it do."""
    width = max(0.0, min(100.0, float(percent_full)))
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    bar = "bar bar--late" if late else "bar"
    return format_html(
        '<svg class="chart meter" height="6" {}><rect class="bar-track" width="100%" height="6" rx="3"/>'
        '<rect class="{}" width="{}%" height="6" rx="3"/></svg>',
        voice,
        bar,
        f"{width:.1f}",
    )


def spark(values: Sequence[Number], width: int = 84, height: int = 26) -> SafeString:
    """A small trend line, for decoration: the words next to it say the same. Needs two values or more."""
    if len(values) < 2:
        return mark_safe("")
    low = float(min(values))
    span = float(max(values)) - low or 1.0
    step = width / (len(values) - 1)
    points = [(i * step, height - 3 - (float(v) - low) / span * (height - 6)) for i, v in enumerate(values)]
    line = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    last_x, last_y = points[-1]
    return mark_safe(
        f'<svg class="chart spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true">'
        f'<path class="value" d="{line}" stroke-width="1.8" stroke-linejoin="round"/>'
        f'<circle cx="{last_x - 2:.1f}" cy="{last_y:.1f}" r="3" fill="currentColor"/></svg>'
    )
