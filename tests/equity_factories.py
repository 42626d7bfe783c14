"""A year of the equity ledger and a trial, small but whole, for tests that only need one to be there."""

from datetime import date

from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.selection.equity.formulas.simulating import Group, World, simulate
from jiangong.selection.equity.models import Count, Simulation
from jiangong.selection.equity.queries import simulations
from jiangong.selection.equity.states import Dimension

ASKED = {
    "places": 12, "by_district": False, "flexible": 50, "no_office": 0, "even": 5, "bar": 2, "first": 1, "a_year": 1, "most": 6,
    "measured": "", "rate": 10.0, "times_office": 2.0, "times_flexible": 1.0, "steady": 70, "leaving": 5, "years": 4, "runs": 2,
    "seed": "test",
}  # fmt: skip


def make_equity_year() -> Count:
    """The year 2020 with two cells."""
    done = {"state": "done", "until": date(2020, 12, 31), "counted_at": timezone.now(), "least": 10}
    count, _ = Count.objects.get_or_create(year=2020, defaults=done)
    for good, people in (("", 40), ("training", 12)):
        count.cells.get_or_create(good=good, defaults={"people": people, "shown": True})
    return count


def make_trial(organisation: Organisation) -> Simulation:
    """A trial of four years that is done, on two invented groups."""
    facts = {one.value: "" for one in Dimension} | {"district": "0", "rank": "none"}
    groups = (Group(facts, 300, 0.1), Group({**facts, "form": "快递员", "rank": "unit"}, 100, 0.2))
    world = World(groups, steady=0.7, leaving=0.05, years=4, waited={0: 1, 2: 1})
    policies, _words = simulations.policies_of(ASKED, [], None)
    outcomes = {
        one.name: [simulate(one, world, f"test/{run}", dimensions=simulations.TOLD) for run in range(2)]
        for one in policies
    }
    return Simulation.objects.create(
        organisation=organisation,
        title="演示推演",
        asked=ASKED,
        assumed={
            "members": 400, "applicants": 50, "part": 100.0, "places": 12, "places_simulated": 12, "measured": False,
            "words": [], "day": "2026-11-27",
        },
        result=simulations.result_of(outcomes, world),
        seed="test",
        state="done",
        done_at=timezone.now(),
    )  # fmt: skip
