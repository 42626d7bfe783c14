"""A matter goes to one person, or back to the office it came from. Its clock takes no notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions.telling import tell
from jiangong.foundation.inbox.models import Matter, MatterStep
from jiangong.foundation.inbox.queries import about, fit_to_receive
from jiangong.foundation.inbox.states import MatterEvent, Reason, Verb
from jiangong.foundation.ledger.actions import record

if TYPE_CHECKING:
    from jiangong.foundation.people.models import Person, User


@transaction.atomic
def hand_over(matter: Matter, *, to: Person | None, by: User) -> Matter:
    """Hand a matter to a colleague whose own office covers it; with None back to everybody in that office.

    Due time and clock stay. Raises Refused: MATTER_CLOSED, NOT_FIT_TO_RECEIVE.
    """
    matter = lock(matter)
    if matter.closed_at is not None:
        raise Refused(Reason.MATTER_CLOSED)
    require(by, "inbox.hand_over", matter)
    if matter.seat is None or (to is not None and not fit_to_receive(to, matter)):
        where = (matter.seat or matter.organisation) if matter.organisation_id else None
        raise Refused(
            Reason.NOT_FIT_TO_RECEIVE, name=to.name if to else "—", organisation=where.name if where else "—"
        )
    matter.person = to
    matter.save(update_fields=["person"])
    MatterStep.objects.create(
        matter=matter,
        event=MatterEvent.HANDED_OVER,
        at=timezone.now(),
        by=by,
        to_person=to,
        to_organisation=None if to else matter.seat,
    )
    record(Verb.HANDED_OVER, matter, organisation=matter.seat, by=by, person=to)
    if to is not None and to.pk != by.person_id:
        tell(
            [to.pk],
            "inbox.handed_over",
            matter,
            {**about(matter), "by": str(by)},
            organisation=matter.seat,
            by=by,
        )
    return matter
