"""Would the ranks have been the same with other judges? Panels are drawn again from those who sat, and each judge left out once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from jiangong.selection.judging.formulas.computing import computed
from jiangong.selection.judging.formulas.computing.result import Result
from jiangong.selection.judging.formulas.scheme.kinds import Kind, Marking
from jiangong.selection.judging.formulas.scheme.shapes import Component, Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Bench, Mark, Sheet, bench_of


@dataclass(frozen=True)
class RankStability:
    """One entrant: shares of the drawn panels with the same rank and within the first `top`; the ranks that occurred."""

    entrant: str
    rank: int
    same: float
    within_top: float
    lowest: int
    highest: int


@dataclass(frozen=True)
class Influence:
    """What leaving one judge out does: whose rank moves, and whether the first `top` are others, or in another order."""

    judge: str
    moved: tuple[str, ...]
    top_moved: bool


@dataclass(frozen=True)
class Stability:
    """`times` panels were drawn and gave a result; `same_top`: share of them with the same first `top` in the same order."""

    times: int
    same_top: float
    ranks: tuple[RankStability, ...]
    influences: tuple[Influence, ...]


def rank_stability(
    scheme: Scheme, sheet: Sheet, *, times: int, seed: int, top: int, least_judges: int
) -> Stability | None:
    """Ranks under `times` panels, drawn with replacement from each bench by the seeded generator.

    A judge drawn twice counts as two. None where the result is not final or void, where no panel marks, or where the
    smallest panel has fewer than `least_judges`: then it says nothing.
    """
    result = computed(scheme, sheet)
    panels = _panel_cells(scheme)
    benches = _benches(scheme, sheet, panels)
    if not result.final or result.void or not benches:
        return None
    if min(len(bench.judges) for bench in benches) < least_judges:
        return None
    calm = _without_spread(scheme)
    random = Random(seed)  # noqa: S311 # a repeatable simulation, nothing secret
    drawn = []
    for _ in range(times):
        draws = {
            judges: tuple(judges[int(random.random() * len(judges))] for _ in judges)
            for judges in sorted({bench.judges for bench in benches})
        }
        other = computed(calm, _with_panels(sheet, benches, draws))
        if other.final and not other.void:
            drawn.append(_ranks(other))
    if not drawn:
        return None
    ranks = _ranks(result)
    first = _first(ranks, top)
    lines = []
    for entrant, rank in sorted(ranks.items(), key=lambda one: (one[1], one[0])):
        seen = sorted(one[entrant] for one in drawn)
        lines.append(
            RankStability(
                entrant,
                rank,
                sum(one == rank for one in seen) / len(drawn),
                sum(one <= top for one in seen) / len(drawn),
                seen[0],
                seen[-1],
            )
        )
    same = sum(_first(one, top) == first for one in drawn) / len(drawn)
    return Stability(len(drawn), same, tuple(lines), _influences(calm, sheet, benches, ranks, top))


def _influences(
    scheme: Scheme, sheet: Sheet, benches: Sequence[Bench], ranks: dict[str, int], top: int
) -> tuple[Influence, ...]:
    found = []
    for judge in sorted({one for bench in benches for one in bench.judges}):
        draws = {bench.judges: tuple(one for one in bench.judges if one != judge) for bench in benches}
        other = computed(scheme, _with_panels(sheet, benches, draws))
        if not other.final:
            continue  # the panel would be too small without this judge
        new = _ranks(other)
        moved = tuple(sorted(entrant for entrant in ranks if new.get(entrant) != ranks[entrant]))
        found.append(Influence(judge, moved, _first(new, top) != _first(ranks, top)))
    return tuple(found)


def _ranks(result: Result) -> dict[str, int]:
    return {line.entrant: line.rank for line in result.lines if line.rank is not None}


def _first(ranks: dict[str, int], top: int) -> list[tuple[int, str]]:
    return sorted((rank, entrant) for entrant, rank in ranks.items() if rank <= top)


def _panel_cells(scheme: Scheme) -> set[tuple[str, str]]:
    cells = {(one.code, "") for one in scheme.components if one.marking is Marking.PANEL}
    return cells | {
        (one.code, aspect.code)
        for one in scheme.components
        for aspect in one.aspects
        if aspect.kind is Kind.JUDGEMENT
    }


def _benches(scheme: Scheme, sheet: Sheet, panels: set[tuple[str, str]]) -> list[Bench]:
    """The benches of panels, each with its entrants and its aspect by name."""
    groups: dict[tuple[str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    for component, aspect in sorted(panels):
        for entrant in sheet.entrants:
            judges = bench_of(sheet, component, aspect, entrant.code)[0].judges
            groups[component, aspect, judges].append(entrant.code)
    return [
        Bench(
            component=component,
            judges=judges,
            aspects=(aspect,) if aspect else (),
            entrants=tuple(entrants),
        )
        for (component, aspect, judges), entrants in groups.items()
    ]


def _with_panels(
    sheet: Sheet,
    benches: Sequence[Bench],
    draws: dict[tuple[str, ...], tuple[str, ...]],
) -> Sheet:
    """The sheet as if those drawn had sat: each gets a name of its own, with its marks, corrections and recusals."""
    names: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    new_benches = []
    for bench in benches:
        chosen = [(judge, f"{judge}#{n}") for n, judge in enumerate(draws[bench.judges])]
        new_benches.append(replace(bench, judges=tuple(name for _, name in chosen)))
        for aspect in bench.aspects or ("",):
            for entrant in bench.entrants:
                names[bench.component, aspect, entrant] = chosen
    marks: list[Mark] = []
    for mark in sheet.marks:
        cell = names.get((mark.component, mark.aspect, mark.entrant))
        if cell is None:
            marks.append(mark)
        else:
            marks += [replace(mark, judge=name) for judge, name in cell if judge == mark.judge]
    corrections = []
    for fix in sheet.corrections:
        cell = names.get((fix.component, fix.aspect, fix.entrant))
        if cell is None:
            corrections.append(fix)
        else:
            corrections += [replace(fix, judge=name) for judge, name in cell if judge == fix.judge]
    all_names = {pair for chosen in names.values() for pair in chosen}
    recusals = [
        replace(one, judge=name)
        for one in sheet.recusals
        for judge, name in sorted(all_names)
        if judge == one.judge
    ]
    # New benches name entrants and aspect and stand first: they are found before those of which they were drawn.
    return replace(
        sheet,
        benches=(*new_benches, *sheet.benches),
        marks=tuple(marks),
        corrections=tuple(corrections),
        recusals=(*sheet.recusals, *recusals),
    )


def _without_spread(scheme: Scheme) -> Scheme:
    """Panels that were never asked to talk: a drawn panel cannot mark again."""

    def calm(component: Component) -> Component:
        aspects = tuple(
            replace(one, panel=replace(one.panel, spread=None)) if one.panel is not None else one
            for one in component.aspects
        )
        panel = replace(component.panel, spread=None) if component.panel is not None else None
        return replace(component, panel=panel, aspects=aspects)

    return replace(scheme, components=tuple(calm(one) for one in scheme.components))
