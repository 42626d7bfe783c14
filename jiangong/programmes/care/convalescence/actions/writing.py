"""Letters: to each employer about its people in a batch, saying that the days are no annual leave; to the base, its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from procrastinate.contrib.django import app

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.actions import issue
from jiangong.foundation.documents.queries import documents_of
from jiangong.programmes.care.convalescence.actions.locking import locked_batch
from jiangong.programmes.care.convalescence.models import Batch, EmployerLetter
from jiangong.programmes.care.convalescence.queries.letters import confirmed_since, employers_of
from jiangong.programmes.care.convalescence.states import StayReason

if TYPE_CHECKING:
    from jiangong.foundation.documents.models import Document
    from jiangong.foundation.people.models import User

TEMPLATE = "convalescence.employer_letter"


@transaction.atomic
def begin_letters(batch: Batch, *, by: User) -> int:
    """Have a letter written to every employer that has confirmed people in the batch; the background prints them.

    Returns how many employers. One whose letter names everybody keeps it. Raises Refused(NOBODY_TO_WRITE_TO).
    """
    batch = locked_batch(batch)
    require(by, "convalescence.run", batch)
    require(by, "documents.draft", batch.programme.organisation)
    employers = employers_of(batch)
    if not employers:
        raise Refused(StayReason.NOBODY_TO_WRITE_TO, batch=batch.title)
    EmployerLetter.objects.bulk_create(
        [EmployerLetter(batch=batch, organisation=one) for one in employers], ignore_conflicts=True
    )
    app.configure_task("convalescence.write_letters").defer(batch_id=batch.pk, user_id=by.pk)
    return len(employers)


def write_letters(batch: Batch, *, by: User | None) -> int:
    """Issue every letter of a batch that is not written yet, each in a transaction of its own; how many were."""
    return sum(write_letter(one, by=by) is not None for one in EmployerLetter.objects.filter(batch=batch))


@transaction.atomic
def write_letter(letter: EmployerLetter, *, by: User | None) -> Document | None:
    """Issue the letter to one employer; None if it has one that names everybody.

    Whoever moved up and was confirmed since is named in a new one, with all the others: by it they are let go.
    """
    letter = lock(letter)
    require(by, "convalescence.write_letter", letter)
    last = documents_of(letter).filter(state__in=["issued", "signed"]).first()
    if last is not None and not confirmed_since(letter, last.issued_at):
        return None
    return issue(TEMPLATE, letter.batch.programme.organisation, {}, about=letter, by=by)
