"""Work in the background: thin wrappers that take ids, and the hourly clearing away."""

from django.core.exceptions import ObjectDoesNotExist
from procrastinate.contrib.django import app

from jiangong.foundation.people.models import RosterImport
from jiangong.foundation.people.roster import actions
from jiangong.foundation.people.roster.actions.clearing import interrupted


@app.task(name="roster.read", queue="rosters", retry=2)
def read(import_id: int) -> None:
    """Read and stage an uploaded file. Gone meanwhile: nothing to do."""
    try:
        actions.read(RosterImport.objects.select_related("organisation").get(pk=import_id))
    except ObjectDoesNotExist:
        return


@app.task(name="roster.write", queue="rosters", retry=2)
def write(import_id: int) -> None:
    """Write a confirmed import; safe to run twice."""
    actions.write(RosterImport.objects.get(pk=import_id))


@app.periodic(cron="7 * * * *")
@app.task(name="roster.clear_away", queue="rosters")
def clear_away(timestamp: int) -> None:
    """Every hour: delete what is kept for 24 hours only."""
    actions.clear_away()


@app.periodic(cron="*/10 * * * *")
@app.task(name="roster.go_on", queue="rosters")
def go_on(timestamp: int) -> None:
    """Every ten minutes: go on with imports whose worker was killed."""
    for one in interrupted():
        task = read if one.state == RosterImport.State.READING else write
        task.defer(import_id=one.pk)
