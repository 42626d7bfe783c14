"""The table of rulings. It only grows: migration 0002 refuses UPDATE, DELETE and TRUNCATE."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.rulings.states import Act, Jurisdiction


class Ruling(models.Model):
    """A ruling 核定 by a union on a parameter, from `since` until (not including) `until`.

    `confirm`: the file's value is right; `confirms` is the fingerprint of what was read (rulebook.formulas.fingerprint),
    `file_value` that value. `override`: here `value` is in force; `file_value` is what was in force without it that day.
    `withdraw`: `withdraws` ends on `since`. Who ruled stands in the ledger entry, so that nothing here names a person.
    """

    key = models.CharField(_("参数"), max_length=80)
    act = models.CharField(max_length=10, choices=Act.choices)
    value = models.JSONField(null=True)
    file_value = models.JSONField(null=True)
    confirms = models.CharField(max_length=64, blank=True, default="")
    jurisdiction = models.CharField(_("施行范围"), max_length=10, choices=Jurisdiction.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    since = models.DateField(_("施行日期"))
    until = models.DateField(_("截止日期"), null=True)
    regulation = models.CharField(_("依据的文件"), max_length=120)
    article = models.CharField(_("条款"), max_length=80, blank=True, default="")
    document_number = models.CharField(_("文号"), max_length=60)
    reason = models.CharField(_("理由"), max_length=200, blank=True, default="")
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, related_name="withdrawal")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["key", "id"], name="ruling_key")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="a_ruling_has_days"
            ),
            models.CheckConstraint(
                condition=Q(act="withdraw", withdraws__isnull=False)
                | (~Q(act="withdraw") & Q(withdraws__isnull=True)),
                name="a_withdrawal_ends_a_ruling",
            ),
            models.CheckConstraint(
                condition=~Q(document_number="") | Q(act="withdraw"), name="a_ruling_has_its_document"
            ),
        ]
