"""How far a season is that is played in the demonstration, and the plan's figures after it."""

from django.db import connection
from django.db.models import Count

from jiangong.foundation.ledger import actions as ledger
from jiangong.operations.growing import grow_to_the_end
from jiangong.programmes.competitions.models import Entry, Season
from jiangong.programmes.competitions.states import ContestState, Level, SeasonState

THEME = "演示赛季"  # with trades, entrants and the day it was begun: what another process needs to go on


def sizes(season: Season) -> tuple[int, int]:
    """The trades and entrants that the season was begun with."""
    trades, entrants = season.theme.split()[1].split("/")
    return int(trades), int(entrants)


def played() -> list[Season]:
    """All seasons that were begun by the demonstration."""
    return list(Season.objects.filter(theme__startswith=f"{THEME} ").order_by("pk"))


def left_behind() -> list[tuple[int, int]]:
    """What has been begun and is not over; whoever is at it holds the lock."""
    return [sizes(one) for one in played() if one.state == SeasonState.OPEN]


def standing() -> list[str]:
    """Contests by level and state, and entries, of each season that was begun."""
    said = []
    for season in played():
        trades, entrants = sizes(season)
        said.append(
            f"{season.name}：{trades} 个工种 trades，{entrants:,} 人 entrants，{season.get_state_display()}"
        )
        rows = season.contests.order_by().values_list("level", "state").annotate(count=Count("pk"))
        of: dict[str, list[str]] = {}
        for level, state, count in rows:
            of.setdefault(level, []).append(f"{ContestState(state).label} {count}")
        said += [f"  {one.label}  {'，'.join(sorted(of[one]))}" for one in Level if one in of]
        entries = Entry.objects.filter(contest__season=season)
        people = entries.aggregate(people=Count("person", distinct=True))["people"]
        said.append(f"  报名 entries {entries.count():,}，{people:,} 人 people")
    return said or ["还没有赛季。 / There is no season yet."]


def count() -> None:
    """Give everything its place, count the plan anew, publish, and let PostgreSQL look at the tables."""
    from jiangong.plan import actions as plan

    while ledger.sequence():
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    plan.rebuild()
    grow_to_the_end(lambda done, whole: None)
