"""Satisfaction: a stay may rate once; what was said cannot be led back to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.programmes.care.convalescence.formulas.ratings import LEAST, MOST
from jiangong.programmes.care.convalescence.models import Rating, Stay
from jiangong.programmes.care.convalescence.states import Aspect, StayReason, StayState

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def rate(stay: Stay, scores: Mapping[str, int], *, words: str = "", by: User | None) -> None:
    """Rate a batch one was in, once, after it was finished; aspects may be left out. No ledger entry: it would say who.

    Raises Refused(ALREADY_RATED), ValueError for a score that is none.
    """
    stay = lock(stay)
    require(by, "convalescence.answer", stay)
    if stay.rated or stay.state not in (StayState.STAYED, StayState.LEFT_EARLY):
        raise Refused(StayReason.ALREADY_RATED)
    known = {one.value for one in Aspect}
    if any(key not in known or not LEAST <= score <= MOST for key, score in scores.items()):
        raise ValueError("A score is 1 to 5, of an aspect that there is.")
    Rating.objects.create(batch=stay.batch, scores=dict(scores), words=words.strip())
    stay.rated = True
    stay.save(update_fields=["rated"])
