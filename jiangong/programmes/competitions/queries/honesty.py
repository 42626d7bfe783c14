"""Score honesty of one contest: advice for the chief judge, under aliases and pseudonyms. Nothing changes by it."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.layers import prefix_of
from jiangong.programmes.competitions.queries.schemes import aspect_names
from jiangong.programmes.competitions.queries.sheet import opened_sheet
from jiangong.programmes.competitions.states import OPENED
from jiangong.selection.judging.formulas.honesty import (
    Alarm,
    Alert,
    Disagreement,
    JudgeFigures,
    Stability,
    alarms,
    disagreement,
    judge_figures,
    rank_stability,
)

# not law in this file (3, 5, 8, 199, 200, 0.05, 0.95, 3.0): minimum samples, chance level and repetitions, as docs/judging.md §11
LEAST_CELLS, LEAST_JUDGES = 8, 3
CONFIDENCE, LEVEL = 0.95, 0.05
ROUNDS, TIMES = 199, 200
TOLERATED = 3.0
WIDEST, TOP = 5, 3

ALERTS: dict[Alert, Promise] = {
    Alert.FAVOUR: _("%(judge)s 给 %(about)s 的分明显不同于其他评委，也不同于他自己给别人的分"),
    Alert.SEVERE: _("%(judge)s 一直比其他评委严或者宽"),
    Alert.ERRATIC: _("%(judge)s 的评分和其他评委最不一致"),
    Alert.TWINS: _("%(judge)s 和 %(about)s 的评分相近得不寻常"),
}


@dataclass(frozen=True)
class Said:
    """An alarm in words, with its size and the chance of it among honest judges."""

    words: str
    component: str
    size: float
    chance: float


@dataclass(frozen=True)
class Honesty:
    """All figures; what has too small a sample says nothing."""

    judges: tuple[JudgeFigures, ...]
    panels: tuple[Disagreement, ...]
    alarms: tuple[Said, ...]
    stability: Stability | None
    enough: bool


def honesty_of(book: Book) -> Honesty:
    """Figures of the marks there are. How stable ranks are is told only once the layers are open: before, nobody is ranked."""
    contest = book.contest
    scheme = scheme_of(contest)
    assert scheme is not None
    opened = opened_sheet(book, honours=False)
    marked_as = {(who, number[0]): number for number, who in opened.numbers.items()}

    def shown(participant: str, component: str) -> str:
        return marked_as.get((participant, prefix_of(contest, component)), participant)

    found = alarms(
        scheme,
        opened.sheet,
        level=LEVEL,
        rounds=ROUNDS,
        seed=contest.pk,
        least_cells=LEAST_CELLS,
        least_judges=LEAST_JUDGES,
        tolerated=TOLERATED,
    )
    names = aspect_names(contest)
    panels = tuple(
        replace(
            one,
            widest=tuple(
                (shown(who, one.component), names.get((one.component, what), what), far)
                for who, what, far in one.widest
            ),
        )
        for one in disagreement(scheme, opened.sheet, least_cells=LEAST_CELLS, widest=WIDEST)
    )
    figures = judge_figures(scheme, opened.sheet, least_cells=LEAST_CELLS, confidence=CONFIDENCE)
    stability = (
        rank_stability(scheme, opened.sheet, times=TIMES, seed=contest.pk, top=TOP, least_judges=LEAST_JUDGES)
        if contest.state in OPENED
        else None
    )
    return Honesty(
        judges=figures,
        panels=panels,
        alarms=tuple(_said(one, shown(one.about, one.component)) for one in found),
        stability=stability,
        enough=any(one.severity is not None for one in figures),
    )


def _said(alarm: Alarm, about: str) -> Said:
    words = str(ALERTS[alarm.alert]) % {"judge": alarm.judge, "about": about}
    return Said(words, alarm.component, alarm.size, alarm.chance)
