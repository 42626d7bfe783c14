"""What the pages of the workbench show of sittings: events, subjects, scores in words, the draw to do again."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.urls import reverse

from jiangong.foundation.common.rooms import declared_kinds
from jiangong.foundation.organisations.models import Organisation
from jiangong.selection.exams.formulas import Blueprint, letters, option_order
from jiangong.selection.exams.models import Correction, Event, Examinee, PoolQuestion, Sitting, Version
from jiangong.selection.exams.queries.marking import Effect
from jiangong.selection.exams.queries.papers import Shown, paper_of, pool_of
from jiangong.selection.exams.states import ExamineeState, ExamSubject

SHOWN = 30  # events and changes on a page


def exam_subject(model: str, pk: int) -> tuple[Model, Organisation, ExamSubject] | None:
    """What a sitting can be held for: the row, the union that holds it, what its room says of it; None if there is none."""
    kind = declared_kinds("EXAMS", key=lambda one: str(one.model)).get(model)
    if kind is None:
        return None
    row = apps.get_model(model)._default_manager.filter(pk=pk).first()
    if row is None:
        return None
    organisation: Any = row
    for name in filter(None, kind.organisation.split(".")):
        organisation = getattr(organisation, name)
    return row, organisation, kind


def subject_page(sitting: Sitting) -> tuple[str, str] | None:
    """(address, words) of the page of what a sitting is held for; None where it has no page of its own."""
    kind = declared_kinds("EXAMS", key=lambda one: str(one.model)).get(sitting.subject_type)
    if kind is None or not kind.page:
        return None
    row = apps.get_model(sitting.subject_type)._default_manager.filter(pk=sitting.subject_id).first()
    return (reverse(kind.page, args=[sitting.subject_id]), str(row)) if row else None


def events_of(sitting: Sitting, examinee: Examinee | None = None) -> list[Event]:
    """What happened last, in the whole room or to one examinee; starting and handing in of each is only on the latter."""
    found: QuerySet[Event] = Event.objects.filter(sitting=sitting).select_related("examinee", "by__person")
    if examinee is not None:
        return list(found.filter(examinee=examinee).order_by("-pk")[:SHOWN])
    return list(found.exclude(kind__in=["started"]).exclude(kind="ended", reason="").order_by("-pk")[:SHOWN])


def common_paper(sitting: Sitting) -> list[Shown]:
    """The one paper of a sitting on paper."""
    first = Examinee.objects.filter(sitting=sitting).order_by("pk").first()
    return paper_of(sitting, first.items, "") if first else []


def right_letters(examinee: Examinee, number: int) -> str:
    """Under which letters the right options of a question stand on an examinee's paper. For the demonstration, never for a page."""
    sitting = examinee.sitting
    version = version_in(sitting, number)
    if version is None or not version.options:
        return ""
    blueprint, seed = Blueprint.parse(sitting.blueprint), bytes.fromhex(sitting.seed)
    order = option_order(blueprint, seed, examinee.code, number, len(version.options))
    return letters([place for place, n in enumerate(order) if n in version.key["right"]])


def version_in(sitting: Sitting, number: int) -> Version | None:
    """A question as it stood in the pool of the sitting."""
    found = PoolQuestion.objects.filter(sitting=sitting, number=number).select_related("version").first()
    return found.version if found else None


def corrections_of(sitting: Sitting) -> list[Correction]:
    """The rulings on questions, oldest first."""
    return list(Correction.objects.filter(sitting=sitting).select_related("by__person").order_by("pk"))


def summary_of(sitting: Sitting) -> dict[str, Any]:
    """How many sat, and their mean, highest and lowest score."""
    rows = Examinee.objects.filter(sitting=sitting, state=ExamineeState.ENDED).values_list("score", flat=True)
    scores = [Fraction(one) for one in rows]
    if not scores:
        return {"examinees": 0}
    mean = sum(scores, Fraction(0)) / len(scores)
    return {
        "examinees": len(scores),
        "mean": float(mean),
        "highest": float(max(scores)),
        "lowest": float(min(scores)),
    }


def score_rows(sitting: Sitting) -> Iterator[list[Any]]:
    """Rows of the spreadsheet: code, state, exact score, decimal; nothing for who was absent."""
    for one in Examinee.objects.filter(sitting=sitting).order_by("code").iterator(2000):
        score = float(Fraction(one.score)) if one.score else None
        yield [one.code, one.get_state_display(), one.score, score]


def shown_changes(effect: Effect) -> list[tuple[str, float, float]]:
    """The most changed scores, as decimals."""
    return [(code, float(before), float(after)) for code, before, after in effect.changed[:SHOWN]]


def draw_again(sitting: Sitting) -> dict[str, Any]:
    """Everything by which a stranger draws the papers of a closed sitting again: codes instead of names, digests instead of keys."""
    papers = Examinee.objects.filter(sitting=sitting).order_by("code").values_list("code", "items")
    return {
        "blueprint": Blueprint.parse(sitting.blueprint).text(),
        "commitment": sitting.commitment,
        "seed": sitting.seed,
        "pool": [[one.question, one.line, one.version, one.digest] for one in pool_of(sitting)],
        "pool_digest": sitting.pool,
        "papers": {code: list(items) for code, items in papers},
    }
