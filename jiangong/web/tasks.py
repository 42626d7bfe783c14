"""Work in the background: long exports, clearing their files away, and jobs whose worker is gone."""

from procrastinate.contrib.django import app

from jiangong.web import actions
from jiangong.web.queries.exporting import exports_left_behind


@app.task(name="web.make_export", queue="documents", retry=2)
def make_export(export_id: int) -> None:
    """Write the file of one export; safe to run twice."""
    actions.make_export(export_id)


@app.periodic(cron="41 * * * *")
@app.task(name="web.clear_exports", queue="documents")
def clear_exports(timestamp: int) -> None:
    """Every hour: files that are a day old."""
    actions.clear_exports()


@app.periodic(cron="*/10 * * * *")
@app.task(name="web.go_on", queue="documents")
def go_on(timestamp: int) -> None:
    """Every ten minutes: go on with exports whose worker was killed."""
    for export_id in exports_left_behind():
        make_export.defer(export_id=export_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="web.fail_abandoned", queue="documents")
def fail_abandoned(timestamp: int) -> None:
    """Every ten minutes: jobs of killed workers do not stay "being done" for ever."""
    actions.fail_abandoned()
