"""The append-only table, and the one order of its rows. The triggers are in migrations 0003 and 0004."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Entry(models.Model):
    """One thing that happened 台账条目. Never changed; a correction is another entry (`corrects`).

    `lineage` is where the organisation stood on the day it happened: figures stay where they were earned when
    the tree changes later. `person` and `subject_id` are internal numbers, never personal data.

    Only `lineage` and `corrects` are constraints of the database: an entry outlives the rows it names (a person may
    be taken away again, by an import taken back or the right to be forgotten, while the entry cannot change), and
    each constraint would be looked up once for each of ten million entries.
    """

    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    lineage = models.ForeignKey("organisations.Lineage", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(
        "people.Person", models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    quantity = models.DecimalField(max_digits=16, decimal_places=2, default=1)
    attribute = models.CharField(max_length=80, blank=True, default="")
    payload = models.JSONField(default=dict)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "verb", "happened_on"], name="ledger_entry_where"),
            models.Index(
                fields=["person", "id"], name="ledger_entry_whom", condition=models.Q(person__isnull=False)
            ),
            models.Index(fields=["subject_type", "subject_id"], name="ledger_entry_subject"),
            models.Index(fields=["verb", "happened_on", "id"], name="ledger_entry_what"),
        ]


class Pending(models.Model):
    """An entry that has no place yet. A trigger writes it beside every entry; the sequencer takes it away."""

    entry = models.OneToOneField(
        Entry, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )


class Place(models.Model):
    """The position of an entry in the one order, without gaps, from 0 (RFC 6962 counts leaves from 0)."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="place", db_constraint=False)


# --- the log: what is published of the entries (docs/proof.md). Triggers of migration 0008 guard these tables. ---


class Head(models.Model):
    """How far the tree of leaves has grown: its size and root. One row.

    While `held` says why (a restore that does not fit the last witnessed checkpoint), nothing gets a place or a leaf.
    """

    size = models.BigIntegerField(default=0)
    root = models.BinaryField()
    grown_at = models.DateTimeField(auto_now=True)
    held = models.TextField(blank=True, default="")


class Tile(models.Model):
    """Hashes of one level of the tree, up to 256, 32 bytes each (C2SP tlog-tiles). The rightmost ones still grow."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    data = models.BinaryField()


class Bundle(models.Model):
    """The bytes of up to 256 leaves, each behind its length in two bytes (C2SP tlog-tiles)."""

    index = models.BigIntegerField(primary_key=True)
    data = models.BinaryField()


class Salt(models.Model):
    """The 32 random bytes that open one leaf's commitment. Destroyed by erasure; never changed."""

    position = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField()


class Named(models.Model):
    """Whether an organisation is named in the leaves of one year (docs/proof.md, small cells). Decided once."""

    organisation_id = models.BigIntegerField()
    year = models.SmallIntegerField()
    named = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "year"], name="one_decision_a_year"),
        ]


class LogKey(models.Model):
    """The log's public key, as the signer told it: what verifiers are configured with. One row."""

    vkey = models.TextField()


class Checkpoint(models.Model):
    """A signed statement of the tree's size and root (C2SP tlog-checkpoint), as the signer wrote it."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()
    signed_at = models.DateTimeField(db_default=Now())


class Cosignature(models.Model):
    """A named witness's signature line under a checkpoint, with its newline, and the time it says."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures", db_column="size")
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="one_cosignature_a_witness"),
        ]
