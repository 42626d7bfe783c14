"""Is the published log what the entries say? Every leaf derived again, every tile hashed again. For the command line."""

from collections.abc import Callable

from django.db import connection

from jiangong.foundation.ledger.queries.leaves import Standing, Tagging, derive_again, logged_leaves
from jiangong.foundation.ledger.queries.log import head, newest_checkpoint, root_at, salts_missing
from jiangong.foundation.ledger.states import Verb
from jiangong.foundation.ledger.tlog import merkle, tiles

STRETCH = 40 * tiles.WIDTH  # leaves looked at in one go
SHOWN = 20  # places that one sentence names

Progress = Callable[[int, int], None]


def verify_log(tagging: Tagging, progress: Progress | None = None) -> list[str]:
    """What is wrong with the published log, one sentence each; an empty list when it is sound.

    Every leaf is what its entry says (erased ones excepted, and there are as many as erasures say); the tiles hold
    the leaves' hashes; they hash to the head's root; the newest checkpoint states a root of this tree.
    """
    tell = progress or (lambda done, whole: None)
    size, root = head()
    found, changed, wrong_tiles = [], [], 0
    standing, grown = Standing(), merkle.EMPTY_ROOT
    edge: dict[int, bytes] = {}
    for first in range(0, size, STRETCH):
        until = min(first + STRETCH, size)
        _leaves, differing = derive_again(first, until, standing, tagging)
        changed += differing
        logged = logged_leaves(first, until)
        hashes = [merkle.leaf_hash(logged.get(position, b"")) for position in range(first, until)]
        written, edge, grown = tiles.grow(edge, first, hashes)
        wrong_tiles += _different(written)
        tell(until, size)
    if changed:
        places = ", ".join(str(one) for one in changed[:SHOWN])
        found.append(f"{len(changed)} entries no longer say what was logged, at the places {places}.")
    if wrong_tiles:
        found.append(f"{wrong_tiles} tiles do not hold the hashes of their leaves.")
    if grown != root:
        found.append(f"The {size} leaves do not hash to the root of the head.")
    if (missing := salts_missing()) != (erased := erased_leaves()):
        found.append(f"{missing} leaves cannot be opened, but erasures account for {erased}.")
    signed = newest_checkpoint()
    if signed is not None and signed.size > size:
        found.append(f"{signed.size} leaves were signed, but there are only {size}.")
    elif signed is not None and root_at(signed.size) != signed.statement.root:
        found.append(f"The tree at {signed.size} is not the one that was signed.")
    return found


def erased_leaves() -> int:
    """How many leaves lost their salt to erasures, as the ledger itself says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(sum(quantity), 0) FROM ledger_entry WHERE verb = %s", [Verb.ERASED.value]
        )
        return int(cursor.fetchone()[0])


def _different(written: dict[tuple[int, int], bytes]) -> int:
    """How many of these tiles the database does not have, or has with other hashes."""
    levels, indexes = zip(*written, strict=True) if written else ((), ())
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT level, "index", data FROM ledger_tile'
            ' JOIN unnest(%s::smallint[], %s::bigint[]) AS wanted(l, i) ON (level, "index") = (l, i)',
            [list(levels), list(indexes)],
        )
        there = {(level, index): bytes(data) for level, index, data in cursor.fetchall()}
    return sum(not there.get(place, b"").startswith(data) for place, data in written.items())


def hashed_again(progress: Progress | None = None) -> tuple[int, bytes]:
    """How many leaves the bundles hold, and the root they hash to: nothing is believed of tiles or head."""
    tell = progress or (lambda done, whole: None)
    size, _root = head()
    count, root = 0, merkle.EMPTY_ROOT
    edge: dict[int, bytes] = {}
    while True:
        logged = logged_leaves(count, count + STRETCH)
        hashes: list[bytes] = []
        while (leaf := logged.get(count + len(hashes))) is not None:
            hashes.append(merkle.leaf_hash(leaf))
        if not hashes:
            return count, root
        _written, edge, root = tiles.grow(edge, count, hashes)
        count += len(hashes)
        tell(min(count, size), size)
