"""Cells: what the ledger adds up to. All rows here can be thrown away and rebuilt (actions.rebuild)."""

from django.db import models

from jiangong.foundation.organisations.models import Organisation


class Cell(models.Model):
    """One measure of one promise, for one organisation with all below it on both lines, in one period 数格.

    `period` is '2026-03' (month), '2026' (year) or 'all' (the plan's whole period). `value` is the figure;
    `entries` how many ledger entries stand behind it, corrections included.
    """

    promise = models.CharField(max_length=8, db_collation="C")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    period = models.CharField(max_length=7, db_collation="C")
    value = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    entries = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "promise", "period"], name="one_cell"),
        ]
        indexes = [models.Index(fields=["promise", "period", "organisation"], name="cell_by_promise")]


class Seen(models.Model):
    """How often a distinct thing (a person, an attribute) was counted into a cell; it counts while times > 0."""

    promise = models.CharField(max_length=8, db_collation="C")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    period = models.CharField(max_length=7, db_collation="C")
    key = models.CharField(max_length=80, db_collation="C")
    times = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "organisation", "period", "key"], name="one_seen"),
        ]


class RollUp(models.Model):
    """How far the cells have followed the ledger: the next position to read. One row."""

    definition = models.CharField(max_length=64, primary_key=True)
    next_position = models.BigIntegerField(default=0)
    rolled_up_at = models.DateTimeField(auto_now=True)
