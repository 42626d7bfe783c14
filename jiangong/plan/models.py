"""Cells: what the ledger adds up to. All rows here can be thrown away and rebuilt (actions.rebuild).

They hold no foreign key constraints: what they point to is what the ledger points to, and that is constrained there.
"""

from django.db import models

from jiangong.foundation.organisations.models import Lineage, Organisation


class Cell(models.Model):
    """One measure of one promise, for one organisation with all below it on both lines, in one period 数格.

    `period` is '2026-03' (month), '2026' (year) or 'all' (the plan's whole period). `value` is the figure;
    `entries` how many ledger entries stand behind it, corrections included.
    """

    promise = models.CharField(max_length=8, db_collation="C")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    period = models.CharField(max_length=7, db_collation="C")
    value = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    entries = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "promise", "period"], name="one_cell"),
        ]
        indexes = [models.Index(fields=["promise", "period", "organisation"], name="cell_by_promise")]


class Seen(models.Model):
    """How often a distinct thing (a person's number, an attribute) was counted in a month, by lineage.

    It counts while `times` > 0. What an organisation has seen is what the lineages below it have seen: rows stay
    few (one a person and month), and a figure over a subtree is their union, not their sum.
    """

    promise = models.CharField(max_length=8, db_collation="C")
    key = models.CharField(max_length=80, db_collation="C")
    month = models.DateField()
    lineage = models.ForeignKey(
        Lineage, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    times = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "key", "month", "lineage"], name="one_seen"),
        ]


class Alias(models.Model):
    """Two numbers, one person: `key` was merged into `into`; `canonical` is where that leads in the end.

    Follows the ledger's merges and separations in their order, so that distinct people are counted as the ledger
    says up to the position that the cells have reached.
    """

    key = models.CharField(max_length=20, primary_key=True, db_collation="C")
    into = models.CharField(max_length=20, db_collation="C")
    canonical = models.CharField(max_length=20, db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["canonical"], name="alias_canonical")]


class RollUp(models.Model):
    """How far the cells have followed the ledger: the next position to read. One row."""

    definition = models.CharField(max_length=64, primary_key=True)
    next_position = models.BigIntegerField(default=0)
    rolled_up_at = models.DateTimeField(auto_now=True)
