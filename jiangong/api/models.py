"""Tables of the API: tokens people made for their programs, and answers kept for requests that are sent twice."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiangong.api.states import Scope
from jiangong.foundation.people.models import User


class Token(models.Model):
    """Leave for a program to act as a person, within scopes, until a day 访问令牌. Its text is signed, never stored."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("用途"), max_length=60)
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope.choices), verbose_name=_("范围"))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("有效期至"))
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(scopes=[]), name="a_token_may_do_something"),
        ]


class Answer(models.Model):
    """What was answered to a request with an idempotency key; kept for a day. Written in the act's transaction."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")]
