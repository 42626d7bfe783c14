"""Drafts: kept at every step, dropped when the form is sent or after some days."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk.models import Draft
from jiangong.foundation.desk.queries import draft_kinds, place_of
from jiangong.foundation.desk.states import Reason
from jiangong.foundation.rulebook.queries import value

LONGEST = 4_000  # characters of one field


@transaction.atomic
def keep_draft(
    user: Any, kind: str, subject: models.Model | None, data: Mapping[str, Any], *, address: str = ""
) -> Draft | None:
    """Keep what was typed so far into a form, in place of what was kept before; None where nothing was typed.

    Of `data` only the fields that the form's DraftKind names are kept: numbers of documents, phones and what is
    about health never are. Raises Refused(NO_SUCH_DRAFT) for a form that keeps none.
    """
    declared = draft_kinds().get(kind)
    if declared is None:
        raise Refused(Reason.NO_SUCH_DRAFT)
    kept = {
        name: _short(data[name]) for name in declared.fields if data.get(name) not in (None, "", [], False)
    }
    label, number = place_of(subject)
    if not kept:
        drop_draft(user, kind, subject)
        return None
    found, _created = Draft.objects.update_or_create(
        user_id=user.pk,
        kind=kind,
        subject_type=label,
        subject_id=number,
        defaults={"data": kept, "address": address[:300], "saved_at": timezone.now()},
    )
    return found


def _short(text: Any) -> Any:
    return text[:LONGEST] if isinstance(text, str) else text


def drop_draft(user: Any, kind: str, subject: models.Model | None = None) -> None:
    """The form was sent, or its author throws the draft away."""
    label, number = place_of(subject)
    Draft.objects.filter(user=user.pk, kind=kind, subject_type=label, subject_id=number).delete()


def drop_own_draft(user: Any, pk: int) -> None:
    """The author throws one of their drafts away; somebody else's is not touched."""
    Draft.objects.filter(user=user.pk, pk=pk).delete()


def drop_old_drafts() -> int:
    """Delete what nobody has touched for the days of the rulebook; returns how many."""
    until = timezone.now() - timedelta(days=value("desk.draft_days"))
    deleted, _each = Draft.objects.filter(saved_at__lt=until).delete()
    return deleted
