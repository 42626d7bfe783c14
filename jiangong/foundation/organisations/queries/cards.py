"""One union with its committees, officers and history; and the committees that are due for re-election."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jiangong.foundation.common.periods import add_months
from jiangong.foundation.organisations.models import Committee, Lineage, Naming, Organisation
from jiangong.foundation.organisations.permissions import VIEWERS
from jiangong.foundation.organisations.queries.tree import Below, ancestors, below, industry_line
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import CommitteeKind, Kind, State
from jiangong.foundation.rulebook.queries import value


@dataclass(frozen=True)
class Term:
    """A committee's latest term, and what it calls for: "" , "due" (within the notice) or "overdue"."""

    committee: Committee
    calls: str


def _term(committee: Committee, day: date) -> Term:
    if committee.until <= day:
        return Term(committee, "overdue")
    months = int(value("organisations.re_election_notice_months", on=day))
    return Term(committee, "due" if committee.until <= add_months(day, months) else "")


def terms(organisation: Organisation, *, on: date | None = None) -> list[Term]:
    """The latest term of each kind of committee the union has, in the order of the kinds."""
    day = on or timezone.localdate()
    latest = organisation.committees.order_by("kind", "-term").distinct("kind")
    order = list(CommitteeKind.values)
    return sorted((_term(one, day) for one in latest), key=lambda one: order.index(one.committee.kind))


def committees_due(user: Any, *, on: date | None = None, limit: int = 100) -> list[Term]:
    """Visible committees whose latest term is over, or will be within the rulebook's notice; longest overdue first."""
    day = on or timezone.localdate()
    rows = committees_calling(user, on=day).select_related("organisation")
    return [_term(one, day) for one in rows.order_by("until", "pk")[:limit]]


def committees_calling(user: Any, *, on: date | None = None) -> QuerySet[Committee]:
    """Visible committees whose latest term is over, or will be within the rulebook's notice."""
    day = on or timezone.localdate()
    months = int(value("organisations.re_election_notice_months", on=day))
    horizon = add_months(day, months)
    later = Committee.objects.filter(
        organisation=OuterRef("organisation"), kind=OuterRef("kind"), term__gt=OuterRef("term")
    )
    return Committee.objects.filter(
        ~Exists(later),
        within(user, VIEWERS, "organisation__"),
        organisation__state=State.ACTIVE,
        until__lte=horizon,
    )


@dataclass(frozen=True)
class Card:
    """All that a page says about one organisation."""

    organisation: Organisation
    ancestors: list[Organisation]
    below: Below
    terms: list[Term]
    names: list[Naming]
    places: list[Lineage]
    industry_line: Organisation | None
    hangs_here: int
    officers: Sequence[Any]

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        """How many active unions of each kind stand below, in words and in order of the levels."""
        return [(str(kind.label), count) for kind, count in self.below.by_kind.items()]


def card(organisation: Organisation, above: list[Organisation] | None = None) -> Card:
    """The organisation with its history. Officers are appointments in force, read from people by name.

    `above`: its ancestors from the city down, where the caller has read them already.
    """
    today = timezone.localdate()
    appointments = apps.get_model("people", "Appointment")._default_manager
    above = ancestors(organisation) if above is None else above
    lines = [one.industry for one in (organisation, *reversed(above)) if one.industry]
    return Card(
        organisation=organisation,
        ancestors=above,
        below=below(organisation),
        terms=terms(organisation),
        names=[
            one
            for one in organisation.namings.order_by("-since", "-pk")
            if one.until is None or one.until > one.since
        ],
        places=[
            one
            for one in organisation.lineages.select_related("parent", "industry").order_by("-since", "-pk")
            if one.until is None or one.until > one.since
        ],
        industry_line=lines[0] if lines else None,  # a branch follows its enterprise
        hangs_here=industry_line(organisation).count() if organisation.kind == Kind.INDUSTRY else 0,
        officers=_on_through(appointments.filter(organisation=organisation.pk), today),
    )


def _on_through(appointments: Any, day: date) -> Sequence[Any]:
    """Appointments in force; their last day counts."""
    in_force = appointments.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)
    return list(in_force.select_related("person").order_by("pk"))
