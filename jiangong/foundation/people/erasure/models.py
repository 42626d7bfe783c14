"""Requests to be forgotten. Once one is done its row names nobody."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.people.erasure.states import Ground, State
from jiangong.foundation.people.models import Person, User


class ErasureRequest(models.Model):
    """A person asks that everything about them be deleted 删除请求.

    `words` is what an officer wrote who took the request on paper; `answer` why it was refused. Done, the row has no
    person and no words any more; `numbers` are then the internal numbers that had stood for the person, `entries` and
    `salts` how many ledger entries were about them and how many of their salts were destroyed.
    """

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="erasure_requests")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    words = models.CharField(_("请求的根据"), max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(_("法定情形"), max_length=10, choices=Ground.choices, blank=True, default="")
    answer = models.CharField(_("不同意的理由"), max_length=200, blank=True, default="")
    numbers = ArrayField(models.BigIntegerField(), default=list)
    entries = models.PositiveIntegerField(default=0)
    salts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("删除请求")
        indexes = [models.Index(fields=["state", "id"], name="erasure_request_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state=State.ASKED), name="one_open_erasure_request"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DONE) | Q(person__isnull=True, words="", answer=""),
                name="a_done_erasure_names_nobody",
            ),
        ]
