"""What the worker does all day long: places, figures, and the published log."""

import logging
import threading

from django.db import Error, close_old_connections, connection

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import grow, sequence
from jiangong.foundation.ledger.queries import Standing
from jiangong.plan.actions import follow
from jiangong.plan.queries.tagging import tagging

log = logging.getLogger(__name__)

AFTER_A_FAILURE = 5.0  # seconds before the next try


def follow_forever(stop: threading.Event, *, pause: float = 0.3) -> None:
    """Give new entries their places, roll them up and publish their leaves, every `pause` seconds, until `stop` is set.

    Runs in a thread of its own with its own database connection. A lost connection or a failed batch is logged
    and tried again: nothing is lost, figures and log are only later. While the log is held nothing moves.
    """
    tags, standing = tagging(), Standing()
    try:
        while not stop.is_set():
            wait = pause
            try:
                close_old_connections()
                moved = sequence() + follow() + grow(tags, standing=standing)
                wait = 0 if moved else pause
            except (Error, Refused) as error:
                log.exception("Following the ledger failed; trying again in %s seconds.", AFTER_A_FAILURE)
                connection.close()
                standing = Standing()  # it may know decisions that were rolled back
                wait = AFTER_A_FAILURE if isinstance(error, Error) else 60.0
            stop.wait(wait)
    finally:
        connection.close()
