"""Every read of the API's own."""

from django.db.models import QuerySet

from jiangong.api.models import Token
from jiangong.foundation.people.models import User


def tokens_visible_to(user: User) -> QuerySet[Token]:
    """One's own tokens, the newest first; nobody sees another's."""
    return Token.objects.filter(user=user).order_by("-pk")


def token_of(user: User, pk: int) -> Token | None:
    """One of the user's own tokens."""
    return Token.objects.filter(user=user, pk=pk).first()
