"""The tree: who stands where, today and on any day. A subtree is one range of the path index, however large."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from jiangong.foundation.organisations import formulas
from jiangong.foundation.organisations.models import Lineage, Naming, Organisation
from jiangong.foundation.organisations.permissions import VIEWERS
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import Kind, State

# The order in which kinds are listed: the levels from above, the line beside them last.
LISTED = (
    Kind.DISTRICT,
    Kind.TOWNSHIP,
    Kind.VILLAGE,
    Kind.INDUSTRY,
    Kind.ENTERPRISE,
    Kind.BRANCH,
)


STEPS_OF_SUCCESSION = 5  # not law: between an enrolment and its last day few mergers follow each other


class IdsOnPath(Func):
    """The ids on a path, one row each."""

    set_returning = True
    template = "unnest(string_to_array(trim(both '/' from %(expressions)s), '/')::bigint[])"
    output_field = BigIntegerField()


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


def line_to(pk: int) -> list[Organisation]:
    """From the city down to the organisation, each with its parent; empty when there is none. One query."""
    ids = Organisation.objects.filter(pk=pk).annotate(one=IdsOnPath(F("path"))).values("one")
    rows = Organisation.objects.filter(pk__in=ids).select_related("industry", "succeeded_by")
    line = list(rows.order_by("depth"))
    for above, one in pairwise(line):
        one.parent = above
    return line


@dataclass(frozen=True)
class Below:
    """How many active unions stand below: of each kind, and in the line of each child (itself counted)."""

    by_kind: dict[Kind, int]
    by_child: dict[int, int]


def below(organisation: Organisation) -> Below:
    """Everything that stands below, counted in one query."""
    rows = (
        Organisation.objects.filter(
            path__startswith=organisation.path, depth__gt=organisation.depth, state=State.ACTIVE
        )
        .annotate(branch=PathStep(F("path"), Value("/"), Value(organisation.depth + 3)))
        .values_list("branch", "kind")
        .annotate(count=Count("pk"))
        .values_list("branch", "kind", "count")
    )
    by_kind: Counter[Kind] = Counter()
    by_child: Counter[int] = Counter()
    for branch, kind, count in rows:
        by_kind[Kind(kind)] += count
        by_child[int(branch)] += count
    return Below({kind: by_kind[kind] for kind in LISTED if kind in by_kind}, dict(by_child))


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


def children(
    organisation: Organisation, *, start: int = 0, size: int = 100, counted: Below | None = None
) -> Children:
    """The active unions directly below, local levels first, with how many stand below each.

    One query; and one more to count, unless the caller has `counted` already.
    """
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
    lines = (counted or below(organisation)).by_child
    return Children(
        [Child(one, lines[one.pk] - 1) for one in rows[:size]],
        start + size if len(rows) > size else None,
    )


def lineage_on(organisation: Organisation, day: date) -> Lineage | None:
    """Where the organisation stood on a day, or None when it was not there yet or no more."""
    lineage: Lineage | None = _on(Lineage.objects.filter(organisation=organisation), day).first()
    return lineage


def standing_on(
    organisations: Collection[Organisation], day: date, *, otherwise: Organisation
) -> dict[int, Organisation]:
    """For which union each one's work counts on a day: itself, its successor, or `otherwise`. One query a step of succession.

    A union can be merged or dissolved before the day on which something is counted; the ledger takes only those that exist.
    """
    standing = {one.pk: one for one in organisations}
    for _ in range(STEPS_OF_SUCCESSION):
        there = _on(Lineage.objects.filter(organisation__in=set(standing.values())), day)
        alive = set(there.values_list("organisation_id", flat=True))
        gone = {pk: one for pk, one in standing.items() if one.pk not in alive}
        if not gone:
            break
        standing |= {pk: one.succeeded_by or otherwise for pk, one in gone.items()}
    return standing


def name_on(organisation: Organisation, day: date) -> str:
    """What the organisation was called on a day; today's name when it has none for that day."""
    naming = _on(Naming.objects.filter(organisation=organisation), day).first()
    return naming.name if naming else organisation.name


def _on(rows: Any, day: date) -> Any:
    return rows.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)
