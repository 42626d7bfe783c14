"""What credentials forget of a person (foundation/people/erasure). The status lists stay: files in others' hands are checked by them."""

from collections.abc import Collection

from jiangong.foundation.credentials.models import Credential, Signed
from jiangong.foundation.credentials.states import Share


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """The holder's name, code and salt, every signed document, reasons of revocation; links end. Kind and state stay.

    In the caller's transaction, before the rows lose their person.
    """
    theirs = list(Credential.objects.filter(person__in=people).values_list("pk", flat=True))
    Credential.objects.filter(pk__in=theirs).update(
        person=None,
        holder_name="",
        holder_code="",
        salt="",
        revoked_reason="",
        wants_name=False,
        waits=False,
        share=Share.OFF,
        share_code=None,
    )
    # After the rows, which the signer locks before it keeps a document (signing.publish_signed).
    Signed.objects.filter(credential__in=theirs).delete()
