"""Reads of bases: the public list, the workbench's, photographs, who is delisted when."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from jiangong.foundation.documents.models import Attachment
from jiangong.foundation.documents.queries import attachments_of
from jiangong.foundation.documents.states import AttachmentState
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within, workbench_organisation
from jiangong.programmes.venues.bases.models import Base, Contract, Rating
from jiangong.programmes.venues.bases.permissions import AUDITORS, WATCHERS
from jiangong.programmes.venues.bases.states import PHOTO, BaseState, ContractState

KNOWN = frozenset({BaseState.LISTED, BaseState.CLOSED})  # what was ever listed has its public page


def bases_organisation(request: HttpRequest) -> Organisation:
    """Whose bases the workbench shows: the union switched to; for auditors the highest of theirs."""
    return workbench_organisation(request, also=AUDITORS)


def _with_standing(found: QuerySet[Base]) -> QuerySet[Base]:
    """With the newest rating in force and the contract of today, as columns: one query for a whole list."""
    today = timezone.localdate()
    rated = Rating.objects.filter(base=OuterRef("pk"), in_force_on__isnull=False).order_by("-year__year")
    agreed = signed().filter(base=OuterRef("pk"), since__lte=today, last__gte=today)
    photo = Attachment.objects.filter(
        subject_type=Base._meta.label_lower,
        subject_id=OuterRef("pk"),
        purpose=PHOTO,
        state=AttachmentState.KEPT,
    ).order_by("pk")
    return found.select_related("organisation").annotate(
        rated_year=Subquery(rated.values("year__year")[:1]),
        rated_score=Subquery(rated.values("score")[:1]),
        rated_verdict=Subquery(rated.values("verdict")[:1]),
        agreed_until=Subquery(agreed.values("last")[:1]),
        agreed_places=Subquery(agreed.values("places")[:1]),
        first_photo=Subquery(photo.values("pk")[:1]),
    )


def signed() -> QuerySet[Any]:
    """Contracts that are or were in force, with `last`, the last day that counts."""
    return Contract.objects.exclude(state=ContractState.DRAFT).annotate(last=Coalesce("ended_on", "until"))


def public_bases(*, kind: str = "", step_free: str = "", text: str = "") -> QuerySet[Base]:
    """Listed bases, also those delisted for now, which say so."""
    found = Base.objects.filter(state=BaseState.LISTED)
    if kind:
        found = found.filter(kind=kind)
    if step_free:
        found = found.filter(step_free=step_free)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(place__icontains=text) | Q(name_en__icontains=text))
    return _with_standing(found)


def public_base(pk: int) -> Base | None:
    """One base as everybody may see it; None for those in preparation."""
    return _with_standing(Base.objects.filter(state__in=KNOWN)).filter(pk=pk).first()


def photos_of(base: Base) -> list[Attachment]:
    """The photographs of a base, in the order they came."""
    return list(attachments_of(base, PHOTO))


def public_photo(base: int, pk: int) -> Attachment | None:
    """A photograph of a base whose page is public."""
    if not Base.objects.filter(pk=base, state__in=KNOWN).exists():
        return None
    return Attachment.objects.filter(
        pk=pk,
        subject_type=Base._meta.label_lower,
        subject_id=base,
        purpose=PHOTO,
        state=AttachmentState.KEPT,
        sealed=False,
    ).first()


def bases_visible_to(user: Any) -> QuerySet[Base]:
    """Bases in the workbench: those of the unions the user's appointments reach. Equals `bases.watch`."""
    return _with_standing(Base.objects.filter(within(user, WATCHERS, "organisation__")))


def bases_at(user: Any, organisation: Organisation, *, state: str = "", text: str = "") -> QuerySet[Base]:
    """The bases of this union and those below it that the user may see."""
    found = bases_visible_to(user).filter(at_or_below(organisation, "organisation__"))
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(place__icontains=text) | Q(code__icontains=text))
    return found


def is_delisted(base: Base, since: date, until: date | None = None) -> bool:
    """Whether the base is delisted on some day from `since` to `until` (that one day if it is not given)."""
    if base.delisted_on is None or base.delisted_until is None:
        return False
    return base.delisted_on <= (until or since) and since < base.delisted_until


def listed_bases() -> QuerySet[Base]:
    """Every listed base, the nearest first."""
    return (
        Base.objects.filter(state=BaseState.LISTED)
        .select_related("organisation")
        .order_by(F("distance_km").asc(nulls_last=True), "pk")
    )


def bases_coded(codes: Collection[str]) -> dict[str, Base]:
    """Bases by their code, in one query."""
    return {one.code: one for one in Base.objects.filter(code__in=codes).select_related("organisation")}


def bases_in_use(organisation: Organisation, since: date, until: date) -> QuerySet[Base]:
    """Bases this union answers for that had a contract on some day of these: what a year's rating is about."""
    agreed = signed().filter(since__lte=until, last__gte=since).values("base")
    return Base.objects.filter(organisation=organisation, pk__in=agreed).order_by("pk")
