"""Forms of documents: a form made of a template's fields, filters, small ones."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk.states import DraftKind
from jiangong.foundation.documents.formulas import Template
from jiangong.foundation.documents.formulas.filling import MOST_LINE, MOST_TEXT
from jiangong.foundation.documents.queries import templates
from jiangong.foundation.documents.states import Kind, State


class LetterForm(forms.Form):
    """A template's fields. A draft may wait for what is missing: pages mark what is optional, issuing names what lacks."""

    use_required_attribute = False

    def __init__(self, *args: Any, template: Template, known: Mapping[str, object], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        for name, one in template.fields.items():
            self.fields[name] = made = _field(one)
            if name in known:
                made.initial = _typed(known[name])

    def full_clean(self) -> None:
        needed = {name for name, field in self.fields.items() if field.required}
        for name in needed:
            self.fields[name].required = False
        super().full_clean()
        for name in needed:
            self.fields[name].required = True

    def facts(self) -> dict[str, object]:
        """What was filled, for the action."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


def _field(one: Any) -> forms.Field:
    hint = one.hint
    if one.type == "table":
        hint = "；".join(
            filter(None, (hint, str(_("一行一条，格与格之间用竖线“|”：")) + " | ".join(one.columns)))
        )
    elif one.type == "lines" and not hint:
        hint = str(_("一行一个"))
    common: dict[str, Any] = {"label": one.label, "required": not one.optional, "help_text": hint}
    if one.type == "day":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if one.type == "number":
        return forms.DecimalField(**common)
    if one.type in ("text", "table"):
        return forms.CharField(max_length=MOST_TEXT * 4, widget=forms.Textarea(attrs={"rows": 8}), **common)
    if one.type == "lines":
        return forms.CharField(max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), **common)
    return forms.CharField(max_length=MOST_LINE, **common)


def _typed(value: object) -> object:
    """A kept fact as people type it: lists one a line, cells apart by bars."""
    if isinstance(value, list | tuple):
        return "\n".join(
            " | ".join(str(cell) for cell in one) if isinstance(one, list | tuple) else str(one)
            for one in value
        )
    return value


class IssueForm(forms.Form):
    """The day a letter bears."""

    use_required_attribute = False
    dated = forms.DateField(
        label=_("成文日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("领导签发的日期；按它的年份编号。"),
    )


class FileForm(forms.Form):
    """One file."""

    use_required_attribute = False
    file = forms.FileField(label=_("文件"), max_length=255)


class WhyForm(forms.Form):
    """A reason that is kept."""

    use_required_attribute = False
    reason = forms.CharField(label=_("理由"), max_length=200)


class MarkForm(forms.Form):
    """A union's 机关代字."""

    use_required_attribute = False
    mark = forms.CharField(
        label=_("机关代字"),
        max_length=8,
        help_text=_(
            "2 到 8 个汉字，例如“演工”；通知就编为“演工发〔2026〕1号”，函就编为“演工函〔2026〕1号”。"
        ),
    )


class FilterForm(forms.Form):
    """What a list of documents shows; stands in the address."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("文种"), choices=[("", _("全部")), *Kind.choices], required=False)
    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *State.choices], required=False)
    year = forms.CharField(label=_("年份"), max_length=4, required=False)
    words = forms.CharField(label=_("标题或者字号"), max_length=60, required=False)


class CheckForm(forms.Form):
    """A paper copy's number and code."""

    use_required_attribute = False
    number = forms.CharField(label=_("发文字号"), max_length=60, help_text=_("例如：演工发〔2026〕1号"))
    code = forms.CharField(
        label=_("核验码"), max_length=22, help_text=_("印在最后一页版记上方，22 位字母和数字。")
    )


def _drafts() -> tuple[DraftKind, ...]:
    """One for each template; a person's numbers are no field of a letter (tests/foundation/documents/test_templates.py)."""
    return tuple(
        DraftKind(f"documents.new.{one.code}", one.explains, "documents:templates", tuple(one.fields))
        for one in templates().values()
    )


# Forms that keep a draft: what is typed before it is saved as a letter, and after.
DRAFTS = (
    *_drafts(),
    DraftKind(
        "documents.change",
        _("修改公文草稿"),
        "documents:document",
        tuple(sorted({name for one in templates().values() for name in one.fields})),
    ),
    DraftKind("documents.withdraw", _("撤回公文的理由"), "documents:withdrawal", tuple(WhyForm.base_fields)),
)
