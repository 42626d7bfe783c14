"""Forms of samples. They check shape; what the rules allow is decided by the actions."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.randomness import RandomnessForm
from jiangong.foundation.desk.states import DraftKind
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.samples.actions import Wanted
from jiangong.foundation.samples.formulas import MOST_DRAWS
from jiangong.foundation.samples.models import Sample
from jiangong.foundation.samples.states import Verdict

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CONFIDENCES = [("0.9", "90%"), ("0.95", "95%"), ("0.99", "99%")]


class PlanForm(forms.Form):
    """What is drawn from, how, and what it shall prove. `organisation` is found by its code by the view."""

    use_required_attribute = False
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("公开显示，不要写个人信息。"))
    verbs = forms.MultipleChoiceField(label=_("事项"), widget=forms.CheckboxSelectMultiple)
    code = forms.CharField(label=_("组织编码"), max_length=20, help_text=_("抽这个组织和它所属组织的记录。"))
    since = forms.DateField(label=_("起始日期"), widget=DAY)
    until = forms.DateField(label=_("截止日期"), widget=DAY)
    facts = forms.CharField(
        label=_("其他条件"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一行一个，写成 名称=值，例如 mode=online；与规划口径的写法相同。"),
    )
    attributes = forms.CharField(
        label=_("属性"), required=False, help_text=_("只抽这些属性的记录，用空格分开；不填则不限。")
    )
    tag = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    unit = forms.ChoiceField(
        label=_("抽法"),
        choices=[
            (Sample.Units.ENTRY, _("按条数：每条记录机会相等")),
            (Sample.Units.QUANTITY, _("按数量：数量越大，机会按比例越大")),
        ],
        widget=forms.RadioSelect,
        initial=Sample.Units.ENTRY,
    )
    aim = forms.ChoiceField(
        label=_("抽多少"),
        choices=[("statement", _("够证明一个说法")), ("number", _("写明条数"))],
        widget=forms.RadioSelect,
        initial="statement",
    )
    below = forms.DecimalField(
        label=_("要证明：没有依据的低于（%）"),
        min_value=Decimal("0.01"),
        max_value=Decimal("50"),
        max_digits=6,
        decimal_places=4,
        initial=1,
    )
    allowed = forms.IntegerField(
        label=_("允许查出的错误"),
        required=False,
        min_value=0,
        max_value=100,
        initial=0,
        help_text=_("查出不超过这么多条错误，说法仍然成立；允许得越多，抽得越多。"),
    )
    draws = forms.IntegerField(label=_("条数"), min_value=1, max_value=MOST_DRAWS)
    confidence = forms.ChoiceField(label=_("把握程度"), choices=CONFIDENCES, initial="0.95")

    def __init__(self, *args: Any, verbs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verbs"].choices = verbs  # type: ignore[attr-defined]
        if self.is_bound:  # of the two ways to say how many only the chosen one must be filled in
            self.fields["below" if self.data.get("aim") == "number" else "draws"].required = False

    def clean_facts(self) -> dict[str, str]:
        facts = {}
        for line in self.cleaned_data["facts"].splitlines():
            if line.strip():
                name, equals, value = line.partition("=")
                if not equals or not name.strip() or not value.strip():
                    raise forms.ValidationError(
                        _("“%(line)s”不是 名称=值 的样子。"), params={"line": line.strip()}
                    )
                facts[name.strip()] = value.strip()
        return facts

    def clean_attributes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.cleaned_data["attributes"].split()))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        return data

    def wanted(self, organisation: Organisation) -> Wanted:
        """What the auditor wants, for the action."""
        data, states = self.cleaned_data, self.cleaned_data["aim"] == "statement"
        return Wanted(
            title=data["title"],
            organisation=organisation,
            verbs=tuple(data["verbs"]),
            since=data["since"],
            until=data["until"],
            unit=data["unit"],
            confidence=Decimal(data["confidence"]),
            draws=None if states else data["draws"],
            below=data["below"] / 100 if states else None,
            allowed=(data["allowed"] or 0) if states else 0,
            facts=data["facts"],
            attributes=data["attributes"],
            tag=data["tag"],
        )


class JudgeForm(forms.Form):
    """A verdict with its evidence; `again` where there is one already."""

    use_required_attribute = False
    verdict = forms.ChoiceField(
        label=_("核查结论"),
        choices=[
            (Verdict.SUPPORTED, _("属实：有依据证明确有其事，数量不少于所记")),
            (Verdict.UNSUPPORTED, _("不属实：没有这件事，或者数量没有所记的多")),
            (Verdict.UNCLEAR, _("无法判断：找不到材料、找不到人；计为错误")),
        ],
        widget=forms.RadioSelect,
    )
    supported = forms.DecimalField(
        label=_("其中属实的数量"),
        required=False,
        max_digits=16,
        decimal_places=2,
        help_text=_("只在“不属实”时填；一点也不属实就留空。"),
    )
    evidence = forms.CharField(
        label=_("核查的依据"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "看了什么材料、问了谁、怎么核实的。只有审计人员和被抽的工会看得到；不要写证件号码、电话。"
        ),
    )
    reference = forms.CharField(
        label=_("材料编号或存放处"),
        max_length=200,
        required=False,
        help_text=_("原件放在哪里，在这里写明；扫描件和照片在下面“核查材料”里上传。"),
    )
    reason = forms.CharField(
        label=_("更改的理由"), max_length=200, help_text=_("公开在台账的更正里，不要写个人信息。")
    )

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["reason"]

    def clean_evidence(self) -> str:
        evidence: str = self.cleaned_data["evidence"]
        if re.search(r"\d{17}[\dXx]|1\d{10}", evidence):
            raise forms.ValidationError(_("依据里像是有证件号码或者手机号，请去掉。"))
        return evidence


class WhyForm(forms.Form):
    """Why an announced sample ends; public."""

    use_required_attribute = False
    why = forms.CharField(label=_("原因"), max_length=200, help_text=_("公开，不要写个人信息。"))


# Forms that keep a draft. What a ceremony's throwers have not disclosed yet is never among the fields.
DRAFTS = (
    DraftKind("samples.plan", _("拟抽样方案"), "samples:new", tuple(PlanForm.base_fields)),
    DraftKind("samples.announce", _("公告抽样方案"), "samples:conduct", tuple(RandomnessForm.base_fields)),
    DraftKind("samples.judge", _("核查抽中的记录"), "samples:entry", tuple(JudgeForm.base_fields)),
)
