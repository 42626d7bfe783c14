"""What documents hold about an entry that was drawn for an audit."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.documents.models import Document


def facts_for_audit(model: str, pk: int) -> Sequence[tuple[str | Promise, object]] | None:
    """Number, kind, day, state and hashes of a letter, not its words; None if it is gone."""
    if model != "document":
        return ()
    found = Document.objects.select_related("organisation").filter(pk=pk).first()
    if found is None:
        return None
    return [
        (_("发文字号"), found.number or "—"),
        (_("文种"), found.get_kind_display()),
        (_("发文工会"), found.organisation.name),
        (_("成文日期"), found.dated or "—"),
        (_("状态"), found.get_state_display()),
        (_("PDF 的 SHA-256"), found.pdf or "—"),
        (_("docx 的 SHA-256"), found.docx or "—"),
        (_("扫描件"), _("有") if found.signed_scan_id else _("没有")),
    ]
