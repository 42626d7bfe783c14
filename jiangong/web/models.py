"""Exports that are made in the background. What they say is not kept here: the file is sealed and goes after a day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.web.states import ExportState


class Export(models.Model):
    """One list as a spreadsheet 导出. `question` is the filters of the list as its address had them."""

    kind = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    question = models.JSONField(default=dict)
    purpose = models.CharField(_("用途"), max_length=200, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    rows_done = models.PositiveIntegerField(default=0)
    rows_expected = models.PositiveIntegerField(default=0)
    file_name = models.CharField(max_length=120, blank=True, default="")
    why = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], name="export_by")]
