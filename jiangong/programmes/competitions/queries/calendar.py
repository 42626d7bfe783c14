"""The calendar of a season as one person may see it: its contests by day, and what clashes, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangong.foundation.organisations.scope import within
from jiangong.programmes.competitions.formulas.calendar import Clash
from jiangong.programmes.competitions.models import Contest, Season
from jiangong.programmes.competitions.permissions import READING_ROLES
from jiangong.programmes.competitions.queries.contests import clashes_of
from jiangong.programmes.competitions.states import PUBLIC_STATES, ContestState

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


def season_calendar(user: Any, season: Season) -> list[Contest]:
    """The season's contests that the user may see, by their first day; those called off are left out."""
    return list(
        Contest.objects.filter(
            Q(state__in=PUBLIC_STATES) | within(user, READING_ROLES, "organiser__"), season=season
        )
        .exclude(state=ContestState.CANCELLED)
        .select_related("organiser", "trade")
        .order_by("starts_on", "pk")
    )


def clashes_in_words(season: Season, calendar: Sequence[Contest]) -> list[Clashing]:
    """The clashes of the season that touch a contest the reader sees. What others prepare stays unnamed."""
    seen = {one.pk: one for one in calendar}
    return [_said(clash, seen) for clash in clashes_of(season) if clash.one in seen or clash.other in seen]


def _said(clash: Clash, seen: dict[int, Contest]) -> Clashing:
    shown = [seen[pk] for pk in (clash.one, clash.other) if pk in seen]
    other = shown[1].title if len(shown) > 1 else _("另一项筹备中的竞赛")
    why = str(WHY[clash.why])
    if clash.why == "people":
        why = _("%(why)s（%(count)s 人）") % {"why": why, "count": len(clash.people)}
    elif clash.why == "place":
        why = f"{why}（{shown[0].place}）"
    return Clashing(
        shown[0].title, other, date_format(max(one.starts_on for one in shown), "m-d"), why, shown[0].pk
    )
