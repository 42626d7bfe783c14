"""Work in the background: counting a year, counting unions, trying rules. Thin wrappers that take ids."""

from django.utils import timezone
from procrastinate.contrib.django import app

from jiangong.foundation.common.refusals import Refused
from jiangong.selection.equity import actions


@app.task(name="equity.count", queue="default")
def count(year: int) -> None:
    """Count a year that was begun; run twice, the second one is refused or counts the same."""
    actions.count(year)


@app.periodic(cron="20 2 * * *")
@app.task(name="equity.daily", queue="default", queueing_lock="equity.daily")
def daily(timestamp: int) -> None:
    """Every night: begin the years that are due."""
    for year in actions.years_due(timezone.localdate()):
        try:
            actions.begin_count(year, by=None)
        except Refused:
            continue  # being counted
        count.defer(year=year)


@app.periodic(cron="50 3 * * *")
@app.task(name="equity.inside", queue="default", queueing_lock="equity.inside")
def inside(timestamp: int) -> None:
    """Every night: what the officers of each union see of it."""
    actions.count_inside(timezone.localdate())


@app.task(name="equity.simulate", queue="default")
def simulate(simulation_id: int) -> None:
    """Try a rule over the years."""
    actions.run_simulation(simulation_id)
