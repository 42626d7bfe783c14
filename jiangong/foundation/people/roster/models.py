"""Tables that live only while an import is looked at or can be taken back. No clear document or phone is in them."""

from django.db import models

from jiangong.foundation.people.models import RosterImport
from jiangong.foundation.people.roster.states import Undone, Verdict


class Upload(models.Model):
    """The uploaded file, sealed, from upload until it has been read (minutes).

    In the database and not on a disk, because page and background worker may run on different machines.
    """

    roster_import = models.OneToOneField(
        RosterImport, models.CASCADE, primary_key=True, related_name="upload"
    )
    content = models.BinaryField()


class StagedRow(models.Model):
    """One row of the file, normalised, with the verdict on it; deleted 24 hours after the import was finished.

    `values` are what is to be written to the person (only what changes, for one who is known), `before` what
    stood there until then. A row with problems keeps its own cells, sealed, for preview and result file.
    `person_id` is reserved when the row is staged, because sealed columns are bound to it.
    """

    roster_import = models.ForeignKey(
        RosterImport, models.CASCADE, related_name="staged_rows", db_index=False
    )
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    person_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    document_type = models.CharField(max_length=24, default="")
    document_sealed = models.TextField(default="")
    document_index = models.BinaryField(max_length=16, null=True)
    joined_on = models.DateField(null=True)
    problems = models.JSONField(default=list)
    cells_sealed = models.TextField(default="")
    undone = models.CharField(max_length=8, choices=Undone.choices, default=Undone.NOT_YET)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster_import", "number"], name="one_staged_row_per_number"),
        ]
        indexes = [models.Index(fields=["roster_import", "verdict", "number"], name="staged_row_verdict")]
