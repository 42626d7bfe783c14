"""What was drawn, how far it is judged, and what that proves."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from jiangong.foundation.samples.formulas import Outcome, outcome
from jiangong.foundation.samples.models import Draw, Judgement, Sample
from jiangong.foundation.samples.queries.samples import definition_of, samples_visible_to
from jiangong.foundation.samples.states import JUDGEABLE, Verdict


@dataclass(frozen=True)
class Line:
    """A drawn entry as anyone may see it: its place in the log, the day, how many draws hit it, the verdict."""

    position: int
    on: date
    hits: int
    verdict: str
    kind: str


KINDS = {Verdict.SUPPORTED: "good", Verdict.UNSUPPORTED: "bad", Verdict.UNCLEAR: "warn"}


def wrong_part(judgement: Judgement | None, quantity: Any) -> Fraction | None:
    """Which part of the quantity is wrong: 0 supported, 1 nothing of it or not to be judged; None without a verdict."""
    if judgement is None:
        return None
    if judgement.verdict == Verdict.SUPPORTED:
        return Fraction(0)
    if judgement.verdict == Verdict.UNCLEAR or quantity <= 0:
        return Fraction(1)
    return 1 - Fraction(judgement.supported) / Fraction(quantity)


def outcome_of(sample: Sample) -> Outcome | None:
    """What the judgements so far prove; None before the drawing."""
    if sample.state not in JUDGEABLE:
        return None
    wrong: list[Fraction | None] = []
    for draw in sample.drawn.select_related("judgement", "entry").only(
        "orders", "judgement__verdict", "judgement__supported", "entry__quantity"
    ):
        wrong += [wrong_part(draw.judgement, draw.entry.quantity)] * len(draw.orders)
    return outcome(definition_of(sample), wrong)


def draws_of(sample: Sample) -> QuerySet[Draw]:
    """The drawn entries in the order of drawing, with their verdicts."""
    return sample.drawn.select_related("judgement", "entry").order_by("pk")


def lines_of(draws: list[Draw]) -> list[Line]:
    """What may be shown of drawn entries."""
    return [
        Line(
            draw.position,
            draw.entry.happened_on,
            len(draw.orders),
            str(Verdict(draw.judgement.verdict).label) if draw.judgement else "",
            KINDS[Verdict(draw.judgement.verdict)] if draw.judgement else "",
        )
        for draw in draws
    ]


def progress_of(sample: Sample) -> tuple[int, int]:
    """How many drawn entries are judged, of how many."""
    return sample.drawn.filter(judgement__isnull=False).count(), sample.drawn.count()


def next_to_judge(sample: Sample) -> Draw | None:
    """The first drawn entry without a verdict."""
    return draws_of(sample).filter(judgement__isnull=True).first()


def draw_visible_to(user: Any, sample: int, position: int) -> Draw | None:
    """A drawn entry of a sample that the user may see, with what its page needs; who may open it is asked again."""
    return (
        Draw.objects.filter(sample__in=samples_visible_to(user), sample=sample, position=position)
        .select_related(
            "sample__organisation", "entry__organisation", "entry__person", "entry__correction", "judgement"
        )
        .first()
    )
