"""Every read of organisations. A subtree is one range of the path index, however many unions it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Case, CharField, Count, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from jiangong.foundation.organisations import formulas
from jiangong.foundation.organisations.models import Committee, Lineage, Naming, Organisation
from jiangong.foundation.organisations.permissions import VIEWERS
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import MAY_STAND_BELOW, OFFICERS, CommitteeKind, Kind, State
from jiangong.foundation.rulebook.queries import value

# The order in which kinds are listed: the levels from above, the line beside them last.
LISTED = (
    Kind.DISTRICT,
    Kind.TOWNSHIP,
    Kind.VILLAGE,
    Kind.INDUSTRY,
    Kind.ENTERPRISE,
    Kind.BRANCH,
)


class PathStep(Func):
    """One step of a path: which child of an organisation everything below it stands under."""

    function = "split_part"
    output_field = CharField()


def organisations_visible_to(user: Any) -> QuerySet[Organisation]:
    """Those the user may view: the subtrees of what they are officer or auditor of. Equals `organisations.view`."""
    return Organisation.objects.filter(within(user, VIEWERS))


def subtree(organisation: Organisation, *, with_ended: bool = False) -> QuerySet[Organisation]:
    """The organisation and everything below it on the territorial line, in order of the tree: one index range."""
    rows = Organisation.objects.filter(path__startswith=organisation.path).order_by("path")
    return rows if with_ended else rows.filter(state=State.ACTIVE)


def industry_line(organisation: Organisation) -> QuerySet[Organisation]:
    """The unions elsewhere in the city that hang on this industry union as their second line."""
    return Organisation.objects.filter(industry=organisation, state=State.ACTIVE).order_by("path")


def city() -> Organisation | None:
    """The root of the tree, or None before anything was loaded."""
    return Organisation.objects.filter(kind=Kind.CITY).first()


def organisation_by_code(code: str) -> Organisation | None:
    return Organisation.objects.filter(code=code).first()


def ancestors(organisation: Organisation) -> list[Organisation]:
    """From the city down to the parent: the breadcrumb."""
    ids = formulas.ids_on(organisation.path)[:-1]
    rows = Organisation.objects.filter(pk__in=ids).select_related("industry")
    return sorted(rows, key=lambda one: one.depth)


@dataclass(frozen=True)
class Child:
    """One line of the tree browser: a union, and how many active unions stand below it (itself not counted)."""

    organisation: Organisation
    below: int


@dataclass(frozen=True)
class Children:
    """A page of a union's children; `next` is where the following page begins, or None on the last one."""

    rows: list[Child]
    next: int | None


def children(organisation: Organisation, *, start: int = 0, size: int = 100) -> Children:
    """The active unions directly below, local levels first, with how many stand below each; two queries."""
    rows = list(
        organisation.children.filter(state=State.ACTIVE)
        .select_related("industry")
        .annotate(
            level=Case(
                *[When(kind=kind, then=Value(place)) for place, kind in enumerate(LISTED)],
                output_field=IntegerField(),
            )
        )
        .order_by("level", "code")[start : start + size + 1]
    )
    below = dict(
        Organisation.objects.filter(
            path__startswith=organisation.path, depth__gt=organisation.depth + 1, state=State.ACTIVE
        )
        .annotate(branch=PathStep(F("path"), Value("/"), Value(organisation.depth + 3)))
        .values_list("branch")
        .annotate(count=Count("pk"))
        .values_list("branch", "count")
    )
    return Children(
        [Child(one, below.get(str(one.pk), 0)) for one in rows[:size]],
        start + size if len(rows) > size else None,
    )


def counts_by_kind(organisation: Organisation) -> list[tuple[str, int]]:
    """How many active unions of each kind stand below: (kind's name, count) in order of the levels."""
    found = dict(
        subtree(organisation)
        .exclude(pk=organisation.pk)
        .order_by()
        .values_list("kind")
        .annotate(count=Count("pk"))
        .values_list("kind", "count")
    )
    return [(str(Kind(kind).label), found[kind]) for kind in LISTED if kind in found]


def lineage_on(organisation: Organisation, day: date) -> Lineage | None:
    """Where the organisation stood on a day, or None when it was not there yet or no more."""
    lineage: Lineage | None = _on(Lineage.objects.filter(organisation=organisation), day).first()
    return lineage


def places_for(
    user: Any, organisation: Organisation | None, kind: str, *, limit: int = 400
) -> list[Organisation]:
    """Where a union of this kind may stand, as far as the user may found there; not below `organisation` itself."""
    rows = Organisation.objects.filter(
        within(user, OFFICERS), kind__in=MAY_STAND_BELOW[kind], state=State.ACTIVE
    )
    if organisation is not None:
        rows = rows.exclude(path__startswith=organisation.path)
    return list(rows.order_by("depth", "code")[:limit])


def successors_for(user: Any, organisation: Organisation, *, limit: int = 400) -> list[Organisation]:
    """Unions of the same kind it may go into, nearest first: those beside it before those elsewhere."""
    rows = Organisation.objects.filter(within(user, OFFICERS), kind=organisation.kind, state=State.ACTIVE)
    beside = Case(
        When(parent=organisation.parent_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = rows.exclude(path__startswith=organisation.path).annotate(beside=beside)
    return list(rows.order_by("beside", "code")[:limit])


def industries() -> QuerySet[Organisation]:
    """The active industry unions of the city: the second line is open to every enterprise."""
    return Organisation.objects.filter(kind=Kind.INDUSTRY, state=State.ACTIVE).order_by("depth", "code")


def find_visible(user: Any, text: str) -> Organisation | None:
    """The one active visible union that the words name: by code (alone or before its name), or by its whole name."""
    words = text.split()
    if not words:
        return None
    rows = organisations_visible_to(user).filter(state=State.ACTIVE)
    found = list(rows.filter(Q(code=words[0]) | Q(name=text.strip()))[:2])
    return found[0] if len(found) == 1 else None


def name_on(organisation: Organisation, day: date) -> str:
    """What the organisation was called on a day; today's name when it has none for that day."""
    naming = _on(Naming.objects.filter(organisation=organisation), day).first()
    return naming.name if naming else organisation.name


def _on(rows: Any, day: date) -> Any:
    return rows.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)


def search(user: Any, text: str, *, limit: int = 50) -> list[Organisation]:
    """Visible unions whose name, code, credit code or pinyin initials meet the words; best first."""
    text = text.strip()
    if not text:
        return []
    meets = Q(name__icontains=text) | Q(code__startswith=text) | Q(employer_name__icontains=text)
    if text.isascii():
        meets |= Q(initials__contains=text.lower()) | Q(credit_code__startswith=text.upper())
    rows = organisations_visible_to(user).filter(meets).select_related("parent")
    return list(
        rows.annotate(
            rank=Case(
                When(Q(code=text) | Q(name=text) | Q(short_name=text), then=Value(0)),
                When(Q(name__startswith=text) | Q(short_name__startswith=text), then=Value(1)),
                When(initials__startswith=text.lower(), then=Value(2)),
                default=Value(3),
                output_field=IntegerField(),
            ),
            ended=Case(
                When(state=State.ACTIVE, then=Value(0)), default=Value(1), output_field=IntegerField()
            ),
        ).order_by("ended", "rank", "depth", Lower("name"), "pk")[:limit]
    )


@dataclass(frozen=True)
class Term:
    """A committee's latest term, and what it calls for: "" , "due" (within the notice) or "overdue"."""

    committee: Committee
    calls: str


def _term(committee: Committee, day: date) -> Term:
    if committee.until <= day:
        return Term(committee, "overdue")
    months = int(value("organisations.re_election_notice_months", on=day))
    return Term(committee, "due" if (committee.until - day).days <= months * 30.44 else "")


def terms(organisation: Organisation, *, on: date | None = None) -> list[Term]:
    """The latest term of each kind of committee the union has, in the order of the kinds."""
    day = on or timezone.localdate()
    latest = organisation.committees.order_by("kind", "-term").distinct("kind")
    order = list(CommitteeKind.values)
    return sorted((_term(one, day) for one in latest), key=lambda one: order.index(one.committee.kind))


def committees_due(user: Any, *, on: date | None = None, limit: int = 100) -> list[Term]:
    """Visible committees whose latest term is over, or will be within the rulebook's notice; longest overdue first."""
    day = on or timezone.localdate()
    latest = (
        Committee.objects.filter(within(user, VIEWERS, "organisation__"), organisation__state=State.ACTIVE)
        .order_by("organisation", "kind", "-term")
        .distinct("organisation", "kind")
        .values("pk")
    )
    months = int(value("organisations.re_election_notice_months", on=day))
    horizon = date.fromordinal(day.toordinal() + round(months * 30.44))
    rows = Committee.objects.filter(pk__in=latest, until__lte=horizon).select_related("organisation")
    return [_term(one, day) for one in rows.order_by("until", "pk")[:limit]]


@dataclass(frozen=True)
class Card:
    """All that a page says about one organisation."""

    organisation: Organisation
    ancestors: list[Organisation]
    by_kind: list[tuple[str, int]]
    terms: list[Term]
    names: list[Naming]
    places: list[Lineage]
    industry_line: Organisation | None
    hangs_here: int
    officers: Sequence[Any]


def card(organisation: Organisation) -> Card:
    """The organisation with its history. Officers are appointments in force, read from people by name."""
    today = timezone.localdate()
    appointments = apps.get_model("people", "Appointment")._default_manager
    above = ancestors(organisation)
    lines = [one.industry for one in (organisation, *reversed(above)) if one.industry]
    return Card(
        organisation=organisation,
        ancestors=above,
        by_kind=counts_by_kind(organisation),
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
