"""What documents forget of a person beside what foreign keys find (foundation/people/erasure)."""

from collections.abc import Collection

from django.apps import apps

from jiangong.foundation.documents.actions.attaching import let_go
from jiangong.foundation.documents.models import Attachment, Document
from jiangong.foundation.documents.queries.purposes import purposes
from jiangong.foundation.documents.states import AttachmentState, State

ERASED = "依法删除个人信息"


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Files about the person go, with their names and keys; drafts that name the person are emptied.

    In the caller's transaction. Issued letters stay: they are the union's archives (《档案法》), like the paper that was
    signed; docs/documents.md says so to whoever asks.
    """
    for purpose in purposes().values():
        if not purpose.person:
            continue
        model = apps.get_model(purpose.model)
        about = model._default_manager.filter(**{f"{purpose.person.replace('.', '__')}__in": people})
        for attachment in Attachment.objects.select_for_update().filter(
            purpose=purpose.code, subject_id__in=about.values("pk")
        ):
            if attachment.state == AttachmentState.KEPT:
                let_go(attachment, reason=ERASED, by=None)
            attachment.name = ERASED
            attachment.save(update_fields=["name"])
    drafts = Document.objects.select_for_update().filter(state__in=[State.DRAFT, State.DROPPED])
    for word in words:
        for document in drafts.filter(facts__icontains=word):
            document.facts, document.title = {}, ERASED
            document.save(update_fields=["facts", "title"])
