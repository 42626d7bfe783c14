"""Forms of clocks: a reason, a special day, a year's notice."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("当事人可以看到。"))


class DayForm(forms.Form):
    """A day off or worked by a union's ruling."""

    day = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    worked = forms.TypedChoiceField(
        label=_("这一天"), choices=[("0", _("休息")), ("1", _("上班"))], coerce=lambda value: value == "1"
    )
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如台风停工日。"))
    document_number = forms.CharField(label=_("文号"), max_length=80)


class YearForm(forms.Form):
    """The State Council's notice of a year: days off and days worked instead, one to a line."""

    year = forms.IntegerField(label=_("年份"), min_value=2004, max_value=2100)
    document_number = forms.CharField(
        label=_("文号"), max_length=80, help_text=_("国务院办公厅通知的文号，例如国办发明电〔2025〕7号。")
    )
    off = forms.CharField(
        label=_("放假的日子"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("每行一天或者一段，例如 2026-02-15 或者 2026-02-15..2026-02-23。"),
    )
    worked = forms.CharField(
        label=_("调休上班的日子"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("每行一天。"),
    )

    def clean_off(self) -> list[date]:
        return _days(self.cleaned_data["off"])

    def clean_worked(self) -> list[date]:
        return _days(self.cleaned_data["worked"])


def _days(text: str) -> list[date]:
    """Days and stretches of days, one to a line."""
    found: set[date] = set()
    for line in text.split():
        first, _dots, last = line.partition("..")
        try:
            begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError as error:
            raise ValidationError(_refused(line)) from error
        if not 0 <= (end - begin).days <= 31:  # not law: a longer range is a slip
            raise ValidationError(_refused(line))
        found |= {date.fromordinal(day) for day in range(begin.toordinal(), end.toordinal() + 1)}
    return sorted(found)


def _refused(line: str) -> Any:
    return _("“%(line)s”不是日期，也不是一段日期。") % {"line": line[:40]}
