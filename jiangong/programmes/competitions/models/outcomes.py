"""What came out: computed results, appeals, and the rejudgings that follow from them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.models.contests import Contest, Office
from jiangong.programmes.competitions.models.entries import Entry
from jiangong.programmes.competitions.states import AppealState, RejudgingState


class Outcome(models.Model):
    """A computed result 成绩: from exactly this scheme and this sheet, by two programs that agree.

    `contents` is what anybody can recompute it from: {"scheme", "sheet"} under participants' numbers. `result` holds the
    lines. A later outcome (after a rejudging) has the next number; the earlier one stays.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    contents = models.JSONField()
    digest = models.CharField(max_length=64)
    result = models.JSONField()
    computed_at = models.DateTimeField(auto_now_add=True)
    computed_by = models.ForeignKey(User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="one_outcome_per_number"),
        ]


class Appeal(models.Model):
    """An appeal 申诉 about one competitor's component or aspect, by who may speak for them."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="appeals")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="appeals")
    component = models.CharField(_("模块"), max_length=20)
    aspect = models.CharField(_("评分点"), max_length=20, blank=True, default="")
    words = models.TextField(_("申诉内容"))
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.OPEN)
    filed_at = models.DateTimeField(auto_now_add=True)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    heard_by = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["contest", "state"], name="appeals_of_contest")]


class Rejudging(models.Model):
    """A set of changes to the sheet 复核, seen with its effect before it is applied or refused as a whole.

    `changes` is what would be added to the sheet; `effect` what it does to every place and honour, computed when it was
    prepared over the outcome `upon`.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="rejudgings")
    appeal = models.ForeignKey(Appeal, models.PROTECT, null=True, blank=True, related_name="rejudgings")
    upon = models.ForeignKey(Outcome, models.PROTECT, related_name="+")
    reason = models.CharField(_("理由"), max_length=200)
    changes = models.JSONField()
    effect = models.JSONField()
    state = models.CharField(max_length=10, choices=RejudgingState.choices, default=RejudgingState.PREPARED)
    prepared_at = models.DateTimeField(auto_now_add=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contest"],
                condition=Q(state=RejudgingState.PREPARED),
                name="one_rejudging_at_a_time",
            ),
        ]
