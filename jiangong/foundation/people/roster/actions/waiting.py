"""Rows that an import left out wait to be corrected: one matter for the union, on a clock, until they are, or given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from jiangong.foundation.clocks import actions as clocks
from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, open_matter
from jiangong.foundation.inbox.queries import matters_of
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import RosterImport
from jiangong.foundation.people.roster.queries import waiting_for_correction
from jiangong.foundation.people.roster.states import MATTER, RULE, Reason, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


def follow(roster_import: RosterImport, *, by: User | None) -> None:
    """An import was written: what an earlier one left waiting is over, what this one left out begins to wait."""
    for earlier in waiting_for_correction(roster_import.organisation):
        settle(earlier, by=by)
    if not roster_import.rows_bad:
        return
    clock = clocks.start(roster_import, RULE, organisation=roster_import.organisation, by=by)
    open_matter(
        MATTER,
        roster_import,
        organisation=roster_import.organisation,
        clock=clock,
        words={"count": roster_import.rows_bad},
        label=roster_import.file_name,
    )


def settle(roster_import: RosterImport, *, by: User | None) -> None:
    """Nothing of it waits any more; none that does is no mistake."""
    clocks.stop_clocks(roster_import, by=by)
    close_matters(roster_import, by=by)


@transaction.atomic
def give_up(roster_import: RosterImport, *, reason: str, by: User | None) -> RosterImport:
    """The rows that were left out need no correcting: they have left, or were registered one by one.

    Raises Refused(NOTHING_WAITS), Refused(REASON_MISSING).
    """
    roster_import = lock(roster_import)
    require(by, "roster.confirm", roster_import)
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    if not matters_of(roster_import, kind=MATTER).exists():
        raise Refused(Reason.NOTHING_WAITS)
    settle(roster_import, by=by)
    record(
        Verb.GIVEN_UP,
        roster_import,
        organisation=roster_import.organisation,
        by=by,
        quantity=roster_import.rows_bad,
        payload={"reason": reason.strip()[:200]},
    )
    return roster_import
