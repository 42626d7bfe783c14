"""Publish what the signer made. The key is not here: jiangong/operations/badges.py has it, in a process of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials.models import Credential, IssuerKey, Signed, StatusList
from jiangong.foundation.credentials.queries import keys_without_entry
from jiangong.foundation.credentials.states import Reason, State, Verb
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.queries import city


@transaction.atomic
def publish_key(number: int, multibase: str) -> bool:
    """Tell everybody a public key of the signer; the same one again is fine. Returns whether it is new.

    Raises ValueError if another key was told under this number: two signers, or a folder that was swapped.
    """
    row, new = IssuerKey.objects.get_or_create(number=number, defaults={"multibase": multibase})
    if row.multibase != multibase:
        raise ValueError(f"Key {number} was told as {row.multibase}, this signer has {multibase}.")
    return new


@transaction.atomic
def publish_signed(credential: int, *, named: bool, key: int, document: Mapping[str, Any]) -> None:
    """Keep a signed credential. Twice is once: a kill may have come between this and what follows.

    Nothing is kept of a holder who was forgotten, or of what was revoked, while it was being signed.
    """
    standing = Credential.objects.select_for_update().filter(
        pk=credential, person__isnull=False, state=State.ISSUED
    )
    if standing.values_list("pk", flat=True).first() is None:
        return
    Signed.objects.get_or_create(
        credential_id=credential, named=named, defaults={"key_id": key, "document": dict(document)}
    )


@transaction.atomic
def no_longer_waits(credential: int, *, named: bool) -> None:
    """All that this credential waited for is signed; unless its holder asked for the name meanwhile."""
    Credential.objects.filter(pk=credential, wants_name=named).update(waits=False)


@transaction.atomic
def publish_list(number: int, document: Mapping[str, Any], *, says: int, at: datetime) -> None:
    """Put the signed status list in the place of the one before."""
    StatusList.objects.filter(pk=number).update(document=dict(document), says=says, signed_at=at)


@transaction.atomic
def distrust_key(number: int, *, by: None) -> int:
    """Say that a key may be in other hands; returns how many credentials will be signed anew by the next one.

    It leaves the DID document at once, and with it every credential that it signed, true or forged, until the signer has
    written the true ones again: those stand in the log. For whoever has the machine, never from a page. Holders have to
    download theirs again. Raises Refused(NO_SUCH_KEY).
    """
    key = IssuerKey.objects.select_for_update().filter(number=number, distrusted_at__isnull=True).first()
    top = city()
    if key is None or top is None:
        raise Refused(Reason.NO_SUCH_KEY, number=number)
    key.distrusted_at = timezone.now()
    key.save(update_fields=["distrusted_at"])
    written = Signed.objects.filter(key=key)
    again = Credential.objects.filter(
        pk__in=written.values("credential"), state=State.ISSUED, person__isnull=False
    ).update(waits=True)
    written.delete()
    StatusList.objects.update(signed_at=None)
    record(Verb.KEY_DISTRUSTED, key, organisation=top, by=by, payload={"number": str(number)})
    return again


@transaction.atomic
def note_keys() -> int:
    """Enter every key that the signer told into the ledger, so that the witnessed log vouches for it; returns how many.

    Nothing before there is a city: the demonstration is loaded after the first key may be made.
    """
    top = city()
    if top is None:
        return 0
    keys = list(keys_without_entry().select_for_update())
    for key in keys:
        record(
            Verb.KEY_ADDED,
            key,
            organisation=top,
            by=None,
            payload={"number": str(key.number), "key": key.multibase},
        )
    return len(keys)
