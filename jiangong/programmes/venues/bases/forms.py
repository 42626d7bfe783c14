"""Forms of bases. They check shape; what the rules allow is decided by the actions."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk.states import DraftKind
from jiangong.programmes.venues.bases.actions import Answer, BaseFacts, ContractFacts
from jiangong.programmes.venues.bases.formulas import FEN, Item, yuan
from jiangong.programmes.venues.bases.models import Base, Contract, Finding
from jiangong.programmes.venues.bases.states import AuditOutcome, Facility, InspectionKind, Verdict

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class BaseForm(forms.ModelForm):  # type: ignore[type-arg]  # not a generic at run time
    use_required_attribute = False
    facilities = forms.MultipleChoiceField(
        label=_("设施"), choices=Facility.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Base
        fields = (
            "name",
            "name_en",
            "code",
            "kind",
            "place",
            "address",
            "distance_km",
            "rooms",
            "beds",
            "facilities",
            "step_free",
            "words",
            "words_en",
            "contact",
        )
        widgets = {
            "words": forms.Textarea(attrs={"rows": 5}),
            "words_en": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "code": _("全市不重复，例如 JD-001。"),
            "place": _("县级市或者区，加上片区，例如 牟平区养马岛。"),
            "step_free": _("从大门到客房、餐厅、卫生间，坐轮椅的人能不能自己到。列入名录前要到现场看过。"),
            "words": _("职工在公开页上看到的介绍。"),
            "contact": _("基地的总机，不填个人手机。"),
        }

    def validate_unique(self) -> None:
        """Whether the code is free is decided by the action, with its own words."""

    def _post_clean(self) -> None:
        """The form hands facts to an action; the instance stays as it is in the database."""

    def facts(self) -> BaseFacts:
        return BaseFacts(**self.cleaned_data)


class ContractForm(forms.Form):
    use_required_attribute = False
    number = forms.CharField(label=_("合同编号"), max_length=40)
    since = forms.DateField(label=_("合同起"), widget=DAY)
    until = forms.DateField(label=_("合同止"), widget=DAY)
    price = forms.DecimalField(
        label=_("每人每日价格（元）"),
        min_value=Decimal(0),
        max_digits=9,
        decimal_places=2,
        help_text=_("含食宿、当地交通和活动，不得另外收费。"),
    )
    places = forms.IntegerField(label=_("同时接待人数"), min_value=1, max_value=100_000)

    def __init__(self, *args: Any, contract: Contract | None = None, **kwargs: Any) -> None:
        if contract is not None:
            kwargs["initial"] = {
                "number": contract.number,
                "since": contract.since,
                "until": contract.until,
                "price": yuan(contract.price_per_day),
                "places": contract.places,
                **kwargs.get("initial", {}),
            }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("合同止不能早于合同起。"))
        return data

    def facts(self) -> ContractFacts:
        data = self.cleaned_data
        fen = int(data["price"] * FEN)
        return ContractFacts(data["number"].strip(), data["since"], data["until"], fen, data["places"])


class SigningForm(forms.Form):
    use_required_attribute = False
    signed_on = forms.DateField(label=_("签订日期"), widget=DAY, help_text=_("合同上签字盖章的日子。"))


class EndingForm(forms.Form):
    use_required_attribute = False
    last_day = forms.DateField(
        label=_("最后一天"), widget=DAY, help_text=_("这一天还算合同期内，从第二天起不算。")
    )
    why = forms.CharField(label=_("终止的原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class InspectionForm(forms.Form):
    """The checklist of the day: for each item whether it passed, and what was found."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("检查种类"), choices=InspectionKind.choices)
    inspected_on = forms.DateField(label=_("检查日期"), widget=DAY)
    words = forms.CharField(
        label=_("检查情况"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, checklist: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        self.fields["inspected_on"].initial = timezone.localdate()
        english = (get_language() or "").startswith("en")
        for one in checklist:
            name = one.en if english else one.zh
            self.fields[f"passed_{one.item}"] = forms.ChoiceField(
                label=name,
                choices=(("yes", _("合格")), ("no", _("不合格"))),
                widget=forms.RadioSelect,
                help_text=_("严重项：不合格又没有整改的，评定为退出。") if one.grave else "",
            )
            self.fields[f"words_{one.item}"] = forms.CharField(
                label=_("“%(item)s”发现的问题") % {"item": name}, max_length=300, required=False
            )

    def answers(self) -> dict[str, Answer]:
        """By item what came of it."""
        data = self.cleaned_data
        return {
            one.item: Answer(data[f"passed_{one.item}"] == "yes", data[f"words_{one.item}"])
            for one in self.checklist
        }

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """For each item its two fields."""
        return [(self[f"passed_{one.item}"], self[f"words_{one.item}"]) for one in self.checklist]


class MendingForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, failed: Sequence[tuple[Finding, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = [finding.item for finding, _name in failed]
        for finding, name in failed:
            self.fields[finding.item] = forms.CharField(
                label=_("“%(item)s”怎么整改的") % {"item": name}, max_length=300, help_text=finding.words
            )

    def mended(self) -> dict[str, str]:
        return {one: self.cleaned_data[one] for one in self.items}


class AuditForm(forms.Form):
    use_required_attribute = False
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    outcome = forms.ChoiceField(label=_("审计结论"), choices=AuditOutcome.choices)
    audited_on = forms.DateField(label=_("审计日期"), widget=DAY)
    words = forms.CharField(
        label=_("说明"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(forms.Form):
    use_required_attribute = False
    verdict = forms.ChoiceField(label=_("结论"), choices=Verdict.choices, widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("与建议不同的理由"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("与建议相同的不用写；不同的，理由和结论一起公开。"),
    )


class YearForm(forms.Form):
    use_required_attribute = False
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)


class FileForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(
        label=_("基地名录"), help_text=_("先下载空表填写，再上传。支持 .xlsx、.xls、.csv、.ods。")
    )


def as_facts(row: dict[str, Any]) -> BaseFacts:
    """A row of a list that was read, as the action takes it."""
    return BaseFacts(**row)


def latest_year(today: date) -> int:
    """The last year that is over."""
    return today.year - 1


# Forms that keep a draft (foundation/desk).
DRAFTS = (DraftKind("bases.base", _("疗休养基地"), "bases:edit", tuple(BaseForm.base_fields)),)
