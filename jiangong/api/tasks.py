"""What the worker does for the API: the hourly clearing away."""

from procrastinate.contrib.django import app

from jiangong.api import actions


@app.periodic(cron="27 * * * *")
@app.task(name="api.clear_away", queue="api")
def clear_away(timestamp: int) -> None:
    """Every hour: delete the answers kept for a day."""
    actions.clear_away()
