"""What the worker does for the plan all day long."""

import logging
import threading

from django.db import Error, close_old_connections, connection

from jiangong.foundation.ledger.actions import sequence
from jiangong.plan.actions import follow

log = logging.getLogger(__name__)

AFTER_A_FAILURE = 5.0  # seconds before the next try


def follow_forever(stop: threading.Event, *, pause: float = 0.3) -> None:
    """Give new entries their places and roll them up, every `pause` seconds, until `stop` is set.

    Runs in a thread of its own with its own database connection. A lost connection or a failed batch is logged
    and tried again: nothing is lost, the cells are only later.
    """
    try:
        while not stop.is_set():
            wait = pause
            try:
                close_old_connections()
                moved = sequence() + follow()
                wait = 0 if moved else pause
            except Error:
                log.exception("Rolling up failed; trying again in %s seconds.", AFTER_A_FAILURE)
                connection.close()
                wait = AFTER_A_FAILURE
            stop.wait(wait)
    finally:
        connection.close()
