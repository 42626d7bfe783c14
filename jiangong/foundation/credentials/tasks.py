"""Work in the background: enter the signer's keys into the ledger. The signer itself may not write there."""

from procrastinate.contrib.django import app

from jiangong.foundation.credentials import actions


@app.periodic(cron="* * * * *")
@app.task(name="credentials.note_keys", queue="credentials")
def note_keys(timestamp: int) -> None:
    """Every minute: any key that the signer told and the ledger does not know yet."""
    actions.note_keys()
