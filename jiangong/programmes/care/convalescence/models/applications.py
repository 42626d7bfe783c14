"""Who applied, what the rules read about them, and the posts that the register does not hold."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person
from jiangong.programmes.care.convalescence.models.programmes import Programme
from jiangong.programmes.care.convalescence.states.stages import ApplicationState, Channel, PostKind


class Post(models.Model):
    """What a person's union says of their work 岗位登记; the union that keeps the membership keeps it and corrects it.

    `since`: from when they have worked in the unit, where that is not the day of joining the union.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="convalescence_post")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(_("岗位"), max_length=8, choices=PostKind.choices)
    since = models.DateField(_("在本单位的起始日期"), null=True, blank=True)
    hard = models.BooleanField(_("苦脏累险岗位"), default=False)
    model = models.BooleanField(_("劳动模范"), default=False)
    hardship = models.BooleanField(_("在档困难职工"), default=False)
    noted_at = models.DateTimeField(auto_now=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class Application(models.Model):
    """One person or two who go together or not at all 报名. `wants`: codes of batches, the most wanted first.

    `organisation` is the union of whoever applied first. Entered on behalf: `entered_by`, and when and how the person
    consented. `request_key` makes a repeated request one application.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="applications")
    ticket = models.CharField(_("签号"), max_length=32, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=ApplicationState.choices, default=ApplicationState.SUBMITTED
    )
    wants = ArrayField(models.CharField(max_length=32), verbose_name=_("想去的批次"))
    channel = models.CharField(_("报名方式"), max_length=10, choices=Channel.choices, default=Channel.SELF)
    applied_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    consented_at = models.DateTimeField(_("本人同意的时间"), null=True, blank=True)
    consent_words = models.CharField(_("怎样征得同意"), max_length=200, blank=True, default="")
    request_key = models.CharField(max_length=64, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("原因"), max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["programme", "state", "id"], name="convalescence_applied")]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel=Channel.SELF) | Q(consented_at__isnull=False) & ~Q(consent_words=""),
                name="on_behalf_only_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.ticket


class Applicant(models.Model):
    """One person of an application 报名人.

    `facts` is what the rules read about them when they applied (formulas.Facts as JSON), `pools` the codes of the reserved
    pools that follow from it, `lots` their lots. `agreed_at` is None until the second person has agreed; `agreed_how` how, where their union wrote it down for them. `sound`: they
    stated that they know of no acute or serious disease. `live` repeats that the application is, for the constraint.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="applicants")
    number = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="convalescence_applicants")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_how = models.CharField(max_length=200, blank=True, default="")
    sound = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    pools = ArrayField(models.CharField(max_length=32), default=list)
    lots = models.PositiveSmallIntegerField(_("签数"), default=1)
    live = models.BooleanField(default=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="one_applicant_a_number"),
            models.UniqueConstraint(
                fields=["programme", "person"], condition=Q(live=True), name="one_live_application_a_person"
            ),
        ]
