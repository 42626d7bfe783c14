"""Which cells of a published table are hidden so that nobody in a small one can be pointed at, nor be found by subtracting.

A slot is a count and the number it is out of (None: not known to anybody). It is small if fewer than `least` are counted, or all
but fewer than `least`, or if it is out of fewer than `least` altogether. Small slots are hidden; then as many others as it takes
that each hidden one could just as well be another number, as far as the totals and the shown slots tell, even to who knows
all the numbers they are out of. A table for which that cannot be had is not published.

Why the test is exact: slots that sum to fixed rows and columns, each between 0 and what it is out of, are a transport
problem; a slot can be another number if and only if there is a ring of hidden slots through it along which one person can be moved.
"""

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from typing import NamedTuple, TypeVar

Key = TypeVar("Key")  # of a list; rows and columns of a table are told by texts
At = tuple[str, str]


class Slot(NamedTuple):
    """`people` of `most`; `most` is None where nobody knows it."""

    people: int
    most: int | None = None

    def small(self, least: int) -> bool:
        """Whether so few people are, or are not, counted that they could be pointed at."""
        if self.most is None:
            return 0 < self.people < least
        return 0 < self.people < least or 0 < self.most - self.people < least or 0 < self.most < least

    @property
    def more(self) -> bool:
        """Whether it could be one more."""
        return self.most is None or self.people < self.most

    @property
    def fewer(self) -> bool:
        """Whether it could be one fewer."""
        return self.people > 0


def partners(slots: Mapping[Key, Slot], hidden: Iterable[Key]) -> dict[Key, set[tuple[Key, bool]]]:
    """For each hidden slot of a list with a known total: which others could have given it one person (True), or taken one (False)."""
    among = list(hidden)
    found: dict[Key, set[tuple[Key, bool]]] = {one: set() for one in among}
    for one in among:
        for other in among:
            if other != one and slots[one].more and slots[other].fewer:
                found[one].add((other, True))
                found[other].add((one, False))
    return found


def hidden_in_list(slots: Mapping[Key, Slot], least: int) -> set[Key]:
    """The slots to hide in a list whose total is published; all of them if no others can shield a small one."""
    hidden = {key for key, one in slots.items() if one.small(least)}
    while True:
        exposed = [key for key, found in partners(slots, hidden).items() if not found]
        if not exposed:
            return hidden
        candidates = [key for key in slots if key not in hidden and partners(slots, {exposed[0], key})[key]]
        if not candidates:
            return set(slots)
        hidden.add(min(candidates, key=lambda key: (not slots[key].more, slots[key].people)))


class Hidden(NamedTuple):
    """What to hide of a two-way table; `whole`: it cannot be published. `rows`: for each hidden row total, which other
    hidden row totals could have given it one person (True) or taken one (False), with all that is shown of this table."""

    cells: frozenset[At]
    rows: Mapping[str, frozenset[tuple[str, bool]]]
    whole: bool


def hidden_in_table(
    table: Mapping[At, Slot], least: int, rows: Iterable[str] = (), columns: Iterable[str] = ()
) -> Hidden:
    """The cells to hide in a table whose row and column totals are published but for those of `rows` and `columns`.

    Hidden totals hide their whole row or column: several tables share the rows' totals, and must not tell them together.
    """
    rows, columns = set(rows), set(columns)
    hidden = {at for at, one in table.items() if one.small(least) or at[0] in rows or at[1] in columns}
    steps, everything = _steps(table, hidden), _steps(table, table)
    for at in sorted(hidden):  # what is open stays so when more is hidden, and every cell of a ring is open
        if _open(table, steps, at):
            continue
        more = _ring(table, everything, hidden, at)
        if more is None:
            return Hidden(frozenset(table), {}, whole=True)
        hidden |= more
        steps = _steps(table, hidden)
    moved = {
        row: frozenset(
            (other, given)
            for other in rows - {row}
            for given in (True, False)
            if _reaches(steps, *((("row", row), ("row", other)) if given else (("row", other), ("row", row))))
        )
        for row in rows
    }
    stuck = [
        one
        for one in columns
        if not any(
            _reaches(steps, ("column", one), ("column", other))
            or _reaches(steps, ("column", other), ("column", one))
            for other in columns - {one}
        )
    ]
    return Hidden(frozenset(hidden), moved, whole=bool(stuck))


Node = tuple[str, str]
Steps = Mapping[Node, Mapping[Node, At]]


def _steps(table: Mapping[At, Slot], hidden: Iterable[At]) -> dict[Node, dict[Node, At]]:
    """Where one person can be moved: row → column makes the cell one more, column → row one fewer."""
    found: dict[Node, dict[Node, At]] = {}
    for at in hidden:
        row, column = ("row", at[0]), ("column", at[1])
        if table[at].more:
            found.setdefault(row, {})[column] = at
        if table[at].fewer:
            found.setdefault(column, {})[row] = at
    return found


def _reaches(steps: Steps, start: Node, end: Node, but: At | None = None) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for node, at in steps.get(waiting.pop(), {}).items():
            if at != but and node not in seen:
                if node == end:
                    return True
                seen.add(node)
                waiting.append(node)
    return False


def _open(table: Mapping[At, Slot], steps: Steps, at: At) -> bool:
    """Whether a hidden cell could be another number with all totals and shown cells as they are."""
    row, column = ("row", at[0]), ("column", at[1])
    return (table[at].more and _reaches(steps, column, row, at)) or (
        table[at].fewer and _reaches(steps, row, column, at)
    )


def _ring(table: Mapping[At, Slot], steps: Steps, hidden: set[At], at: At) -> set[At] | None:
    """The cheapest cells to hide besides, so that `at` could be another number; None if there are none."""
    row, column = ("row", at[0]), ("column", at[1])

    def cost(one: At) -> int:
        return 0 if one in hidden else table[one].people + 1

    found = []
    if table[at].more:
        found.append(_cheapest(steps, column, row, at, cost))
    if table[at].fewer:
        found.append(_cheapest(steps, row, column, at, cost))
    rings = [one for one in found if one is not None]
    return min(rings, key=lambda ring: sum(map(cost, ring))) if rings else None


def _cheapest(steps: Steps, start: Node, end: Node, but: At, cost: Callable[[At], int]) -> set[At] | None:
    best, count = {start: 0}, 0
    heap: list[tuple[int, int, Node, tuple[At, ...]]] = [(0, 0, start, ())]
    while heap:
        spent, _, node, path = heappop(heap)
        if node == end:
            return set(path)
        if spent > best[node]:
            continue
        for next_node, at in steps.get(node, {}).items():
            total = spent + cost(at)
            if at != but and total < best.get(next_node, total + 1):
                best[next_node], count = total, count + 1
                heappush(heap, (total, count, next_node, (*path, at)))
    return None
