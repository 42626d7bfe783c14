"""Work in the background."""

from procrastinate.contrib.django import app

from jiangong.foundation.notices import actions


@app.periodic(cron="*/10 * * * *")
@app.task(name="notices.close_due", queue="notices")
def close_due(timestamp: int) -> None:
    """Every ten minutes: end the notices whose days are over and to which no objection is open."""
    actions.close_due()
