"""Publish what got a place: salts, leaves, tiles and the head, in one transaction. A kill leaves all or nothing."""

import secrets
from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from jiangong.foundation.common.locks import Lock, wait_for
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.leaves import Source
from jiangong.foundation.ledger.queries import head, require_not_held, sources
from jiangong.foundation.ledger.queries.leaves import Standing, Tagging, corrected_leaves, derive
from jiangong.foundation.ledger.states import Reason
from jiangong.foundation.ledger.tlog import merkle, tiles
from jiangong.foundation.rulebook import queries as rulebook

SALT = 32  # bytes


@transaction.atomic
def grow(tagging: Tagging, *, most: int = 20_000, standing: Standing | None = None) -> int:
    """Give the next places (up to `most`) their leaves; return how many, 0 when the tree has reached the last place.

    Raises Refused(HELD) while the log is held. `standing` may be kept from call to call.
    """
    standing = standing or Standing()
    wait_for(Lock.LOG)
    with connection.cursor() as cursor:
        require_not_held()
        size, _root = head()
        batch = sources(size, size + most)
        if not batch:
            return 0
        if batch[0].position != size or batch[-1].position != size + len(batch) - 1:
            raise RuntimeError(f"The places after {size} have a gap: the log must not grow over it.")
        standing.learn(batch)
        _decide_naming(cursor, standing, batch)
        fresh = secrets.token_bytes(SALT * len(batch))
        salts = [fresh[n * SALT : (n + 1) * SALT] for n in range(len(batch))]
        leaves = _leaves(batch, salts, standing, tagging)
        with cursor.copy("COPY ledger_salt (position, salt) FROM STDIN") as copy:
            copy.write(
                "".join(
                    [f"{one.position}\t\\\\x{salt.hex()}\n" for one, salt in zip(batch, salts, strict=True)]
                )
            )
        _write_bundles(cursor, size, leaves)
        root = _write_tiles(cursor, size, [merkle.leaf_hash(one) for one in leaves])
        cursor.execute(
            "INSERT INTO ledger_head (id, size, root, grown_at, held) VALUES (1, %s, %s, now(), '')"
            " ON CONFLICT (id) DO UPDATE SET size = excluded.size, root = excluded.root, grown_at = now()",
            [size + len(batch), root],
        )
    return len(batch)


def _leaves(batch: list[Source], salts: list[bytes], standing: Standing, tagging: Tagging) -> list[bytes]:
    """The leaves of the batch. A correction may take back what was logged long ago, or stands in the batch itself."""
    corrected = corrected_leaves(batch)
    here = {one.corrects_at for one in batch if one.corrects_at is not None}
    leaves = []
    for one, salt in zip(batch, salts, strict=True):
        leaf = derive(one, salt, standing, tagging, corrected)
        leaves.append(leaf)
        if one.position in here:
            corrected[one.position] = leaf
    return leaves


def _decide_naming(cursor: CursorWrapper, standing: Standing, batch: Iterable[Source]) -> None:
    """Decide, once a year and union, whether it is large enough to be named: members of its whole subtree count."""
    undecided = standing.undecided(batch)
    if not undecided:
        return
    least = rulebook.value("ledger.small_cell")
    cursor.execute(
        """
        SELECT o.id, COALESCE(sum(m.people), 0) >= %s FROM organisations_organisation o
        LEFT JOIN organisations_organisation below ON below.path >= o.path AND below.path < o.path || '~'
        LEFT JOIN people_membercount m ON m.organisation_id = below.id AND m.state = 'active'
        WHERE o.id = ANY(%s) GROUP BY o.id
        """,
        [least, list({pk for pk, _year in undecided})],
    )
    large = dict(cursor.fetchall())
    decided = {(pk, year): large[pk] for pk, year in undecided}
    with cursor.copy("COPY ledger_named (organisation_id, year, named) FROM STDIN") as copy:
        for (pk, year), named in decided.items():
            copy.write_row((pk, year, named))
    standing.named.update(decided)


def _write_bundles(cursor: CursorWrapper, size: int, leaves: list[bytes]) -> None:
    """Add the leaves to the last bundle and open new ones behind it."""
    room = -size % tiles.WIDTH
    if first := leaves[:room]:
        cursor.execute(
            "UPDATE ledger_bundle SET data = data || %s WHERE index = %s",
            [tiles.pack(first), size // tiles.WIDTH],
        )
    fresh = [leaves[n : n + tiles.WIDTH] for n in range(len(first), len(leaves), tiles.WIDTH)]
    with cursor.copy("COPY ledger_bundle (index, data) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["int8", "bytea"])
        for index, part in enumerate(fresh, (size + room) // tiles.WIDTH):
            copy.write_row((index, tiles.pack(part)))


def _write_tiles(cursor: CursorWrapper, size: int, hashes: list[bytes]) -> bytes:
    """Grow the tiles by these leaf hashes; return the new root."""
    edges = {(level, index) for level, (index, width) in tiles.widths(size).items() if width < tiles.WIDTH}
    edge = {}
    for level, index in edges:
        cursor.execute('SELECT data FROM ledger_tile WHERE level = %s AND "index" = %s', [level, index])
        edge[level] = bytes(cursor.fetchone()[0])
    written, _edge, root = tiles.grow(edge, size, hashes)
    for place in edges & written.keys():
        cursor.execute(
            'UPDATE ledger_tile SET data = %s WHERE level = %s AND "index" = %s', [written[place], *place]
        )
    with cursor.copy('COPY ledger_tile (level, "index", data) FROM STDIN (FORMAT BINARY)') as copy:
        copy.set_types(["int2", "int8", "bytea"])
        for (level, index), data in written.items():
            if (level, index) not in edges:
                copy.write_row((level, index, data))
    return root


@transaction.atomic
def destroy_salts(entries: Collection[int]) -> int:
    """Destroy the salts of entries (their numbers): their commitments can never be opened again. Return how many.

    For the right to be forgotten. An entry that is not logged yet has no salt to destroy but would get one: raises
    Refused(NOT_YET_LOGGED) then.
    """
    wait_for(Lock.LOG)
    with connection.cursor() as cursor:
        size, _root = head()
        cursor.execute(
            "SELECT count(*) FROM ledger_place WHERE entry_id = ANY(%s) AND position < %s",
            [list(entries), size],
        )
        if cursor.fetchone()[0] != len(set(entries)):
            raise Refused(Reason.NOT_YET_LOGGED)
        cursor.execute(
            "DELETE FROM ledger_salt WHERE position IN (SELECT position FROM ledger_place WHERE entry_id = ANY(%s))",
            [list(entries)],
        )
        return int(cursor.rowcount)
