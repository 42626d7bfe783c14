"""Results as pages show them: kept lines, and any cell opened into what is beneath it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jiangong.foundation.notices.formulas import shown_name
from jiangong.programmes.competitions.models import Contest, Entry, Outcome
from jiangong.selection.judging.formulas import compute, read_scheme, read_sheet
from jiangong.selection.judging.formulas.computing.result import Line, Result
from jiangong.selection.judging.formulas.computing.steps import Step
from jiangong.selection.judging.formulas.exact import written
from jiangong.selection.judging.formulas.scheme.kinds import Formula
from jiangong.selection.judging.states import FORMULAS, PLACES, STEPS, WHY_NOT

PLACES_SHOWN = 4  # not law: digits of a number that no rule rounds


def newest_outcome(contest: Contest) -> Outcome | None:
    return Outcome.objects.filter(contest=contest).order_by("-number").first()


def outcome_numbered(contest: Contest, number: int) -> Outcome | None:
    return Outcome.objects.filter(contest=contest, number=number).first()


def result_of(outcome: Outcome) -> Result:
    """Computed again from what the outcome keeps; the same as then."""
    scheme = read_scheme(outcome.contents["scheme"])
    return compute(scheme, read_sheet(outcome.contents["sheet"], scheme))


def lines_of(result: Result, entries: Mapping[str, int]) -> list[dict[str, Any]]:
    """Lines as plain data: number, entry, place, rank, total, scores, medal, awards, whether going on."""
    return [_line(one, entries) for one in result.lines]


def _line(line: Line, entries: Mapping[str, int]) -> dict[str, Any]:
    return {
        "code": line.entrant,
        "entry": entries.get(line.entrant),
        "unit": line.unit,
        "place": line.place.value,
        "rank": line.rank,
        "total": shown(line.score),
        "scores": {one.component: shown(one.score) for one in line.cells},
        "scale": shown(line.scale),
        "medal": line.medal,
        "awards": [
            {"award": one.award, "given": one.given, "gained": one.gained, "why_not": one.why_not}
            for one in line.awards
        ],
        "advances": line.advances,
    }


def shown(value: Fraction | None) -> str | None:
    """An exact decimal where there is one, else a few digits with a sign that it goes on."""
    if value is None:
        return None
    text = written(value)
    return text if "/" not in text else f"{float(value):.{PLACES_SHOWN}f}…"


@dataclass(frozen=True)
class Shown:
    """A step as a page shows it: what, how much, how deep."""

    words: str
    value: str
    clause: str
    depth: int
    counts: bool


def steps_beneath(outcome: Outcome, code: str, component: str = "") -> list[Shown] | None:
    """Everything beneath a cell, or beneath the total; None if there is no such line or cell."""
    try:
        line = result_of(outcome).line(code)
    except KeyError:
        return None
    if not component:
        return _flat(line.total, 0) if line.total is not None else []
    for cell in line.cells:
        if cell.component == component:
            return _flat(cell.step, 0)
    return None


def _flat(step: Step, depth: int, *, counts: bool = True) -> list[Shown]:
    facts = {key: written(one) if isinstance(one, Fraction) else one for key, one in step.facts.items()}
    if "formula" in facts:
        facts["formula"] = str(FORMULAS[Formula(facts["formula"])])
    words = str(STEPS[step.what]) % _Facts(facts)
    here = Shown(words, shown(step.value) or "—", step.clause, depth, counts)
    below = [
        line
        for part in step.parts
        for line in _flat(part, depth + 1, counts=counts and part in step.counting)
    ]
    return [here, *below]


class _Facts(dict[str, Any]):
    """What a step does not say is shown as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def place_words(place: str) -> str:
    return str(next(words for one, words in PLACES.items() if one.value == place))


def why_not_words(why: str) -> str:
    return str(next(words for one, words in WHY_NOT.items() if one.value == why))


def entries_behind(outcome: Outcome) -> Mapping[int, Entry]:
    """The entries of the lines, by number of the row."""
    pks = [one["entry"] for one in outcome.result["lines"] if one["entry"]]
    return Entry.objects.select_related("person", "organisation").in_bulk(pks)


@dataclass(frozen=True)
class ShownLine:
    """A line of the result as anybody may see it: the name masked by the rule of notices."""

    code: str
    name: str
    unit: str
    rank: int | None
    place: str
    total: str
    scores: Mapping[str, str]
    medal: str
    awards: tuple[str, ...]
    advances: bool | None
    entry: int | None


def shown_lines(outcome: Outcome) -> list[ShownLine]:
    """The outcome's lines with masked names; two queries."""
    entries = entries_behind(outcome)
    names = {one["code"]: one["name"] for one in outcome.contents["scheme"].get("awards", ())}
    found = []
    for line in outcome.result["lines"]:
        entry = entries.get(line["entry"])
        found.append(
            ShownLine(
                code=line["code"],
                name=shown_name(entry.person.name) if entry and entry.person else "—",
                unit=entry.organisation.short_name if entry else "—",
                rank=line["rank"],
                place=place_words(line["place"]),
                total=line["total"] or "—",
                scores={key: value or "—" for key, value in line["scores"].items()},
                medal=line["medal"],
                awards=tuple(names[one["award"]] for one in line["awards"] if one["given"]),
                advances=line["advances"],
                entry=line["entry"],
            )
        )
    return found
