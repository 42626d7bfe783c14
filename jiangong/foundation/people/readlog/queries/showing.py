"""What a person sees of the lists they are on, and what an auditor sees of the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, IntegerField, Q, QuerySet, Value

from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.models import Look
from jiangong.foundation.people.readlog.formulas import BUCKET
from jiangong.foundation.people.readlog.models import Export, Reading

AUDITORS = frozenset({Role.AUDITOR})


def exports_with(person_id: int) -> "QuerySet[Export]":
    """The lists a person was on, newest first: one bit each in the part that holds the person's number."""
    bucket, bit = divmod(person_id, BUCKET)
    on_it = Func(F("parts__bits"), Value(bit), function="get_bit", output_field=IntegerField())
    return (
        Export.objects.filter(parts__bucket=bucket)
        .annotate(on_it=on_it)
        .filter(on_it=1)
        .select_related("by__person", "organisation")
        .order_by("-number")
    )


def readings_visible_to(user: Any) -> "QuerySet[Reading]":
    """Places of the log whose look or export was made for a union the user audits; of erased ones nobody knows that.

    Newest first.
    """
    reach = within(user, AUDITORS, "organisation__")
    return Reading.objects.filter(
        Q(pk__in=Look.objects.filter(reach, number__isnull=False).values("number"))
        | Q(pk__in=Export.objects.filter(reach).values("number"))
    ).order_by("-number")


@dataclass(frozen=True)
class Shown:
    """A place of the log with what it says; `look` and `export` are None where an erasure took it."""

    reading: Reading
    look: Look | None
    export: Export | None

    @property
    def detail(self) -> Look | Export | None:
        return self.look or self.export


def shown_readings(readings: Sequence[Reading]) -> list[Shown]:
    """These places with what they say, in two queries."""
    numbers = [one.number for one in readings]
    looks = {
        one.number: one
        for one in Look.objects.filter(number__in=numbers).select_related(
            "by__person", "organisation", "person"
        )
    }
    exports = {
        one.number: one
        for one in Export.objects.filter(number__in=numbers).select_related("by__person", "organisation")
    }
    return [Shown(one, looks.get(one.number), exports.get(one.number)) for one in readings]
