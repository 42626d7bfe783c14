"""Small forms of the workbench: reasons, offices, decisions, benefits, files."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiangong.foundation.common.spreadsheets import MOST_BYTES, SpreadsheetReason, Unreadable
from jiangong.foundation.people.models import Person
from jiangong.programmes.competitions.forms.contests import DAY
from jiangong.programmes.competitions.models import Contest, Office
from jiangong.programmes.competitions.queries import member_named
from jiangong.programmes.competitions.states import MARKING, OF_PEOPLE, Duty, Kinship

MOST_EXTRA = 240  # not law: minutes; more is a typing error


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("写清为什么，理由留档。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FileForm(forms.Form):
    """One spreadsheet."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("表格文件"),
        help_text=_("Excel 或 WPS 表格（.xlsx、.xls）或者 .csv。"),
        error_messages={"required": _("请选择要上传的文件。"), "empty": _("文件是空的。请确认选对了文件。")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            size = -(-(file.size or 0) // 1024**2)
            refused = Unreadable(SpreadsheetReason.TOO_LARGE, size=size, most=MOST_BYTES // 1024**2)
            raise forms.ValidationError(str(refused))
        return file


class SchemeForm(FileForm):
    """Rules as a file; once the contest was announced with a reason."""

    reason = forms.CharField(
        label=_("为什么改"), max_length=200, help_text=_("通知发出之后每改一次都要写理由，理由留档、公开。")
    )

    def __init__(self, *args: Any, reasoned: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reasoned:
            del self.fields["reason"]


class NumberField(forms.CharField):
    """A member's number, as the person behind it."""

    def clean(self, value: Any) -> Person:
        found = member_named(super().clean(value))
        if found is None:
            raise forms.ValidationError(_("没有这个会员号的在册会员。"))
        return found


class LeaderForm(forms.Form):
    """One member, by number and name, so that nobody is mistaken for a namesake."""

    use_required_attribute = False
    member = forms.CharField(label=_("会员号"), max_length=20, help_text=_("工会会员号，和姓名一起核对。"))
    name = forms.CharField(label=_("姓名"), max_length=80)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("member") and data.get("name"):
            person = member_named(data["member"], data["name"])
            if person is None:
                self.add_error("member", _("没有这个会员号和姓名的在册会员，请核对。"))
            data["person"] = person
        return data


class OfficeForm(LeaderForm):
    """Whom to ask to serve, and as what."""

    duty = forms.ChoiceField(
        label=pgettext_lazy("赛务", "职务"), choices=[(one, Duty(one).label) for one in OF_PEOPLE]
    )
    qualification = forms.CharField(
        label=pgettext_lazy("裁判", "资格"),
        max_length=80,
        required=False,
        help_text=_("例如 国家职业技能竞赛裁判员。"),
    )


class BenchForm(forms.Form):
    """Who marks a component, or some aspects of it."""

    use_required_attribute = False
    part = forms.ChoiceField(label=_("模块或者评分点"))
    judges = forms.ModelMultipleChoiceField(
        label=_("评委"),
        queryset=Office.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选一位评委。")},
    )

    def __init__(self, *args: Any, parts: list[tuple[str, str]], contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = parts  # type: ignore[attr-defined]
        judges = Office.objects.filter(contest=contest, duty__in=MARKING, ended_at__isnull=True)
        self.fields["judges"].queryset = judges.select_related("person").order_by("pk")  # type: ignore[attr-defined]
        self.fields["judges"].label_from_instance = _judge  # type: ignore[attr-defined]


def _judge(office: Office) -> str:
    name = office.person.name if office.person else ""
    return f"{office.alias} {name}（{office.get_duty_display()}）"


class RelationForm(forms.Form):
    """A relation that bars a judge from marking a competitor."""

    use_required_attribute = False
    one = NumberField(label=_("一方的会员号"), max_length=20)
    other = NumberField(label=_("另一方的会员号"), max_length=20)
    kind = forms.ChoiceField(label=_("关系"), choices=Kinship.choices)


class DecisionForm(forms.Form):
    """What the labour department decided, with its document number."""

    use_required_attribute = False
    number = forms.CharField(label=_("人社部门文号"), max_length=60, required=False)


class BenefitForm(forms.Form):
    use_required_attribute = False
    title = forms.CharField(label=_("成果名称"), max_length=120)
    adopted_on = forms.DateField(
        label=_("采用日期"), widget=DAY, help_text=_("效益按采用后十二个月计算，期满后才能核实。")
    )
    amount = forms.DecimalField(label=_("十二个月效益（元）"), max_digits=14, decimal_places=2, min_value=0)
    reckoned = forms.CharField(
        label=_("计算说明"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("用了哪些数、怎么算的，财务部门据此核实。"),
    )


class FinanceForm(forms.Form):
    use_required_attribute = False
    finance_officer = forms.CharField(label=_("单位财务负责人"), max_length=40)


class HonourNumberForm(forms.Form):
    use_required_attribute = False
    number = forms.CharField(label=_("证书编号"), max_length=30, help_text=_("例如 JS2026-12-345。"))


class TheoryForm(forms.Form):
    """Who is put on the list of a sitting: for which component, and how many of those not yet on one."""

    use_required_attribute = False
    component = forms.ChoiceField(label=_("模块"))
    places = forms.IntegerField(
        label=_("编入人数"),
        min_value=1,
        required=False,
        help_text=_("不填就编入还没有场次的全部选手，按参赛号。"),
    )

    def __init__(self, *args: Any, components: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["component"].choices = list(components)  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """Extra minutes for the theory paper, for what somebody needs."""

    use_required_attribute = False
    minutes = forms.IntegerField(
        label=_("理论考试加时（分钟）"),
        min_value=0,
        max_value=MOST_EXTRA,
        help_text=_("按本人写明的需要给予；考试系统按各人的时长计时。"),
    )


class TicketForm(forms.Form):
    use_required_attribute = False
    ticket = forms.CharField(
        label=_("准考证号"), max_length=200, help_text=_("扫描枪扫参赛证的二维码，或者照证上的号填。")
    )
