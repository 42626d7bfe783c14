"""Everything recorded in one contest, each kind read once however many questions are asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from jiangong.programmes.competitions.models import Bench, Contest, Entry, Layer, Office, Row
from jiangong.programmes.competitions.queries.entries import competitors
from jiangong.programmes.competitions.states import Duty, RowKind
from jiangong.selection.judging.formulas.sheet import shapes
from jiangong.selection.judging.formulas.sheet.shapes import Standing


@dataclass(frozen=True)
class Judge:
    """Somebody with an office, as the sheet knows them."""

    pk: int
    alias: str
    person: int | None
    duty: str

    @property
    def duty_words(self) -> str:
        """The duty in words."""
        return str(Duty(self.duty).label)


class Book:
    """A contest with its layers, its competitors, its sheet's rows and its offices. Made for one request or one act."""

    def __init__(self, contest: Contest) -> None:
        self.contest = contest

    @cached_property
    def layers(self) -> list[Layer]:
        return list(Layer.objects.filter(contest=self.contest).order_by("number"))

    @cached_property
    def competitors(self) -> list[Entry]:
        return list(competitors(self.contest))

    @cached_property
    def rows(self) -> list[Row]:
        """Everything on the sheet, in the order in which it was received."""
        return list(Row.objects.filter(contest=self.contest).order_by("pk"))

    @cached_property
    def offices(self) -> list[Judge]:
        """Everybody who serves or served: marks stay when an office ends."""
        rows = Office.objects.filter(contest=self.contest).order_by("pk")
        return [Judge(*one) for one in rows.values_list("pk", "alias", "person_id", "duty")]

    @cached_property
    def benches(self) -> tuple[shapes.Bench, ...]:
        aliases = {one.pk: one.alias for one in self.offices}
        rows = Bench.objects.filter(contest=self.contest).order_by("pk")
        found: dict[int, tuple[str, tuple[str, ...], list[str]]] = {}
        for pk, component, aspects, judge in rows.values_list("pk", "component", "aspects", "judges"):
            judges = found.setdefault(pk, (component, tuple(aspects), []))[2]
            if judge is not None:
                judges.append(aliases[judge])
        return tuple(
            shapes.Bench(component=component, aspects=aspects, judges=tuple(sorted(judges)))
            for component, aspects, judges in found.values()
        )

    @cached_property
    def absent(self) -> frozenset[str]:
        """Participants' numbers recorded as absent when the second layer was drawn: they have no number there.

        What is recorded after that draw changes nobody's number, whatever it says; rejudgings never do.
        """
        drawn = next(
            (one.drawn_at for one in self.layers if one.number == 2), None
        )  # not law: the layer drawn at check-in
        last: Mapping[str, str] = {
            row.code: row.value
            for row in self.rows
            if row.kind == RowKind.STANDING
            and row.code.startswith("A")
            and row.rejudging_id is None
            and (drawn is None or row.received_at <= drawn)
        }
        return frozenset(code for code, value in last.items() if value == Standing.ABSENT)

    def layer(self, number: int) -> Layer:
        """The layer of a number; KeyError if the contest has none."""
        for one in self.layers:
            if one.number == number:
                return one
        raise KeyError(number)
