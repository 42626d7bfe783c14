"""The demonstration's own witness 演示见证人: its key, its folder, its process; and one look of it while nothing runs yet.

A draw is refused without somebody who cosigns the closed list before the randomness comes. So that a draw can be made on one
machine, a demonstration that names no witness (JIANGONG_WITNESSES) has one, by the program that real witnesses run
(operations/witness), in var/witness/<database>. It proves nothing to anybody, and its name says so: whoever runs the site
runs it too.
"""

import os
import shutil
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import actions as ledger
from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.models import Bundle, Tile
from jiangong.foundation.ledger.tlog.tiles import parse_tile_path
from jiangong.operations.growing import grow_to_the_end
from jiangong.operations.signer import alone, sign_next, signer_folder, signing_key
from jiangong.operations.witness import folder
from jiangong.operations.witness.following import look
from jiangong.operations.witness.network import Missing

NAME = "演示见证人"
EVERY = 5  # not law: seconds between two looks, so that a draw can be shown within minutes


def witness_folder() -> Path:
    """var/witness/<database>: as the signer's memory, a witness's belongs to one database's log."""
    return Path(settings.VAR) / "witness" / str(settings.DATABASES["default"]["NAME"])


def named_others() -> bool:
    """Whether the demonstration was told to have witnesses of other people."""
    return any(not one.startswith(f"{NAME}+") for one in settings.WITNESSES)


def ready(address: str) -> folder.Witness | None:
    """The witness that follows our log at `address` (the site's, without a slash at its end), named as ours from now on.

    None where JIANGONG_WITNESSES names others. What it remembers of a city that was thrown away goes with that city.
    """
    if named_others():
        return None
    place = witness_folder()
    with alone(signer_folder()):
        log = signing_key(signer_folder()).verifier
    ours = None
    if (place / "key").exists():
        opened = folder.open_folder(place)
        pinned = opened.log(log.name)
        if pinned is not None and pinned.keys == (log,):
            ours = folder.move_log(opened, log.name, f"{address}/ledger/")
    if ours is None:
        shutil.rmtree(place, ignore_errors=True)
        ours = folder.add_log(folder.make(place, NAME), [log.vkey], f"{address}/ledger/")
    settings.WITNESSES = [ours.vkey]
    os.environ["JIANGONG_WITNESSES"] = ours.vkey  # for web and worker, which this process starts
    return ours


def sign_and_cosign(witness: folder.Witness | None) -> None:
    """What worker, signer and witness do, once: nothing runs yet while the city is loaded. The witness's clock is Django's
    (moments.py), so that a draw of the past was witnessed in time."""
    grow_to_the_end(lambda done, whole: None)
    place = signer_folder()
    with alone(place):
        sign_next(place, signing_key(place))
    if witness is not None:
        with closing(folder.hold(witness)):
            look(witness, witness.logs[0], _read, _take, now=lambda: timezone.now().timestamp())


def command() -> list[str]:
    """The witness's process."""
    program = [sys.executable, "-m", "jiangong.operations", "witness", "follow"]
    return [*program, str(witness_folder()), "--every", str(EVERY), "--quiet"]


def forget() -> None:
    """Throw key and memory away, with the log that they belong to."""
    shutil.rmtree(witness_folder(), ignore_errors=True)


def _read(path: str, most: int) -> bytes:
    """What the site serves below /ledger/, from the database."""
    try:
        if path == "checkpoint":
            newest = queries.newest_checkpoint()
            if newest is None:
                raise Missing(path)
            return newest.full_note.encode()
        level, index, width = parse_tile_path(path)
        if level == "entries":
            return queries.read_bundle(index, width)
        return queries.read_tile(level, index, width)
    except (ValueError, Tile.DoesNotExist, Bundle.DoesNotExist) as error:
        raise Missing(path) from error


def _take(note: str) -> bool:
    try:
        ledger.accept_cosignatures(note)
    except Refused:
        return False
    return True
