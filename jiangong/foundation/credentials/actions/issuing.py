"""Issue credentials, one or thousands, in the transaction of the act that they attest."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import override

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials.formulas import Facts, claims_of, digest, new_code
from jiangong.foundation.credentials.models import Credential, StatusList
from jiangong.foundation.credentials.queries import committed, kind_of
from jiangong.foundation.credentials.securing.bits import PLACES
from jiangong.foundation.credentials.states import Reason, Verb
from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.queries import city
from jiangong.foundation.people.models import Person, User

FULL = PLACES // 2  # a list is left when half of it is taken: free places stay easy to find, and tell less


@dataclass(frozen=True)
class Award:
    """One credential of many: to whom, for what, saying what. `holder_name` where the act has the name as it was then."""

    person: Person
    subject: models.Model
    facts: Facts
    holder_name: str = ""


def issue(
    kind: str,
    person: Person,
    subject: models.Model,
    *,
    organisation: Organisation,
    facts: Facts,
    by: User | None,
) -> Credential:
    """Issue one credential, as `issue_many` issues many."""
    [credential] = issue_many(kind, [Award(person, subject, facts)], organisation=organisation, by=by)
    return credential


@transaction.atomic
def issue_many(
    kind: str, awards: Sequence[Award], *, organisation: Organisation, by: User | None
) -> list[Credential]:
    """Issue a credential for each award, in the same order; `organisation` is the union that awards.

    In the caller's transaction and under its right: the room decides what deserves a credential. Each is an entry of the
    ledger that commits to all that will be signed; the signer signs when that entry stands in the signed log, seconds later.
    Raises Refused(ALREADY_ISSUED) where a valid one stands for the same thing and person; ValueError for a kind that no
    room lists, or facts that cannot be written (formulas.claims_of).
    """
    listed = kind_of(kind)
    with override(settings.LANGUAGE_CODE):  # a credential is in the language of the city, whoever issues it
        criteria = str(listed.criteria)
    top = city() or organisation
    now = timezone.now().replace(microsecond=0)
    until = timezone.localdate() + timedelta(days=listed.valid_for) if listed.valid_for else None
    places = _places(len(awards))
    rows = []
    for award, (status_list, index) in zip(awards, places, strict=True):
        claims = claims_of(
            award.facts,
            achievement_type=listed.achievement_type,
            criteria=criteria,
            organisation=(organisation.code, organisation.name),
            issuer=top.name,
        )
        if until and "valid_until" not in claims:
            claims["valid_until"] = until.isoformat()
        rows.append(
            Credential(
                kind=kind,
                person=award.person,
                subject_type=award.subject._meta.label_lower,
                subject_id=award.subject.pk,
                organisation=organisation,
                title=claims["title"][:160],
                claims=claims,
                holder_name=award.holder_name or award.person.name,
                holder_code=new_code(),
                salt=secrets.token_hex(16),
                status_list=status_list,
                status_index=index,
                issued_at=now,
            )
        )
    try:
        with transaction.atomic():
            credentials = Credential.objects.bulk_create(rows)
    except IntegrityError as error:
        if "one_valid_credential_for_one_thing" not in str(error):
            raise
        raise Refused(Reason.ALREADY_ISSUED, title=rows[0].title) from error
    record_many(
        [
            Fact(
                Verb.ISSUED,
                Credential._meta.label_lower,
                one.pk,
                organisation,
                person_id=one.person_id,
                payload={"kind": kind, "digest": digest(committed(one))},
            )
            for one in credentials
        ],
        by=by,
    )
    return credentials


def _places(count: int) -> list[tuple[StatusList, int]]:
    """So many free places of status lists, drawn at random: a neighbour in the list is no neighbour in the contest.

    Holds the last list's row until the end of the transaction.
    """
    found: list[tuple[StatusList, int]] = []
    while len(found) < count:
        current = StatusList.objects.select_for_update().order_by("number").last()
        if current is None or current.taken >= FULL:
            current = StatusList.objects.create()
        wanted = min(count - len(found), FULL - current.taken)
        drawn: set[int] = set()
        while len(drawn) < wanted:
            trial = {secrets.randbelow(PLACES) for _ in range(wanted - len(drawn) + 4)} - drawn
            used = Credential.objects.filter(status_list=current, status_index__in=trial)
            trial -= set(used.values_list("status_index", flat=True))
            drawn |= set(list(trial)[: wanted - len(drawn)])
        current.taken += wanted
        current.save(update_fields=["taken"])
        found += [(current, index) for index in drawn]
    return found
