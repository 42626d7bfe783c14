"""What the worker does: see that every erasure of the register is done here, and every one done here is in it."""

import logging

from procrastinate.contrib.django import app

from jiangong.foundation.people.erasure import actions

log = logging.getLogger("jiangong.erasure")


@app.periodic(cron="17 * * * *")
@app.task(name="erasure.catch_up", queue="erasures")
def catch_up(timestamp: int) -> None:
    """Every hour: after a crash or a restore there may be something left to forget."""
    found = actions.catch_up()
    if found.done or found.added or found.unreadable:
        log.warning(
            "Erasures: %s in the register, %s done again, %s lines added, %s lines unreadable.",
            found.known, found.done, found.added, found.unreadable,
        )  # fmt: skip
