"""Documents, the series of their numbers, attachments. The bytes of files lie outside the database (storing.py)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.documents.states import NUMBERED, AttachmentState, Kind, Scan, State
from jiangong.foundation.organisations.models import Organisation


class AgencyMark(models.Model):
    """The letters by which a union's documents are known 机关代字, as 演工. Earlier ones stay: their numbers bear them."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    mark = models.CharField(_("机关代字"), max_length=12)
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(until__isnull=True), name="one_current_mark"
            ),
            models.UniqueConstraint(
                fields=["mark"], condition=Q(until__isnull=True), name="a_mark_is_one_unions"
            ),
        ]

    def __str__(self) -> str:
        return self.mark


class Series(models.Model):
    """The last number given out by a union in a year for a kind; its row is locked while one is taken."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "year"], name="one_series_a_year"),
        ]


class Document(models.Model):
    """A letter made from a template 公文.

    `about` is the row it was made from (`subject_type`, `subject_id`; nothing for a letter of its own). `facts` are the
    template's fields as they were filled, as JSON. Number, day and hashes come with the issue, all at once; the files
    are then fixed. `code` is the unguessable part of the address that says whether a paper copy is valid.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    template = models.CharField(max_length=60)
    kind = models.CharField(_("文种"), max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    subject_type = models.CharField(max_length=60, blank=True, default="")
    subject_id = models.BigIntegerField(null=True)
    title = models.CharField(_("标题"), max_length=200)
    facts = models.JSONField(default=dict)
    code = models.CharField(max_length=22, unique=True)

    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(_("发文字号"), max_length=60, blank=True, default="")
    dated = models.DateField(_("成文日期"), null=True)
    pdf = models.CharField(max_length=64, blank=True, default="")
    docx = models.CharField(max_length=64, blank=True, default="")

    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    signed_scan = models.ForeignKey("Attachment", models.PROTECT, null=True, related_name="+")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(_("撤回的理由"), max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-id"], name="document_where"),
            models.Index(fields=["subject_type", "subject_id"], name="document_about"),
            models.Index(fields=["number"], name="document_number", condition=~Q(number="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "year", "serial"],
                condition=Q(serial__isnull=False),
                name="one_document_per_number",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="a_number_is_one_documents"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"], serial__isnull=True, number="")
                | (
                    Q(state__in=sorted(NUMBERED), serial__isnull=False, dated__isnull=False)
                    & ~Q(number="")
                    & ~Q(pdf="")
                    & ~Q(docx="")
                ),
                name="a_number_comes_with_the_files",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attachment(models.Model):
    """A file that was handed in for a purpose, about one row of any room 附件.

    `stored` is the SHA-256 of the bytes as they lie on disk, which names them there; of a sealed file that is the
    ciphertext. `sha256` is the hash of the file as it is served, kept only where the file is not sealed: it would tell
    whoever has a copy that this is it. `key_sealed` is the key of a sealed file, sealed itself under the platform's
    keyring (people/sealing.py): a rotation of keys leaves the file alone, and without the row nobody opens it. `media_type` was found by content, `name` is normalised, `size` in bytes as served.
    """

    purpose = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=AttachmentState.choices, default=AttachmentState.KEPT)
    name = models.CharField(_("文件名"), max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    stored = models.CharField(max_length=64, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    sealed = models.BooleanField(default=False)
    key_sealed = models.TextField(blank=True, default="")
    changed = models.BooleanField(
        default=False
    )  # re-encoded: what is served is not byte for byte what was sent
    scan = models.CharField(max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="attachment_about"),
            models.Index(fields=["stored"], name="attachment_stored", condition=~Q(stored="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="kept") & ~Q(stored="")) | Q(state="removed", stored=""),
                name="a_removed_file_is_gone",
            ),
            models.CheckConstraint(
                condition=Q(sealed=False, key_sealed="") | Q(sealed=True, sha256=""),
                name="a_sealed_file_keeps_no_hash",
            ),
            models.CheckConstraint(
                condition=~Q(sealed=True, state="kept", key_sealed=""), name="a_sealed_file_has_its_key"
            ),
        ]

    def __str__(self) -> str:
        return self.name
