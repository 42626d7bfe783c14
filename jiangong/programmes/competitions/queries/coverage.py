"""Whether enough judges remain for everybody once those who must recuse are left out. Counts only: never who, of whom."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jiangong.programmes.competitions.models import Contest
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.sheet import recusals_of
from jiangong.selection.judging.formulas.scheme.kinds import Kind, Marking
from jiangong.selection.judging.formulas.scheme.shapes import Aspect, Component
from jiangong.selection.judging.formulas.sheet.shapes import Bench


@dataclass(frozen=True)
class Covered:
    """One part of the contest: how many judges its bench has, how many must remain, for how many entrants too few do."""

    part: str
    judges: int
    least: int
    entrants: int
    short: int

    @property
    def words(self) -> str:
        if not self.judges:
            return _("还没有指定评委。")
        if self.short:
            return _("回避之后，%(short)s 名选手的评委少于 %(least)s 人，要增聘不用回避的评委。") % {
                "short": self.short,
                "least": self.least,
            }
        return _("回避之后，每名选手至少还有 %(least)s 位评委。") % {"least": self.least}


def coverage_of(contest: Contest) -> list[Covered]:
    """Part by part; seven queries, however many entrants there are."""
    scheme = scheme_of(contest)
    if scheme is None:
        return []
    book = Book(contest)
    entries = {str(one.pk): one for one in book.competitors}
    benches = {(one.component, aspect): one for one in book.benches for aspect in one.aspects or ("",)}
    barred: dict[str, set[str]] = defaultdict(set)
    for one in recusals_of(book, entries):
        barred[one.entrant].add(one.judge)
    found = []
    for component in scheme.components:
        for name, least, bench in _parts(component, benches):
            judges = set(bench.judges) if bench else set()
            short = sum(len(judges - barred.get(code, set())) < least for code in entries)
            found.append(Covered(name, len(judges), least, len(entries), short if judges else 0))
    return found


def _parts(
    component: Component, benches: dict[tuple[str, str], Bench]
) -> list[tuple[str, int, Bench | None]]:
    """What is marked as one: a component, or each aspect that has a bench or a number of judges of its own."""
    whole = benches.get((component.code, ""))
    if component.marking == Marking.CARRIED:
        return []
    if component.marking != Marking.ASPECTS:
        least = component.panel.least if component.panel else component.entries
        return [(component.name, least, whole)]
    parts = [
        (f"{component.name}：{one.name}", _least(one), benches.get((component.code, one.code), whole))
        for one in component.aspects
    ]
    if len({(least, id(bench)) for _name, least, bench in parts}) == 1:
        return [(component.name, parts[0][1], parts[0][2])]
    return parts


def _least(aspect: Aspect) -> int:
    if aspect.kind == Kind.JUDGEMENT and aspect.panel is not None:
        return aspect.panel.least
    return aspect.entries
