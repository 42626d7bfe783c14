"""Every write of the API's own: make a token, take it back, let go of kept answers."""

import re
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from jiangong.api.models import Answer, Token
from jiangong.api.states import Reason
from jiangong.foundation.common.acting import lock
from jiangong.foundation.common.endpoints import KEPT, sign_token
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.models import User

MOST = 10  # living tokens of one account


@transaction.atomic
def create_token(*, name: str, scopes: Collection[str], days: int, by: User) -> tuple[Token, str]:
    """Make a token for oneself; returns it with its text, which is shown once and cannot be read again.

    Raises Refused(TOO_MANY_TOKENS) beyond ten living ones.
    """
    now = timezone.now()
    lock(by)
    if Token.objects.filter(user=by, revoked_at__isnull=True, expires_at__gt=now).count() >= MOST:
        raise Refused(Reason.TOO_MANY_TOKENS, most=MOST)
    token = Token.objects.create(
        user=by, name=name, scopes=sorted(scopes), expires_at=now + timedelta(days=days)
    )
    text = sign_token(token.pk, by.pk, by.person_id, token.scopes, int(token.expires_at.timestamp()))
    return token, text


@transaction.atomic
def revoke_token(token: Token, *, by: User) -> Token:
    """Take a token back: from now on it is refused. Revoking it again changes nothing.

    Raises Refused(NOT_YOURS) for somebody else's.
    """
    token = lock(token)
    if token.user_id != by.pk:
        raise Refused(Reason.NOT_YOURS)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


def clear_away() -> int:
    """Delete answers older than a day; returns how many."""
    gone, _ = Answer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return gone


def forget(*, people: Collection[int], accounts: Collection[int], words: Collection[str]) -> None:
    """Kept answers that speak of these persons lose their text (foundation/people/erasure).

    The key stays used: the same request again is refused, not done a second time.
    """
    numbers = "|".join(str(number) for number in sorted(people))
    mentions = Q(body__regex=rf'"person(_id)?": ?({numbers})[^0-9]')
    for word in words:
        mentions |= Q(body__contains=word) | Q(body__iregex=re.escape(_escaped(word)))
    Answer.objects.filter(mentions).update(body="{}", request_hash="")


def _escaped(word: str) -> str:
    """A word as JSON may write it: 示 as \\u793a."""
    return word.encode("ascii", "backslashreplace").decode()
