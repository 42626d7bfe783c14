"""What holders decide about their own credentials: a version with the name, a link for others."""

import secrets

from django.db import transaction

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials.models import Credential
from jiangong.foundation.credentials.states import Reason, Share, State, Verb
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User


@transaction.atomic
def ask_for_name(credential: Credential, *, by: User | None) -> Credential:
    """Ask for a version that names the holder; the signer writes it within seconds. Asking again changes nothing.

    Raises Refused(IS_REVOKED).
    """
    credential = _held(credential, by)
    if credential.wants_name:
        return credential
    _name(credential, by)
    return credential


@transaction.atomic
def share(credential: Credential, how: Share, *, by: User | None) -> Credential:
    """Switch the link on, with or without the name, or off. Each switching-on makes a new link; the old one is dead.

    A link with the name asks for the version with the name. Raises Refused(IS_REVOKED).
    """
    credential = _held(credential, by)
    if credential.share == how:
        return credential
    if how == Share.NAMED and not credential.wants_name:
        _name(credential, by)
    credential.share = how
    if how == Share.OFF:
        credential.share_code = None
    else:
        credential.share_code = secrets.token_urlsafe(16)
    credential.save(update_fields=["share", "share_code"])
    record(
        Verb.SHARED,
        credential,
        organisation=credential.organisation,
        person=credential.person,
        by=by,
        payload={"how": str(how)},
    )
    return credential


def _held(credential: Credential, by: User | None) -> Credential:
    credential = lock(credential)
    require(by, "credentials.hold", credential)
    if credential.state != State.ISSUED:
        raise Refused(Reason.IS_REVOKED)
    return credential


def _name(credential: Credential, by: User | None) -> None:
    credential.wants_name = credential.waits = True
    credential.save(update_fields=["wants_name", "waits"])
    record(
        Verb.NAMED,
        credential,
        organisation=credential.organisation,
        person=credential.person,
        by=by,
    )
