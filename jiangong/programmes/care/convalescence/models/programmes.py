"""The programme of the year: batches with their days and places, and pools that reserve places."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.programmes.care.convalescence.states.stages import Admits, PoolKind, ProgrammeState


class Programme(models.Model):
    """What one union offers its members in one year 年度疗休养. `words`: what is announced beside the rules."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="convalescence_programmes")
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("名称"), max_length=120)
    state = models.CharField(max_length=10, choices=ProgrammeState.choices, default=ProgrammeState.DRAFT)
    admits = models.CharField(_("报名范围"), max_length=8, choices=Admits.choices, default=Admits.FRONT)
    opens_at = models.DateTimeField(_("报名开始"))
    closes_at = models.DateTimeField(_("报名截止"))
    words = models.TextField(_("说明"), blank=True, default="")
    void_reason = models.CharField(max_length=200, blank=True, default="")
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["state", "-closes_at", "id"], name="convalescence_open")]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="applying_takes_time"),
            models.CheckConstraint(
                condition=~Q(state=ProgrammeState.VOID) | ~Q(void_reason=""), name="void_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Batch(models.Model):
    """Some days at one place for so many people 批次. `ends_on` is the day of travelling home; `cost_per_head` in fen.

    The base is written only by journeys that place batches at bases, with name and price from its contract.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="batches")
    code = models.CharField(_("编号"), max_length=32)
    title = models.CharField(_("批次名称"), max_length=60)
    theme = models.CharField(_("主题"), max_length=120, blank=True, default="")
    starts_on = models.DateField(_("出发日期"))
    ends_on = models.DateField(_("返回日期"))
    places = models.PositiveIntegerField(_("名额"))
    base = models.ForeignKey("bases.Base", models.PROTECT, null=True, blank=True, related_name="+")
    place_name = models.CharField(_("地点"), max_length=120, blank=True, default="")
    cost_per_head = models.PositiveBigIntegerField(_("人均费用（分）"), null=True, blank=True)
    meeting_point = models.CharField(_("集合地点"), max_length=120, blank=True, default="")
    meets_at = models.TimeField(_("集合时间"), null=True, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_on", "code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="one_batch_a_code"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="batch_days_in_order"),
            models.CheckConstraint(condition=Q(places__gte=1), name="a_batch_has_places"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def days(self) -> int:
        """How many days, those of travelling included."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def cost_in_yuan(self) -> str:
        """The money per head in yuan, the cents only where there are any; "" if it is not known yet."""
        if self.cost_per_head is None:
            return ""
        yuan, cents = divmod(self.cost_per_head, 100)
        return f"{yuan:,}.{cents:02}" if cents else f"{yuan:,}"


class Pool(models.Model):
    """Places reserved for some 名额池, served in `order`; what nobody takes goes to the later pool `then` (a code).

    `organisation`: the district whose members a district pool is for; `members` and `remainder` show how its places
    came about (largest remainder; `remainder` in parts of `of`) by the register of `counted_on`. Places set by hand have none of it.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="pools")
    code = models.CharField(_("编号"), max_length=32)
    kind = models.CharField(_("类别"), max_length=16, choices=PoolKind.choices)
    name = models.CharField(_("名称"), max_length=60)
    places = models.PositiveIntegerField(_("名额"))
    order = models.PositiveSmallIntegerField(_("次序"))
    then = models.CharField(_("剩余名额转到"), max_length=32, blank=True, default="")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    members = models.PositiveIntegerField(default=0)
    remainder = models.PositiveBigIntegerField(default=0)
    of = models.PositiveBigIntegerField(default=0)
    counted_on = models.DateField(null=True)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="one_pool_a_code"),
            models.CheckConstraint(
                condition=Q(kind=PoolKind.DISTRICT, organisation__isnull=False)
                | ~Q(kind=PoolKind.DISTRICT) & Q(organisation__isnull=True),
                name="a_district_pool_has_its_district",
            ),
        ]

    def __str__(self) -> str:
        return self.name
