"""Reads of applications: one's own, those of one's union, those of a programme; who can be applied for."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from jiangong.foundation.notices.formulas import shown_name
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.erasure.queries import Stands
from jiangong.foundation.people.models import Membership, Person
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.care.convalescence.models import Applicant, Application, Post, Programme
from jiangong.programmes.care.convalescence.permissions import READING
from jiangong.programmes.care.convalescence.states import LIVE, ProgrammeState, Reason

TOGETHER = Prefetch(
    "applicants", Applicant.objects.select_related("person", "organisation").order_by("number")
)


def applications_visible_to(user: Any) -> QuerySet[Application]:
    """One's own, those of one's unions, and those of the programmes one's unions run. Equals `see_application`."""
    if getattr(user, "person_id", None) is None:
        return Application.objects.none()
    mine = Applicant.objects.filter(person=user.person_id).values("application")
    return (
        Application.objects.filter(
            Q(pk__in=mine)
            | within(user, OFFICERS, "organisation__")
            | within(user, READING, "programme__organisation__")
        )
        .select_related("programme__organisation", "organisation")
        .prefetch_related(TOGETHER)
    )


def own_applications(user: Any) -> QuerySet[Application]:
    """The user's own, alone or with somebody, the newest first."""
    if getattr(user, "person_id", None) is None:
        return Application.objects.none()
    mine = Applicant.objects.filter(person=user.person_id).values("application")
    return (
        Application.objects.filter(pk__in=mine)
        .select_related("programme__organisation", "organisation")
        .prefetch_related(TOGETHER)
        .order_by("-pk")
    )


def own_application(user: Any, programme: Programme) -> Application | None:
    """The user's live application in a programme."""
    return (
        own_applications(user)
        .filter(programme=programme, state__in=sorted(LIVE))
        .filter(applicants__person=getattr(user, "person_id", None), applicants__live=True)
        .first()
    )


def applied_by(user: Any) -> QuerySet[Applicant]:
    """The user's live applications with programme and, once drawn, the place and its clock, the newest first."""
    return (
        Applicant.objects.filter(person=user.person_id, live=True)
        .select_related("application__programme", "stay__batch__programme", "stay__clock")
        .order_by("-pk")
    )


def applications_of(
    user: Any, programme: Programme, *, state: str = "", name: str = ""
) -> QuerySet[Application]:
    """A programme's applications as far as the user may see them, in the order of applying."""
    found = applications_visible_to(user).filter(programme=programme)
    if state:
        found = found.filter(state=state)
    if name:
        named = Applicant.objects.filter(programme=programme, person__name__startswith=name)
        found = found.filter(Q(ticket__istartswith=name) | Q(pk__in=named.values("application")))
    return found


def mask(applicants: Iterable[Applicant]) -> None:
    """Let the names of these be shown as in a notice: 王**."""
    for one in applicants:
        if one.person is not None:
            one.person.name = shown_name(one.person.name, is_person=True)


def mask_applicants(applications: Iterable[Application], user: Any) -> None:
    """Leave whole names only to officers and to those who apply themselves; auditors check the rules, not people."""
    for one in applications:
        if not user.has_perm("convalescence.know_applicants", one):
            mask(one.applicants.all())


def members_to_apply_for(
    user: Any, programme: Programme, organisation: Organisation, *, name: str = ""
) -> QuerySet[Membership]:
    """Active members below a union and in the user's charge who have not applied to the programme."""
    applied = Applicant.objects.filter(programme=programme, live=True, person__isnull=False).values("person")
    found = (
        Membership.objects.filter(
            at_or_below(organisation, "organisation__"),
            within(user, OFFICERS, "organisation__"),
            state=MembershipState.ACTIVE,
        )
        .exclude(person__in=applied)
        .select_related("person", "organisation")
        .order_by("organisation_id", "pk")
    )
    return found.filter(person__name__startswith=name) if name else found


def member_in_charge(user: Any, person: int) -> Membership | None:
    """The active membership of a person in a union in the user's charge."""
    return (
        Membership.objects.filter(
            within(user, OFFICERS, "organisation__"), person=person, state=MembershipState.ACTIVE
        )
        .select_related("person", "organisation")
        .first()
    )


def members_with_posts(user: Any, organisation: Organisation, *, name: str = "") -> QuerySet[Membership]:
    """Active members below a union and in the user's charge, with what is noted of their posts."""
    found = (
        Membership.objects.filter(
            at_or_below(organisation, "organisation__"),
            within(user, OFFICERS, "organisation__"),
            state=MembershipState.ACTIVE,
        )
        .select_related("person__convalescence_post", "organisation")
        .order_by("pk")
    )
    return found.filter(person__name__startswith=name) if name else found


def partner_by(number: str, name: str) -> Person | None:
    """The active member with this membership number and exactly this name; None if there is none such."""
    found = (
        Membership.objects.filter(
            number=number.strip(), state=MembershipState.ACTIVE, person__name=name.strip()
        )
        .exclude(number="")
        .select_related("person")
        .first()
    )
    return found.person if found else None


def post_of(person: Person) -> Post | None:
    """What is noted of a person's post."""
    return Post.objects.filter(person=person).first()


def stands_against_erasure(people: Collection[int]) -> tuple[Stands, ...]:
    """Why these people cannot be forgotten now: they are in an application of a programme that is not over."""
    found = Applicant.objects.filter(
        person__in=people,
        live=True,
        programme__state__in=[
            ProgrammeState.OPEN,
            ProgrammeState.CLOSED,
            ProgrammeState.DRAWN,
            ProgrammeState.RUNNING,
        ],
    )
    return (Stands(Reason.STILL_APPLIED, "programme", found, "programme__title"),)
