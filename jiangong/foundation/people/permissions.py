"""Who may do what with people. Rights reach persons through the union that holds their membership."""

from typing import Any

import rules

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held, holds
from jiangong.foundation.organisations.states import OFFICERS, Kind, Role
from jiangong.foundation.people.models import Appointment, Membership, Person
from jiangong.foundation.people.queries.scope import homes

VIEWERS = OFFICERS | {Role.AUDITOR}
CHAIRS = frozenset({Role.CHAIR, Role.VICE_CHAIR})


@rules.predicate
def self_(user: Any, subject: Person | Membership | None) -> bool:
    """The person whose data, or whose membership, it is."""
    person_id = subject.person_id if isinstance(subject, Membership) else getattr(subject, "pk", None)
    return person_id is not None and getattr(user, "person_id", None) == person_id and user.is_active


@rules.predicate
def views_person(user: Any, person: Person | None) -> bool:
    """An officer or auditor over a union where the person is at home."""
    return person is not None and any(holds(user, VIEWERS, organisation) for organisation in homes(person))


@rules.predicate
def officer_of_person(user: Any, person: Person | None) -> bool:
    """An officer over a union where the person is at home."""
    return person is not None and any(holds(user, OFFICERS, organisation) for organisation in homes(person))


@rules.predicate
def officer(user: Any, organisation: Organisation | None) -> bool:
    """An officer of this union or of one above it."""
    return organisation is not None and holds(user, OFFICERS, organisation)


@rules.predicate
def viewer(user: Any, organisation: Organisation | None) -> bool:
    """An officer or auditor of this union or of one above it."""
    return organisation is not None and holds(user, VIEWERS, organisation)


@rules.predicate
def officer_of_membership(user: Any, membership: Membership | None) -> bool:
    """An officer over the union that holds the membership."""
    return membership is not None and holds(user, OFFICERS, membership.organisation)


@rules.predicate
def officer_of_destination(user: Any, membership: Membership | None) -> bool:
    """An officer over the union a membership is to go to."""
    return (
        membership is not None
        and membership.next_organisation is not None
        and holds(user, OFFICERS, membership.next_organisation)
    )


@rules.predicate
def appoints(user: Any, appointment: Appointment | None) -> bool:
    """Chairs by the union above; administrators and auditors by chairs; the rest by any officer here or above."""
    if appointment is None:
        return False
    organisation = appointment.organisation
    if appointment.role in (Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR):
        return holds(user, CHAIRS, organisation) or (
            organisation.kind == Kind.CITY and holds(user, OFFICERS, organisation)
        )
    if appointment.role in CHAIRS and organisation.kind != Kind.CITY:
        return any(
            one.role in OFFICERS and one.path != organisation.path and organisation.path.startswith(one.path)
            for one in held(user)
        )
    return holds(user, OFFICERS, organisation)


rules.add_perm("people.view", self_ | views_person)
rules.add_perm("people.reveal", self_ | officer_of_person)
rules.add_perm("people.change", officer_of_person)
rules.add_perm("people.change_contact", self_ | officer_of_person)
rules.add_perm("people.merge", officer_of_person)
rules.add_perm("people.list", viewer)  # over an organisation: its members, masked for auditors
rules.add_perm("people.admit", officer)  # over the organisation that admits
rules.add_perm("people.decide_application", officer_of_membership)
rules.add_perm("people.apply", self_)  # for oneself
rules.add_perm("people.withdraw_application", self_)
rules.add_perm("people.request_transfer", self_ | officer_of_membership)
rules.add_perm("people.confirm_transfer", officer_of_membership)
rules.add_perm("people.receive", officer_of_destination)
rules.add_perm("people.leave", self_ | officer_of_membership)
rules.add_perm("people.end_membership", officer_of_membership)  # lapse, retire, resume
rules.add_perm("people.appoint", appoints)
