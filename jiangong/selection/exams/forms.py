"""Forms of examinations. They check what a field can say; what the rules allow is decided by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.selection.exams.formulas import (
    ALL_OR_NOTHING,
    EACH,
    FIXED,
    LETTERS,
    NUMBER,
    ONE,
    PROPORTIONAL,
    SHUFFLED,
    TRUE_FALSE,
    Blueprint,
    Line,
    as_choice,
)
from jiangong.selection.exams.formulas.checking import QuestionFacts
from jiangong.selection.exams.models import Bank, Version
from jiangong.selection.exams.states import Difficulty, Kind, Mode, Ruling

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LINES = 8  # of a blueprint's form


class BankForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(label=_("题库名称"), max_length=80, help_text=_("例如 焊工（中级）理论题库。"))


class QuestionForm(forms.Form):
    """A question. An existing one is shown without its key: left empty, the key stays as it is."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("题型"), choices=Kind.choices)
    topic = forms.CharField(label=_("知识点"), max_length=60)
    difficulty = forms.ChoiceField(label=_("难度"), choices=Difficulty.choices, initial=Difficulty.MEDIUM)
    points = forms.DecimalField(
        label=_("建议分值"),
        max_digits=6,
        decimal_places=2,
        initial=1,
        help_text=_("组卷时以细目表的分值为准。"),
    )
    stem = forms.CharField(label=_("题干"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    options = forms.CharField(
        label=_("选项"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一行一个，依次是 A、B、C……，最多 8 个；判断题不填就是“对”“错”；计算题不填。"),
    )
    key = forms.CharField(
        label=_("答案"),
        max_length=40,
        required=False,
        help_text=_("选择题和判断题写字母，例如 B、ACD；计算题写数。"),
    )
    tolerance = forms.CharField(
        label=_("允许误差"), max_length=20, required=False, help_text=_("只用于计算题，不填就是 0。")
    )

    def __init__(self, *args: Any, version: Version | None = None, **kwargs: Any) -> None:
        if version is not None:
            kwargs["initial"] = {
                "kind": version.kind,
                "topic": version.topic,
                "difficulty": version.difficulty,
                "points": version.points,
                "stem": version.stem,
                "options": "\n".join(version.options),
            }
        super().__init__(*args, **kwargs)
        self.fields["key"].required = version is None
        if version is not None:
            self.fields["key"].help_text = _("留空就不改答案；这一页不显示原来的答案。")

    def facts(self) -> QuestionFacts:
        data = self.cleaned_data
        options = tuple(one.strip() for one in data["options"].splitlines() if one.strip())
        if data["kind"] == TRUE_FALSE and not options:
            options = ("对", "错")
        key: dict[str, Any] = {}
        if data["key"] and data["kind"] == NUMBER:
            key = {"value": data["key"], "tolerance": data["tolerance"] or "0"}
        elif data["key"]:
            key = {"right": sorted(as_choice(data["key"], len(options)) or ())}
        return QuestionFacts(
            kind=data["kind"],
            stem=data["stem"],
            topic=data["topic"],
            key=key,
            options=options,
            points=str(data["points"]),
            difficulty=data["difficulty"],
        )


class FileForm(forms.Form):
    use_required_attribute = False
    file = forms.FileField(
        label=_("表格"), help_text=_("支持 .xlsx、.xls、.csv。有一处不对，就一行也不导入。")
    )


class SittingForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(label=_("名称"), max_length=120)
    bank = forms.ModelChoiceField(label=_("题库"), queryset=Bank.objects.none(), empty_label=None)
    mode = forms.ChoiceField(label=_("方式"), choices=Mode.choices)
    opens_at = forms.DateTimeField(label=_("可以进入"), widget=MOMENT)
    closes_at = forms.DateTimeField(label=_("截止"), widget=MOMENT)
    minutes = forms.IntegerField(
        label=_("时长（分钟）"),
        min_value=1,
        max_value=600,
        help_text=_("从每名考生自己点“开始考试”算起，不超过截止时间。"),
    )
    papers = forms.ChoiceField(label=_("试卷"), choices=[(ONE, _("全场同卷")), (EACH, _("一人一卷"))])
    order = forms.ChoiceField(label=_("题序"), choices=[(FIXED, _("不打乱")), (SHUFFLED, _("每人打乱"))])
    options = forms.ChoiceField(label=_("选项"), choices=[(SHUFFLED, _("每人打乱")), (FIXED, _("不打乱"))])
    multiple = forms.ChoiceField(
        label=_("多选题给分"),
        choices=[(ALL_OR_NOTHING, _("全对才给分")), (PROPORTIONAL, _("少选按比例给分，选错不给分"))],
    )

    def __init__(self, *args: Any, banks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = banks  # type: ignore[attr-defined]


class LineForm(forms.Form):
    use_required_attribute = False
    topic = forms.CharField(label=_("知识点"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("题型"), choices=[("", "—"), *Kind.choices], required=False)
    difficulty = forms.ChoiceField(
        label=_("难度"), choices=[("", _("不限")), *Difficulty.choices], required=False
    )
    count = forms.IntegerField(label=_("题数"), min_value=1, max_value=500, required=False)
    points = forms.DecimalField(label=_("每题分值"), max_digits=6, decimal_places=2, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") and not (data.get("count") and data.get("points")):
            raise forms.ValidationError(_("选了题型的行，要写题数和每题分值。"))
        return data


LineFormSet = forms.formset_factory(LineForm, extra=LINES, max_num=LINES, absolute_max=LINES)


def blueprint_of(form: SittingForm, lines: Any) -> Blueprint:
    """The blueprint that the two forms say; raises BlueprintError."""
    data = form.cleaned_data
    return Blueprint(
        data["bank"].pk,
        tuple(
            Line(
                kind=one["kind"],
                count=one["count"],
                points=f"{one['points'].normalize():f}",
                topic=one["topic"],
                difficulty=one["difficulty"],
            )
            for one in lines.cleaned_data
            if one.get("kind")
        ),
        papers=data["papers"],
        order=data["order"],
        options=data["options"],
        multiple=data["multiple"],
    )


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("写清为什么，理由留档。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CloseForm(ReasonForm):
    """The reason is needed only while somebody still sits; the action knows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _(
            "还有人没考完、还没有截止的，要写明提前结束的理由；都考完了可以不写。"
        )


class TimeForm(ReasonForm):
    minutes = forms.IntegerField(label=_("补多少分钟"), min_value=1, max_value=600)
    code = forms.CharField(
        label=_("只给一名考生"), max_length=32, required=False, help_text=_("写考号；不写就是给全场补时。")
    )
    field_order = ("minutes", "code", "reason")


class RulingForm(ReasonForm):
    ruling = forms.ChoiceField(label=_("处理"), choices=Ruling.choices, widget=forms.RadioSelect)
    key = forms.CharField(
        label=_("另一答案"),
        max_length=40,
        required=False,
        help_text=_("选项按题库里的次序写字母；计算题写数。"),
    )
    tolerance = forms.CharField(label=_("允许误差"), max_length=20, required=False)
    field_order = ("ruling", "key", "tolerance", "reason")

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        if version.kind != NUMBER:
            del self.fields["tolerance"]

    def accepted(self) -> dict[str, Any] | None:
        """The other key, where one is accepted; one that is not sound is refused by the action."""
        data = self.cleaned_data
        if data["ruling"] != Ruling.ACCEPT:
            return None
        if self.version.kind == NUMBER:
            return {"value": data["key"], "tolerance": data["tolerance"] or "0"}
        return {"right": sorted(as_choice(data["key"], len(self.version.options)) or ())}


__all__ = [
    "LETTERS", "BankForm", "CloseForm", "FileForm", "LineFormSet", "QuestionForm", "ReasonForm", "RulingForm",
    "SittingForm", "TimeForm", "blueprint_of",
]  # fmt: skip
