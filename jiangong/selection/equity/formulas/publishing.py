"""From how many people there are of each kind to the cells of a year, and which of them are published."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from jiangong.selection.equity.formulas.hiding import Slot, hidden_in_list, hidden_in_table, partners

DISTRICT = "district"


class Kind(NamedTuple):
    """`people` who are alike in all that is compared. `good` empty: members; else those who received it."""

    good: str
    district: str
    sector: str
    size: str
    rank: str
    form: str
    sex: str
    age: str
    people: int


class At(NamedTuple):
    """Where a cell stands: of a good, along a dimension, a value; in one district, or (None) in the city."""

    good: str
    dimension: str
    value: str
    district: str | None


def rolled_up(kinds: Iterable[Kind], dimensions: Iterable[str], goods: Iterable[str]) -> dict[At, int]:
    """Every cell. Groups that have members but received nothing have their cells, with nobody in them."""
    cells: Counter[At] = Counter()
    along = [one for one in dimensions if one != DISTRICT]
    for kind in kinds:
        cells[At(kind.good, "", "", None)] += kind.people
        cells[At(kind.good, DISTRICT, kind.district, None)] += kind.people
        for dimension in along:
            value = getattr(kind, dimension)
            cells[At(kind.good, dimension, value, None)] += kind.people
            cells[At(kind.good, dimension, value, kind.district)] += kind.people
    of_members = [at for at in cells if not at.good]
    for good in goods:
        for at in of_members:
            cells.setdefault(at._replace(good=good), 0)
    return dict(cells)


@dataclass
class _Tables:
    """The slots of one good (or of the members): lists by dimension, tables by dimension."""

    whole: Slot
    lists: dict[str, dict[str, Slot]] = field(default_factory=dict)
    tables: dict[str, dict[tuple[str, str], Slot]] = field(default_factory=dict)


def published(cells: Mapping[At, int], least: int) -> set[At]:
    """The cells that may be shown; the others are small, or would tell a small one. docs/equity.md says the rule.

    Everything is published along all dimensions at once: whoever holds all tables, of members and of every good, against each
    other finds no hidden number. What somebody knows besides, as about the same year counted a month before, is not guarded.
    """
    shown: set[At] = set()
    for good in {at.good for at in cells}:
        shown |= _published_of(good, cells, least)
    return shown


def _published_of(good: str, cells: Mapping[At, int], least: int) -> set[At]:
    found = _Tables(Slot(0))
    for at, people in cells.items():
        if at.good != good:
            continue
        slot = Slot(people, cells[at._replace(good="")] if good else None)
        if not at.dimension:
            found.whole = slot
        elif at.district is None:
            found.lists.setdefault(at.dimension, {})[at.value] = slot
        else:
            found.tables.setdefault(at.dimension, {})[at.district, at.value] = slot
    if found.whole.small(least):
        return set()
    if not found.whole.people:  # nobody at all: all know it of every group
        return {at for at in cells if at.good == good}
    shown = {At(good, "", "", None)}
    hidden = {dimension: hidden_in_list(slots, least) for dimension, slots in found.lists.items()}
    for dimension, slots in found.lists.items():
        shown |= {At(good, dimension, value, None) for value in slots if value not in hidden[dimension]}
    districts = found.lists.get(DISTRICT, {})
    movable = partners(districts, hidden.get(DISTRICT, set()))
    for dimension, table in sorted(found.tables.items()):
        full = _filled(table, districts, found.lists[dimension])
        inside = hidden_in_table(full, least, hidden.get(DISTRICT, ()), hidden[dimension])
        after = {one: others & set(inside.rows.get(one, ())) for one, others in movable.items()}
        if inside.whole or not all(after.values()):
            continue  # this table would tell; its totals stand in the lists
        movable = after
        shown |= {
            At(good, dimension, value, district)
            for district, value in table
            if (district, value) not in inside.cells
        }
    return shown


def _filled(
    table: Mapping[tuple[str, str], Slot], rows: Iterable[str], columns: Iterable[str]
) -> dict[tuple[str, str], Slot]:
    """The table with its empty cells: everybody sees that nobody is there."""
    columns = list(columns)
    return {(row, column): table.get((row, column), Slot(0, 0)) for row in rows for column in columns}
