"""What lies on the desks of the cast: drafts, an act that may still be taken back, one that did not take effect."""

from datetime import datetime, timedelta

from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk.actions import keep_draft
from jiangong.foundation.desk.models import PendingAct
from jiangong.foundation.desk.states import State
from jiangong.foundation.people.models import Membership, User
from jiangong.foundation.people.states import MembershipState, Reason
from jiangong.foundation.rulebook.queries import value

DRAFTED = {"name": "演示待登记", "occupation": "焊工", "education": "高中", "employment_form": "单位职工"}
LEFT = {"since": "2026-01-10", "reason": "演示：长期在外地务工，多次联系未接通"}


def build(cast: dict[str, User]) -> None:
    """Drafts and pending acts for the officer of the city, the chair and the worker."""
    officer, chair, worker = cast["city_officer"], cast["chair"], cast["worker"]
    members = _members_of(chair)
    keep_draft(officer, "people.admit", None, DRAFTED, address="/workbench/members/new/")
    if len(members) > 2:
        lapse = f"/workbench/memberships/{members[0].pk}/lapse/"
        keep_draft(chair, "people.lapse", members[0], LEFT, address=lapse)
        _waits(members[1], chair, timezone.now())
        _did_not_take_effect(members[2], chair, timezone.now())
    own = Membership.objects.filter(person=worker.person, state=MembershipState.ACTIVE).first()
    if own is not None:
        reason = {"reason": "演示：换了单位"}
        keep_draft(worker, "people.transfer", own, reason, address=f"/me/membership/{own.pk}/transfer/")


def _members_of(chair: User) -> list[Membership]:
    """Three members of the chair's own union who have no account and no office."""
    where = chair.person.appointments.values("organisation") if chair.person else []
    found = Membership.objects.filter(
        organisation__in=where,
        state=MembershipState.ACTIVE,
        person__user__isnull=True,
        person__appointments__isnull=True,
    )
    return list(found.select_related("person", "organisation").order_by("pk")[:3])


def _about(membership: Membership) -> str:
    return f"{membership.person.name[:1]}**，{membership.organisation.short_name}"


def _waits(membership: Membership, author: User, now: datetime) -> None:
    """A member who has just been put among the retired; the worker lets it take effect in ten minutes."""
    PendingAct.objects.create(
        act="people.retirement",
        subject_type="people.membership",
        subject_id=membership.pk,
        organisation=membership.organisation,
        author=author,
        about=_about(membership),
        address=f"/workbench/members/{membership.person_id}/",
        held_at=now,
        effect_at=now + timedelta(minutes=value("desk.undo_minutes")),
    )


def _did_not_take_effect(membership: Membership, author: User, now: datetime) -> None:
    """Yesterday's approval of an application that its author had withdrawn meanwhile."""
    PendingAct.objects.create(
        act="people.approve",
        subject_type="people.membership",
        subject_id=membership.pk,
        organisation=membership.organisation,
        author=author,
        about=_about(membership),
        address="/workbench/members/applications/",
        state=State.REFUSED,
        held_at=now - timedelta(days=1, minutes=10),
        effect_at=now - timedelta(days=1),
        ended_at=now - timedelta(days=1),
        code=Reason.NOT_APPLIED.code,
        answer=str(Refused(Reason.NOT_APPLIED)),
    )
