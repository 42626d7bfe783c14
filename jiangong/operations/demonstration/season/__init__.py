"""A whole season of contests, as it would have gone: every step by the room's own actions, by who may take it.

Officers of sixty-two unions (at the medium scale) call contests in each trade: on the shop floor, above them in districts, above them the city's
final. Members enter through their unions, judges serve in several contests, whoever comes first in one climbs to the next; some
are too old for it, some do not come, some appeal. Days are a year and more back (moments.py), so that improvements have
been in use for their twelve months. Nothing is written past the actions but accounts for those who act, the trades (invented ones,
marked so), and the days of notices, which are made to pass (passing.py).

Every step looks whether it has been taken: cut short at any moment, it goes on where it stood.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from jiangong.foundation.common.locks import Lock, held_or_not
from jiangong.foundation.notices.models import Notice
from jiangong.foundation.notices.states import NoticeState
from jiangong.foundation.people.models import Person, User
from jiangong.operations.demonstration.moments import at, moment, really
from jiangong.operations.demonstration.passing import let_pass
from jiangong.operations.demonstration.season import finals, light
from jiangong.operations.demonstration.season.calls import BEGINS, OPENED, Call, calls
from jiangong.operations.demonstration.season.people import Folk, Member, officer_of
from jiangong.operations.demonstration.season.standing import (
    THEME,
    count,
    left_behind,
    played,
    sizes,
    standing,
)
from jiangong.programmes.competitions import actions
from jiangong.programmes.competitions.models import Battlefield, Benefit, Contest, Season, Trade
from jiangong.programmes.competitions.states import RESULT_NOTICE, Battle, ContestState, Level, SeasonState

__all__ = ["Held", "Running", "count", "left_behind", "play", "require_possible", "standing"]

Tell = Callable[[int, int], None]
LEVELS = {"base": (Level.DRILL, Level.SHOP), "district": (Level.DISTRICT,), "city": (Level.CITY,)}
EDITION = "演示"  # of the catalogue: these trades are in no classification
FIELDS = (
    (Battle.STRATEGY, "演示海洋强市战略"), (Battle.WORKS, "演示核电配套工程"), (Battle.PROJECT, "演示港口智能化项目"),
    (Battle.INDUSTRY, "演示绿色化工产业"), (Battle.INDUSTRY, "演示新能源汽车产业"), (Battle.PARK, "演示航空航天产业园"),
)  # fmt: skip
IMPROVED = (
    3  # an improvement is reported out of every so manieth final; of three one has not been confirmed yet
)


class Running(Exception):
    """Another process plays the season at this moment."""


class Held(Exception):
    """The city has its season already, of another size: it has one a year. The message says which."""


@dataclass
class _Stage:
    season: Season
    fields: Sequence[Battlefield]
    city: User
    officers: dict[int, User]
    trades: list[Trade]
    folk: Folk
    calls: list[Call]
    contests: dict[int, Contest]
    done: int = 0


def require_possible(*, trades: int, entrants: int, today: date | None = None) -> None:
    """Raise what `play` would before it begins: Held; ValueError if the city has too few members."""
    for one in played():
        if sizes(one) != (trades, entrants):
            raise Held(one.name + " {}/{}".format(*sizes(one)))
    if not played():
        today = today or timezone.localdate()
        folk = Folk(today - timedelta(days=OPENED))
        calls(folk.city.pk, folk.bases(), trades=trades, entrants=entrants, today=today)


def play(*, trades: int, entrants: int, tell: Tell, today: date | None = None) -> Season:
    """Hold the season of a year and more ago, or go on with it; `tell` gets (steps done, all steps).

    Raises Running, Held, ValueError if the city has too few members.
    """
    today = today or timezone.localdate()
    with held_or_not(Lock.DEMO_SEASON) as mine:
        if not mine:
            raise Running
        require_possible(trades=trades, entrants=entrants, today=today)
        return _play(trades, entrants, today, tell)


def _play(trades: int, entrants: int, today: date, tell: Tell) -> Season:
    begun = Season.objects.filter(theme__startswith=f"{THEME} {trades}/{entrants} ").first()
    if begun is not None:  # its days hang on the day it was begun
        today = date.fromisoformat(begun.theme.split()[2])
    folk = Folk(today - timedelta(days=OPENED))
    plan = calls(folk.city.pk, folk.bases(), trades=trades, entrants=entrants, today=today)
    stage = _opened(begun, plan, folk, trades, entrants, today)
    if stage.season.state == SeasonState.CLOSED:
        tell(1, 1)
        return stage.season
    entering = folk.entering(plan)
    serving = [one.person for one in folk.serving(plan)]
    people = Person.objects.in_bulk(serving)
    asked = [people[one] for one in serving]
    whole = len(plan) + 2 * sum(one.level != "base" for one in plan)

    def step() -> None:
        stage.done += 1
        tell(stage.done, whole)

    for one in plan:
        if one.level != "base":
            _call(stage, one)
            step()
    for one in plan:
        if one.level == "base":
            _base(stage, one, entering[one.place])
            step()
    for level in ("district", "city"):
        mine = [one for one in plan if one.level == level]
        for one in mine:
            finals.carry_on(stage.contests[one.place], one, asked, stage.officers[one.organiser])
            step()
        _let_notices_pass(stage, mine)
        for one in mine:
            contest = Contest.objects.select_related("season", "organiser", "climbs_to").get(
                pk=stage.contests[one.place].pk
            )
            if contest.state != ContestState.CANCELLED:
                finals.ended(contest, one, stage.officers[one.organiser])
    _benefits(stage, today)
    actions.close_season(stage.season, by=stage.city)
    tell(whole, whole)
    stage.season.refresh_from_db()
    return stage.season


def _opened(
    season: Season | None, plan: list[Call], folk: Folk, trades: int, entrants: int, today: date
) -> _Stage:
    city = officer_of(folk.city)
    unions = {**folk.townships, **folk.districts, folk.city.pk: folk.city}
    officers = {one: officer_of(unions[one]) for one in sorted({one.organiser for one in plan})}
    first = today - timedelta(days=OPENED)
    with at(moment(first, 9)):
        if season is None:
            year = (today - timedelta(days=BEGINS["city"][0])).year
            season = actions.open_season(
                folk.city, year=year, name=f"演示{year}年全市职工技能竞赛赛季",
                theme=f"{THEME} {trades}/{entrants} {today}", by=city,
            )  # fmt: skip
            Season.objects.filter(pk=season.pk).update(is_demonstration=True)
        fields = (
            [actions.add_battlefield(season, kind=kind, name=name, by=city) for kind, name in FIELDS]
            if season.state == SeasonState.OPEN
            else []
        )
    known = {one.code: one for one in Trade.objects.filter(edition=EDITION)}
    found = []
    for n in range(1, trades + 1):
        code = f"演示-{n:03d}"
        found.append(
            known.get(code)
            or Trade.objects.create(
                edition=EDITION,
                code=code,
                occupation=f"演示工种{n:03d}",
                leading_industry="演示产业",
                is_demonstration=True,
            )
        )
    contests = {
        (one.trade_id, one.organiser_id, one.level): one
        for one in season.contests.select_related("season", "organiser", "climbs_to")
    }
    mine = {}
    for one in plan:
        for level in LEVELS[one.level]:
            there = contests.get((found[one.trade].pk, one.organiser, level))
            if there is not None:
                mine[one.place] = there
    return _Stage(season, fields, city, officers, found, folk, plan, mine)


def _call(stage: _Stage, call: Call) -> None:
    """A district's contest or a city final, announced, filed and open."""
    officer = stage.officers[call.organiser]
    contest = stage.contests.get(call.place)
    if contest is None:
        organiser = stage.folk.city if call.level == "city" else stage.folk.districts[call.organiser]
        above = stage.contests[call.above] if call.above is not None else None
        contest = finals.called(
            call, stage.trades[call.trade], stage.season, organiser, above, stage.fields, officer
        )
        Contest.objects.filter(pk=contest.pk).update(is_demonstration=True)
    stage.contests[call.place] = finals.opened(contest, call, officer, stage.city)


def _base(stage: _Stage, call: Call, members: list[Member]) -> None:
    """A contest on the shop floor from beginning to end."""
    officer = stage.officers[call.organiser]
    contest = stage.contests.get(call.place)
    assert call.above is not None
    if contest is None:
        contest = light.called(call, stage.trades[call.trade], stage.contests[call.above], officer)
        Contest.objects.filter(pk=contest.pk).update(is_demonstration=True)
    light.carry_on(contest, call, members, officer)
    stage.contests.pop(call.place, None)


def _let_notices_pass(stage: _Stage, mine: Sequence[Call]) -> None:
    """The days of all notices that run, each back to the day after its contest's appeals."""
    began = {stage.contests[one.place].pk: moment(one.day + timedelta(days=2), 9) for one in mine}
    running = Notice.objects.filter(
        kind=RESULT_NOTICE, about_id__in=list(began), state=NoticeState.RUNNING, ends_at__gt=really()
    )
    let_pass(
        {one.pk: one.published_at - began[one.about_id] for one in running if one.published_at is not None}
    )


def _benefits(stage: _Stage, today: date) -> None:
    """Improvements out of the finals, reported by units; most have their twelve months and the finance office's word."""
    for one in stage.calls:
        if one.level != "city" or one.trade % IMPROVED:
            continue
        contest = stage.contests[one.place]
        entry = contest.entries.select_related("organisation").order_by("pk").first()
        if entry is None:
            continue
        benefit = Benefit.objects.filter(contest=contest).first()
        if benefit is None:
            late = one.trade % (3 * IMPROVED) == 0
            with at(moment(today - timedelta(days=60), 10)):
                benefit = actions.report_benefit(
                    contest, entry.organisation, title=f"演示：{contest.trade.occupation}工装改进",
                    adopted_on=today - timedelta(days=200 if late else 400), amount=Decimal(20_000 + one.trade * 1_500),
                    reckoned="演示：每班节约工时乘以班数再乘以单价。", by=stage.city,
                )  # fmt: skip
        if benefit.confirmed_at is None and benefit.adopted_on <= today - timedelta(days=366):
            actions.confirm_benefit(benefit, finance_officer="演示财务负责人", by=stage.city)
