"""What officers see of their own union and those below it, nothing hidden.

Of the city and the districts it is what a year's count says of them; of every smaller union what was counted in the last night.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind as UnionKind
from jiangong.selection.equity.formulas.publishing import rolled_up
from jiangong.selection.equity.models import Cell, Count, Inside
from jiangong.selection.equity.queries.counting import BANDS, kinds_on, rows_of, unions_on
from jiangong.selection.equity.queries.goods import goods
from jiangong.selection.equity.queries.publishing import Reach, reach
from jiangong.selection.equity.states import Dimension

AS_COUNTED = frozenset({UnionKind.CITY, UnionKind.DISTRICT})

# A number by where it stands: good, dimension, value; as in Cell.
Groups = Mapping[tuple[str, str, str], int]


@dataclass(frozen=True)
class Own:
    """What a union's officers see of a good each, up to which day. `reaches` is empty before a first count."""

    until: date | None
    reaches: Sequence[Reach]


def reach_inside(organisation: Organisation, count: Count | None) -> Own:
    """Everything of a union and those below it: of `count` for city and districts, of the running year for the others.

    Three queries at most; a union that no night has counted yet, as one that joined today, is counted now, which takes seconds
    only if it is large.
    """
    if organisation.kind in AS_COUNTED:
        if count is None:
            return Own(None, [])
        outside = count.outside if organisation.kind == UnionKind.CITY else {}
        return Own(count.until, _reaches(_counted(organisation, count), outside))
    kept = Inside.objects.filter(organisation=organisation).first()
    if kept is not None:
        return Own(kept.until, _reaches([_cell(*one) for one in kept.cells], {}))
    today = timezone.localdate()
    groups = groups_now(organisation, today)
    return Own(today, _reaches([_cell(*at, people) for at, people in groups.items()], {}))


def groups_now(organisation: Organisation, day: date) -> Groups:
    """One union and those below it, counted person by person now."""
    kinds = kinds_on(day, unions_on(day, below=organisation), inside=True)
    along = [one for one in Dimension.values if one != Dimension.DISTRICT]
    return {
        (at.good, at.dimension, at.value): people
        for at, people in rolled_up(kinds, along, goods()).items()
        if at.district is None and at.dimension != Dimension.DISTRICT and people
    }


def groups_of_all(day: date) -> dict[int, Groups]:
    """Every union below the districts that has members, or that a union with members is below. Three queries."""
    unions = unions_on(day)
    above = set(Organisation.objects.filter(kind__in=AS_COUNTED).values_list("pk", flat=True))
    chains = [[int(pk) for pk in path.strip("/").split("/") if int(pk) not in above] for path in unions.paths]
    found: dict[int, Counter[tuple[str, str, str]]] = {pk: Counter() for chain in chains for pk in chain}
    for good, stand, dimension, value, people in rows_of(day, unions.ids, range(len(unions.ids)), _EACH):
        told = BANDS[value] if dimension == Dimension.AGE else value
        groups = [(good, dimension, told)]
        if not dimension:  # all of a union are of one sector and size
            groups += [
                (good, Dimension.SECTOR.value, unions.sectors[stand]),
                (good, Dimension.SIZE.value, unions.sizes[stand]),
            ]
        for pk in chains[stand]:
            for group in groups:
                found[pk][group] += people
    return dict(found)


def _counted(organisation: Organisation, count: Count) -> list[Cell]:
    cells = count.cells.all()
    if organisation.kind == UnionKind.CITY:
        return list(cells.filter(district=None))
    found = list(
        cells.filter(district=organisation.pk)
        | cells.filter(dimension=Dimension.DISTRICT, value=str(organisation.pk), district=None)
    )
    for cell in found:
        if cell.dimension == Dimension.DISTRICT:
            cell.dimension, cell.value = "", ""
    return found


def _cell(good: str, dimension: str, value: str, people: int) -> Cell:
    return Cell(good=good, dimension=dimension, value=value, people=people)


def _reaches(cells: Iterable[Cell], outside: Mapping[str, int]) -> list[Reach]:
    found = list(cells)
    return [reach(found, good, int(outside.get(code, 0)), _open) for code, good in goods().items()]


def _open(cell: Cell | None) -> int | None:
    return cell.people if cell is not None else 0


# Of each union how many there are, and how many along each dimension that a person has of their own.
_EACH = """
, told AS (
  SELECT '' AS good, stand, rank, form, sex, age FROM fact WHERE stand IS NOT NULL
  UNION ALL
  SELECT r.good, f.stand, f.rank, f.form, f.sex, f.age FROM received r JOIN fact f USING (person_id) WHERE f.stand IS NOT NULL
)
SELECT good, stand,
  CASE grouping(rank, form, sex, age) WHEN 7 THEN 'rank' WHEN 11 THEN 'form' WHEN 13 THEN 'sex' WHEN 14 THEN 'age' ELSE '' END,
  CASE grouping(rank, form, sex, age) WHEN 7 THEN rank WHEN 11 THEN form WHEN 13 THEN sex WHEN 14 THEN age ELSE '' END,
  count(*)
FROM told
GROUP BY GROUPING SETS ((good, stand), (good, stand, rank), (good, stand, form), (good, stand, sex), (good, stand, age))
"""
