"""What a judge fills in: the cells of the own benches, own marks, and of others only what has to be talked through."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiangong.programmes.competitions.formulas.marks import aspect_of, bounds, component_of
from jiangong.programmes.competitions.formulas.rounds import Given, tolerance
from jiangong.programmes.competitions.formulas.rule_words import agreement_words, measure_words
from jiangong.programmes.competitions.models import Office
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.rounds import Rounds
from jiangong.selection.judging.formulas.computing.measuring import measured_mark
from jiangong.selection.judging.formulas.exact import number, written
from jiangong.selection.judging.formulas.scheme.kinds import Formula
from jiangong.selection.judging.formulas.scheme.shapes import Measure, Scheme


@dataclass(frozen=True)
class Asked:
    """A field of a mark form, the same for every number.

    `kind`: "score" (of a panel, or entered), "cards", "yes_no", "count", "value". `measure` is what the browser computes a
    preview with; what counts is computed here and in selection/judging.
    """

    component: str
    aspect: str
    name: str
    of: str
    kind: str
    least: str
    most: str
    cards: tuple[tuple[int, str], ...] = ()
    rule: str = ""
    together: str = ""
    measure: Mapping[str, Any] | None = None

    @property
    def measure_json(self) -> str:
        """The figures of the measurement for an attribute of the page."""
        return json.dumps(self.measure)


@dataclass(frozen=True)
class Cell:
    """A field for one number: the round in which it is marked now, what lay too far apart before, the own mark.

    `value` is the own mark of the round, empty until it is given; `points` what it comes to (measurements); `wanted` whether this
    judge has to mark now.
    """

    asked: Asked
    round: int
    before: tuple[Given, ...]
    value: str
    points: str
    wanted: bool

    @property
    def again(self) -> bool:
        """Whether it is marked again after being talked through."""
        return self.round > 1


def asked_in(scheme: Scheme, component: Mapping[str, Any]) -> list[Asked]:
    """The fields of a component, or of those of its aspects that the bench marks."""
    aspects: Sequence[Mapping[str, Any]] = component["aspects"] or [{"code": "", "name": component["name"]}]
    return [_asked(scheme, component, one) for one in aspects]


def _asked(scheme: Scheme, component: Mapping[str, Any], one: Mapping[str, Any]) -> Asked:
    code = one["code"]
    least, most = bounds(scheme, component["code"], code)
    part = component_of(scheme, component["code"])
    assert part is not None
    aspect = aspect_of(part, code)
    allowed = tolerance(scheme, component["code"], code)
    kind, rule, measure = "score", "", None
    if aspect is not None and aspect.descriptors:
        kind = "cards"
    elif aspect is not None and aspect.measure is not None:
        kind = {Formula.YES_NO: "yes_no", Formula.COUNT: "count"}.get(aspect.measure.formula, "value")
        rule, measure = measure_words(aspect.measure, aspect.of), _plain(aspect.measure, aspect.of)
    return Asked(
        component=component["code"],
        aspect=code,
        name=one["name"],
        of=str(one.get("of", component["of"])),
        kind=kind,
        least=least,
        most=most,
        cards=tuple(enumerate(aspect.descriptors)) if aspect is not None else (),
        rule=rule,
        together=agreement_words(allowed),
        measure=measure,
    )


def _plain(measure: Measure, of: Any) -> dict[str, Any]:
    """The figures of a measurement as numbers for the browser's preview."""
    figures = {
        "of": of,
        **{key: getattr(measure, key) for key in ("nominal", "tolerance", "step", "deduction", "reach")},
    }
    plain: dict[str, Any] = {key: float(value) for key, value in figures.items() if value is not None}
    bands = [[float(one.up_to), float(one.mark)] for one in measure.bands]
    return plain | {"formula": measure.formula.value, "side": measure.side.value, "bands": bands}


def cell_for(asked: Asked, code: str, office: Office, rounds: Rounds) -> Cell:
    """One field for one number, as this office sees it."""
    place = (asked.component, asked.aspect, code)
    stands = rounds.at(*place)
    given = rounds.given(office.alias, *place)
    own = given.get(stands.number)
    wanted = own is None and office.alias in stands.waiting and not rounds.recused(office.alias, code)
    value = own.value if own is not None else ("" if wanted or not given else given[max(given)].value)
    return Cell(
        asked, stands.number, stands.before if wanted else (), value, _points(asked, value, rounds), wanted
    )


def _points(asked: Asked, value: str, rounds: Rounds) -> str:
    if not value or asked.measure is None:
        return ""
    part = component_of(rounds.scheme, asked.component)
    aspect = aspect_of(part, asked.aspect) if part is not None else None
    assert aspect is not None
    assert aspect.measure is not None
    return written(measured_mark(aspect.measure, aspect.of, number(value)))


def rounds_for(office: Office, codes: Iterable[str] | None = None) -> Rounds:
    """The cells of the office's contest; of some numbers only, if they are named."""
    scheme = scheme_of(office.contest)
    assert scheme is not None
    return Rounds(office.contest, scheme, codes)


def cells_of(
    office: Office, component: Mapping[str, Any], code: str, rounds: Rounds | None = None
) -> list[Cell]:
    """The fields of one number in one component for one judge; three queries."""
    rounds = rounds or rounds_for(office, [code])
    return [cell_for(one, code, office, rounds) for one in asked_in(rounds.scheme, component)]


def state_for_browser(
    office: Office, component: Mapping[str, Any], codes: Iterable[str], rounds: Rounds
) -> dict[str, dict[str, Any]]:
    """What a tablet has to know of each number to go on without a network: own marks, and rounds to be marked again.

    {code: {aspect: {"value", "points", "round", "before": [[judge, value, words], …], "wanted"}}}; untouched cells are left out.
    """
    fields = asked_in(rounds.scheme, component)
    found: dict[str, dict[str, Any]] = {}
    for code in codes:
        for one in fields:
            cell = cell_for(one, code, office, rounds)
            if cell.wanted and not cell.again:
                continue
            found.setdefault(code, {})[one.aspect] = {
                "value": cell.value,
                "points": cell.points,
                "round": cell.round,
                "before": [[given.judge, given.value, given.words] for given in cell.before],
                "wanted": cell.wanted,
            }
    return found
