"""Reading memberships: a union's list of members, its pool, its applications, one person's own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum

from jiangong.foundation.common.paging import Page
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.queries import subtree
from jiangong.foundation.organisations.scope import at_or_below
from jiangong.foundation.people.models import MemberCount, Membership, Person
from jiangong.foundation.people.queries.scope import memberships_visible_to
from jiangong.foundation.people.sealing import blind_index
from jiangong.foundation.people.states import CURRENT, REGISTERED, MembershipState

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

FEW = 2_000  # as many people of a name are looked up one by one; more are met soon enough along the list


@dataclass(frozen=True)
class Wanted:
    """The filters of a member list; an empty one filters nothing. Numbers are found only when given in full."""

    state: str = ""
    text: str = ""
    document: str = ""
    phone: str = ""

    @property
    def states(self) -> list[str]:
        return [self.state] if self.state in MembershipState.values else sorted(REGISTERED)

    @property
    def only_state(self) -> bool:
        return not (self.text or self.document or self.phone)


def current_membership(person: Person) -> Membership | None:
    """The one membership a person has now, in whatever current state, or None."""
    return (
        Membership.objects.filter(person=person, state__in=CURRENT)
        .select_related("organisation", "next_organisation")
        .first()
    )


def member_count(organisation: Organisation, *, states: list[str] | None = None) -> int:
    """Members on the registers of an organisation and all below it; from the counts kept by triggers."""
    found = MemberCount.objects.filter(
        at_or_below(organisation, "organisation__"), state__in=states or sorted(REGISTERED)
    ).aggregate(people=Sum("people"))
    return found["people"] or 0


def state_counts(organisation: Organisation) -> dict[str, int]:
    """Memberships by state in an organisation and all below it."""
    rows = (
        MemberCount.objects.filter(at_or_below(organisation, "organisation__"))
        .values_list("state")
        .annotate(people=Sum("people"))
    )
    return dict(rows)


def member_list(
    organisation: Organisation, wanted: Wanted, after: str | int | None = None, *, size: int = 50
) -> Page[Membership]:
    """A page of the members of an organisation and all below it, union by union, as they came in.

    Reads a bounded number of rows however many members there are: the counts tell which unions the page spans.
    """
    rows = Membership.objects.filter(state__in=wanted.states)
    mark = _mark(after)
    if mark is not None:
        rows = rows.filter(
            Q(organisation_id__gt=mark.organisation_id)
            | Q(organisation_id=mark.organisation_id, pk__gt=mark.pk)
        )
    people = _people(wanted)
    if people is not None and isinstance(people, list):
        rows = rows.filter(at_or_below(organisation, "organisation__"), person_id__in=people)
    else:
        spanned = MemberCount.objects.filter(
            at_or_below(organisation, "organisation__"),
            state__in=wanted.states,
            people__gt=0,
            organisation_id__gte=mark.organisation_id if mark else 0,
        ).order_by("organisation_id")
        if people is None:
            # each union counted has at least one such member, save the one the last page ended in
            unions = spanned.values_list("organisation_id", flat=True).distinct()[: size + 2]
            rows = rows.filter(organisation_id__in=list(unions))
        else:
            rows = rows.filter(at_or_below(organisation, "organisation__"), people)
    found = list(rows.select_related("person", "organisation").order_by("organisation_id", "pk")[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)


def _mark(after: str | int | None) -> Membership | None:
    if after is None or not str(after).isdigit():
        return None
    return Membership.objects.only("pk", "organisation_id").filter(pk=int(after)).first()


def _people(wanted: Wanted) -> list[int] | Q | None:
    """Whom the filters mean: their ids where they are few, else a condition; None if nobody in particular."""
    if wanted.only_state:
        return None
    people = Person.objects.filter(merged_into__isnull=True)
    condition = Q()
    if wanted.document:
        people = people.filter(document_index=blind_index("document", wanted.document))
    if wanted.phone:
        people = people.filter(phone_index=blind_index("phone", wanted.phone))
    if text := wanted.text.strip():
        letters = text.isascii()
        people = (
            people.filter(initials__startswith=text.lower())
            if letters
            else people.filter(name__startswith=text)
        )
        condition = (
            Q(person__initials__startswith=text.lower()) if letters else Q(person__name__startswith=text)
        )
    found = list(people.values_list("pk", flat=True)[: FEW + 1])
    return found if len(found) <= FEW else condition


def members_by_number(organisation: Organisation, number: str, *, limit: int) -> list[Membership]:
    """Members of an organisation and of all below it whose member number this is; one look at one index."""
    return list(
        Membership.objects.filter(
            at_or_below(organisation, "organisation__"),
            number=number.strip().upper(),
            state__in=sorted(CURRENT),
        )
        .exclude(number="")
        .select_related("person", "organisation")[:limit]
    )


def applications_waiting(organisation: Organisation) -> QuerySet[Membership]:
    """Applications an organisation and those below it have to decide."""
    return (
        Membership.objects.filter(at_or_below(organisation, "organisation__"), state=MembershipState.APPLIED)
        .select_related("person", "organisation")
        .order_by("pk")
    )


def transfers_to_confirm(organisation: Organisation) -> QuerySet[Membership]:
    """Members of an organisation and those below it who asked to be transferred."""
    return (
        Membership.objects.filter(at_or_below(organisation, "organisation__"), state=MembershipState.LEAVING)
        .select_related("person", "organisation", "next_organisation")
        .order_by("pk")
    )


def pool(organisation: Organisation) -> QuerySet[Membership]:
    """Memberships on their way to an organisation or to one below it, waiting to be received 待接收."""
    return (
        Membership.objects.filter(
            at_or_below(organisation, "next_organisation__"), state=MembershipState.POOL
        )
        .select_related("person", "organisation", "next_organisation")
        .order_by("pk")
    )


def transfers_out(organisation: Organisation) -> QuerySet[Membership]:
    """Memberships of an organisation and those below it that wait in another union's pool."""
    return (
        Membership.objects.filter(at_or_below(organisation, "organisation__"), state=MembershipState.POOL)
        .select_related("person", "organisation", "next_organisation")
        .order_by("pk")
    )


def membership_for(user: "User", pk: int) -> Membership | None:
    """One membership, if the user may see it."""
    return (
        memberships_visible_to(user)
        .select_related("person", "organisation", "next_organisation")
        .filter(pk=pk)
        .first()
    )


def units_to_receive(organisation: Organisation) -> QuerySet[Organisation]:
    """The active unions at or below an organisation: where a pooled membership may be put."""
    return subtree(organisation).filter(state="active")
