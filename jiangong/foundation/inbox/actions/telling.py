"""Tell people something: it stands on the site at once, and goes out by the channels they want after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from jiangong.foundation.desk.queries import title_of
from jiangong.foundation.inbox.models import Message
from jiangong.foundation.inbox.queries import message_kind

if TYPE_CHECKING:
    from jiangong.foundation.desk.models import PendingAct
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import User


def tell(
    people: Iterable[int],
    kind: str,
    subject: models.Model | None = None,
    words: Mapping[str, Any] | None = None,
    *,
    organisation: Organisation | None = None,
    by: User | None = None,
) -> int:
    """Tell each of these persons (by number; `holders(organisation, roles)` for who holds a role) once.

    In the caller's transaction: what is rolled back was never told. `words` fill the kind's texts: small, as JSON,
    and nothing that is sealed. `organisation` and `by` are who let it be told, and can see how it went out. Returns
    how many. Raises ValueError for a kind that no room lists.
    """
    message_kind(kind)
    told = [
        Message(
            person_id=person,
            kind=kind,
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=subject.pk if subject is not None else None,
            organisation=organisation,
            sender=by,
            words=dict(words or {}),
        )
        for person in sorted(set(people))
    ]
    Message.objects.bulk_create(told, batch_size=2_000)
    if told:
        transaction.on_commit(_wake, robust=True)
    return len(told)


def _wake() -> None:
    """Let the worker plan at once; should this fail, it looks by itself every minute."""
    with suppress(AlreadyEnqueued):
        app.configure_task("inbox.plan", queue="messages", queueing_lock="inbox.plan").defer()


def tell_not_in_effect(pending: PendingAct) -> None:
    """Tell whoever sent or decided something that it did not take effect, and why: what rooms give as HeldAct.ended."""
    author = pending.author
    person = getattr(author, "person_id", None)
    if person is None:
        return
    words = {"title": title_of(pending), "about": pending.about or "—", "why": pending.answer}
    tell([person], "inbox.not_in_effect", pending, words, organisation=pending.organisation)
