"""Trying a rule: asked for by an officer, done in the background, kept with all that was assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.selection.draws.formulas.rules import DrawError
from jiangong.selection.equity.formulas.simulating import part_simulated, scaled, simulate
from jiangong.selection.equity.models import Simulation
from jiangong.selection.equity.queries import simulations
from jiangong.selection.equity.states import SIMULATION_TRANSITIONS, Reason, SimulationState, Verb

WHOLE = 100  # not law: per cent
RULES = 4  # not law: the rule asked for and three to compare it with (queries/simulations.py)

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def ask_simulation(
    organisation: Organisation, title: str, asked: Mapping[str, Any], *, subject: str = "", by: User | None
) -> Simulation:
    """Ask for a trial; `tasks.simulate` does it. `subject` names a programme whose plan is tried ("convalescence.programme/7").

    Raises Refused(NOT_PERMITTED), NOTHING_TO_TRY if the reserved places are more than there are.
    """
    require(by, "equity.simulate", organisation)
    found = simulations.subject_named(subject) if subject else None
    if found is not None:
        require(by, found.kind.may, found.row)
    elif asked["flexible"] + asked["no_office"] > WHOLE:
        raise Refused(Reason.NOTHING_TO_TRY, why=f"{asked['flexible']} % + {asked['no_office']} % > 100 %")
    made = Simulation.objects.create(
        organisation=organisation,
        title=title,
        subject_type=found.kind.model if found else "",
        subject_id=found.row.pk if found else None,
        asked=dict(asked),
        seed=asked["seed"],
        steps=RULES * asked["runs"] * asked["years"],
        asked_by=by,
        is_demonstration=organisation.is_demonstration,
    )
    record(Verb.SIMULATED, made, organisation=organisation, by=by)
    return made


def run_simulation(pk: int) -> Simulation:
    """Try the rule and its alternatives on the members of today, several runs each; the result is kept. Safe to run twice."""
    made = _start(pk)
    try:
        today = timezone.localdate()
        kinds = simulations.kinds_now(today)
        subject = (
            simulations.subject_named(f"{made.subject_type}/{made.subject_id}") if made.subject_type else None
        )
        rates = simulations.measured_rates(made.asked["measured"], today) if made.asked["measured"] else {}
        world = simulations.world_of(made.asked, kinds, simulations.waited_years(today), rates)
        policies, words = simulations.policies_of(made.asked, kinds, subject)
        part = part_simulated(world)
        outcomes: dict[str, list[Any]] = {}
        step = 0
        for policy in policies:
            for run in range(made.asked["runs"]):
                outcomes.setdefault(policy.name, []).append(
                    simulate(policy, world, f"{made.seed}/{run}", dimensions=simulations.TOLD)
                )
                step += world.years
                Simulation.objects.filter(pk=pk).update(step=step)
    except (DrawError, ValueError) as fault:
        Simulation.objects.filter(pk=pk).update(state=SimulationState.FAILED, result={"fault": str(fault)})
        raise
    with transaction.atomic():
        made = lock(made)
        made.assumed = {
            "members": sum(kind.people for kind in kinds),
            "applicants": round(sum(group.people * group.rate for group in world.groups)),
            "part": round(100 * part, 2),
            "places": policies[0].places,
            "places_simulated": scaled(policies[0], part).places,
            "measured": bool(rates),
            "words": words,
            "day": today.isoformat(),
        }
        made.result = simulations.result_of(outcomes, world)
        made.done_at = timezone.now()
        advance(
            made,
            SimulationState.DONE,
            SIMULATION_TRANSITIONS,
            otherwise=Reason.NOT_WAITING,
            also=("assumed", "result", "done_at"),
        )
    return made


@transaction.atomic
def _start(pk: int) -> Simulation:
    made = lock(Simulation.objects.get(pk=pk))
    made.step = 0
    advance(
        made, SimulationState.WORKING, SIMULATION_TRANSITIONS, otherwise=Reason.NOT_WAITING, also=("step",)
    )
    return made
