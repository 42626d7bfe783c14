"""Check-in 报到: the card is scanned, the entrant is there."""

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.pdf import CannotPrint, typeset
from jiangong.foundation.common.qr import drawn_qr
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.models import Entry
from jiangong.programmes.competitions.queries.cards import card_of, card_on_paper
from jiangong.programmes.competitions.states import ContestState, EntryState, Reason, Verb

TEMPLATE = Path(__file__).parents[1] / "templates" / "competitions" / "card.typ"
OPEN = frozenset({ContestState.ENTERED, ContestState.READY, ContestState.RUNNING})


@transaction.atomic
def check_in(entry: Entry, *, by: User | None) -> Entry:
    """Somebody is there; scanned twice counts once, with the first time. Raises Refused(NO_CHECK_IN)."""
    entry = lock(entry)
    contest = entry.contest
    require(by, "competitions.examine_entry", entry)
    if entry.state != EntryState.ACCEPTED or contest.state not in OPEN:
        raise Refused(Reason.NO_CHECK_IN, contest=contest.title)
    if entry.checked_in_at is not None:
        return entry
    entry.checked_in_at = timezone.now()
    entry.save(update_fields=["checked_in_at"])
    record(
        Verb.CHECKED_IN, entry, organisation=entry.organisation, by=by, person=entry.person,
        payload={"contest": contest.pk},
    )  # fmt: skip
    return entry


def print_card(entry: Entry) -> bytes:
    """The admission card as PDF/A, A5; made anew each time, for times may change. Raises Refused(CANNOT_PRINT)."""
    card = card_of(entry)
    facts = {**card_on_paper(card), "qr": drawn_qr(card.address)}
    try:
        return typeset(TEMPLATE, facts, dated=timezone.localdate())
    except CannotPrint as error:
        raise Refused(Reason.CANNOT_PRINT_CARD, text=error.characters) from error
