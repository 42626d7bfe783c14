"""Which figures of small unions everybody may see: those that figures.csv publishes (docs/proof.md, "Named organisations").

A union that is not always named shows in the years in which the log names it. Its figure for the whole plan shows only if
no year of it is hidden: the difference would tell that year's. Its officers see everything in the workbench.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Left, Length

from jiangong.foundation.ledger.models import Named
from jiangong.foundation.ledger.states import ALWAYS_NAMED
from jiangong.foundation.organisations.models import Organisation
from jiangong.plan.definition import Promise
from jiangong.plan.models import Cell

YEAR = 4  # not law: how a year is written


def with_shown(cells: QuerySet[Cell]) -> QuerySet[Any]:
    """Cells with `is_shown`: whether everybody may see them."""
    named = Named.objects.filter(named=True).alias(text=Cast("year", CharField()))
    in_its_year = named.filter(
        organisation_id=OuterRef("organisation_id"), text=Left(OuterRef("period"), YEAR)
    )
    hidden_year = (
        Cell.objects.alias(size=Length("period"))
        .filter(organisation=OuterRef("organisation"), promise=OuterRef("promise"), size=YEAR)
        .exclude(Exists(named.filter(organisation_id=OuterRef("organisation_id"), text=OuterRef("period"))))
    )
    return cells.annotate(
        is_shown=Case(
            When(Q(organisation__kind__in=sorted(ALWAYS_NAMED)), then=Value(True)),
            When(Q(period="all"), then=~Exists(hidden_year)),
            default=Exists(in_its_year),
        )
    )


def hidden_periods(organisation: Organisation, promises: Iterable[Promise]) -> frozenset[str]:
    """The periods in which a figure of these is kept from everybody; no query for who is always named, else one."""
    if organisation.kind in ALWAYS_NAMED:
        return frozenset()
    cells = Cell.objects.filter(organisation=organisation, promise__in=[one.id for one in promises])
    return frozenset(with_shown(cells).filter(is_shown=False).values_list("period", flat=True))


def nearest_shown(organisation: Organisation, above: Iterable[Organisation]) -> Organisation:
    """The nearest union above whose figures are always shown; `above` from the top of the tree."""
    return next((one for one in reversed(list(above)) if one.kind in ALWAYS_NAMED), organisation)
