"""What this room declares for its draw: the plan to announce and the list to close."""

from collections.abc import Iterator
from itertools import groupby

from jiangong.programmes.care.convalescence.models import Applicant, Programme
from jiangong.programmes.care.convalescence.states import ApplicationState
from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.planning import Plan
from jiangong.selection.draws.formulas.rules import Pool


def draw_plan(programme: Programme) -> Plan:
    """What is announced: batches and pools as planned, until when one may apply, and who is in which pool in words."""
    batches, pools = list(programme.batches.all()), list(programme.pools.all())
    return Plan(
        programme.title,
        {one.code: one.places for one in batches},
        tuple(Pool(one.code, one.places, one.then) for one in pools),
        {one.code: one.name for one in pools}
        | {one.code: f"{one.title} {one.place_name}".strip() for one in batches},
        programme.words,
        programme.closes_at,
    )


def draw_list(programme: Programme) -> Iterator[Application]:
    """Every complete application as a line without a name, in the order of applying; one query, read as it goes.

    A group has the pools that all its people are in, in the first's order, and the smallest number of lots of any of
    them: nobody gains anything by going with somebody.
    """
    rows = (
        Applicant.objects.filter(programme=programme, application__state=ApplicationState.SUBMITTED)
        .order_by("application", "number")
        .values_list("application__ticket", "application__wants", "pools", "lots")
    )
    for ticket, people in groupby(rows.iterator(chunk_size=10_000), key=lambda row: row[0]):
        together = list(people)
        shared = [code for code in together[0][2] if all(code in one[2] for one in together)]
        yield Application(
            ticket, len(together), min(one[3] for one in together), tuple(shared), tuple(together[0][1])
        )
