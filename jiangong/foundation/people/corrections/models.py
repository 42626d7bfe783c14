"""Requests to have one's own record corrected."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.corrections.states import Field, State
from jiangong.foundation.people.models import Person, User


class Correction(models.Model):
    """A person asks the union that keeps their record to correct it 更正请求.

    `fields` are the names of what is asked for; `asked_sealed` is what stood there, what should stand there and the
    person's own words, as JSON, sealed for this row. `organisation` goes along when the person moves.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="corrections")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    fields = ArrayField(models.CharField(max_length=20, choices=Field.choices))
    asked_sealed = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(_("不更正的理由"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("更正请求")
        indexes = [models.Index(fields=["person", "-id"], name="correction_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state=State.ASKED), name="one_open_correction"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
