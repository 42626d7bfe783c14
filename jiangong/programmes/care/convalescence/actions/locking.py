"""In which order rows are locked after the draw, so that what happens at the same moment waits and never stands crosswise.

The stays of an application in the order of their numbers, then the draw, then the programme (`draws.actions.leave`); a batch
before its stays, and without keeping new offers of it out: those come from whoever holds the programme.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from jiangong.programmes.care.convalescence.models import Batch, Stay


def locked_batch(batch: Batch) -> Batch:
    """The batch as it is now, locked against others who run it; offers of places in it can still be made."""
    return Batch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)


def locked_with_companions(stay: Stay) -> Stay:
    """The stay as it is now, once all stays of its application are locked: two who go together may leave at the same moment."""
    together = Stay.objects.filter(applicant__application__applicants__stay=stay.pk)
    return next(one for one in _locked(together) if one.pk == stay.pk)


def locked_with_all_companions(stays: QuerySet[Stay]) -> list[Stay]:
    """The same for many: those of `stays` that are still so once they and their companions are locked."""
    applications = list(stays.values_list("applicant__application", flat=True))
    _locked(Stay.objects.filter(applicant__application__in=applications))
    return list(stays.order_by("pk"))


def _locked(stays: QuerySet[Stay, Any]) -> list[Stay]:
    return list(stays.select_for_update(of=("self",)).order_by("pk"))
