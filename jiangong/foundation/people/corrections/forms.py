"""Forms of corrections: the record as it stands, to be written over where it is wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk.states import DraftKind
from jiangong.foundation.people.corrections.formulas import as_text, document_text
from jiangong.foundation.people.corrections.states import Field
from jiangong.foundation.people.forms import PersonForm, ReasonForm, _day
from jiangong.foundation.people.formulas import Document


class AskForm(PersonForm):
    """One's own record. A number left empty stays as it is."""

    joined_on = _day(_("入会日期"))
    words = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("哪里错了、有什么材料可以核对，如“身份证抄错一位，可到工会出示证件”。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_number"].help_text = _("留空表示不改。请对照证件填写。")
        self.fields["phone"].help_text = _("留空表示不改。")

    def clean_joined_on(self) -> date | None:
        day: date | None = self.cleaned_data["joined_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("入会日期不能在今天之后。"))
        return day

    def wanted(self) -> dict[str, str]:
        """By field, what the record should say; fields left as they are say what they said."""
        data = self.cleaned_data
        wanted = {name: as_text(value) for name, value in self.facts().items() if name in Field.values}
        document = data["document"]
        if isinstance(document, Document):
            wanted[Field.DOCUMENT] = document_text(document.type, document.number)
        if data["phone"]:
            wanted[Field.PHONE] = str(data["phone"])
        if data["joined_on"]:
            wanted[Field.JOINED_ON] = as_text(data["joined_on"])
        return wanted


class RefuseForm(ReasonForm):
    """Why the record stays as it is."""


DRAFTS = (
    DraftKind(
        "corrections.ask",
        _("请求更正登记信息"),
        "corrections:ask",
        (
            "name", "document_type", "sex", "born_on", "ethnicity", "education", "political_status", "household",
            "is_migrant_worker", "employment_form", "occupation", "skill_level", "joined_on", "words",
        ),
    ),
    DraftKind("corrections.refuse", _("不更正的理由"), "corrections:case", ("reason",)),
)  # fmt: skip
