"""The parts pages are made of. Builtins: no `{% load %}` needed. Signatures and examples: docs/architecture.md."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.context import Context
from django.utils import formats, timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jiangong.foundation.common import days, words
from jiangong.foundation.common.days import short_day
from jiangong.foundation.desk.pages import UNDO
from jiangong.web import charts, icons

register = template.Library()

register.simple_tag(charts.ring)
register.simple_tag(charts.bullet)
register.simple_tag(charts.meter)
register.simple_tag(charts.spark)
register.simple_tag(charts.hexmap)
register.simple_tag(charts.skyline)
register.simple_tag(charts.trajectory)
register.simple_tag(icons.icon)


@register.simple_tag
def seal() -> SafeString:
    """The platform's mark."""
    return icons.SEAL


# --- words ------------------------------------------------------------------------------------------------


@register.simple_tag
def tag(text: object, kind: str = "") -> SafeString:
    """A word in a tint. `kind`: good, warn, bad, sea, honour, or nothing for plain."""
    return format_html('<span class="tag{}">{}</span>', f" tag--{kind}" if kind else "", text)


@register.simple_tag
def clock(until: date | datetime | None, done: bool = False) -> SafeString:
    """How long until a due time, in words: today by the hour, this week in days, later as a date. Red when past."""
    if until is None:
        return mark_safe("")
    now = timezone.localtime()
    moment = timezone.localtime(until) if isinstance(until, datetime) else None
    day = moment.date() if moment else until
    days = (day - now.date()).days
    past = moment < now if moment else days < 0
    kind = ""
    if past:
        text, kind = _("已于%(day)s截止") % {"day": short_day(day)}, "" if done else "clock--late"
    elif days == 0:
        text = (
            _("今天 %(time)s 止") % {"time": formats.date_format(moment, "H:i")} if moment else _("今天截止")
        )
        kind = "clock--late"
    elif days <= 9:
        text, kind = ngettext("还剩 %(days)d 天", "还剩 %(days)d 天", days) % {"days": days}, "clock--soon"
    else:
        text = _("%(day)s止") % {"day": short_day(day)}
    return format_html('<span class="clock {}">{}{}</span>', kind, icons.icon("clock"), text)


@register.simple_tag
def masked(value: object) -> SafeString:
    """A value whose middle the server has hidden; says so to screen readers instead of reading asterisks."""
    if not value:
        return format_html('<span class="faint">{}</span>', _("未登记"))
    return format_html(
        '<span class="masked" translate="no">{}<span class="sr">{}</span></span>', value, _("（部分隐去）")
    )


@register.simple_tag
def tally(parts: Sequence[tuple[str, int, str]]) -> SafeString:
    """Stacked bar of counts with their words: (word, count, kind), kind: done, ahead, on, slow, late, none.

    Empty parts are left out; counts above 60 are drawn as 60 (a class per width: the security policy allows no
    style attributes).
    """
    items = [
        format_html('<li class="n-{} t-{}"><b>{}</b>{}</li>', min(count, 60), kind, count, word)
        for word, count, kind in parts
        if count
    ]
    return mark_safe('<ul class="tally">' + "".join(items) + "</ul>")


@register.simple_tag
def steps(items: Sequence[tuple[str, str]], current: int, label: str = "") -> SafeString:
    """Where a case stands. `items`: (step, note) pairs; `current` counts from 1; past the end, all are done."""
    rows = []
    for place, (name, note) in enumerate(items, start=1):
        state = ' class="done"' if place < current else ' aria-current="step"' if place == current else ""
        rows.append(format_html("<li{}>{}<br><small>{}</small></li>", mark_safe(state), name, note))
    label = label or _("办理进度，共 %(total)d 步，现在是第 %(now)d 步") % {
        "total": len(items),
        "now": min(current, len(items)),
    }
    return format_html('<ol class="steps" aria-label="{}">{}</ol>', label, mark_safe("".join(rows)))


# --- filters ----------------------------------------------------------------------------------------------


@register.filter
def figure(number: Any) -> str:
    """Thousands separators; decimals only where there are any; a dash for nothing."""
    if number is None or number == "":
        return "—"
    value = float(number)
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}".rstrip("0")


@register.filter
def rough(number: Any) -> str:
    """A rounded figure as people say it: 460000 → 46 万 / 460,000; one that is not round stays whole."""
    value = float(number or 0)
    if translation.get_language() != "en" and abs(value) >= 10_000 and value % 1000 == 0:
        return f"{value / 10_000:,g} 万"
    return f"{value:,.0f}"


@register.simple_tag
def measured(low: Any, unit: object, high: Any = None) -> str:
    """A rounded figure, or a range of two, with its unit: 46 万人次, 43–49 万人次, 1,200–1,300 人次."""
    said = rough(low)
    if high is not None and rough(high) != said:
        both = said.endswith("万") and rough(high).endswith("万")
        said = f"{said.removesuffix(' 万') if both else said}–{rough(high)}"
    return f"{said}{unit}" if said.endswith("万") else f"{said} {unit}".rstrip()


@register.filter
def of(known: Any, key: Any) -> Any:
    """What a mapping has under a key; nothing if it has none."""
    return known.get(key) if known else None


@register.filter
def named(row: Any, field: str) -> Any:
    """The words of a field with choices, as `get_…_display` gives them; for long lists: that one translates all choices a row."""
    value = getattr(row, field)
    return dict(row._meta.get_field(field).flatchoices).get(value, value)


@register.filter
def percent(share: Any) -> str:
    """0.7812 → 78%; never 100% before it is reached, nor 0% of something."""
    if share is None or share == "":
        return "—"
    return "<1%" if 0 < float(share) < 0.01 else charts.percent(float(share))


for one in (days.day, days.short_day, days.moment, days.until, days.short_until, words.listed):
    register.filter(one)


# --- forms ------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, size: str = "") -> dict[str, object]:
    """Label, hint, control, error. `size`: short, medium, or nothing for the full measure."""
    widget = bound.field.widget
    group = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {
        "field": bound,
        "size": size,
        "group": group,
        "check": isinstance(widget, CheckboxInput),
        "optional": not bound.field.required and not isinstance(widget, CheckboxInput),
    }


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """The error summary at the top of a form: each problem once, with a link to its field. Nothing when valid."""
    return {"form": form}


@register.inclusion_tag("ui/draft.html")
def draft(kept: Any) -> dict[str, object]:
    """Keeps what is typed, inside a form with several fields. `kept`: desk.pages.Drafted."""
    return {"kept": kept}


@register.filter
def undo_number(message: Any) -> int | None:
    """The number of the pending act that a message offers to take back; None for an ordinary message."""
    tags = str(getattr(message, "extra_tags", "") or "").split()
    found = next((tag.removeprefix(UNDO) for tag in tags if tag.startswith(UNDO)), "")
    return int(found) if found.isdigit() else None


# --- lists ------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/empty.html")
def empty(title: str, why: str = "", next_words: str = "", url: str = "") -> dict[str, str]:
    """What will stand here, why nothing does yet, and one next act."""
    return {"title": title, "why": why, "next_words": next_words, "url": url}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Any, parameter: str = "after") -> dict[str, object]:
    """Next page and back to the first, keeping the filters of the address. `page`: common.paging.Page."""
    request = context["request"]
    kept = [(k, v) for k, values in request.GET.lists() for v in values if k != parameter]
    later = parameter in request.GET
    return {
        "first": "?" + urlencode(kept) if later else "",
        "next": "?" + urlencode([*kept, (parameter, page.next)]) if page.next else "",
    }
