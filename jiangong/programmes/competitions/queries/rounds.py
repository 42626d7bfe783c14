"""Where each cell of a contest stands: who marked it in which round, and whether it has to be talked through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from jiangong.programmes.competitions.formulas.rounds import Given, Standing, bench_of, standing, tolerance
from jiangong.programmes.competitions.models import Bench, Contest, Row
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.layers import numbers_drawn
from jiangong.programmes.competitions.states import RowKind
from jiangong.selection.judging.formulas.scheme.shapes import Scheme

Cell = tuple[str, str, str]  # component, aspect, code
BenchRow = tuple[str, Sequence[str], Sequence[str]]  # component, aspects (none: all), aliases


def benches_of(contest: Contest) -> list[BenchRow]:
    """Who marks what; two queries."""
    rows = Bench.objects.filter(contest=contest).order_by("pk").prefetch_related("judges")
    return [(one.component, one.aspects, [judge.alias for judge in one.judges.all()]) for one in rows]


class Rounds:
    """The cells of a contest, or of some of its numbers, in three queries or out of a book; rows not yet written are added."""

    def __init__(
        self, contest: Contest, scheme: Scheme, codes: Iterable[str] | None = None, book: Book | None = None
    ) -> None:
        self.contest, self.scheme = contest, scheme
        self._marks: dict[Cell, dict[tuple[str, int], Given]] = {}
        self._recused: set[tuple[str, str]] = set()
        if book is not None:
            self.benches = [(one.component, one.aspects, one.judges) for one in book.benches]
            for row in book.rows:
                self.add(row)
            return
        rows = Row.objects.filter(
            contest=contest, kind__in=(RowKind.MARK, RowKind.CORRECTION, RowKind.RECUSAL)
        )
        if codes is not None:
            rows = rows.filter(code__in=set(codes))
        for row in rows.order_by("pk"):
            self.add(row)

    def add(self, row: Row) -> None:
        """One more row, in the order in which they were received."""
        if row.kind == RowKind.RECUSAL:
            self._recused.add((row.judge, row.code))
        if row.kind not in (RowKind.MARK, RowKind.CORRECTION):
            return
        cell = self._marks.setdefault((row.component, row.aspect, row.code), {})
        place = (row.judge, row.round)
        if row.kind == RowKind.MARK:
            cell[place] = Given(row.judge, row.round, row.value, row.words, row.pk or 0)
        elif place in cell:
            cell[place] = replace(cell[place], value=row.value)

    @cached_property
    def benches(self) -> list[BenchRow]:
        return benches_of(self.contest)

    @cached_property
    def size(self) -> Mapping[str, int]:
        """How many numbers each drawn layer gave out."""
        return numbers_drawn(self.contest)

    def bench(self, component: str, aspect: str) -> tuple[str, ...]:
        """Aliases of who marks the cells of an aspect."""
        return bench_of(self.benches, component, aspect)

    def at(self, component: str, aspect: str, code: str) -> Standing:
        """Where one cell stands."""
        judges = [one for one in self.bench(component, aspect) if (one, code) not in self._recused]
        marks = self._marks.get((component, aspect, code), {}).values()
        return standing(tolerance(self.scheme, component, aspect), judges, marks)

    def given(self, judge: str, component: str, aspect: str, code: str) -> dict[int, Given]:
        """One judge's marks of a cell by round."""
        marks = self._marks.get((component, aspect, code), {})
        return {round: one for (who, round), one in marks.items() if who == judge}

    def recused(self, judge: str, code: str) -> bool:
        """Whether the judge's recusal from this number is on the sheet."""
        return (judge, code) in self._recused

    def to_talk_through(self) -> list[tuple[Cell, Standing]]:
        """Cells whose marks lie too far apart, or that are being marked again, by number."""
        found = [(cell, self.at(*cell)) for cell in self._marks]
        return sorted(
            ((cell, one) for cell, one in found if one.again), key=lambda pair: (pair[0][2], pair[0])
        )
