"""Ask witnesses that wait to be asked (C2SP tlog-witness) to cosign each new checkpoint.

The worker does it, in a thread of its own: never the signer, whose process holds the key and speaks to nobody outside, and
never in the way of signing, since a stranger's server may be slow.
"""

import logging
import threading
from collections.abc import Sequence

from django.db import Error, close_old_connections, connection

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import Accepted, accept_cosignatures
from jiangong.operations.witness.network import Unreachable
from jiangong.operations.witness.pushing import NotCosigned, push

log = logging.getLogger(__name__)

PAUSE = 10.0  # seconds between looks for a new checkpoint
AFTER_A_FAILURE = 60.0  # seconds before a witness that did not cosign is asked again


def ask(address: str, *, old: int = 0) -> Accepted | None:
    """Have the newest checkpoint cosigned by the witness at `address` and publish its line; None before the first one.

    `old`: the size that it cosigned last, as far as we know. Raises Unreachable, NotCosigned if it did not, Refused if it is
    not one that we name.
    """
    newest = queries.newest_checkpoint()
    if newest is None:
        return None
    lines = push(address, newest.note, queries.consistency, queries.witness_keys(), old=min(old, newest.size))
    return accept_cosignatures(newest.note + "".join(lines))


def ask_forever(addresses: Sequence[str], stop: threading.Event, *, pause: float = PAUSE) -> None:
    """Ask each of the witnesses about each new checkpoint that it has not cosigned, until `stop` is set."""
    cosigned = dict.fromkeys(addresses, 0)
    try:
        while not stop.is_set():
            wait = pause
            for address, old in cosigned.items():
                try:
                    close_old_connections()
                    cosigned[address] = _ask_about_new(address, old)
                except (Unreachable, NotCosigned, Refused) as error:
                    log.warning("No cosignature from %s: %s", address, error)
                    wait = AFTER_A_FAILURE
                except Error:
                    log.exception("Asking witnesses failed; trying again in %s seconds.", AFTER_A_FAILURE)
                    connection.close()
                    wait = AFTER_A_FAILURE
            stop.wait(wait)
    finally:
        connection.close()


def _ask_about_new(address: str, old: int) -> int:
    newest = queries.newest_checkpoint()
    if newest is None or newest.size == old:
        return old
    accepted = ask(address, old=old)
    return accepted.size if accepted else old
