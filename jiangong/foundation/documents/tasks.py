"""Background work of documents."""

from procrastinate.contrib.django import app

from jiangong.foundation.documents import actions


@app.periodic(cron="40 3 * * *")
@app.task(name="documents.sweep", queue="documents")
def sweep(timestamp: int) -> None:
    """Delete the bytes of uploads that were broken off."""
    actions.sweep()
