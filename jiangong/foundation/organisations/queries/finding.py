"""Finding a union: by words, by code, or among those that a form may offer."""

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.queries.tree import organisations_visible_to
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import MAY_STAND_BELOW, OFFICERS, Kind, State


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
