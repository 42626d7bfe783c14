"""Cells: what the ledger adds up to. All rows here can be thrown away and rebuilt (actions.rebuild).

They hold no foreign key constraints: what they point to is what the ledger points to, and that is constrained there.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jiangong.foundation.organisations.models import Organisation


class Cell(models.Model):
    """One measure of one promise, for one organisation with all below it on both lines, in one period 数格.

    `period` is '2026-03' (month), '2026' (year) or 'all' (the plan's whole period). `value` is the figure;
    `entries` how many ledger entries stand behind it, corrections included.
    """

    # One index serves all: few organisations of a promise are looked up one by one, all of them stand side by side.
    pk = models.CompositePrimaryKey("promise", "organisation_id", "period")
    promise = models.CharField(max_length=8, db_collation="C")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    period = models.CharField(max_length=7, db_collation="C")
    value = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    entries = models.BigIntegerField(default=0)


class Seen(models.Model):
    """How often an organisation, with all below it on both lines, counted a distinct attribute, month by month.

    `months` (202403) and `times` stand side by side; a month counts while its number is above 0. For promises that
    count distinct attributes only: distinct people are read from the ledger, which has an index of people.
    """

    pk = models.CompositePrimaryKey("promise", "key", "organisation_id")
    promise = models.CharField(max_length=8, db_collation="C")
    key = models.CharField(max_length=80, db_collation="C")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    months = ArrayField(models.IntegerField())
    times = ArrayField(models.IntegerField())


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
