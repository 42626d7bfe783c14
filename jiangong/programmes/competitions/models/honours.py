"""What follows from a result: honours and promotions, and what improvements brought."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.models.contests import Contest
from jiangong.programmes.competitions.models.entries import Entry
from jiangong.programmes.competitions.models.outcomes import Outcome
from jiangong.programmes.competitions.states import BatchState, HonourKind, HonourState


class Honour(models.Model):
    """A medal, award, title or promotion that a result gives somebody 荣誉; guarded by the notice of the result.

    `gained`: the level a promotion leads to, from `held`. `number` and `code` (the unguessable part of the public address)
    come with the certificate. `print_problem` names the characters that no installed font has: the honour holds, its paper
    is not printed.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="honours")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="honours")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="honours")
    kind = models.CharField(_("种类"), max_length=10, choices=HonourKind.choices)
    award = models.CharField(max_length=40)
    name = models.CharField(_("名称"), max_length=80)
    rank = models.PositiveIntegerField(_("名次"), null=True, blank=True)
    held = models.CharField(_("原等级"), max_length=20, blank=True, default="")
    gained = models.CharField(_("新等级"), max_length=20, blank=True, default="")
    clause = models.CharField(_("依据"), max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=HonourState.choices, default=HonourState.PROPOSED)
    approval_number = models.CharField(_("核准文号"), max_length=60, blank=True, default="")
    number = models.CharField(_("证书编号"), max_length=30, blank=True, default="")
    code = models.CharField(max_length=22, blank=True, default="")
    holder_name = models.CharField(max_length=80, blank=True, default="")
    issued_on = models.DateField(null=True, blank=True)
    print_problem = models.CharField(max_length=80, blank=True, default="")
    revoked_on = models.DateField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["contest", "state"], name="honours_of_contest")]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "award"],
                condition=~Q(state=HonourState.REVOKED),
                name="one_honour_each",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="one_honour_per_number"),
        ]


class HonourBatch(models.Model):
    """Honours of one contest being issued and printed in the background, with progress 颁发批次.

    `honours` are those still to be issued. `refused` counts, by the words of the refusal, what was not issued.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="honour_batches")
    honours = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(max_length=8, choices=BatchState.choices, default=BatchState.WAITING)
    total = models.PositiveIntegerField()
    made = models.PositiveIntegerField(default=0)
    unprinted = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=dict)
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contest"],
                condition=Q(state__in=["waiting", "working"]),
                name="one_running_honour_batch",
            ),
        ]


class Benefit(models.Model):
    """What an improvement out of a contest brought in twelve months 竞赛成果效益, confirmed by the unit's finance office.

    Yuan of value added or saved (promise B5); 合理化建议和技术改进奖励条例: twelve months from adoption, no second award.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="benefits")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField(_("成果名称"), max_length=120)
    adopted_on = models.DateField(_("采用日期"))
    amount = models.DecimalField(_("十二个月效益（元）"), max_digits=14, decimal_places=2)
    reckoned = models.TextField(_("计算说明"))
    reported_at = models.DateTimeField(auto_now_add=True)
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    finance_officer = models.CharField(_("财务负责人"), max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="a_benefit_is_not_negative"),
        ]
