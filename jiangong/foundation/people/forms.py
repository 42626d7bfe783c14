"""Forms of people. They check what was typed; whether it may be done is decided in the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk.states import DraftKind
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.formulas import Document, Problem, check_document, check_phone
from jiangong.foundation.people.models import Person
from jiangong.foundation.people.queries import find_person
from jiangong.foundation.people.states import DocumentType, MembershipState, Sealed, Sex

EDUCATION = ("初中及以下", "高中", "中专", "大专", "本科", "硕士", "博士")
SKILLS = ("学徒工", "初级工", "中级工", "高级工", "技师", "高级技师", "特级技师", "首席技师")
HOUSEHOLDS = ("城镇", "农村")


class Form(forms.Form):
    """Validation is the server's: the browser's own stops at the first error and speaks its own language."""

    use_required_attribute = False


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("请写成 2026-03-05 这样的日期。")},
    )


def _choices(values: Sequence[str]) -> list[tuple[str, Any]]:
    return [("", _("未填"))] + [(value, value) for value in values]


class FilterForm(Form):
    """The filters above the member list; they live in the address."""

    text = forms.CharField(label=_("姓名或拼音首字母"), required=False, max_length=40)
    document = forms.CharField(label=_("证件号码（全号）"), required=False, max_length=40)
    phone = forms.CharField(label=_("手机号（全号）"), required=False, max_length=30)
    state = forms.ChoiceField(label=_("会籍状态"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(state, MembershipState(state).label) for state in MembershipState.values]
        self.fields["state"].choices = [("", _("在会（含转出中、退休）")), *states]  # type: ignore[attr-defined]


class PersonForm(Form):
    """What is known of a person. Sex and birth date are read from the document where it tells them."""

    name = forms.CharField(label=_("姓名"), max_length=80)
    document_type = forms.ChoiceField(label=_("证件类型"), required=False)
    document_number = forms.CharField(
        label=_("证件号码"),
        required=False,
        max_length=40,
        help_text=_("18 位身份证号；旧 15 位号自动升位。填写后性别和出生日期自动取得。"),
    )
    phone = forms.CharField(
        label=_("手机号"), required=False, max_length=30, widget=forms.TextInput(attrs={"type": "tel"})
    )
    sex = forms.ChoiceField(label=_("性别"), required=False)
    born_on = _day(_("出生日期"))
    ethnicity = forms.CharField(label=_("民族"), required=False, max_length=20)
    education = forms.ChoiceField(label=_("学历"), required=False)
    political_status = forms.CharField(label=_("政治面貌"), required=False, max_length=20)
    household = forms.ChoiceField(label=_("户籍类型"), required=False)
    is_migrant_worker = forms.BooleanField(label=_("农民工"), required=False)
    employment_form = forms.CharField(
        label=_("就业形态"),
        required=False,
        max_length=30,
        help_text=_("如单位职工、网约配送员、网约车司机、货车司机。"),
    )
    occupation = forms.CharField(label=_("工种"), required=False, max_length=60)
    skill_level = forms.ChoiceField(label=_("技能等级"), required=False)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        given = {"education": EDUCATION, "household": HOUSEHOLDS, "skill_level": SKILLS}
        for name, values in given.items():
            known = getattr(person, name, "")
            extra = () if not known or known in values else (known,)  # what an import brought stays choosable
            self.fields[name].choices = _choices((*values, *extra))  # type: ignore[attr-defined]
        self.fields["document_type"].choices = [("", _("按号码判断")), *DocumentType.choices]  # type: ignore[attr-defined]
        self.fields["sex"].choices = [("", _("未填")), ("F", Sex.FEMALE.label), ("M", Sex.MALE.label)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["document"] = None
        if number := cleaned.get("document_number"):
            document = check_document(cleaned.get("document_type", ""), number)
            if isinstance(document, Problem):
                self.add_error("document_number", str(document.text))
            else:
                cleaned["document"] = document
        born_on = cleaned.get("born_on")
        if isinstance(born_on, date) and born_on > timezone.localdate():
            self.add_error("born_on", _("出生日期不能在今天之后。"))
        return cleaned

    def clean_phone(self) -> str:
        return _phone(str(self.cleaned_data["phone"]))

    def facts(self) -> dict[str, Any]:
        """The plain columns as the actions take them; what the document tells is not overwritten by empty boxes."""
        names = set(self.fields) - {"document_type", "document_number", "phone", "joined_on"}
        facts = {name: self.cleaned_data[name] for name in names}
        document = self.cleaned_data["document"]
        if isinstance(document, Document) and document.born_on:
            facts.pop("sex")
            facts.pop("born_on")
        return facts


class AdmitForm(PersonForm):
    """Register a person and admit them in one go; a person without any number could not be told from another."""

    joined_on = _day(_("入会日期"), help_text=_("不填为今天。"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("document_number") and not cleaned.get("phone") and not self.errors:
            self.add_error("document_number", _("证件号码和手机号至少填一项，否则无法与同名的人区分。"))
        joined_on = cleaned.get("joined_on")
        if isinstance(joined_on, date) and joined_on > timezone.localdate():
            self.add_error("joined_on", _("入会日期不能在今天之后。"))
        return cleaned


def _phone(text: str) -> str:
    if not text:
        return ""
    phone = check_phone(text)
    if isinstance(phone, Problem):
        raise forms.ValidationError(str(phone.text))
    return str(phone)


class PhoneForm(Form):
    """One's own phone."""

    phone = forms.CharField(
        label=_("新的手机号"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("用于接收通知和登录验证码。"),
    )

    def clean_phone(self) -> str:
        return _phone(str(self.cleaned_data["phone"]))


class Purpose(TextChoices):
    """Why an officer needs to see a number in clear; the person reads it among their looks."""

    VERIFY = "verify", _("核对身份或花名册")
    CONTACT = "contact", _("联系本人")
    FILE = "file", _("办理申报或上报材料")
    OTHER = "other", _("其他（请写明）")


class LookForm(Form):
    what = forms.ChoiceField(choices=Sealed.choices, widget=forms.HiddenInput)
    purpose = forms.ChoiceField(label=_("查看用途"), choices=Purpose.choices)
    detail = forms.CharField(label=_("说明"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("purpose") == Purpose.OTHER and not cleaned.get("detail"):
            self.add_error("detail", _("请写明办理什么事情需要查看。"))
        return cleaned

    def words(self) -> str:
        """The purpose as the person will read it."""
        detail = str(self.cleaned_data["detail"]).strip()
        if self.cleaned_data["purpose"] == Purpose.OTHER:
            return detail
        label = str(Purpose(self.cleaned_data["purpose"]).label)
        return f"{label}（{detail}）" if detail else label


class NothingForm(Form):
    """An act that needs no further words."""


class ReasonForm(Form):
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("本人可以看到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OptionalReasonForm(Form):
    reason = forms.CharField(
        label=_("说明"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class LapseForm(Form):
    since = _day(_("最后一次缴会费或参加活动的日期"), required=True)
    persuaded_on = _day(_("劝说本人的日期"), required=True)
    reason = forms.CharField(label=_("情况说明"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class UnitForm(Form):
    """Choosing one of the unions that a search found."""

    unit = forms.TypedChoiceField(
        label=_("选择工会"), coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("请先查找，再选择一个工会。"), "invalid_choice": _("请先查找，再选择一个工会。")},
    )  # fmt: skip

    def __init__(self, *args: Any, units: Sequence[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        self.fields["unit"].choices = [(unit.pk, _named(unit)) for unit in units]  # type: ignore[attr-defined]
        self.order_fields(["unit"])

    def organisation(self) -> Organisation:
        return self.units[int(self.cleaned_data["unit"])]


class TransferForm(UnitForm):
    reason = forms.CharField(label=_("说明"), max_length=200, required=False)


def _named(unit: Organisation) -> str:
    return f"{unit.name}（{unit.parent.short_name}）" if unit.parent else unit.name


class AppointForm(Form):
    """A role for a person, named by a number that only they have."""

    who = forms.CharField(label=_("证件号码或手机号"), max_length=40, help_text=_("按全号查找已登记的职工。"))
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices)
    title = forms.CharField(label=_("职务名称"), max_length=40, required=False)
    since = _day(_("任期开始"), help_text=_("不填为今天。"))
    until = _day(_("任期结束"), help_text=_("不填为没有期限。"))

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person is not None:
            del self.fields["who"]

    def clean_who(self) -> str:
        who = str(self.cleaned_data["who"])
        self.person = find_person(document=who) or find_person(phone=who)
        if self.person is None:
            raise forms.ValidationError(_("没有找到这个号码的职工；请先在会员名册里登记。"))
        return who

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("任期结束不能早于任期开始。"))
        return cleaned


class DismissForm(Form):
    on = _day(_("最后一日"), help_text=_("不填则权限立即终止。"))


_KNOWN = (
    "name", "document_type", "sex", "born_on", "ethnicity", "education", "political_status", "household",
    "is_migrant_worker", "employment_form", "occupation", "skill_level",
)  # fmt: skip

# Forms that keep a draft. Numbers of documents and phones are never among the fields.
DRAFTS = (
    DraftKind("people.admit", _("登记会员"), "people:admit", (*_KNOWN, "joined_on")),
    DraftKind("people.change", _("更正职工信息"), "people:change", _KNOWN),
    DraftKind("people.refusal", _("不批准入会申请"), "people:act", ("reason",)),
    DraftKind("people.transfer", _("转出会籍"), "people:act", ("unit", "reason")),
    DraftKind("people.return", _("退回会籍"), "people:act", ("reason",)),
    DraftKind("people.leaving", _("退会"), "people:act", ("reason",)),
    DraftKind("people.lapse", _("视为自动退会"), "people:act", ("since", "persuaded_on", "reason")),
    DraftKind("people.appoint", _("登记任职"), "people:appoint", ("role", "title", "since", "until")),
)
