"""What a database superuser may do to the ledger behind its back, one seeded change at a time.

Each change is made with all triggers off (session_replication_role = replica), inside a transaction that is rolled back
afterwards, and says which public files it could have moved. `publishing.py` writes those again and judges them.

Left out is what moves no public byte, and so is no change of the past for a stranger: a salt destroyed and nothing else
(`jiangong ledger verify --deep` counts those), the head (the signer refuses it), tables that are rebuilt from the ledger.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jiangong.foundation.ledger.tlog.notes import Signer
from jiangong.foundation.ledger.tlog.tiles import WIDTH, pack, unpack

OFF = "SET LOCAL session_replication_role = replica"


@dataclass
class World:
    """The sound ledger: `size` leaves are signed. `far` is how near the end a change must be that moves all later places."""

    size: int
    chance: random.Random
    cursor: Any
    far: int = 2_000

    def sql(self, statement: str, *values: Any) -> Any:
        """Run one statement; the first row, if it gives rows. A change that changes nothing is a mistake of ours."""
        self.cursor.execute(statement, values)
        if self.cursor.description:
            return self.cursor.fetchone()
        assert self.cursor.rowcount, f"nothing was changed by {statement}"
        return None

    def place(self, *, near_end: bool = False) -> int:
        return self.chance.randrange(max(0, self.size - self.far) if near_end else 0, self.size)

    def entry(self, position: int) -> int:
        number: int = self.sql("SELECT entry_id FROM ledger_place WHERE position = %s", position)[0]
        return number

    def place_where(self, condition: str) -> int:
        """A place by chance whose entry fulfils the condition: the first one at or after some place, else the last before."""
        start = self.place()
        for compare, order in ((">=", ""), ("<", "DESC")):
            found = self.sql(
                f"SELECT p.position FROM ledger_place p JOIN ledger_entry e ON e.id = p.entry_id"
                f" WHERE p.position {compare} %s AND p.position < %s AND {condition}"
                f" ORDER BY p.position {order} LIMIT 1",
                start,
                self.size,
            )
            if found:
                position: int = found[0]
                return position
        raise LookupError(condition)


@dataclass
class Touched:
    """Which public files could say something else now. `bundles` are derived from entries, `stored` lie in the database."""

    bundles: set[int] = field(default_factory=set)
    stored: set[int] = field(default_factory=set)
    tiles: set[tuple[int, int]] = field(default_factory=set)
    figures: bool = False
    checkpoint: bool = False


def leaves(*positions: int) -> Touched:
    return Touched(bundles={one // WIDTH for one in positions})


# --- entries ----------------------------------------------------------------------------------------------------------

# Column → (which entry, what it becomes): one way for each column of the table.
EDITS = {
    "verb": ("e.verb = 'growth.completed'", "verb = 'growth.absent'"),
    "verb (bare)": ("e.verb = 'growth.enrolled'", "verb = 'growth.waiting'"),
    "subject_type": ("true", "subject_type = subject_type || 'x'"),
    "subject_id": ("true", "subject_id = subject_id + 1"),
    "organisation": ("true", "organisation_id = (SELECT id FROM organisations_organisation o"
                             " WHERE o.id <> organisation_id ORDER BY id LIMIT 1)"),
    "lineage": ("e.verb = 'growth.completed'", "lineage_id = (SELECT id FROM organisations_lineage l"
                                               " WHERE l.id <> lineage_id ORDER BY id LIMIT 1)"),
    "person": ("e.person_id IS NOT NULL", "person_id = person_id + 1"),
    "nobody": ("e.person_id IS NOT NULL", "person_id = NULL"),
    "quantity": ("true", "quantity = quantity + 1"),
    "attribute": ("true", "attribute = attribute || 'x'"),
    "payload": ("true", "payload = payload || '{\"mode\": \"altered\"}'"),
    "payload, a private name": ("true", "payload = payload || '{\"reason\": \"altered\"}'"),
    "happened_on": ("true", "happened_on = happened_on + 1"),
    "recorded_at": ("true", "recorded_at = recorded_at + interval '1 microsecond'"),
    "recorded_by": ("true", "recorded_by_id = COALESCE(recorded_by_id, 0) + 1"),
}  # fmt: skip


def edit(column: str) -> Callable[[World], Touched]:
    condition, becomes = EDITS[column]

    def change(world: World) -> Touched:
        position = world.place_where(condition)
        world.sql(f"UPDATE ledger_entry SET {becomes} WHERE id = %s", world.entry(position))
        return leaves(position)

    return change


def renumber(world: World) -> Touched:
    """The entry gets another number, and its place goes with it."""
    position = world.place()
    number = world.entry(position)
    world.sql("UPDATE ledger_place SET entry_id = -entry_id WHERE position = %s", position)
    world.sql("UPDATE ledger_entry SET id = -id WHERE id = %s", number)
    return leaves(position)


def take_back(world: World) -> Touched:
    """An entry becomes the correction of another one."""
    one, other = sorted(world.chance.sample(range(world.size), 2))
    number = world.entry(one)
    if world.sql("SELECT count(*) FROM ledger_entry WHERE corrects_id = %s", number)[0]:
        return take_back(world)
    world.sql("UPDATE ledger_entry SET corrects_id = %s WHERE id = %s", number, world.entry(other))
    return leaves(other)


def back_date(world: World) -> Touched:
    """It happened, and was recorded, 40 days earlier."""
    position = world.place()
    world.sql(
        "UPDATE ledger_entry SET happened_on = happened_on - 40, recorded_at = recorded_at - interval '40 days'"
        " WHERE id = %s",
        world.entry(position),
    )
    return leaves(position)


def delete_entry(world: World) -> Touched:
    position = world.place()
    world.sql("DELETE FROM ledger_entry WHERE id = %s", world.entry(position))
    return leaves(position)


def delete_entry_and_place(world: World) -> Touched:
    position = world.place()
    world.sql("DELETE FROM ledger_entry WHERE id = %s", world.entry(position))
    world.sql("DELETE FROM ledger_place WHERE position = %s", position)
    return leaves(position)


def shift(world: World, position: int, by: int) -> None:
    """All places from `position` on move by one, their salts with them; in two steps, because places are unique."""
    for table in ("ledger_place", "ledger_salt"):
        world.sql(f"UPDATE {table} SET position = -position - 1 WHERE position >= %s", position)
        world.sql(f"UPDATE {table} SET position = -position - 1 + %s WHERE position < 0", by)


def delete_and_close_the_gap(world: World) -> Touched:
    """The entry goes, and everything after it moves up, salts included, so that no place is empty."""
    position = world.place(near_end=True)
    world.sql("DELETE FROM ledger_entry WHERE id = %s", world.entry(position))
    world.sql("DELETE FROM ledger_place WHERE position = %s", position)
    world.sql("DELETE FROM ledger_salt WHERE position = %s", position)
    if position + 1 < world.size:
        shift(world, position + 1, -1)
    return leaves(*range(position, world.size, WIDTH), world.size - 1)


def copy_of(world: World, position: int) -> int:
    columns = (
        "verb, subject_type, subject_id, organisation_id, lineage_id, person_id, quantity, attribute, payload,"
        " happened_on, recorded_at, recorded_by_id"
    )
    number: int = world.sql(
        f"INSERT INTO ledger_entry ({columns}) SELECT {columns} FROM ledger_entry WHERE id = %s RETURNING id",
        world.entry(position),
    )[0]
    return number


def duplicate_over_another(world: World) -> Touched:
    """A second copy of one entry takes the place of another one."""
    one, other = world.chance.sample(range(world.size), 2)
    world.sql("UPDATE ledger_place SET entry_id = %s WHERE position = %s", copy_of(world, one), other)
    return leaves(other)


def insert_in_the_middle(world: World) -> Touched:
    """A second copy of an entry is put in, and everything after it moves down."""
    position = world.place(near_end=True)
    number = copy_of(world, world.place())
    shift(world, position, 1)
    world.sql("INSERT INTO ledger_place (position, entry_id) VALUES (%s, %s)", position, number)
    world.sql(
        "INSERT INTO ledger_salt (position, salt) VALUES (%s, %s)", position, world.chance.randbytes(32)
    )
    return leaves(*range(position, world.size, WIDTH), world.size - 1)


def swap(*, near: bool, salts: bool) -> Callable[[World], Touched]:
    """Two entries change places; with their salts, so that each commitment still opens."""

    def change(world: World) -> Touched:
        one = world.chance.randrange(world.size - 1)
        other = (
            one + 1
            if near
            else world.chance.choice([n for n in (one // 2, one // 3 + 1) if n != one] or [one + 1])
        )
        first, second = world.entry(one), world.entry(other)
        world.sql("UPDATE ledger_place SET entry_id = -entry_id WHERE position IN (%s, %s)", one, other)
        world.sql("UPDATE ledger_place SET entry_id = %s WHERE position = %s", second, one)
        world.sql("UPDATE ledger_place SET entry_id = %s WHERE position = %s", first, other)
        if salts:
            world.sql(
                "UPDATE ledger_salt s SET salt = t.salt FROM ledger_salt t WHERE s.position IN (%s, %s)"
                " AND t.position = %s + %s - s.position",
                one, other, one, other,
            )  # fmt: skip
        return leaves(one, other)

    return change


def edit_salt(world: World) -> Touched:
    position = world.place()
    world.sql("UPDATE ledger_salt SET salt = %s WHERE position = %s", world.chance.randbytes(32), position)
    return leaves(position)


def swap_salts(world: World) -> Touched:
    one, other = world.chance.sample(range(world.size), 2)
    world.sql(
        "UPDATE ledger_salt s SET salt = t.salt FROM ledger_salt t WHERE s.position IN (%s, %s)"
        " AND t.position = %s + %s - s.position",
        one, other, one, other,
    )  # fmt: skip
    return leaves(one, other)


def edit_lineage(world: World) -> Touched:
    """Where a union stood is written anew: its entries no longer count for the city."""
    position = world.place_where("e.verb = 'growth.completed'")
    world.sql(
        "UPDATE organisations_lineage SET ancestors = ancestors[2:] WHERE id ="
        " (SELECT lineage_id FROM ledger_entry WHERE id = %s)",
        world.entry(position),
    )
    return leaves(position)


def edit_naming(world: World) -> Touched:
    """A union that was named is hidden, or one too small to be named is shown."""
    while True:
        position = world.place_where("e.verb = 'growth.completed'")
        decision = world.sql(
            "SELECT n.id FROM ledger_entry e JOIN organisations_lineage l ON l.id = e.lineage_id JOIN ledger_named n"
            " ON n.organisation_id = ANY(l.ancestors) AND n.year = extract(year FROM e.happened_on)"
            " WHERE e.id = %s ORDER BY n.organisation_id DESC LIMIT 1",
            world.entry(position),
        )
        if decision:
            world.sql("UPDATE ledger_named SET named = NOT named WHERE id = %s", decision[0])
            touched = leaves(position)
            touched.figures = True
            return touched


def rename_code(world: World) -> Touched:
    """A union's code, under which all its figures stand, is changed."""
    position = world.place_where("e.verb = 'growth.completed'")
    world.sql(
        "UPDATE organisations_organisation SET code = code || 'X' WHERE id ="
        " (SELECT organisation_id FROM ledger_entry WHERE id = %s)",
        world.entry(position),
    )
    touched = leaves(position)
    touched.figures = True
    return touched


# --- the log's own tables ---------------------------------------------------------------------------------------------


def edit_bundle(world: World) -> Touched:
    """One byte of one logged line: the site serves the bundle as it lies in the database."""
    position = world.place()
    index, n = divmod(position, WIDTH)
    some = unpack(bytes(world.sql("SELECT data FROM ledger_bundle WHERE index = %s", index)[0]))
    line = bytearray(some[n])
    line[world.chance.randrange(len(line))] ^= 1
    some[n] = bytes(line)
    world.sql("UPDATE ledger_bundle SET data = %s WHERE index = %s", pack(some), index)
    return Touched(stored={index})


def reorder_bundle(world: World) -> Touched:
    index = world.chance.randrange(world.size // WIDTH)
    some = unpack(bytes(world.sql("SELECT data FROM ledger_bundle WHERE index = %s", index)[0]))
    one, other = world.chance.sample(range(len(some)), 2)
    some[one], some[other] = some[other], some[one]
    world.sql("UPDATE ledger_bundle SET data = %s WHERE index = %s", pack(some), index)
    return Touched(stored={index})


def cut_bundle(world: World) -> Touched:
    index = world.chance.randrange(world.size // WIDTH)
    some = unpack(bytes(world.sql("SELECT data FROM ledger_bundle WHERE index = %s", index)[0]))
    del some[world.chance.randrange(len(some))]
    world.sql("UPDATE ledger_bundle SET data = %s WHERE index = %s", pack(some), index)
    return Touched(stored={index})


def delete_bundle(world: World) -> Touched:
    index = world.chance.randrange(-(-world.size // WIDTH))
    world.sql("DELETE FROM ledger_bundle WHERE index = %s", index)
    return Touched(stored={index})


def edit_line_and_tile(world: World) -> Touched:
    """Line and its hash are changed together, so that the two agree; the level above does not."""
    from jiangong.foundation.ledger.tlog.merkle import leaf_hash

    index = world.chance.randrange(world.size // WIDTH)
    some = unpack(bytes(world.sql("SELECT data FROM ledger_bundle WHERE index = %s", index)[0]))
    n = world.chance.randrange(len(some))
    some[n] = some[n].replace(b'"v":1', b'"v":1 ', 1)
    world.sql("UPDATE ledger_bundle SET data = %s WHERE index = %s", pack(some), index)
    hashes = b"".join(map(leaf_hash, some))
    world.sql('UPDATE ledger_tile SET data = %s WHERE level = 0 AND "index" = %s', hashes, index)
    return Touched(stored={index}, tiles={(0, index)})


def any_tile(world: World) -> tuple[int, int]:
    """A tile of the lowest level, or, one time in three, of a higher one."""
    if world.chance.random() < 0.33:
        found = world.sql(
            'SELECT level, "index" FROM ledger_tile WHERE level > 0 ORDER BY md5(level || %s || "index") LIMIT 1',
            str(world.chance.random()),
        )
        if found:
            return found[0], found[1]
    return 0, world.chance.randrange(-(-world.size // WIDTH))


def edit_tile(world: World) -> Touched:
    level, index = any_tile(world)
    data = bytearray(
        world.sql('SELECT data FROM ledger_tile WHERE level = %s AND "index" = %s', level, index)[0]
    )
    data[world.chance.randrange(len(data))] ^= 1 << world.chance.randrange(8)
    world.sql('UPDATE ledger_tile SET data = %s WHERE level = %s AND "index" = %s', bytes(data), level, index)
    return Touched(tiles={(level, index)})


def delete_tile(world: World) -> Touched:
    level, index = any_tile(world)
    world.sql('DELETE FROM ledger_tile WHERE level = %s AND "index" = %s', level, index)
    return Touched(tiles={(level, index)})


# --- checkpoints ------------------------------------------------------------------------------------------------------


def _note(world: World) -> tuple[int, str]:
    size, note = world.sql("SELECT size, note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
    return size, note


def edit_checkpoint(what: str) -> Callable[[World], Touched]:
    def change(world: World) -> Touched:
        size, note = _note(world)
        lines = note.split("\n")
        if what == "size":
            lines[1] = str(size - world.chance.randrange(1, 100))
        else:
            line = 2 if what == "root" else 4
            at = world.chance.randrange(len(lines[line]) // 2, len(lines[line]) - 3)
            lines[line] = lines[line][:at] + ("A" if lines[line][at] != "A" else "B") + lines[line][at + 1 :]
        world.sql("UPDATE ledger_checkpoint SET note = %s WHERE size = %s", "\n".join(lines), size)
        return Touched(checkpoint=True)

    return change


def another_signer(world: World) -> Touched:
    """A new key signs the same statement, and the site calls it its own. Only who knows the old key can tell."""
    size, note = _note(world)
    text = note.split("\n\n")[0] + "\n"
    signer = Signer.generate(text.split("\n")[0])
    world.sql("UPDATE ledger_logkey SET vkey = %s", signer.verifier.vkey)
    world.sql("UPDATE ledger_checkpoint SET note = %s WHERE size = %s", f"{text}\n{signer.sign(text)}", size)
    return Touched(checkpoint=True)


def roll_back(world: World) -> Touched:
    """The newest checkpoint goes, an older one stands: properly signed. Only who kept the newer one can tell."""
    world.sql("DELETE FROM ledger_cosignature WHERE size = (SELECT max(size) FROM ledger_checkpoint)")
    world.sql("DELETE FROM ledger_checkpoint WHERE size = (SELECT max(size) FROM ledger_checkpoint)")
    return Touched(checkpoint=True)


def edit_cosignature(world: World) -> Touched:
    line = world.sql("SELECT line FROM ledger_cosignature ORDER BY size DESC LIMIT 1")[0]
    name, signature = line.rstrip("\n").rsplit(" ", 1)
    at = world.chance.randrange(8, len(signature) - 4)
    signature = signature[:at] + ("A" if signature[at] != "A" else "B") + signature[at + 1 :]
    world.sql("UPDATE ledger_cosignature SET line = %s", f"{name} {signature}\n")
    return Touched(checkpoint=True)


# --- figures ----------------------------------------------------------------------------------------------------------

# The cells that are published with a value: of unions that are always named.
CELLS = """FROM plan_cell c JOIN organisations_organisation o ON o.id = c.organisation_id
           WHERE o.kind IN ('city', 'district', 'township', 'industry')"""


def any_cell(world: World) -> str:
    """Where one of them lies in its table."""
    [cells] = world.sql(f"SELECT count(*) {CELLS}")
    [place] = world.sql(
        f"SELECT c.ctid::text {CELLS} ORDER BY promise, organisation_id, period OFFSET %s LIMIT 1",
        world.chance.randrange(cells),
    )
    return str(place)


def edit_cell(becomes: str) -> Callable[[World], Touched]:
    def change(world: World) -> Touched:
        world.sql(f"UPDATE plan_cell SET {becomes} WHERE ctid = %s::tid", any_cell(world))
        return Touched(figures=True)

    return change


def delete_cell(world: World) -> Touched:
    world.sql("DELETE FROM plan_cell WHERE ctid = %s::tid", any_cell(world))
    return Touched(figures=True)


def move_cell(world: World) -> Touched:
    """A figure is given to a month that has none."""
    world.sql(
        "UPDATE plan_cell SET period = '2027-12' WHERE ctid = %s::tid",
        any_cell(world),
    )
    return Touched(figures=True)


def move_roll_up(world: World) -> Touched:
    """The figures pretend to follow fewer lines than they count."""
    world.sql("UPDATE plan_rollup SET next_position = %s", world.place_where("e.verb = 'growth.completed'"))
    return Touched(figures=True)


def cover_up(world: World) -> Touched:
    """The entry is changed, its salt destroyed as if somebody had been forgotten, and the figures are put right."""
    position = world.place_where("e.verb = 'growth.completed' AND e.happened_on >= '2023-01-01'")
    number = world.entry(position)
    world.sql("DELETE FROM ledger_salt WHERE position = %s", position)
    world.sql(
        """
        UPDATE plan_cell c SET value = value - 1 FROM ledger_entry e JOIN organisations_lineage l ON l.id = e.lineage_id
        WHERE e.id = %s AND c.organisation_id = ANY(l.ancestors) AND c.promise = 'D9'
          AND c.period IN (to_char(e.happened_on, 'YYYY-MM'), to_char(e.happened_on, 'YYYY'), 'all')
        """,
        number,
    )
    world.sql("UPDATE ledger_entry SET quantity = 0, verb = 'growth.absent' WHERE id = %s", number)
    touched = leaves(position)
    touched.figures = True
    return touched


# Every kind of change, with its share of the whole.
CHANGES: dict[str, tuple[int, Callable[[World], Touched]]] = {
    **{f"edit: {column}": (24, edit(column)) for column in EDITS},
    "edit: number": (20, renumber),
    "edit: corrects": (20, take_back),
    "back-date": (70, back_date),
    "delete: entry": (40, delete_entry),
    "delete: entry and place": (40, delete_entry_and_place),
    "delete: and close the gap": (20, delete_and_close_the_gap),
    "duplicate: over another": (50, duplicate_over_another),
    "duplicate: put in": (30, insert_in_the_middle),
    "reorder: neighbours": (30, swap(near=True, salts=False)),
    "reorder: neighbours with salts": (30, swap(near=True, salts=True)),
    "reorder: far": (30, swap(near=False, salts=True)),
    "salt: edit": (20, edit_salt),
    "salt: swap": (10, swap_salts),
    "lineage": (10, edit_lineage),
    "code": (5, rename_code),
    "naming": (5, edit_naming),
    "bundle: edit": (30, edit_bundle),
    "bundle: reorder": (15, reorder_bundle),
    "bundle: cut": (10, cut_bundle),
    "bundle: delete": (10, delete_bundle),
    "line and tile": (15, edit_line_and_tile),
    "tile: edit": (30, edit_tile),
    "tile: delete": (10, delete_tile),
    "checkpoint: size": (8, edit_checkpoint("size")),
    "checkpoint: root": (8, edit_checkpoint("root")),
    "checkpoint: signature": (8, edit_checkpoint("signature")),
    "checkpoint: another signer": (4, another_signer),
    "checkpoint: rolled back": (3, roll_back),
    "cosignature": (8, edit_cosignature),
    "cell: value": (20, edit_cell("value = value + 1")),
    "cell: entries": (8, edit_cell("entries = entries + 1")),
    "cell: delete": (10, delete_cell),
    "cell: another month": (5, move_cell),
    "figures: fewer lines": (3, move_roll_up),
    "cover up": (10, cover_up),
}


def drawn(number: int, seed: int) -> list[str]:
    """`number` kinds of change in an order by chance: every kind at least once if there is room, then by share."""
    chance = random.Random(seed)
    names = list(CHANGES)
    chosen = chance.sample(names, min(number, len(names)))
    chosen += chance.choices(names, [CHANGES[name][0] for name in names], k=number - len(chosen))
    chance.shuffle(chosen)
    return chosen
