"""Forms of rulings: they read what was typed; what is allowed is decided by the actions."""

from typing import Any

import yaml
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk.states import DraftKind
from jiangong.foundation.organisations.forms import DayInput
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.rulebook.queries import rulebook
from jiangong.foundation.rulings.actions import Document

LONGEST = 4000  # signs of a structured value


class PaperForm(forms.Form):
    """The document a ruling rests on, and who rules."""

    use_required_attribute = False
    organisation = forms.ModelChoiceField(
        label=_("以谁的名义核定"), queryset=Organisation.objects.none(), empty_label=None
    )
    regulation = forms.CharField(
        label=_("依据的文件"), max_length=120, help_text=_("文件的全称，不写书名号。")
    )
    number = forms.CharField(
        label=_("文号"), max_length=60, help_text=_("例如 烟工发〔2026〕1号；法规写通过或者修正的日期。")
    )
    article = forms.CharField(label=_("条款"), max_length=80, required=False)
    since = forms.DateField(label=_("施行日期"), widget=DayInput())
    until = forms.DateField(
        label=_("截止日期"), widget=DayInput(), required=False, help_text=_("当天不再施行；长期有效的留空。")
    )

    def __init__(self, *args: Any, jurisdictions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = jurisdictions  # type: ignore[attr-defined]
        self.order_fields([*(name for name in self.fields if name == "value"), *self.fields])

    def document(self) -> Document:
        """The paper, for the action."""
        data = self.cleaned_data
        return Document(data["regulation"], data["number"], data["article"])


class ConfirmForm(PaperForm):
    """Confirm what a file says, for all its days or some of them."""

    mark = forms.CharField(widget=forms.HiddenInput(), max_length=64)
    since = forms.DateField(
        label=_("施行日期"), widget=DayInput(), required=False, help_text=_("留空的，从文件中的施行日期起。")
    )


class OverrideForm(PaperForm):
    """Set a local value; structured ones are written as the file writes them."""

    value = forms.CharField(
        label=_("本地数值"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("照原来的写法：数字写数字，是否写 true 或 false，表格每行一个花括号。"),
    )

    def clean_value(self) -> Any:
        try:
            return yaml.safe_load(self.cleaned_data["value"])
        except yaml.YAMLError as error:
            raise forms.ValidationError(_("读不懂这个写法，请照原来的数值改。")) from error


class WithdrawForm(forms.Form):
    """Why a ruling ends, and from which day."""

    use_required_attribute = False
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("公开，不要写个人信息。"))
    since = forms.DateField(
        label=_("从哪天起撤回"),
        widget=DayInput(),
        required=False,
        help_text=_("留空的从今天起；填原来的施行日期，等于没有核定过。"),
    )


_PAPER = tuple(PaperForm.base_fields)


def _drafts() -> tuple[DraftKind, ...]:
    """Two for each parameter, which is no row of a table: what is typed about one never stands in another's form."""
    return tuple(
        DraftKind(f"rulings.{verb}.{key}", format_lazy("{}：{}", words, found[0].title), page, fields)
        for key, found in rulebook().items()
        for verb, words, page, fields in (
            ("confirm", _("核定文件中的数值"), "rulings:confirm", _PAPER),
            ("override", _("改用本地数值"), "rulings:override", ("value", *_PAPER)),
        )
    )


# Forms that keep a draft.
DRAFTS = (
    *_drafts(),
    DraftKind("rulings.withdraw", _("撤回核定"), "rulings:withdraw", tuple(WithdrawForm.base_fields)),
)
