"""Every write of the API's own: make a token, take it back."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from jiangong.api.models import Token
from jiangong.api.states import Reason
from jiangong.foundation.common.acting import lock
from jiangong.foundation.common.endpoints import sign_token
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
