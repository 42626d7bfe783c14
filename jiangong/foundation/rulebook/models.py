"""Which values decisions used. Both tables only grow: migration 0002 refuses every change."""

from django.db import models


class Stated(models.Model):
    """A value as it once stood, in full (formulas.said); each different one is kept once, under its digest."""

    digest = models.CharField(max_length=64, unique=True)
    key = models.CharField(max_length=80)
    said = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["key"], name="stated_key")]


class Used(models.Model):
    """A decision, by its ledger entry and what it was about, used this value, read for the day `on`.

    The entry and the subject are numbers without constraints, as in the ledger itself: it stands above this room.
    """

    entry_id = models.BigIntegerField()
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    stated = models.ForeignKey(Stated, models.PROTECT, related_name="uses")
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="used_subject")]
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "stated", "on"], name="a_decision_uses_a_value_once")
        ]
