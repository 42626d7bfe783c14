"""Words and small shapes that the pages of the plan share."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.plan.definition import Counting, Promise, current
from jiangong.plan.queries import Breakdown, Overview, Progress, Trajectory, days_of
from jiangong.plan.states import Status

MAP_BINS = (60, 70, 80, 90)  # per cent of the year's share: where the map's five colours change


def tally_parts(whole: Progress) -> list[tuple[str, int, str]]:
    """How many promises stand how, for the bar: by status, then counted without a target, then not counted."""
    standing = [figure.status for figure in whole.counted]
    parts = [(str(one.label), standing.count(one), one.value) for one in Status]
    parts.append((_("只计数"), standing.count(None), "on"))
    parts.append((_("尚未计数"), len(whole.waiting), "none"))
    return parts


def map_words(whole: Overview) -> str:
    """What the map shows, for those who do not see it."""
    return "，".join(
        f"{part.organisation.short_name} {_('没有记录') if part.percent is None else f'{part.percent}%'}"
        for part in whole.districts
    )


def figure_context(found: Breakdown, chosen: str) -> dict[str, Any]:
    """What the page of a figure shows; `periods` are those one may choose: (period, words, chosen)."""
    return {
        "found": found,
        "figure": found.figure,
        "promise": found.figure.promise,
        "periods": [(one.period, one.period_words, one.period == chosen) for one in found.years],
        "course": course(found),
        "verdict": verdict(found),
    }


def course(found: Breakdown) -> tuple[Any, ...] | None:
    """What the chart of a figure's months shows (web.charts.Course); None where they do not add up or are all gaps."""
    way = found.trajectory
    if not way.adds_up or all(month.is_gap for month in way.months):
        return None
    whole = [month for month in way.months if not month.is_open]
    now = (len(whole) + way.open_share, found.figure.value or Decimal(0)) if way.has_open else None
    ahead = [(one.low, one.middle, one.high) for one in way.outlook.path] if way.outlook else []
    return way.slots, [month.total for month in whole], now, ahead, found.figure.target, _ticks(way)


def _ticks(way: Trajectory) -> list[tuple[float, str]]:
    """The words below the chart: some months of a year, or the years."""
    if way.slots <= 12:
        return [
            (number - way.first.month + 0.5, formats.date_format(date(2000, number, 1), _("n月")))
            for number in (1, 3, 6, 9, 12)
            if 0 <= number - way.first.month < way.slots
        ]
    years = range(way.first.year, way.first.year + -(-(way.first.month - 1 + way.slots) // 12))
    return [((year - way.first.year) * 12 - way.first.month + 7, str(year)) for year in years]


def verdict(found: Breakdown) -> str:
    """What the forecast says of the target, in one sentence; empty without either, or when it is reached already."""
    outlook, target = found.trajectory.outlook, found.figure.target
    if outlook is None or target is None or found.figure.status == Status.DONE:
        return ""
    if outlook.low >= target:
        return _("照这样，很可能达到目标。")
    if outlook.high < target:
        return _("照这样，很可能达不到目标。")
    return _("照这样，能不能达到目标还说不准。")


def sampling_address(promise: Promise, organisation: Organisation, period: str) -> str:
    """Where an auditor plans a sample of what a figure counts: the form, filled in with the promise's measure."""
    assert promise.measure is not None
    plan, measure = current(), promise.measure
    since, until = days_of(plan, period)
    fields = [("title", f"{promise.title} · {organisation.short_name}"), ("code", organisation.code)]
    fields += [("since", max(since, plan.since).isoformat()), ("until", min(until, plan.until).isoformat())]
    fields += [("verbs", verb) for verb in measure.verbs]
    if measure.payload:
        fields.append(("facts", "\n".join(f"{name}={value}" for name, value in measure.payload)))
    if measure.attributes:
        fields.append(("attributes", " ".join(measure.attributes)))
    if measure.kind == Counting.DISTINCT_PEOPLE:
        fields.append(("tag", promise.id))
    if measure.kind == Counting.SUM:
        fields.append(("unit", "quantity"))
    return f"{reverse('samples:new')}?{urlencode(fields)}"
