"""The calendar of a season as one person may see it: its contests by day, and what clashes, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangong.foundation.common.days import short_day
from jiangong.foundation.organisations.scope import within
from jiangong.programmes.competitions.formulas.calendar import Clash
from jiangong.programmes.competitions.models import Contest, Season
from jiangong.programmes.competitions.permissions import READING_ROLES
from jiangong.programmes.competitions.queries.contests import clashes_of
from jiangong.programmes.competitions.states import PUBLIC_STATES, ContestState

MOST = 60  # not law: so many contests a page, and the rest of the last day
WHY = {
    "place": gettext_lazy("同一天在同一地点"),
    "people": gettext_lazy("同一天要用同样的赛务人员"),
    "trade": gettext_lazy("同一天面向同样的职工比同一职业"),
}


@dataclass(frozen=True)
class Clashing:
    """Two contests and in words why they cannot both be; only what the reader may see is named."""

    one: str
    other: str
    day: str
    why: str
    pk: int


@dataclass(frozen=True)
class Days:
    """Some days of a season: their contests by day, the next day there is more of (None: no more), and all its months."""

    contests: Sequence[Contest]
    first: date | None
    last: date | None
    next: date | None
    months: Sequence[tuple[date, int]]


def season_calendar(user: Any, season: Season, since: date | None = None) -> Days:
    """The season's contests that the user may see, from a day on, whole days until the page is full; three queries.

    Without a day from today, or from the first if nothing is to come. Contests that were called off are left out.
    """
    seen = Contest.objects.filter(
        Q(state__in=PUBLIC_STATES) | within(user, READING_ROLES, "organiser__"), season=season
    ).exclude(state=ContestState.CANCELLED)
    months = list(
        seen.annotate(month=TruncMonth("starts_on"))
        .order_by("month")
        .values_list("month")
        .annotate(count=Count("pk"))
    )
    today = timezone.localdate()
    if since is None and months and months[-1][0] >= today.replace(day=1):
        since = today
    rows = seen.select_related("organiser", "trade").order_by("starts_on", "pk")
    if since is not None:
        rows = rows.filter(ends_on__gte=since)
    found = list(rows[: MOST + 1])
    following = None
    if len(found) > MOST:
        following = found[-1].starts_on
        whole = [one for one in found if one.starts_on < following]
        if not whole:  # one day alone is more than a page: all of it
            whole = list(rows.filter(starts_on=following))
            following = following + timedelta(days=1)
        found = whole
    return Days(
        found,
        min((one.starts_on for one in found), default=None),
        max((one.ends_on for one in found), default=None),
        following,
        months,
    )


def clashes_in_words(season: Season, days: Days) -> list[Clashing]:
    """The clashes on these days that touch a contest the reader sees. What others prepare stays unnamed."""
    if days.first is None or days.last is None:
        return []
    seen = {one.pk: one for one in days.contests}
    return [
        _said(clash, seen)
        for clash in clashes_of(season, days.first, days.last)
        if clash.one in seen or clash.other in seen
    ]


def _said(clash: Clash, seen: dict[int, Contest]) -> Clashing:
    shown = [seen[pk] for pk in (clash.one, clash.other) if pk in seen]
    other = shown[1].title if len(shown) > 1 else _("另一项筹备中的竞赛")
    why = str(WHY[clash.why])
    if clash.why == "people":
        why = _("%(why)s（%(count)s 人）") % {"why": why, "count": len(clash.people)}
    elif clash.why == "place":
        why = f"{why}（{shown[0].place}）"
    return Clashing(shown[0].title, other, short_day(max(one.starts_on for one in shown)), why, shown[0].pk)
