"""The places of the log, and what was taken away in lists. A look at one person is people.Look."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.foundation.people.readlog.states import Kind


class Reading(models.Model):
    """One place in the log 查看记录. No personal data: it commits to what the look or export says, which may be erased.

    `hash` is over everything else in the row, with the `previous` place's hash. `covers` are, for ERASED, the numbers
    whose contents an erasure took. A trigger (migration 0002) keeps the row as it is.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    people = models.PositiveIntegerField()
    covers = ArrayField(models.BigIntegerField(), default=list)
    commitment = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)


class Export(models.Model):
    """A list of people that left the platform 导出, or was shown in clear at once. Who is on it: its parts.

    `what` is the room's code for this kind of list, `title` what it is called. `said` and `salt` open the commitment.
    """

    number = models.BigIntegerField(unique=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    what = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    purpose = models.CharField(max_length=200)
    people = models.PositiveIntegerField()
    at = models.DateTimeField()
    said = models.TextField()
    salt = models.BinaryField(max_length=32)


class ExportPart(models.Model):
    """Which of the persons numbered from 1024 × bucket on are on an export: one bit each, the lowest first."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="parts", db_index=False)
    bucket = models.IntegerField()
    bits = models.BinaryField(max_length=128)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bucket", "export"], name="one_part_a_bucket")]
        indexes = [models.Index(fields=["export"], name="export_part_export")]
