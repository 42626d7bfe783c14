"""Words and small shapes that the pages of the plan share."""

from django.utils.translation import gettext as _

from jiangong.plan.queries import Breakdown, Overview, Progress
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
    return "，".join(f"{part.organisation.short_name} {part.percent}%" for part in whole.districts)


def shown_periods(found: Breakdown, chosen: str) -> list[tuple[str, str, bool]]:
    """The periods one may choose: (period, words, chosen)."""
    return [(one.period, one.period_words, one.period == chosen) for one in found.years]
