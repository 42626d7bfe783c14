"""Which values a decision used, as they stood when it was made."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count

from jiangong.foundation.rulebook.models import Used
from jiangong.foundation.rulebook.queries.showing import in_one_line
from jiangong.foundation.rulebook.states import LEVELS, STATUSES


@dataclass(frozen=True)
class Kept:
    """A value that a decision used: what it said (rulebook.formulas.said), and the day it was read for."""

    entry_id: int
    on: date
    said: dict[str, Any]

    @property
    def source(self) -> str:
        """《regulation》（document number）article."""
        number = f"（{self.said['document_number']}）" if self.said["document_number"] else ""
        return f"《{self.said['regulation']}》{number}{self.said['article']}"

    @property
    def text(self) -> str:
        """The value in one line with its unit."""
        return in_one_line(self.said["value"], self.said["unit"])

    @property
    def status(self) -> Any:
        """The status it had then, in words."""
        return STATUSES[self.said["status"]]

    @property
    def level(self) -> Any:
        """The jurisdiction, in words."""
        return LEVELS[self.said["jurisdiction"]]


def used_by_entries(entries: Collection[int]) -> dict[int, list[Kept]]:
    """The values used by each of these ledger entries (numbers), in the order they were read; in one query."""
    found: dict[int, list[Kept]] = {}
    for one in Used.objects.filter(entry_id__in=entries).select_related("stated").order_by("pk"):
        found.setdefault(one.entry_id, []).append(Kept(one.entry_id, one.on, one.stated.said))
    return found


def used_by(subject_type: str, subject_id: int) -> list[Kept]:
    """The values used by all decisions about one row ("people.membership", 7), the newest decision first."""
    rows = Used.objects.filter(subject_type=subject_type, subject_id=subject_id).select_related("stated")
    return [Kept(one.entry_id, one.on, one.stated.said) for one in rows.order_by("-entry_id", "pk")]


@dataclass(frozen=True)
class Counted:
    """How many decisions on one kind of row used one value of a parameter."""

    subject_type: str
    value: Any
    unit: str
    count: int

    @property
    def subject(self) -> Any:
        """What was decided on, in words where the table has some."""
        try:
            return apps.get_model(self.subject_type)._meta.verbose_name
        except LookupError:
            return self.subject_type

    @property
    def text(self) -> str:
        """The value in one line."""
        return in_one_line(self.value, self.unit)


def decisions_counted(key: str) -> list[Counted]:
    """How many decisions used the parameter, by kind of what was decided on and by value."""
    rows = (
        Used.objects.filter(stated__key=key)
        .values("subject_type", "stated__said__value", "stated__said__unit")
        .annotate(count=Count("entry_id", distinct=True))
        .order_by("subject_type")
    )
    return [
        Counted(row["subject_type"], row["stated__said__value"], row["stated__said__unit"], row["count"])
        for row in rows
    ]
