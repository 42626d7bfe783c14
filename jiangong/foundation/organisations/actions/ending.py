"""Merging and dissolving: a union ends, its history stays.

Members belong to the storey above. A union with members cannot end: this room counts them by the table's name and
refuses. Who moves members (people, or a journey) does so first, in the same transaction, and then calls here. So
nobody can promise that members were moved; they have to be gone.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.actions.founding import require_place
from jiangong.foundation.organisations.actions.lines import affected_by, hold_tree, require_day, stand
from jiangong.foundation.organisations.actions.moving import rehang
from jiangong.foundation.organisations.models import Lineage, Naming, Organisation
from jiangong.foundation.organisations.states import TRANSITIONS, Kind, Reason, State, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

# States of a membership that is still somebody's (people.states.CURRENT; the storey above is not imported).
MEMBERS = ("applied", "active", "leaving", "pool", "retired")


@transaction.atomic
def dissolve(
    organisation: Organisation, *, on: date | None = None, reason: str = "", by: User | None
) -> Organisation:
    """End a union that has neither members nor unions below it; `on` is its last day (today if not given).

    Raises Refused: CITY_STAYS, NOT_ACTIVE, HAS_CHILDREN, HAS_MEMBERS, DAY_IN_FUTURE, DAY_TOO_EARLY, EARNED_SINCE.
    """
    on = on or timezone.localdate()
    hold_tree(to_change_paths=True)
    organisation = lock(organisation)
    require(by, "organisations.dissolve", organisation)
    _require_endable(organisation)
    below = organisation.children.filter(state=State.ACTIVE).count()
    hanging = organisation.industry_members.filter(state=State.ACTIVE).count()
    if below + hanging:
        raise Refused(Reason.HAS_CHILDREN, name=organisation.name, count=below + hanging)
    require_day(on, [organisation.pk], day_itself_counts=False)
    record(
        Verb.DISSOLVED,
        organisation,
        organisation=organisation,
        by=by,
        happened_on=on,
        payload={"reason": reason},
    )
    organisation.ended_on = on
    advance(
        organisation,
        State.DISSOLVED,
        TRANSITIONS,
        otherwise=Reason.NOT_ACTIVE,
        also=["ended_on"],
    )
    _close(organisation, on)
    return organisation


@transaction.atomic
def merge(
    organisation: Organisation, into: Organisation, *, on: date | None = None, by: User | None
) -> Organisation:
    """Let the organisation go into another of its kind: its unions stand below the other from the day after.

    Its last day is `on` (today if not given). Unions that hang on it as their industry union hang on the other.
    Returns the ended organisation, whose `succeeded_by` is the other.
    Raises Refused: CITY_STAYS, NOT_ACTIVE, KINDS_DIFFER, INTO_ITSELF, WRONG_PLACE, HAS_MEMBERS, and for the day as
    `dissolve`.
    """
    on = on or timezone.localdate()
    hold_tree(to_change_paths=True)
    organisation, into = lock(organisation), lock(into)
    require(by, "organisations.merge", organisation)
    require(by, "organisations.merge", into)
    if into.path.startswith(organisation.path):
        raise Refused(Reason.INTO_ITSELF, name=organisation.name)
    _require_endable(organisation)
    if into.state != State.ACTIVE:
        raise Refused(Reason.NOT_ACTIVE, name=into.name)
    if into.kind != organisation.kind:
        raise Refused(
            Reason.KINDS_DIFFER,
            kind=Kind(organisation.kind).label,
            name=into.name,
            other=Kind(into.kind).label,
        )
    affected = affected_by(organisation)
    require_day(on, affected, day_itself_counts=False)
    record(
        Verb.MERGED,
        organisation,
        organisation=organisation,
        by=by,
        happened_on=on,
        payload={"from": organisation.pk, "into": into.pk},
    )
    organisation.ended_on, organisation.succeeded_by = on, into
    advance(
        organisation,
        State.MERGED,
        TRANSITIONS,
        otherwise=Reason.NOT_ACTIVE,
        also=["ended_on", "succeeded_by"],
    )
    for child in organisation.children.filter(state=State.ACTIVE).order_by("pk"):
        require_place(child.kind, into)
        rehang(child, into)
    organisation.industry_members.filter(state=State.ACTIVE).update(industry=into)
    _close(organisation, on)
    # A lineage that holds today must be there today: what follows a merger of today begins today, else tomorrow's day.
    stand(
        [pk for pk in affected if pk != organisation.pk],
        since=min(on + timedelta(days=1), timezone.localdate()),
    )
    return organisation


def _require_endable(organisation: Organisation) -> None:
    if organisation.kind == Kind.CITY:
        raise Refused(Reason.CITY_STAYS)
    if organisation.state != State.ACTIVE:
        raise Refused(Reason.NOT_ACTIVE, name=organisation.name)
    memberships = apps.get_model("people", "Membership")._default_manager
    members = memberships.filter(organisation=organisation.pk, state__in=MEMBERS).count()
    if members:
        raise Refused(Reason.HAS_MEMBERS, name=organisation.name, count=members)


def _close(organisation: Organisation, on: date) -> None:
    """The organisation's last day is `on`; what happened on it still belongs to it."""
    after = on + timedelta(days=1)
    Lineage.objects.filter(organisation=organisation, until__isnull=True).update(until=after)
    Naming.objects.filter(organisation=organisation, until__isnull=True).update(until=after)
