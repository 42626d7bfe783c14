"""Work in the background: closing lists, drawing, reckoning chances, fetching rounds. Thin wrappers that take ids."""

from procrastinate.contrib.django import app

from jiangong.selection.draws import actions, queries
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.states import DrawState


@app.task(name="draws.close", queue="default", retry=2)
def close(draw_id: int) -> None:
    """Close the list that somebody asked to be closed; safe to run twice."""
    if actions.finish_closing(Draw.objects.get(pk=draw_id)).state == DrawState.CLOSED:
        chances.defer(draw_id=draw_id)


@app.task(name="draws.draw", queue="default", retry=2)
def draw(draw_id: int) -> None:
    """Draw what was given its randomness; safe to run twice."""
    actions.draw(Draw.objects.get(pk=draw_id))


@app.task(name="draws.chances", queue="default", retry=2)
def chances(draw_id: int) -> None:
    """Reckon everybody's chance over a closed list; safe to run twice."""
    actions.reckon_chances(Draw.objects.get(pk=draw_id))


@app.periodic(cron="*/2 * * * *")
@app.task(name="draws.fetch", queue="default", queueing_lock="draws.fetch")
def fetch(timestamp: int) -> None:
    """Every two minutes: fetch the drand rounds that have come, where the installation may; go on with what was left by
    workers that were killed; call whoever has to close a list or bring a randomness."""
    for one in queries.draws_to_fetch():
        if actions.fetch_randomness(one):
            draw.defer(draw_id=one.pk)
    for one in queries.closings_left_behind():
        close.defer(draw_id=one.pk)
    for one in queries.draws_left_behind():
        draw.defer(draw_id=one.pk)
    actions.call_conductors()
