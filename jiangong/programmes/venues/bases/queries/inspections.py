"""Reads of inspections and audits: the checklist of a day, what was found, what is due."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Prefetch, QuerySet
from django.utils.translation import get_language

from jiangong.foundation.common.periods import add_months
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.programmes.venues.bases.formulas import Item
from jiangong.programmes.venues.bases.models import Audit, Base, Finding, Inspection
from jiangong.programmes.venues.bases.permissions import WATCHERS
from jiangong.programmes.venues.bases.queries.bases import signed
from jiangong.programmes.venues.bases.states import BaseState


def checklist(on: date) -> list[Item]:
    """The checklist in force on a day."""
    value = rulebook.value("bases.checklist", on=on)
    return [Item(one["item"], int(one["points"]), bool(one["grave"]), one["zh"], one["en"]) for one in value]


def item_names(on: date) -> dict[str, str]:
    """What each item of that day's checklist is called, in the reader's language."""
    english = (get_language() or "").startswith("en")
    return {one.item: one.en if english else one.zh for one in checklist(on)}


@dataclass(frozen=True)
class Found:
    """A finding as pages show it."""

    finding: Finding
    name: str


def inspections_visible_to(user: Any) -> QuerySet[Inspection]:
    """Inspections of the bases that the user may see. Equals `bases.watch_inspection`."""
    return Inspection.objects.filter(within(user, WATCHERS, "base__organisation__")).select_related(
        "base__organisation", "organisation"
    )


def inspections_of(base: Base) -> QuerySet[Inspection]:
    """All inspections of a base, the latest first, with what failed as `failed`."""
    failed = Prefetch("findings", Finding.objects.filter(passed=False).order_by("pk"), to_attr="failed")
    return Inspection.objects.filter(base=base).prefetch_related(failed).order_by("-inspected_on", "-pk")


def findings_of(inspection: Inspection) -> list[Found]:
    """Every item with what came of it, as the checklist of that day calls it."""
    names = item_names(inspection.inspected_on)
    rows = Finding.objects.filter(inspection=inspection).order_by("pk")
    return [Found(one, names.get(one.item, one.item)) for one in rows]


def audits_of(base: Base) -> QuerySet[Audit]:
    """All audits of a base, the latest year first."""
    return Audit.objects.filter(base=base).order_by("-year")


def bases_to_inspect(today: date) -> list[Base]:
    """Listed bases under contract that nobody inspected for as long as the rulebook allows, counted from being listed."""
    months = int(rulebook.value("bases.inspection_months"))
    due = add_months(today, -months)
    agreed = signed().filter(since__lte=today, last__gte=today).values("base")
    found = (
        Base.objects.filter(state=BaseState.LISTED, pk__in=agreed)
        .select_related("organisation")
        .annotate(last_inspected=Max("inspections__inspected_on"))
    )
    return [one for one in found if (one.last_inspected or one.listed_on or today) <= due]
