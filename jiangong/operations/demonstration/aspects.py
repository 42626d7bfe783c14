"""Two contests whose practice is marked by aspects: measured with a tolerance by two, judged by cards that may lie apart,
photographed; theory sat on screens. One is being marked (the cast's expert is a judge), one has its result (the expert is its chief judge, who sees what the marks say of the judges).

Past the room's actions nothing is written. Figures and photographs are invented from a seed; a photograph is a drawing of a gauge.
"""

import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.operations.demonstration import contests
from jiangong.operations.demonstration.exams import sat, sitting_for
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Sent
from jiangong.programmes.competitions.models import Contest, Office, Season, Trade
from jiangong.programmes.competitions.states import ContestState, Duty
from jiangong.selection.exams import actions as exams
from jiangong.selection.exams.models import Bank, Examinee

CARDS = ["不合格", "合格", "良好", "优秀"]
CARDED = {"kind": "judgement", "descriptors": CARDS, "panel": {"least": 3, "spread": "1"}}
DONE = 6  # so many works are marked in the contest that runs


@dataclass(frozen=True)
class Work:
    """What is made in a contest, and how it is marked. `two` is measured by two people, `alone` by the third."""

    trade: tuple[str, str, str]
    aspects: Sequence[Mapping[str, Any]]
    two: str
    alone: tuple[str, ...]
    cards: tuple[str, ...]
    good: Mapping[str, tuple[float, float, int]]  # a measured value: middle, spread, digits


TURNED = Work(
    ("6-18-01-01", "车工", "数控车工"),
    (
        {
            "code": "d", "name": "外径 φ25", "of": "30", "kind": "measurement", "entries": 2, "agree": "0.01",
            "measure": {"formula": "steps", "nominal": "25", "tolerance": "0.02", "step": "0.01", "deduction": "5"},
        },
        {
            "code": "k", "name": "槽深 8", "of": "20", "kind": "measurement", "entries": 1,
            "measure": {"formula": "linear", "nominal": "8", "tolerance": "0.05", "reach": "0.2"},
        },
        {"code": "y", "name": "安全操作", "of": "10", "kind": "measurement", "entries": 1, "measure": {"formula": "yes_no"}},
        {"code": "s", "name": "表面质量", "of": "20", **CARDED},
        {"code": "f", "name": "装配配合", "of": "20", **CARDED},
    ),
    "d", ("k", "y"), ("s", "f"), {"d": (25.01, 0.02, 2), "k": (8.02, 0.06, 2)},
)  # fmt: skip
WELDED = Work(
    ("6-18-02-04", "焊工", ""),
    (
        {
            "code": "h", "name": "焊缝余高", "of": "30", "kind": "measurement", "entries": 2, "agree": "0.2",
            "measure": {"formula": "steps", "nominal": "1.5", "tolerance": "0.5", "step": "0.5", "deduction": "5"},
        },
        {
            "code": "w", "name": "焊缝宽度差", "of": "20", "kind": "measurement", "entries": 1,
            "measure": {
                "formula": "bands", "nominal": "0", "side": "over",
                "bands": [{"up_to": "1", "mark": "20"}, {"up_to": "2", "mark": "10"}],
            },
        },
        {"code": "y", "name": "劳动防护", "of": "10", "kind": "measurement", "entries": 1, "measure": {"formula": "yes_no"}},
        {"code": "s", "name": "正面成形", "of": "20", **CARDED},
        {"code": "b", "name": "背面成形", "of": "20", **CARDED},
    ),
    "h", ("w", "y"), ("s", "b"), {"h": (1.7, 0.5, 1), "w": (0.9, 0.6, 1)},
)  # fmt: skip


def build(city: Organisation, cast: dict[str, User], today: date) -> None:
    """Both contests. The bank of the demonstration's examinations stands already."""
    season = Season.objects.filter(is_demonstration=True).order_by("pk")[0]
    people, expert = contests.people_to_ask(today), cast["expert"].person
    chance = random.Random("aspects")  # noqa: S311  (no secret hangs on it)
    field = season.battlefields.first()
    assert field is not None
    for turn, work, duty in ((4, TURNED, Duty.JUDGE), (5, WELDED, Duty.CHIEF)):
        code, occupation, name = work.trade
        trade, _made = Trade.objects.get_or_create(
            code=code, occupation=occupation, trade=name,
            defaults={"leading_industry": "装备制造", "is_demonstration": True},
        )  # fmt: skip
        contest = contests.called(season, city, trade, field, today, people, turn, expert, duty)
        _by_aspects(contest, work)
        _drawn(contest, cast["city_officer"], chance)
        done = work is WELDED
        _marked(contest, work, chance, whole=done)
        if done:
            contests.opened(contest)


def _by_aspects(contest: Contest, work: Work) -> None:
    """The practice by aspects in place of whole marks: two measure, the third the rest, all three show cards."""
    scheme = {**contest.scheme}
    scheme["components"] = [
        {
            **one,
            "rounding": scheme["rounding"],
            "marking": "aspects",
            "panel": None,
            "aspects": [dict(each) for each in work.aspects],
        }
        if one["code"] == "practice"
        else {**one, "rounding": scheme["rounding"]}
        for one in scheme["components"]
    ]
    actions.save_scheme(contest, scheme, reason="演示：实操按评分点评", by=None)
    judges = list(Office.objects.filter(contest=contest, duty=Duty.JUDGE).order_by("pk"))
    actions.set_bench(contest, "practice", judges[:2], aspects=(work.two,), by=None)
    actions.set_bench(contest, "practice", judges[2:], aspects=work.alone, by=None)
    contest.refresh_from_db()


def _drawn(contest: Contest, officer: User, chance: random.Random) -> None:
    """The numbers are drawn, theory is sat under them (one stays away), and the contest starts: the scores come by themselves."""
    contests.numbered(contest)
    contest.refresh_from_db()
    sitting = sitting_for(
        contest,
        contest.organiser,
        Bank.objects.filter(is_demonstration=True)[0],
        f"{contest.title}理论考试",
        officer,
    )
    actions.admit_entrants(contest, sitting, "theory", by=None)
    sitting = exams.draw_paper(sitting, by=officer)
    for examinee in Examinee.objects.filter(sitting=sitting).order_by("pk")[1:]:
        sat(examinee, chance)
    exams.close_sitting(sitting, reason="演示：到时", by=officer)
    contest = actions.start_contest(contest, by=None)
    actions.note_absences(contest, "theory", reason="演示：没有到考", by=None)


def _marked(contest: Contest, work: Work, chance: random.Random, *, whole: bool) -> None:
    """Works measured and judged; two lie apart: one is talked through and marked again, the other too if all is to be done."""
    contest.refresh_from_db()
    assert contest.state == ContestState.RUNNING
    judges = list(Office.objects.filter(contest=contest, duty=Duty.JUDGE).order_by("pk"))
    two, alone = judges[:2], judges[2]
    size = queries.numbers_drawn(contest)["C"]
    differ, carded = f"C{DONE + 1:03d}", f"C{DONE + 2:03d}"
    for n in range(1, (size if whole else DONE) + 1):
        code, aim = f"C{n:03d}", chance.choice((1, 2, 2, 3))
        measured = _near(work, work.two, chance)
        for judge in two if code != differ else ():
            _give(contest, judge, work.two, code, measured)
        for aspect in work.alone:
            value = _near(work, aspect, chance) if aspect in work.good else "1"
            _give(contest, alone, aspect, code, value)
        for aspect in work.cards[code == carded :]:
            for judge in judges:
                _give(contest, judge, aspect, code, str(min(3, max(0, aim + chance.choice((0, 0, 0, 1))))))
        if n in (1, 4):
            _show(contest, two[n % 2], code, measured)
    _apart(contest, work, judges, differ, carded)
    if whole:
        for judge in judges:
            _give(contest, judge, work.cards[0], carded, "2", round_=2, words="演示：重看照片，商定为良好")


def _apart(contest: Contest, work: Work, judges: Sequence[Office], measured: str, carded: str) -> None:
    """One work measured with different values and measured again, one with cards three steps apart that has to be talked through."""
    middle, _spread, digits = work.good[work.two]
    for judge, off in zip(judges[:2], (0, 4), strict=True):
        _give(contest, judge, work.two, measured, f"{middle + off / 10**digits:.{digits}f}")
    for judge in judges[:2]:
        _give(
            contest,
            judge,
            work.two,
            measured,
            f"{middle:.{digits}f}",
            round_=2,
            words="演示：量具归零后重测，取此值",
        )
    for judge, card in zip(judges, ("3", "0", "3"), strict=True):
        _give(contest, judge, work.cards[0], carded, card)


def _near(work: Work, aspect: str, chance: random.Random) -> str:
    middle, spread, digits = work.good[aspect]
    return f"{max(0.0, chance.gauss(middle, spread)):.{digits}f}"


def _give(
    contest: Contest, judge: Office, aspect: str, code: str, value: str, *, round_: int = 1, words: str = ""
) -> None:
    sent = Sent(
        key=f"demo-{aspect}-{code}-{round_}", component="practice", aspect=aspect, code=code, value=value,
        at=timezone.now(), round=round_, words=words,
    )  # fmt: skip
    [answer] = actions.send_marks(contest, judge, [sent], by=None)
    if isinstance(answer, Refused):
        raise answer


def _show(contest: Contest, judge: Office, code: str, reading: str) -> None:
    """A photograph of the reading: a drawn gauge with its number."""
    picture = Image.new("RGB", (640, 480), "#dfe5e8")
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((60, 150, 580, 330), 24, fill="#5f6f78")
    pen.rectangle((110, 190, 420, 290), fill="#cfe3d2")
    pen.text((140, 200), reading, fill="#1d2b22", font_size=72)
    pen.rectangle((470, 60, 510, 420), fill="#8a979e")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    actions.send_photo(
        contest, judge, out.getvalue(), component="practice", aspect="", code=code, key=f"demo-photo-{judge.pk}-{code}",
        at=timezone.now(), by=None,
    )  # fmt: skip
