"""What everybody may see of a counted year."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from jiangong.foundation.organisations.models import Organisation
from jiangong.selection.equity.models import Cell, Count
from jiangong.selection.equity.queries.goods import goods
from jiangong.selection.equity.states import (
    AGES,
    CITY,
    ELSEWHERE,
    LABELS,
    NONE,
    NOT_ON_RECORD,
    OF_THE_CITY,
    OTHER,
    SIZES,
    UNKNOWN,
    CountState,
    Dimension,
    Good,
)


@dataclass(frozen=True)
class Line:
    """A group: its members and how many of them received the good; None: hidden, or not published for the group alone."""

    value: str
    label: str
    members: int | None
    reached: int | None

    @cached_property
    def share(self) -> float | None:
        """Of a hundred members, how many; None if either is hidden or nobody is in the group."""
        if self.members is None or self.reached is None or not self.members:
            return None
        return 100 * self.reached / self.members


@dataclass(frozen=True)
class Along:
    """The groups along one dimension. `unknown` is the line of those of whom the register does not say it, if there are any."""

    dimension: str
    label: str
    lines: Sequence[Line]
    unknown: Line | None = None

    @cached_property
    def most(self) -> float:
        """The highest share, for the length of bars."""
        return max((one.share or 0 for one in self.lines), default=0)


@dataclass(frozen=True)
class Reach:
    """A good in a year: the whole city (or union), then along each dimension. `outside`: received it, on no register."""

    good: Good
    whole: Line
    along: Sequence[Along]
    outside: int

    @cached_property
    def most(self) -> float:
        """The highest share of all groups."""
        return max((one.most for one in self.along), default=0)


@dataclass(frozen=True)
class Table:
    """A dimension by district: the names of its groups, and a row a district."""

    label: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Line]]]
    published: bool


def published_years() -> list[Count]:
    """The years that were counted, newest first."""
    return list(Count.objects.exclude(counted_at=None).order_by("-year"))


def published_year(year: int) -> Count | None:
    return Count.objects.exclude(counted_at=None).filter(year=year).first()


def overview(count: Count) -> list[tuple[Good, Line]]:
    """Every good with how many of all members received it. One query."""
    rows = count.cells.filter(dimension="", district=None)
    found = {cell.good: cell for cell in rows}
    members = found.get("")
    return [
        (good, _line("", "", members, found.get(code), _shown))
        for code, good in goods().items()
        if code in found
    ]


def reach_of(count: Count, good: Good) -> Reach:
    """What is published of a good. Two queries: cells, names of districts."""
    return reach(count.cells.filter(district=None), good, int(count.outside.get(good.code, 0)), _shown)


def table_of(count: Count, good: Good, dimension: str) -> Table:
    """What is published of a good along a dimension in each district. Two queries."""
    cells = list(count.cells.filter(dimension=dimension, good__in=("", good.code)).exclude(district=None))
    districts = {str(cell.district) for cell in cells}
    names = names_of(districts)
    values = _ordered(dimension, {cell.value for cell in cells}, names)
    found = _by_value(cells, lambda cell: str(cell.district))
    rows = [
        (
            label_of(Dimension.DISTRICT, district, names),
            _lines(dimension, values, names, found["", district], found[good.code, district], _shown),
        )
        for district in _ordered(Dimension.DISTRICT, districts, names)
    ]
    published = any(cell.shown for cell in cells if cell.good)
    return Table(
        str(Dimension(dimension).label),
        [label_of(dimension, value, names) for value in values],
        rows,
        published,
    )


def everything_of(count: Count) -> list[tuple[Any, ...]]:
    """Every published line as the spreadsheet and the API have it: good, dimension, value, district, members, reached.

    Two queries. Hidden numbers are None; codes stand beside names so that years can be compared.
    """
    cells = list(count.cells.all())
    places = {(cell.good, cell.dimension, cell.value, cell.district): cell for cell in cells}
    names = names_of({str(cell.district) for cell in cells if cell.district} | _district_values(cells))
    rows = []
    for key in sorted(places, key=lambda one: (one[0], one[1], one[3] is not None, one[3] or 0, one[2])):
        if not key[0] or key[0] not in goods():
            continue
        members, reached = places.get(("", *key[1:])), places[key]
        rows.append(
            (
                key[0],
                key[1],
                key[2],
                label_of(key[1], key[2], names),
                None if key[3] is None else str(key[3]),
                "" if key[3] is None else label_of(Dimension.DISTRICT, str(key[3]), names),
                members.people if members and members.shown else None,
                reached.people if reached.shown else None,
            )
        )
    return rows


def text_of(count: Count) -> dict[str, Any]:
    """What is published of a year as plain data, whose canonical JSON the digest in the ledger is of. One query."""
    cells = count.cells.filter(shown=True).order_by("good", "dimension", "value", "district")
    return {
        "year": count.year,
        "until": count.until.isoformat() if count.until else "",
        "least": count.least,
        "outside": count.outside,
        "cells": [
            [
                cell.good,
                cell.dimension,
                cell.value,
                "" if cell.district is None else str(cell.district),
                cell.people,
            ]
            for cell in cells
        ],
    }


def counts() -> QuerySet[Count]:
    """All counts, newest year first, those under way too."""
    return Count.objects.order_by("-year")


def under_way() -> bool:
    return Count.objects.filter(state__in=(CountState.WAITING, CountState.WORKING)).exists()


def label_of(dimension: str, value: str, names: dict[str, str]) -> str:
    """What a value is called; `names` are those of districts."""
    if not dimension:
        return ""
    if value == UNKNOWN:
        return str(NOT_ON_RECORD)
    if value == OTHER:
        return str(ELSEWHERE)
    if dimension == Dimension.DISTRICT:
        return str(OF_THE_CITY) if value == CITY else names.get(value, value)
    return str(LABELS.get(dimension, {}).get(value, value))


Number = Callable[[Cell | None], int | None]


def _shown(cell: Cell | None) -> int | None:
    return cell.people if cell is not None and cell.shown else None


def _line(value: str, label: str, members: Cell | None, reached: Cell | None, number: Number) -> Line:
    return Line(value, label, number(members) if members else 0, number(reached) if reached else 0)


def _lines(
    dimension: str,
    values: Iterable[str],
    names: dict[str, str],
    members: Mapping[str, Cell],
    reached: Mapping[str, Cell],
    number: Number,
) -> list[Line]:
    """The groups of a dimension, from the cells of all members and of those who received the good, each by its value."""
    return [
        _line(value, label_of(dimension, value, names), members.get(value), reached.get(value), number)
        for value in values
    ]


def _by_value(
    cells: Iterable[Cell], place: Callable[[Cell], str]
) -> defaultdict[tuple[str, str], dict[str, Cell]]:
    """The cells of each good at each place, by their values; nowhere they are none."""
    found: defaultdict[tuple[str, str], dict[str, Cell]] = defaultdict(dict)
    for cell in cells:
        found[cell.good, place(cell)][cell.value] = cell
    return found


def reach(cells: Iterable[Cell], good: Good, outside: int, number: Number) -> Reach:
    """A good from its cells and those of the members; `number` says what is told of a cell. One query if districts are among them."""
    ours = [cell for cell in cells if cell.good in ("", good.code)]
    found = _by_value(ours, lambda cell: cell.dimension)
    names = names_of(_district_values(ours))
    along = []
    for dimension in Dimension.values:
        members, reached = found["", dimension], found[good.code, dimension]
        values = _ordered(dimension, {*members, *reached}, names)
        lines = _lines(dimension, values, names, members, reached, number)
        if lines:
            unknown = next((one for one in lines if one.value == UNKNOWN), None)
            along.append(Along(dimension, str(Dimension(dimension).label), lines, unknown))
    whole = _line("", "", found["", ""].get(""), found[good.code, ""].get(""), number)
    return Reach(good, whole, along, outside)


def _district_values(cells: Iterable[Cell]) -> set[str]:
    return {cell.value for cell in cells if cell.dimension == Dimension.DISTRICT}


def names_of(districts: Iterable[str]) -> dict[str, str]:
    """Short names of districts by their numbers as texts. One query at most."""
    wanted = [int(one) for one in districts if one != CITY]
    if not wanted:
        return {}
    return {
        str(pk): name
        for pk, name in Organisation.objects.filter(pk__in=wanted).values_list("pk", "short_name")
    }


_BANDS = {
    Dimension.SIZE: [*map(str, SIZES), "more", NONE],
    Dimension.AGE: [*map(str, AGES), "more"],
    Dimension.RANK: list(LABELS[Dimension.RANK]),
    Dimension.SEX: list(LABELS[Dimension.SEX]),
}


def _ordered(dimension: str, values: set[str], names: dict[str, str]) -> list[str]:
    """Bands in their order, all else by name; what is other or not on record comes last."""
    order = _BANDS.get(Dimension(dimension), [])
    return sorted(
        values,
        key=lambda one: (
            one == UNKNOWN,
            one in (OTHER, CITY),
            order.index(one) if one in order else len(order),
            label_of(dimension, one, names),
        ),
    )
