"""Cells that repeat from row to row: each wording is understood once and looked up ever after."""
# not law in this file (60, 50000): how names are counted in an example file

from collections.abc import Callable
from operator import itemgetter

from jiangong.foundation.common.spreadsheets import Cell, as_text
from jiangong.foundation.people.roster.formulas.columns import WORDINGS
from jiangong.foundation.people.roster.states import Problem

_LONGEST = {"occupation": 60}
Repeating = tuple[tuple[str, ...], tuple[Problem, ...]]


class Group:
    """Some columns read together: their values and faults are remembered for rows that hold the same cells."""

    def __init__(self, keys: tuple[str, ...], places: dict[str, int]) -> None:
        self._columns = [(key, places.get(key), dict[Cell, tuple[str, str]]()) for key in keys]
        present = [places[key] for key in keys if key in places]
        self.cells: Callable[[list[Cell]], tuple[Cell, ...]] = (
            itemgetter(*present) if len(present) > 1 else lambda row: tuple([row[place] for place in present])
        )
        self._known: dict[tuple[Cell, ...], Repeating] = {}
        self.plain: dict[tuple[Cell, ...], tuple[str, ...]] = {}  # the values alone, where there is no fault

    def read(self, row: list[Cell]) -> Repeating:
        key = self.cells(row)
        return self._known.get(key) or self._learn(key, row)

    def _learn(self, key: tuple[Cell, ...], row: list[Cell]) -> Repeating:
        values: list[str] = []
        faults: list[Problem] = []
        for column, place, cache in self._columns:
            if place is None or (cell := row[place]) == "":
                values.append("")
                continue
            value, fault = cache.get(cell) or (_word if column in WORDINGS else _free)(column, cell, cache)
            values.append(value)
            if fault:
                facts = (("most", _LONGEST[column]),) if fault == "long" else ()
                faults.append(Problem(column, "document_type" if column == "type" else fault, facts))
        repeating = (tuple(values), tuple(faults))
        if len(self._known) < 50_000 and all(isinstance(cell, str) for cell in key):
            self._known[key] = repeating
            if not faults:
                self.plain[key] = repeating[0]
        return repeating


def _word(key: str, cell: Cell, cache: dict[Cell, tuple[str, str]]) -> tuple[str, str]:
    """The kept wording of a cell, or '' and the fault; remembered."""
    text = as_text(cell)
    wordings = WORDINGS[key]
    kept = wordings.get(text) or wordings.get(text.lower().replace(" ", ""))
    if kept is None and "(" in text:
        kept = wordings.get(text.partition("(")[0].strip())
    answer = (str(kept), "") if kept else ("", "option" if text else "")
    return _remember(cache, cell, answer)


def _free(key: str, cell: Cell, cache: dict[Cell, tuple[str, str]]) -> tuple[str, str]:
    """Free text of limited length; remembered."""
    text = as_text(cell)
    answer = ("", "long") if len(text) > _LONGEST[key] else (text, "")
    return _remember(cache, cell, answer)


def _remember(cache: dict[Cell, tuple[str, str]], cell: Cell, answer: tuple[str, str]) -> tuple[str, str]:
    if len(cache) < 50_000 and not isinstance(cell, bool | float | int):  # True, 1 and 1.0 are one key
        cache[cell] = answer
    return answer
