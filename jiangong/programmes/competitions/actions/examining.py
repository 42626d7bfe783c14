"""Entries examined, refused, withdrawn, replaced. The contest is locked before its entries, for a substitute's is locked after it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, tell
from jiangong.foundation.ledger.actions import record, record_many
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.climbing import climbed
from jiangong.programmes.competitions.actions.contests import required
from jiangong.programmes.competitions.models import Contest, Entry
from jiangong.programmes.competitions.states import (
    CHANGEABLE,
    ENTRY_TRANSITIONS,
    EntryState,
    Reason,
    Verb,
)


@transaction.atomic
def accept_entry(entry: Entry, *, by: User | None) -> Entry:
    """The examiner found what the register lacks, or that an objection to a refusal is right.

    Raises Refused(CANNOT_CHANGE) once the numbers are drawn, Refused(ALREADY_ENDED).
    """
    entry, contest = _examined(entry, by)
    advance(entry, EntryState.ACCEPTED, ENTRY_TRANSITIONS, otherwise=Reason.ALREADY_ENDED)
    record(
        Verb.ACCEPTED, entry, organisation=entry.organisation, person=entry.person, by=by,
        payload={"contest": contest.pk},
    )  # fmt: skip
    if entry.carried_from_id:
        record_many([climbed(entry, contest)], by=by)
    _tell(entry, "competitions.entry_accepted", {
        "contest": contest.title, "starts": contest.starts_on.isoformat(), "place": contest.place or "另行通知",
    }, by)  # fmt: skip
    _settle(contest, by)
    return entry


@transaction.atomic
def refuse_entry(entry: Entry, *, reason: str, by: User | None) -> Entry:
    """The entry does not meet the rules; the reason is told. Raises Refused: REASON_MISSING, CANNOT_CHANGE, ALREADY_ENDED."""
    entry, contest = _examined(entry, by)
    entry.refused_reason = required(reason)
    advance(
        entry, EntryState.REFUSED, ENTRY_TRANSITIONS, otherwise=Reason.ALREADY_ENDED, also=["refused_reason"]
    )
    record(
        Verb.REFUSED, entry, organisation=entry.organisation, person=entry.person, by=by,
        payload={"contest": contest.pk, "reason": entry.refused_reason},
    )  # fmt: skip
    _tell(entry, "competitions.entry_refused", {"contest": contest.title, "reason": entry.refused_reason}, by)
    _settle(contest, by)
    return entry


@transaction.atomic
def withdraw_entry(entry: Entry, *, by: User | None) -> Entry:
    """Somebody does not compete after all; the unit's first substitute takes the place.

    Raises Refused(CANNOT_WITHDRAW) once the numbers are drawn, Refused(ALREADY_ENDED).
    """
    contest = lock(entry.contest)
    entry = lock(entry)
    require(by, "competitions.withdraw_entry", entry)
    if contest.state not in CHANGEABLE:
        raise Refused(Reason.CANNOT_WITHDRAW, contest=contest.title)
    held_a_place = entry.state == EntryState.ACCEPTED and not entry.is_substitute
    advance(entry, EntryState.WITHDRAWN, ENTRY_TRANSITIONS, otherwise=Reason.ALREADY_ENDED)
    record(
        Verb.WITHDRAWN, entry, organisation=entry.organisation, person=entry.person, by=by,
        payload={"contest": contest.pk},
    )  # fmt: skip
    if held_a_place:
        _replace(contest, entry)
    _settle(contest, by)
    return entry


def _replace(contest: Contest, gone: Entry) -> None:
    """The first substitute of the same unit moves up."""
    first = (
        Entry.objects.select_for_update()
        .filter(
            contest=contest, organisation=gone.organisation, state=EntryState.ACCEPTED, is_substitute=True
        )
        .order_by("pk")
        .first()
    )
    if first is not None:
        first.is_substitute = False
        first.save(update_fields=["is_substitute"])


def _examined(entry: Entry, by: User | None) -> tuple[Entry, Contest]:
    contest = lock(entry.contest)
    entry = lock(entry)
    require(by, "competitions.examine_entry", entry)
    if contest.state not in CHANGEABLE:
        raise Refused(Reason.CANNOT_CHANGE, contest=contest.title)
    return entry, contest


def _settle(contest: Contest, by: User | None) -> None:
    """Nothing waits for an examiner any more."""
    if not Entry.objects.filter(contest=contest, state=EntryState.APPLIED).exists():
        close_matters(contest, kind="competitions.examine_entries", by=by)


def _tell(entry: Entry, kind: str, words: Mapping[str, Any], by: User | None) -> None:
    if entry.person_id:
        tell([entry.person_id], kind, entry, words, organisation=entry.contest.organiser, by=by)
