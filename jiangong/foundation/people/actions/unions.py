"""Members when their union ends: they go to the union it merges into, or to the one above it. One transaction."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.foundation.organisations import actions as organisations
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.actions.waiting import follow, follow_to, moved, settle
from jiangong.foundation.people.models import Appointment, Membership, User
from jiangong.foundation.people.queries.scope import in_force
from jiangong.foundation.people.states import REGISTERED, WAITS, MembershipState, Verb


@transaction.atomic
def merge_unions(
    organisation: Organisation, into: Organisation, *, on: date | None = None, by: User | None
) -> Organisation:
    """Merge a union into another, members and all; offices in the ended union end with it.

    Raises what organisations.actions.merge raises.
    """
    require(by, "organisations.merge", organisation)
    require(by, "organisations.merge", into)
    _bring(organisation, into, on, by)
    return organisations.merge(organisation, into, on=on, by=by)


@transaction.atomic
def dissolve_union(
    organisation: Organisation, *, on: date | None = None, reason: str = "", by: User | None
) -> Organisation:
    """Dissolve a union; its members keep their membership, at the union above.

    Raises what organisations.actions.dissolve raises.
    """
    require(by, "organisations.dissolve", organisation)
    if organisation.parent is not None:
        _bring(organisation, organisation.parent, on, by)
    return organisations.dissolve(organisation, on=on, reason=reason, by=by)


def _bring(organisation: Organisation, into: Organisation, on: date | None, by: User | None) -> None:
    """Move every current membership to `into`, in the state it has; pending applications are addressed there."""
    organisation, into = lock(organisation), lock(into)
    today = timezone.localdate()
    waiting = Membership.objects.filter(next_organisation=organisation, state__in=REGISTERED)
    coming = list(waiting.filter(state=MembershipState.POOL).values_list("pk", flat=True))
    waiting.update(next_organisation=into)
    applied = Membership.objects.filter(organisation=organisation, state=MembershipState.APPLIED)
    coming += applied.values_list("pk", flat=True)
    applied.update(organisation=into)
    old = list(
        Membership.objects.select_for_update(of=("self",))
        .filter(organisation=organisation, state__in=REGISTERED)
        .order_by("pk")
    )
    Membership.objects.filter(pk__in=[one.pk for one in old]).update(
        state=MembershipState.MOVED, ended_on=on or today, next_organisation=into
    )
    # Who was on the way to `into` has arrived; whoever was on the way elsewhere still is.
    arrived = {one.pk for one in old if one.next_organisation_id == into.pk}
    new = Membership.objects.bulk_create(
        Membership(
            person_id=one.person_id,
            organisation=into,
            state=MembershipState.ACTIVE if one.pk in arrived else one.state,
            number=one.number,
            joined_on=one.joined_on,
            next_organisation_id=None if one.pk in arrived else one.next_organisation_id,
        )
        for one in old
    )
    settle([one for one in old if one.state in WAITS], by=by)
    here = Membership.objects.select_related("person", "organisation", "next_organisation")
    for one in here.filter(pk__in=coming).exclude(organisation=organisation):
        follow_to(one, by=by)
    for one in here.filter(pk__in=[one.pk for one in new if one.state in WAITS]):
        follow(one, by=by)
    facts = [
        Fact(
            Verb.TRANSFERRED,
            "people.membership",
            one.pk,
            into,
            person_id=one.person_id,
            payload={"left": organisation.pk},
        )
        for one in new
    ]
    offices = list(Appointment.objects.filter(in_force(today), organisation=organisation))
    for office in offices:
        office.until = max(on or today, office.since)
        facts.append(
            Fact(
                Verb.DISMISSED,
                "people.appointment",
                office.pk,
                into,
                person_id=office.person_id,
                attribute=office.role,
                payload={"until": office.until.isoformat()},
            )
        )
    Appointment.objects.bulk_update(offices, ["until"])
    if facts:
        record_many(facts, by=by)
    moved([one.person_id for one in new], by=by)
