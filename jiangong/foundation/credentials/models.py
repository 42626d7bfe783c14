"""Credentials, what the signer wrote of them, its public keys, the lists that say which are revoked.

A credential is written once, with the act that it attests, and only ever revoked. What is signed is derived from its row alone
(formulas.credential_document), and the ledger entry of its issue commits to the row (formulas.digest): the signer compares them.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.credentials.states import Share, State
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person


class IssuerKey(models.Model):
    """A public key of the signer 签发密钥, as it told it. Never removed: what it signed is checked with it for ever.

    Unless it may be in other hands: from `distrusted_at` it is no key of ours, and what it signed is signed anew by the next.
    """

    number = models.PositiveIntegerField(primary_key=True)
    multibase = models.CharField(max_length=60, unique=True)
    since = models.DateTimeField(auto_now_add=True)
    distrusted_at = models.DateTimeField(null=True)


class StatusList(models.Model):
    """131,072 places, one a credential, each 1 when revoked 状态清单 (W3C Bitstring Status List).

    `taken` of them are given out, `revoked` are 1. `document` is the list as the signer wrote it last, with `says` of them 1.
    """

    number = models.AutoField(primary_key=True)
    taken = models.PositiveIntegerField(default=0)
    revoked = models.PositiveIntegerField(default=0)
    document = models.JSONField(null=True)
    says = models.PositiveIntegerField(default=0)
    signed_at = models.DateTimeField(null=True)


class Credential(models.Model):
    """One credential 数字凭证. `claims` are the facts that it states (formulas.claims), none of them personal.

    `subject` is what it was given for, in the room of its kind. `holder_name` is as on the day of issue; `holder_code` is known
    to the holder alone, the credential holds its hash with `salt`. Without person: the holder was forgotten.
    `wants_name`: the holder asked for a version with the name in it; `waits`: the signer has something to write.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="credentials")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    title = models.CharField(_("名称"), max_length=160)
    claims = models.JSONField()
    holder_name = models.CharField(max_length=80, blank=True, default="")
    holder_code = models.CharField(max_length=32, blank=True, default="")
    salt = models.CharField(max_length=32, blank=True, default="")
    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="credentials")
    status_index = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True, default="")
    wants_name = models.BooleanField(default=False)
    waits = models.BooleanField(default=True)
    share = models.CharField(max_length=10, choices=Share.choices, default=Share.OFF)
    share_code = models.CharField(max_length=22, unique=True, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="credential_whose"),
            models.Index(fields=["subject_type", "subject_id"], name="credential_about"),
            models.Index(fields=["id"], name="credential_to_sign", condition=Q(waits=True)),
            models.Index(
                fields=["status_list"], name="credential_revoked_in", condition=Q(state=State.REVOKED)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="a_place_in_the_list_each"),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "person"],
                condition=Q(state=State.ISSUED, person__isnull=False),
                name="one_valid_credential_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(holder_name="", holder_code="", salt=""),
                name="nothing_of_a_forgotten_holder",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ISSUED, revoked_at__isnull=True)
                | Q(state=State.REVOKED, revoked_at__isnull=False),
                name="revoked_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(share=Share.OFF, share_code__isnull=True)
                | (~Q(share=Share.OFF) & Q(share_code__isnull=False)),
                name="shared_by_a_code",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Signed(models.Model):
    """A credential as the signer wrote it, with its proof: one without the name, one with it where the holder asked."""

    credential = models.ForeignKey(Credential, models.CASCADE, related_name="signed")
    named = models.BooleanField(default=False)
    key = models.ForeignKey(IssuerKey, models.PROTECT, related_name="+")
    document = models.JSONField()
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["credential", "named"], name="signed_once_each_way"),
        ]
