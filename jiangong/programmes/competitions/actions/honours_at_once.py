"""One act over many honours of a contest, in one transaction; what is refused is answered beside it, the rest goes through."""

from collections.abc import Callable, Iterable

from django.db import transaction

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.honouring import (
    decide_promotion,
    issue_honour,
    submit_promotion,
)
from jiangong.programmes.competitions.models import Honour

Answers = list[Honour | Refused]


def submit_promotions(honours: Iterable[Honour], *, by: User | None) -> Answers:
    """Report promotions to the labour department; an answer for each, as `submit_promotion` gives it."""
    return _each(honours, lambda one: submit_promotion(one, by=by))


def decide_promotions(honours: Iterable[Honour], *, approved: bool, number: str, by: User | None) -> Answers:
    """Write down one decision of the labour department over many promotions; answers as of `decide_promotion`."""
    return _each(honours, lambda one: decide_promotion(one, approved=approved, number=number, by=by))


def issue_honours(honours: Iterable[Honour], *, by: User | None) -> Answers:
    """Give many honours; answers as of `issue_honour`."""
    return _each(honours, lambda one: issue_honour(one, by=by))


@transaction.atomic
def _each(honours: Iterable[Honour], act: Callable[[Honour], Honour]) -> Answers:
    answers: Answers = []
    for one in honours:
        try:
            with transaction.atomic():
                answers.append(act(one))
        except Refused as refused:
            answers.append(refused)
    return answers
