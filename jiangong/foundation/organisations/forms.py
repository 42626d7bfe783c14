"""Forms of the workbench: they tidy input and find organisations; what is allowed is decided by the actions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations import actions, queries
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import (
    MAY_JOIN_AN_INDUSTRY,
    MAY_STAND_BELOW,
    CommitteeKind,
    Kind,
)


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Suggesting(forms.TextInput):
    """A text field with suggestions that works without script: the browser's own list."""

    suggestions: Sequence[str] = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        attrs = {**(attrs or {}), "list": f"{name}-suggestions", "autocomplete": "off"}
        options = format_html_join("", '<option value="{}">', ((one,) for one in self.suggestions))
        return format_html(
            '{}<datalist id="{}-suggestions">{}</datalist>',
            super().render(name, value, attrs, renderer),
            name,
            options,
        )


class OrganisationField(forms.CharField):
    """One organisation, named by its code or whole name. `offer` says who asks and what is suggested."""

    widget = Suggesting
    default_error_messages = {
        "unknown": _("没有找到这个工会，或者叫这个名称的不止一个。请填组织编码或者完整名称。")
    }
    user: Any = None

    def offer(self, user: Any, organisations: Sequence[Organisation]) -> None:
        self.user = user
        self.widget.suggestions = [f"{one.code} {one.name}" for one in organisations]

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = queries.find_visible(self.user, text)
        if found is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found


class WorkbenchForm(forms.Form):
    """Browser checks off: the server answers all at once. Every form knows the organisation and who asks."""

    use_required_attribute = False

    def __init__(self, *args: Any, organisation: Organisation, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation, self.user = organisation, user
        self.prepare()

    def prepare(self) -> None:
        """Suggestions and choices that depend on the organisation."""


def _day(help_text: Any, label: Any = None) -> forms.DateField:
    label = label or _("生效日期")
    return forms.DateField(
        label=label, help_text=help_text, widget=DayInput(), initial=timezone.localdate, required=True
    )


ON = _("今天或者以前；此前的数字留在原来的组织名下。")


class CreditCodeFields(forms.Form):
    credit_code = forms.CharField(
        label=_("统一社会信用代码"),
        required=False,
        max_length=40,
        help_text=_("18 位；空格和全角会自动整理。"),
    )
    credit_code_override = forms.CharField(
        label=_("信用代码校验不符的说明"),
        required=False,
        max_length=200,
        help_text=_("代码通不过校验、证照上确实如此时，在这里写明理由。"),
    )


class EmployerFields(forms.Form):
    employer_name = forms.CharField(label=_("单位名称"), required=False, max_length=120)
    employer_type = forms.CharField(label=_("单位类型"), required=False, max_length=40)
    economic_industry = forms.CharField(label=_("国民经济行业"), required=False, max_length=60)
    address = forms.CharField(label=_("地址"), required=False, max_length=200)


class FoundForm(EmployerFields, CreditCodeFields, WorkbenchForm):
    name = forms.CharField(label=_("名称"), max_length=120)
    short_name = forms.CharField(label=_("简称"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("组织类型"))
    code = forms.CharField(
        label=_("组织编码"), required=False, max_length=20, help_text=_("留空由系统编号。")
    )
    founded_on = _day("", _("成立日期"))
    industry: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label=_("行业工会"),
        queryset=None,
        required=False,
        empty_label=_("不挂行业工会"),
        help_text=_("企业工会和分工会可以另挂一个行业工会；数字在两条线上都计，市级只计一次。"),
    )
    field_order = ("name", "short_name", "kind", "founded_on", "code", "industry")

    def prepare(self) -> None:
        kinds = [kind for kind in Kind if self.organisation.kind in MAY_STAND_BELOW[kind]]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if Kind.ENTERPRISE in kinds:
            self.fields["kind"].initial = Kind.ENTERPRISE.value  # what is founded most
        self.fields["industry"].queryset = queries.industries()  # type: ignore[attr-defined]
        if not MAY_JOIN_AN_INDUSTRY & set(kinds):
            del self.fields["industry"]


class RenameForm(WorkbenchForm):
    name = forms.CharField(label=_("新名称"), max_length=120)
    short_name = forms.CharField(label=_("新简称"), required=False, max_length=60)
    on = _day(_("今天或者以前；旧名称留在沿革里。"))


class MoveForm(WorkbenchForm):
    parent = OrganisationField(label=_("新的上级"), help_text=_("填组织编码或者完整名称，可从提示中选。"))
    on = _day(ON)

    def prepare(self) -> None:
        places = queries.places_for(self.user, self.organisation, self.organisation.kind)
        self.fields["parent"].offer(self.user, places)  # type: ignore[attr-defined]


class IndustryForm(WorkbenchForm):
    industry: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label=_("行业工会"), queryset=None, required=False, empty_label=_("不挂行业工会")
    )
    on = _day(ON)

    def prepare(self) -> None:
        self.fields["industry"].queryset = queries.industries()  # type: ignore[attr-defined]


class MergeForm(WorkbenchForm):
    into = OrganisationField(label=_("并入哪个工会"), help_text=_("填组织编码或者完整名称，可从提示中选。"))
    on = _day(_("当天的数字仍记在本会；下级工会随后归入新的工会。"), _("最后一天"))

    def prepare(self) -> None:
        rows = queries.successors_for(self.user, self.organisation)
        self.fields["into"].offer(self.user, rows)  # type: ignore[attr-defined]


class DissolveForm(WorkbenchForm):
    reason = forms.CharField(label=_("撤销原因"), max_length=200, help_text=_("记入台账，公开可查。"))
    on = _day(_("当天的数字仍记在本会。"), _("最后一天"))


class DetailsForm(EmployerFields, CreditCodeFields, WorkbenchForm):
    short_name = forms.CharField(label=_("简称"), max_length=60)
    division_code = forms.CharField(label=_("行政区划代码"), required=False, max_length=12)
    field_order = ("short_name", "division_code", "credit_code", "credit_code_override")


class CommitteeForm(WorkbenchForm):
    kind = forms.ChoiceField(label=_("委员会"), choices=CommitteeKind.choices, widget=forms.RadioSelect)
    since = _day(_("选举产生之日；届次自动接续。上一届未满的，到这一天为止。"), _("任期起"))
    years = forms.TypedChoiceField(label=_("任期"), coerce=int, widget=forms.RadioSelect)

    def prepare(self) -> None:
        years = actions.allowed_years(self.organisation.kind, on=date.today())
        self.fields["years"].choices = [(one, _("%(years)d 年") % {"years": one}) for one in years]  # type: ignore[attr-defined]
        self.fields["years"].initial = years[-1]


class ImportForm(WorkbenchForm):
    file = forms.FileField(
        label=_("表格文件"),
        help_text=_("Excel（.xlsx、.xls）或 CSV。标题行、合并单元格、列的先后和叫法都可以照旧。"),
    )
