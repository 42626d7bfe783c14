"""The sheet 记分册: who marks what, and everything that was recorded. Nothing in it is ever changed or removed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.models.contests import Contest, Office
from jiangong.programmes.competitions.states import RowKind


class Bench(models.Model):
    """Who marks or measures what 评委组: a component, some aspects of it (empty: all)."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="benches")
    component = models.CharField(max_length=20)
    aspects = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    judges = models.ManyToManyField(Office, related_name="benches")


class Row(models.Model):
    """One thing recorded about one competitor under a pseudonym. Triggers refuse every change and removal.

    `code` is the pseudonym of the layer at which the component is marked. `value` is an exact number as written ("85.5",
    "1/3"); seconds for TIME, a Standing for STANDING. `key` is made by whoever sends it, so that sending twice counts once.
    `lifts` names an absence or a penalty that a rejudging takes back. `at` is when it was written down, which without a
    network is earlier than `received_at`.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=10, choices=RowKind.choices)
    code = models.CharField(max_length=12)
    component = models.CharField(max_length=20, blank=True, default="")
    aspect = models.CharField(max_length=20, blank=True, default="")
    judge = models.CharField(max_length=8, blank=True, default="")
    round = models.PositiveSmallIntegerField(default=1)
    value = models.CharField(max_length=40, blank=True, default="")
    words = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(max_length=40)
    lifts = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    rejudging = models.ForeignKey(
        "competitions.Rejudging", models.PROTECT, null=True, blank=True, related_name="rows"
    )
    at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)

    class Meta:
        indexes = [models.Index(fields=["contest", "component", "code"], name="sheet_cell")]
        constraints = [
            models.UniqueConstraint(fields=["contest", "key"], name="sent_twice_counts_once"),
            models.UniqueConstraint(
                fields=["contest", "component", "aspect", "code", "judge", "round"],
                condition=Q(kind=RowKind.MARK),
                name="one_mark_per_judge_and_round",
            ),
        ]


class Photo(models.Model):
    """A photograph of a work or a reading 现场照片, taken by who marks it, under the pseudonym. Append-only, like rows.

    `key` is made by whoever sends it; `sent_sha256` is of the bytes as they came, so that the same key with another picture is
    told apart. The picture as it is kept, made anew from its pixels, is the attachment's (foundation/documents); its hash
    goes into the seal of the sheet.
    """

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="photos")
    code = models.CharField(max_length=12)
    component = models.CharField(max_length=20)
    aspect = models.CharField(max_length=20, blank=True, default="")
    judge = models.CharField(max_length=8)
    key = models.CharField(max_length=40)
    sent_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)

    class Meta:
        indexes = [models.Index(fields=["contest", "code"], name="photos_of_a_number")]
        constraints = [models.UniqueConstraint(fields=["contest", "key"], name="photo_twice_counts_once")]


class Incident(models.Model):
    """What happened at a station 赛场情况: a machine that failed, time given back, a warning. Append-only."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="incidents")
    code = models.CharField(_("编号"), max_length=12, blank=True, default="")
    words = models.CharField(_("情况"), max_length=300)
    minutes_given = models.PositiveSmallIntegerField(_("补时（分钟）"), default=0)
    happened_at = models.DateTimeField()
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)


class Breach(models.Model):
    """A layer of pseudonyms was broken 泄密: by whom, of whom, how it came out. Append-only."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="breaches")
    office = models.ForeignKey(Office, models.PROTECT, related_name="breaches")
    code = models.CharField(max_length=12, blank=True, default="")
    words = models.CharField(_("情况"), max_length=300)
    recorded_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
