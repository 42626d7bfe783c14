"""What a person's union says of their work: the part of eligibility that the register does not hold."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import Person
from jiangong.foundation.people.queries import current_membership
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.care.convalescence.models import Post
from jiangong.programmes.care.convalescence.states import Reason, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@dataclass(frozen=True)
class PostFacts:
    """What is noted; the fields mean what they mean in the table."""

    kind: str
    since: date | None = None
    hard: bool = False
    model: bool = False
    hardship: bool = False


@transaction.atomic
def note_post(person: Person, facts: PostFacts, *, by: User | None) -> Post:
    """Note or correct a person's post; whether they may apply is computed from it at once.

    Their union's officers do it, or those above. Raises Refused(NOT_A_MEMBER) for somebody without an active membership.
    The ledger keeps that it was noted, and which fields changed, never what stood there.
    """
    membership = current_membership(person)
    if membership is None or membership.state != MembershipState.ACTIVE:
        raise Refused(Reason.NOT_A_MEMBER)
    require(by, "convalescence.note_post", membership.organisation)
    post = Post.objects.select_for_update().filter(person=person).first() or Post(person=person)
    changed = sorted(
        name for name, value in asdict(facts).items() if post.pk is None or getattr(post, name) != value
    )
    for name, value in asdict(facts).items():
        setattr(post, name, value)
    post.organisation, post.noted_by = membership.organisation, by
    post.save()
    if changed:
        record(
            Verb.POST_NOTED,
            post,
            organisation=membership.organisation,
            person=person,
            by=by,
            payload={"changed": changed},
        )
    return post
