"""Work in the background: papers are handed in when their time is over, also where nobody looks."""

from procrastinate.contrib.django import app

from jiangong.selection.exams import actions


@app.periodic(cron="* * * * *")
@app.task(name="exams.end_due", queue="default", queueing_lock="exams.end_due")
def end_due(timestamp: int) -> None:
    """Every minute."""
    actions.end_due()
