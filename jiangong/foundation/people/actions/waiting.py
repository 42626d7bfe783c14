"""What waits because of where a membership stands: one matter in the inbox, on one clock. Follows every step."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

from jiangong.foundation.clocks import actions as clocks
from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.clocks.states import OPEN
from jiangong.foundation.common.rooms import declared
from jiangong.foundation.inbox.actions import close_matters, open_matter
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.formulas import mask_name
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.states import WAITS, MembershipState

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def follow(membership: Membership, *, by: User | None) -> Clock | None:
    """Stop what ran and close what waited, and let what the state now asks for begin; in the caller's transaction."""
    settle([membership], by=by)
    waits = WAITS.get(membership.state)
    where = _whose(membership)
    if waits is None or where is None:
        return None
    clock = clocks.start(membership, waits.rule, organisation=where, by=by)
    _open(membership, where, clock)
    return clock


def follow_to(membership: Membership, *, by: User | None) -> None:
    """Another union has to act now, because its union merged or ended: the clock goes on, the matter waits there."""
    clock = clock_of(membership)
    where = _whose(membership)
    if clock is None or clock.state not in OPEN or where is None:
        follow(membership, by=by)
        return
    clock = clocks.hand_over(clock, to=where, reason="工会并入或者撤销", by=None)
    close_matters(membership, by=by)
    _open(membership, where, clock)


def settle(memberships: Collection[Membership], *, by: User | None) -> None:
    """Stop the clocks and close the matters of these memberships, whatever they are."""
    for membership in memberships:
        clocks.stop_clocks(membership, by=by)
    if memberships:
        close_matters(list(memberships), by=by)


def moved(people: Collection[int], *, by: User | None) -> None:
    """These persons came under another union: what else waits about them goes along (ON_MOVING in a room's states)."""
    for _room, listener in declared("ON_MOVING"):
        import_string(listener)(people, by=by)


def _open(membership: Membership, where: Organisation, clock: Clock) -> None:
    open_matter(
        WAITS[membership.state].matter,
        membership,
        organisation=where,
        clock=clock,
        words=words_of(membership),
    )


def words_of(membership: Membership) -> dict[str, str]:
    """What fills the texts of what waits about a membership: the name, masked, and the union it is with."""
    return {
        "name": mask_name(membership.person.name),
        "union": membership.organisation.short_name or membership.organisation.name,
    }


def _whose(membership: Membership) -> Organisation | None:
    """The union that has to act: the old one, or in the pool the one asked for."""
    if membership.state == MembershipState.POOL:
        return membership.next_organisation
    return membership.organisation
