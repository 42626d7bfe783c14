"""Revoke: an act with a reason, for good."""

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials.models import Credential, StatusList
from jiangong.foundation.credentials.states import TRANSITIONS, Reason, Share, State, Verb
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User

LONGEST = 200


@transaction.atomic
def revoke(credential: Credential, *, reason: str, by: User | None) -> Credential:
    """Revoke a credential: its bit in the status list is set, its link ends, the holder is told why.

    Strangers see the reason on the check page: it must name nobody. Raises Refused(REASON_MISSING), Refused(ALREADY_REVOKED).
    """
    credential = lock(credential)
    require(by, "credentials.revoke", credential)
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    credential.revoked_at, credential.revoked_reason = timezone.now(), reason.strip()[:LONGEST]
    credential.share, credential.share_code, credential.waits = Share.OFF, None, False
    advance(
        credential,
        State.REVOKED,
        TRANSITIONS,
        otherwise=Reason.ALREADY_REVOKED,
        also=["revoked_at", "revoked_reason", "share", "share_code", "waits"],
    )
    StatusList.objects.filter(pk=credential.status_list_id).update(revoked=F("revoked") + 1)
    record(
        Verb.REVOKED,
        credential,
        organisation=credential.organisation,
        person=credential.person,
        by=by,
        payload={"kind": credential.kind},
    )
    if credential.person_id is not None:
        tell(
            [credential.person_id],
            "credentials.revoked",
            credential,
            {"title": credential.title, "reason": credential.revoked_reason},
            organisation=credential.organisation,
            by=by,
        )
    return credential


@transaction.atomic
def revoke_about(subject: models.Model, *, reason: str, by: User | None) -> int:
    """Revoke every valid credential that was given for this thing (a certificate, a result); returns how many.

    For the room that takes the thing back, in its transaction; whoever may do that there must be an officer here too.
    """
    valid = Credential.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, state=State.ISSUED
    )
    done = [revoke(one, reason=reason, by=by) for one in valid.order_by("pk")]
    return len(done)
