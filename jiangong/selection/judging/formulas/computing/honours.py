"""What ranks lead to: the standard scale, medals, awards and promotions, who goes on."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from jiangong.selection.judging.formulas.computing.cells import median
from jiangong.selection.judging.formulas.computing.result import Given, Line, WhyNot
from jiangong.selection.judging.formulas.exact import PERCENT, How, root_rounded, rounded
from jiangong.selection.judging.formulas.scheme.checking_honours import TOTAL
from jiangong.selection.judging.formulas.scheme.kinds import After, Apart, AtCut, By
from jiangong.selection.judging.formulas.scheme.shapes import Award, Cut, Medals, Scale, Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Entrant


def standard(scale: Scale, totals: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Points on the standard scale: centre + unit × (total − median) ÷ standard deviation; nobody's where too few are ranked.

    The deviation is that of all ranked entrants (divisor n). The distance from the centre is rounded, exactly: its square
    is a fraction. Where all totals are equal, everybody stands at the centre.
    """
    if len(totals) < scale.least:
        return {}
    values = sorted(totals.values())
    middle, mean = median(values), sum(values, Fraction(0)) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Fraction(0)) / len(values)
    if variance == 0:
        return dict.fromkeys(totals, scale.centre)
    found = {}
    for entrant, value in totals.items():
        square = (scale.unit * (value - middle)) ** 2 / variance
        distance = root_rounded(square, scale.rounding.places, scale.rounding.how)
        found[entrant] = scale.centre + (distance if value >= middle else -distance)
    return found


def medals_given(medals: Medals, allowed: int, lines: Sequence[Line]) -> dict[str, tuple[str, Fraction]]:
    """Name and points of each medal, then the distinction for those who reach its points without a medal.

    From the best down, entrants within `within` points share a medal. With SKIP a group uses up as many kinds as it has
    members; with NEXT just one. Points are those on the scale or the total; who has none gets nothing.
    """
    found: dict[str, tuple[str, Fraction]] = {}
    ordered = [(line, _points(line, medals.by)) for line in lines]
    there = [(line, points) for line, points in ordered if points is not None]
    kind = 0
    while there and kind < min(allowed, len(medals.kinds)):
        group = [there.pop(0)]
        while there and _within(medals, group, there[0]):
            group.append(there.pop(0))
        for line, _ in group:
            found[line.entrant] = (medals.kinds[kind].name, medals.kinds[kind].points)
        kind += len(group) if medals.after is After.SKIP else 1
    if medals.merit is not None:
        for line in lines:
            points = _points(line, medals.merit.by)
            if line.entrant not in found and points is not None and points >= medals.merit.least:
                found[line.entrant] = (medals.merit.name, medals.merit.points)
    return found


def _points(line: Line, by: By) -> Fraction | None:
    return line.scale if by is By.SCALE else line.score


def _within(medals: Medals, group: list[tuple[Line, Fraction]], next_one: tuple[Line, Fraction]) -> bool:
    """Joint ranks always share; else, with a distance of nought, only ranks do, and the tie-break has parted the rest."""
    measured_from = group[0] if medals.apart is Apart.FIRST else group[-1]
    if group[-1][0].rank == next_one[0].rank:
        return True
    return medals.within > 0 and measured_from[1] - next_one[1] <= medals.within


def last_rank(last: int | None, share: Fraction | None, how: How, field: int) -> int:
    """The last rank that a row or a cut covers: a number, or a share of the field."""
    if last is not None:
        return last
    assert share is not None
    return int(rounded(share * field / PERCENT, 0, how))


def awards_given(scheme: Scheme, field: int, line: Line, entrant: Entrant) -> tuple[Given, ...]:
    """For each group of the award table, what the first row that covers the rank says."""
    if line.rank is None:
        return ()
    found, decided = [], set()
    for award in scheme.awards:
        last = last_rank(award.last, award.share, award.share_how, field)
        fits = not award.classes or scheme.contest_class in award.classes
        if award.group in decided or not fits or not award.first <= line.rank <= last:
            continue
        decided.add(award.group)
        found.append(_given(award, line, entrant))
    return tuple(found)


def _given(award: Award, line: Line, entrant: Entrant) -> Given:
    titles = tuple(title for title in entrant.titles if title in award.barred)
    if titles:
        return Given(award.code, False, "", WhyNot.BARRED, titles, award.clause)
    failed = failed_parts(line, award.requires)
    if failed:
        return Given(award.code, False, "", WhyNot.NOT_PASSED, failed, award.clause)
    if award.yearly and entrant.promoted:
        return Given(award.code, False, "", WhyNot.PROMOTED, (), award.clause)
    if not award.levels:
        return Given(award.code, True, clause=award.clause)
    gained = {level.held: level.gained for level in award.levels}.get(entrant.level)
    if gained is None:
        return Given(award.code, False, "", WhyNot.LEVEL, (entrant.level,), award.clause)
    return Given(award.code, True, gained, clause=award.clause)


def failed_parts(line: Line, requires: Sequence[str]) -> tuple[str, ...]:
    """Which of the required parts stayed below its pass mark."""
    passed = {cell.component: cell.passed for cell in line.cells} | {TOTAL: line.passed}
    return tuple(code for code in requires if passed[code] is not True)


def going_on(cut: Cut, field: int, lines: Sequence[Line]) -> set[str]:
    """Who goes on: every rank up to the cut. A joint rank that reaches beyond it is in or out as a whole.

    Whoever fails a required part does not go on, and nobody moves up instead.
    """
    places = last_rank(cut.places, cut.share, cut.share_how, field)
    within = [line for n, line in enumerate(lines, start=1) if n <= places]
    if not within:
        return set()
    at_cut = within[-1].rank
    beyond = [line for line in lines[len(within) :] if line.rank == at_cut]
    chosen = [*within, *beyond] if cut.ties is AtCut.IN else within
    if cut.ties is AtCut.OUT and beyond:
        chosen = [line for line in within if line.rank != at_cut]
    return {line.entrant for line in chosen if not failed_parts(line, cut.requires)}
