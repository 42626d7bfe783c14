"""Asking to have one's record corrected, and taking that back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jiangong.foundation.clocks import actions as clocks
from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, open_matter, tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.corrections.formulas import Asked, different
from jiangong.foundation.people.corrections.models import Correction
from jiangong.foundation.people.corrections.queries import MODEL, known_of
from jiangong.foundation.people.corrections.states import MATTER, RULE, TRANSITIONS, Reason, State, Verb
from jiangong.foundation.people.formulas import mask_name
from jiangong.foundation.people.models import Person, User
from jiangong.foundation.people.queries import homes, ledger_home
from jiangong.foundation.people.sealing import seal, unseal
from jiangong.foundation.rulebook.queries import Read, used

MOST_WORDS = 300


@transaction.atomic
def ask(person: Person, wanted: Mapping[str, str], *, words: str = "", by: User | None) -> Correction:
    """The person says what of their record should be what; `wanted` by field, as formulas.as_text writes values.

    What is on record already is left out. Starts the clock and waits at the union that keeps the record.
    Raises Refused(NOTHING_NEW), Refused(ALREADY_ASKED), Refused(NO_UNION).
    """
    person = lock(person)
    require(by, "corrections.ask", person)
    if not homes(person):
        raise Refused(Reason.NO_UNION)
    known = known_of(person)
    new = different(known, wanted)
    if not new:
        raise Refused(Reason.NOTHING_NEW)
    home = ledger_home(person)
    try:
        with transaction.atomic():
            correction = Correction.objects.create(person=person, organisation=home, fields=list(new))
    except IntegrityError as error:
        raise Refused(Reason.ALREADY_ASKED) from error
    asked = Asked({name: known[name] for name in new}, new, words.strip()[:MOST_WORDS])
    correction.asked_sealed = seal(asked.dumped(), model=MODEL, field="asked", pk=correction.pk)
    correction.save(update_fields=["asked_sealed"])
    with used() as reads:
        clock = clocks.start(correction, RULE, organisation=home, by=by)
    written(Verb.ASKED, correction, by, reads)
    wait(correction, clock)
    due = timezone.localtime(clock.due_at).strftime("%Y-%m-%d") if clock.due_at else ""
    told = {"organisation": home.short_name or home.name, "due": due}
    tell([person.pk], "corrections.asked", correction, told, organisation=home, by=by)
    return correction


@transaction.atomic
def withdraw(correction: Correction, *, by: User | None) -> Correction:
    """Take a request back that is not answered yet. Raises Refused(NOT_ASKED)."""
    correction = lock(correction)
    require(by, "corrections.withdraw", correction)
    correction.decided_at = timezone.now()
    advance(correction, State.WITHDRAWN, TRANSITIONS, otherwise=Reason.NOT_ASKED, also=["decided_at"])
    written(Verb.WITHDRAWN, correction, by)
    settle(correction, by)
    return correction


def wait(correction: Correction, clock: Clock) -> None:
    """Let the request wait at its union, on its clock."""
    open_matter(
        MATTER,
        correction,
        organisation=correction.organisation,
        clock=clock,
        words={"name": mask_name(correction.person.name), "count": len(correction.fields)},
    )


def settle(correction: Correction, by: User | None) -> None:
    """Nothing waits any more."""
    clocks.stop_clocks(correction, by=by)
    close_matters(correction, by=by)


def written(verb: Verb, correction: Correction, by: User | None, reads: Sequence[Read] = ()) -> None:
    """The ledger keeps which fields, never what stood there."""
    record(
        verb,
        correction,
        organisation=correction.organisation,
        person=correction.person,
        by=by,
        payload={"fields": sorted(correction.fields)},
        used=reads,
    )


# --- on the desk: what was typed lies there for ten minutes, sealed like all personal data -----------------------


def sealed_for(person: Person, wanted: Mapping[str, str], words: str) -> dict[str, Any]:
    """What a pending request keeps of what was typed."""
    text = json.dumps({"wanted": dict(wanted), "words": words}, ensure_ascii=False)
    return {"asked": seal(text, model="people.person", field="asked", pk=person.pk)}


def opened(person: Person, facts: Mapping[str, Any], by: User | None) -> Correction:
    """Send what a pending request has kept."""
    said = json.loads(unseal(str(facts["asked"]), model="people.person", field="asked", pk=person.pk))
    return ask(person, said["wanted"], words=said["words"], by=by)
