"""Drafts and pending acts. Neither is a record of what happened: that is the ledger's, once an act takes effect."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from jiangong.foundation.desk.states import State
from jiangong.foundation.organisations.models import Organisation


class PendingAct(models.Model):
    """A submission or decision that takes effect at `effect_at` unless it is taken back 待生效.

    `act` names a HeldAct; the subject is a row named by label and number, as in the ledger. `about` says in a few
    words what it is about, names masked; `address` is the page of its subject. `facts` is what was typed; it is emptied when the act has taken effect.
    `answer` is the text of a refusal, `code` its name. `tries` counts errors of the program, not refusals.
    """

    act = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    about = models.CharField(max_length=120, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    held_at = models.DateTimeField()
    effect_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=80, blank=True, default="")
    answer = models.CharField(max_length=600, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["effect_at"], name="pending_act_due", condition=Q(state=State.WAITING)),
            models.Index(fields=["author", "-id"], name="pending_act_author"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"],
                condition=Q(state=State.WAITING),
                name="one_waiting_act_per_subject",
            ),
        ]


class Draft(models.Model):
    """What somebody has typed into a form and not sent 草稿. `subject_id` is 0 where the form is about nothing yet.

    `address` is where the form stands, with the question part of the address (a search that chose a union).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60, blank=True, default="")
    subject_id = models.BigIntegerField(default=0)
    data = models.JSONField(default=dict)
    address = models.CharField(max_length=300, blank=True, default="")
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["saved_at"], name="draft_saved")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "subject_type", "subject_id"], name="one_draft_per_form"
            ),
        ]
