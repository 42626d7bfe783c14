"""Work in the background: papers are handed in when their time is over, also where nobody looks; those of many are marked."""

from procrastinate.contrib.django import app

from jiangong.selection.exams import actions


@app.periodic(cron="* * * * *")
@app.task(name="exams.end_due", queue="default", queueing_lock="exams.end_due")
def end_due(timestamp: int) -> None:
    """Every minute."""
    actions.end_due()


@app.task(name="exams.mark_papers", queue="default", retry=3)
def mark_papers(sitting_id: int) -> None:
    """One step after the other; the page counts with it."""
    while actions.mark_step(sitting_id):
        pass
