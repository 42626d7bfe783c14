"""Units' scores out of the totals of their best entrants, over one event or several."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from jiangong.selection.judging.formulas.computing.cells import median
from jiangong.selection.judging.formulas.computing.ranking import ranked
from jiangong.selection.judging.formulas.computing.result import Line, Place, TeamLine
from jiangong.selection.judging.formulas.exact import rounded
from jiangong.selection.judging.formulas.scheme.kinds import Joint, Middle
from jiangong.selection.judging.formulas.scheme.shapes import Team


def team_table(
    team: Team, events: Mapping[str, Sequence[Line]], joint: Joint = Joint.SKIP
) -> tuple[TeamLine, ...]:
    """Units by the totals of their best `team.best` ranked entrants in each event.

    A unit with fewer than `team.least` ranked entrants in any event has no score. Equal scores: the better best single
    total, then the better second, and so on; else a joint rank. Entrants without a unit count for none.
    """
    units = sorted({line.unit for lines in events.values() for line in lines if line.unit})
    counted: dict[str, list[tuple[str, str]]] = {}
    scores: dict[str, Fraction] = {}
    keys: dict[str, tuple[tuple[int, Fraction], ...]] = {}
    for unit in units:
        found = {event: _best(team, unit, lines) for event, lines in events.items()}
        chosen = [(event, line) for event, lines in found.items() for line in lines]
        counted[unit] = [(event, line.entrant) for event, line in chosen]
        if any(len(lines) < team.least for lines in found.values()):
            continue
        totals = sorted((line.score or Fraction(0) for _, line in chosen), reverse=True)
        scores[unit] = _score(team, totals)
        keys[unit] = tuple((1, total) for total in totals)
    lines = [
        TeamLine(unit, tuple(counted[unit]), scores[unit], rank)
        for rank, group in ranked(scores, keys, joint)
        for unit in group
    ]
    return (
        *lines,
        *(TeamLine(unit, tuple(counted[unit]), None, None) for unit in units if unit not in scores),
    )


def _best(team: Team, unit: str, lines: Sequence[Line]) -> list[Line]:
    members = [
        line for line in lines if line.unit == unit and line.place is Place.RANKED and line.score is not None
    ]
    members.sort(key=lambda line: line.entrant)
    members.sort(key=lambda line: line.score or Fraction(0), reverse=True)
    return members[: team.best]


def _score(team: Team, totals: Sequence[Fraction]) -> Fraction:
    score = sum(totals, Fraction(0))
    if team.middle is Middle.MEAN:
        score /= len(totals)
    elif team.middle is Middle.MEDIAN:
        score = median(totals)
    if team.rounding is None:
        return score
    return rounded(score, team.rounding.places, team.rounding.how)
