"""Moving a subtree, and changing the second line. What was earned before stays with the old lineage."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.actions.founding import require_industry, require_place
from jiangong.foundation.organisations.actions.lines import affected_by, hold_tree, require_day, stand
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind, Reason, State, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def move(
    organisation: Organisation, parent: Organisation, *, on: date | None = None, by: User | None
) -> Organisation:
    """Hang the organisation with everything below it under another parent from `on` (today if not given).

    Needs the right on both sides: over the union that moves and over the new parent.
    Raises Refused: CITY_STAYS, NOT_ACTIVE, BELOW_ITSELF, WRONG_PLACE, DAY_IN_FUTURE, DAY_TOO_EARLY, EARNED_SINCE.
    """
    on = on or timezone.localdate()
    hold_tree(to_change_paths=True)
    organisation, parent = lock(organisation), lock(parent)
    require(by, "organisations.move", organisation)
    require(by, "organisations.create", parent)
    if organisation.kind == Kind.CITY:
        raise Refused(Reason.CITY_STAYS)
    if organisation.state != State.ACTIVE:
        raise Refused(Reason.NOT_ACTIVE, name=organisation.name)
    if parent.path.startswith(organisation.path):
        raise Refused(Reason.BELOW_ITSELF, name=organisation.name)
    require_place(organisation.kind, parent)
    if parent.pk == organisation.parent_id:
        return organisation
    left = organisation.parent_id
    affected = affected_by(organisation)
    require_day(on, affected)
    rehang(organisation, parent)
    stand(affected, since=on)
    organisation.refresh_from_db()
    record(
        Verb.MOVED,
        organisation,
        organisation=organisation,
        by=by,
        happened_on=on,
        payload={"from": left, "to": parent.pk},
    )
    return organisation


def rehang(organisation: Organisation, parent: Organisation) -> None:
    """Give the organisation its new parent and the whole subtree its new paths, in one UPDATE each."""
    before = organisation.path
    after = f"{parent.path}{organisation.pk}/"
    Organisation.objects.filter(path__startswith=before).update(
        path=Concat(Value(after), Substr("path", len(before) + 1)),
        depth=F("depth") + (parent.depth + 1 - organisation.depth),
    )
    Organisation.objects.filter(pk=organisation.pk).update(parent=parent)


@transaction.atomic
def set_industry(
    organisation: Organisation,
    industry: Organisation | None,
    *,
    on: date | None = None,
    by: User | None,
) -> Organisation:
    """Hang the organisation on an industry union as its second line from `on`, or take it off with None.

    Raises Refused: NOT_ACTIVE, NOT_AN_INDUSTRY, DAY_IN_FUTURE, DAY_TOO_EARLY, EARNED_SINCE.
    """
    on = on or timezone.localdate()
    hold_tree(to_change_paths=True)
    organisation = lock(organisation)
    require(by, "organisations.set_industry", organisation)
    if organisation.state != State.ACTIVE:
        raise Refused(Reason.NOT_ACTIVE, name=organisation.name)
    if industry is not None:
        industry = lock(industry)
        require_industry(organisation.name, organisation.kind, industry)
    left = organisation.industry_id
    if left == (industry.pk if industry else None):
        return organisation
    affected = affected_by(organisation)
    require_day(on, affected)
    organisation.industry = industry
    organisation.save(update_fields=["industry"])
    stand(affected, since=on)
    record(
        Verb.INDUSTRY_CHANGED,
        organisation,
        organisation=organisation,
        by=by,
        happened_on=on,
        payload={"from": left, "to": industry.pk if industry else None},
    )
    return organisation
