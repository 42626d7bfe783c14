"""What the site serves of the issuer, and what the signer has to do. The signer's database role may read no more than this."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from jiangong.foundation.credentials.formulas import Issuer, did_document
from jiangong.foundation.credentials.formulas.documents import LIST_HOLDS_FOR
from jiangong.foundation.credentials.models import Credential, IssuerKey, Signed, StatusList
from jiangong.foundation.credentials.states import State, Verb
from jiangong.foundation.ledger.models import Entry, Place


@dataclass(frozen=True)
class ToSign:
    """A credential that waits for the signer, with the entry of its issue: what that commits to and where it stands."""

    credential: Credential
    digest: str
    position: int
    has_nameless: bool
    has_named: bool


@cache
def _issuer(site: str) -> Issuer:
    return Issuer(site.rstrip("/"))


def issuer() -> Issuer:
    """Who issues here."""
    return _issuer(settings.SITE_ADDRESS)


def public_keys() -> list[tuple[int, str]]:
    """Number and Multikey of every key that is trusted, in order: of all that the signer ever told but those in other hands."""
    trusted = IssuerKey.objects.filter(distrusted_at__isnull=True)
    return list(trusted.order_by("number").values_list("number", "multibase"))


def told_keys() -> list[IssuerKey]:
    """Every key that the signer ever told, in order."""
    return list(IssuerKey.objects.order_by("number"))


def keys_without_entry() -> QuerySet[IssuerKey]:
    """Keys that do not stand in the ledger yet."""
    label = IssuerKey._meta.label_lower
    written = Entry.objects.filter(subject_type=label, subject_id=OuterRef("wide"), verb=Verb.KEY_ADDED)
    found = IssuerKey.objects.annotate(wide=Cast("number", BigIntegerField()))
    return found.filter(~Exists(written)).order_by("number")


def public_did_document() -> dict[str, Any]:
    """The DID document, with every key."""
    return did_document(issuer(), public_keys())


def public_list(number: int) -> tuple[dict[str, Any], datetime] | None:
    """A signed status list and when it was signed; None where there is none (yet)."""
    found = (
        StatusList.objects.filter(pk=number, document__isnull=False)
        .values_list("document", "signed_at")
        .first()
    )
    return cast(tuple[dict[str, Any], datetime] | None, found)


def revoked_in(number: int) -> Iterator[int]:
    """The places of a list whose credentials are revoked."""
    found = Credential.objects.filter(status_list=number, state=State.REVOKED).order_by()
    return found.values_list("status_index", flat=True).iterator()


def lists_to_sign(now: datetime) -> list[StatusList]:
    """Lists that say less than is true, or whose half time is over, or that were never signed."""
    old = Q(signed_at__isnull=True) | Q(signed_at__lt=now - LIST_HOLDS_FOR / 2)
    return list(StatusList.objects.filter(old | ~Q(says=F("revoked"))).order_by("number").defer("document"))


def to_sign(*, below: int, most: int) -> list[ToSign]:
    """Credentials that wait and whose entry stands below this position of the log (the size that was signed).

    Two queries. One whose entry is younger is left for the next time.
    """
    rows = list(Credential.objects.filter(waits=True).order_by("pk")[:most])
    by_number = {row.pk: row for row in rows}
    entries = Entry.objects.filter(
        subject_type=Credential._meta.label_lower, subject_id__in=by_number, verb=Verb.ISSUED
    )
    places = dict(
        Place.objects.filter(entry__in=entries.values("pk"), position__lt=below).values_list(
            "entry_id", "position"
        )
    )
    signed = set(Signed.objects.filter(credential__in=by_number).values_list("credential_id", "named"))
    found = {
        subject: (digest, places[pk])
        for pk, subject, digest in entries.order_by("-pk").values_list("pk", "subject_id", "payload__digest")
        if pk in places
    }
    return [
        ToSign(row, found[pk][0], found[pk][1], (pk, False) in signed, (pk, True) in signed)
        for pk, row in by_number.items()
        if pk in found
    ]
