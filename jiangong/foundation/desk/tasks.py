"""Work in the background: letting acts take effect when their time has come, clearing old drafts away."""

from procrastinate.contrib.django import app

from jiangong.foundation.desk import actions, queries


@app.task(name="desk.take_effect", queue="desk")
def take_effect(pending_id: int) -> None:
    """Let one act take effect; safe to run twice, too early, or never."""
    actions.take_effect(pending_id)


@app.periodic(cron="* * * * *")
@app.task(name="desk.sweep", queue="desk")
def sweep(timestamp: int) -> None:
    """Every minute: whatever is due and was left behind, by a lost job or a worker that was killed."""
    for pending_id in queries.due():
        actions.take_effect(pending_id)


@app.periodic(cron="23 * * * *")
@app.task(name="desk.clear_away", queue="desk")
def clear_away(timestamp: int) -> None:
    """Every hour: drafts that nobody has touched, and acts that ended, the days of the rulebook ago."""
    actions.drop_old_drafts()
    actions.drop_old_pending()
