"""A programme that gives places by lot, for the tests of draws: what rooms declare as `DRAWS`, held in memory."""

from datetime import timedelta

from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.planning import Plan
from jiangong.selection.draws.formulas.rules import Pool
from jiangong.selection.draws.states import DrawSubject
from tests.foundation.samples.conftest import TODAY

CLOSES = TODAY + timedelta(minutes=30)
NAMES = {"b1": "第一批", "b2": "第二批", "hard": "一线艰苦岗位", "all": "全体会员"}
KIND = DrawSubject(
    "organisations.organisation",
    may="exams.create_sitting",
    page="organisations:organisation",
    plan=f"{__name__}.plan",
    listed=f"{__name__}.listed",
    told=f"{__name__}.told",
    organisation="",
)
LISTED: list[Application] = []
TOLD: list[tuple[tuple[str, ...], tuple[str, ...]]] = []


def plan(row, **more):
    pools = (Pool("hard", 2, "all"), Pool("all", 2))
    return Plan("演示疗休养", {"b1": 2, "b2": 2}, pools, NAMES, "演示：一线职工多一支签。", CLOSES)


def listed(row):
    return list(LISTED)


def told(row, moves):
    TOLD.append((tuple(sorted(moves.given)), tuple(sorted(moves.gone))))


def applications(many=9):
    """Singles, a couple that goes together, some in the pool of hard work, some with two lots."""
    return [
        Application(
            f"T{number:03d}",
            people=2 if number == 3 else 1,
            lots=2 if number % 2 else 1,
            pools=("hard",) if number % 3 == 0 else (),
            wants=("b1", "b2") if number % 2 else ("b2",),
        )
        for number in range(many)
    ]
