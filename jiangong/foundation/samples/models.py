"""Samples, what was drawn, how it was judged. What is announced and judged stands in the ledger too, for ever."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.randomness import Randomness
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.samples.formulas import Unit
from jiangong.foundation.samples.states import SampleState, Verdict


class Sample(models.Model):
    """One sample from its plan to its end 抽样.

    The conditions (verbs to until) mean what they mean in formulas.Definition. `size` and `root` are the checkpoint
    that closes the population, `population` its entries, `total` their quantities in hundredths (0 by entry),
    `left_out` entries without a quantity. `moment` is when the randomness comes into being, or in a ceremony until
    when secrets are disclosed; `round` drand's. `definition` is the announced text, `value` the randomness as it was
    given, `checkpoint` the note that covered the announcement before `moment`.
    """

    class Units(models.TextChoices):
        ENTRY = Unit.ENTRY, _("按条数")
        QUANTITY = Unit.QUANTITY, _("按数量")

    title = models.CharField(_("名称"), max_length=80)
    state = models.CharField(max_length=10, choices=SampleState.choices, default=SampleState.COUNTING)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    verbs = ArrayField(models.CharField(max_length=60))
    facts = models.JSONField(default=dict)
    attributes = ArrayField(models.CharField(max_length=80), default=list)
    tag = models.CharField(max_length=8, blank=True, default="")
    since = models.DateField(_("起始日期"))
    until = models.DateField(_("截止日期"))
    unit = models.CharField(_("抽法"), max_length=8, choices=Units.choices, default=Units.ENTRY)
    confidence = models.DecimalField(_("把握程度"), max_digits=4, decimal_places=3)
    below = models.DecimalField(_("要证明低于"), max_digits=7, decimal_places=6, null=True)
    allowed = models.PositiveSmallIntegerField(_("允许的错误"), default=0)
    draws = models.PositiveIntegerField(_("抽多少条"), null=True)

    size = models.BigIntegerField(null=True)
    root = models.CharField(max_length=44, blank=True, default="")
    population = models.BigIntegerField(null=True)
    total = models.BigIntegerField(default=0)
    left_out = models.BigIntegerField(default=0)

    randomness = models.CharField(max_length=8, choices=Randomness.choices, blank=True, default="")
    moment = models.DateTimeField(null=True)
    round = models.BigIntegerField(null=True)
    ceremony = models.JSONField(null=True)
    definition = models.TextField(blank=True, default="")
    announcement = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    value = models.TextField(blank=True, default="")
    checkpoint = models.TextField(blank=True, default="")
    witnessed = models.BooleanField(default=False)
    drawing = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("原因"), max_length=200, blank=True, default="")

    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(auto_now_add=True)
    announced_at = models.DateTimeField(null=True)
    drawn_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="sample_days_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["counting", "ready", "dropped"]) | ~models.Q(definition=""),
                name="announced_with_a_definition",
            ),
        ]


class Draw(models.Model):
    """An entry that was drawn 抽中的记录: `orders` are the numbers of the draws that landed on it, from 0.

    By entry there is exactly one; by quantity a large entry may be hit by more draws, and counts so often.
    """

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="drawn")
    position = models.BigIntegerField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    orders = ArrayField(models.PositiveIntegerField())
    judgement = models.OneToOneField("Judgement", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "position"], name="one_draw_a_position")]


class Judgement(models.Model):
    """An auditor's verdict on a drawn entry 核查结论. Never changed: a later one takes its place, with a reason.

    `supported` is how much of the entry's quantity is true. `evidence` and `reference` (where the papers lie) are for
    auditors and the entry's union; the ledger holds their hash.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="judgements")
    verdict = models.CharField(_("核查结论"), max_length=12, choices=Verdict.choices)
    supported = models.DecimalField(_("属实的数量"), max_digits=16, decimal_places=2)
    evidence = models.TextField(_("核查的依据"), max_length=2000)
    reference = models.CharField(_("材料编号或存放处"), max_length=200, blank=True, default="")
    reason = models.CharField(_("更改的理由"), max_length=200, blank=True, default="")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(auto_now_add=True)
