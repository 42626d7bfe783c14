"""What the worker does: plan what was told, send what is due, look every minute whether anything was left behind."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from jiangong.foundation.inbox import actions, queries


@app.task(name="inbox.plan", queue="messages")
def plan() -> None:
    """Messages become deliveries; what is due goes out."""
    actions.plan()
    wake()


@app.task(name="inbox.send", queue="messages")
def send(channel: str) -> None:
    """One channel's turn, of a minute at most; what is left comes with the next."""
    actions.send_due(channel)


@app.periodic(cron="* * * * *")
@app.task(name="inbox.sweep", queue="messages")
def sweep(timestamp: int) -> None:
    """Every minute: what was told, what is due, what a process that is no more left in "sending". Rows are the queue."""
    actions.plan()
    wake()


def wake() -> None:
    """Give every channel that has something to do its turn, unless it is waiting for one already."""
    for channel in queries.channels_with_work():
        with suppress(AlreadyEnqueued):
            send.configure(queueing_lock=f"inbox.send.{channel}").defer(channel=channel)


@app.periodic(cron="* * * * *")
@app.task(name="inbox.escalate", queue="messages", queueing_lock="inbox.escalate")
def escalate(timestamp: int) -> None:
    """Every minute: remind of what is near its end, pass on what is over it."""
    while actions.escalate():
        pass


@app.periodic(cron="23 * * * *")
@app.task(name="inbox.reseat", queue="messages", queueing_lock="inbox.reseat")
def reseat(timestamp: int) -> None:
    """Every hour: nothing waits at a seat where nobody is."""
    actions.reseat()
