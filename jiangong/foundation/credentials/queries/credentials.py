"""Kinds that the rooms list; credentials of a person, about a thing, behind a link."""

from functools import cache
from typing import Any, cast

from django.db.models import Model, QuerySet

from jiangong.foundation.common.rooms import declared_kinds
from jiangong.foundation.credentials.formulas import Row, moment
from jiangong.foundation.credentials.models import Credential, Signed
from jiangong.foundation.credentials.states import CredentialKind, State
from jiangong.foundation.people.models import Person


@cache
def kinds() -> dict[str, CredentialKind]:
    """Every kind that a room lists, by its code."""
    return cast(dict[str, CredentialKind], declared_kinds("CREDENTIALS"))


def kind_of(code: str) -> CredentialKind:
    """The kind of this code. Raises ValueError if no room lists it."""
    found = kinds().get(code)
    if found is None:
        raise ValueError(f"No room's states.py lists {code} in CREDENTIALS.")
    return found


def kind_title(code: str) -> str:
    """The name of a kind; its code where the room is gone."""
    found = kinds().get(code)
    return str(found.title) if found else code


def credentials_of(person: Person | int | None) -> QuerySet[Credential]:
    """A person's own, newest first."""
    number = person.pk if isinstance(person, Person) else person
    return (
        Credential.objects.filter(person=number, person__isnull=False)
        .select_related("organisation")
        .order_by("-pk")
    )


def credentials_visible_to(user: Any) -> QuerySet[Credential]:
    """Nobody's but one's own: what the holder does not show, no officer sees either."""
    return credentials_of(getattr(user, "person_id", None))


def credential_visible_to(user: Any, pk: int) -> Credential | None:
    return credentials_visible_to(user).filter(pk=pk).first()


def credentials_about(subject: Model) -> QuerySet[Credential]:
    """All that were ever given for this thing, newest first."""
    return Credential.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by(
        "-pk"
    )


def credential_by_share(code: str) -> Credential | None:
    """What a holder's link shows; None when the link was switched off."""
    return (
        Credential.objects.filter(share_code=code, state=State.ISSUED, person__isnull=False)
        .select_related("organisation")
        .first()
    )


def document_of(credential: Credential, *, named: bool) -> dict[str, Any] | None:
    """The signed document, without or with the name; None until it is signed."""
    found = (
        Signed.objects.filter(credential=credential, named=named).values_list("document", flat=True).first()
    )
    return cast(dict[str, Any] | None, found)


def row_of(credential: Credential) -> Row:
    """What of a credential is signed."""
    return Row(
        uuid=str(credential.uuid),
        claims=credential.claims,
        holder_name=credential.holder_name,
        holder_code=credential.holder_code,
        salt=credential.salt,
        list_number=credential.status_list_id,
        list_index=credential.status_index,
        issued_at=credential.issued_at,
    )


def committed(credential: Credential) -> dict[str, Any]:
    """What the ledger entry of the issue commits to, as plain JSON."""
    return {
        "uuid": str(credential.uuid),
        "kind": credential.kind,
        "claims": credential.claims,
        "holder_name": credential.holder_name,
        "holder_code": credential.holder_code,
        "salt": credential.salt,
        "list": credential.status_list_id,
        "index": credential.status_index,
        "issued_at": moment(credential.issued_at),
    }
