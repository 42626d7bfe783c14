"""Work in the background: thin wrappers that take ids."""

from procrastinate.contrib.django import app

from jiangong.programmes.competitions import actions


@app.task(name="competitions.issue_honours", queue="documents", retry=3)
def issue_honours(batch_id: int) -> None:
    actions.issue_batch(batch_id)
