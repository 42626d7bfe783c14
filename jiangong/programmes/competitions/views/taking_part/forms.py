"""Forms of who takes part. They check shape; what the rules allow is decided by the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.competitions.formulas.marks import LONGEST, tidy
from jiangong.programmes.competitions.models import Contest
from jiangong.programmes.competitions.queries import Cell
from jiangong.programmes.competitions.states import NewField, RowKind
from jiangong.selection.judging.formulas.sheet.shapes import Standing

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
STANDINGS = (
    (Standing.ABSENT.value, _("未到")),
    (Standing.FORFEITED.value, _("弃赛")),
    (Standing.DISQUALIFIED.value, _("取消资格")),
    (Standing.COMPETED.value, _("参赛（撤销上一条）")),
)


Choices = Sequence[tuple[str, str] | tuple[str, list[tuple[str, str]]]]
NOBODY = ("", _("不针对某一人"))
CHOOSE = ("", "—")


class CodeField(forms.ChoiceField):
    """One of the numbers that were drawn, chosen and not typed: a slip of a digit would be somebody else's."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            **{
                "label": _("编号"),
                "error_messages": {
                    "required": _("请选编号。"),
                    "invalid_choice": _("没有抽出这个编号，请从列表里选。"),
                },
                **more,
            }
        )

    def offer(self, codes: Choices) -> None:
        """Offer these numbers, by layer, after a line for none."""
        self.choices = [CHOOSE if self.required else NOBODY, *codes]


class EntryForm(forms.Form):
    use_required_attribute = False
    new_field = forms.ChoiceField(
        label=_("属于三新领域吗"),
        required=False,
        choices=[("", _("都不是")), *NewField.choices],
        help_text=_(
            "新产业（如新能源、生物医药）、新业态（如快递、网约车）、新组织（如社会组织、小微）。用来统计覆盖面，不影响参赛。"
        ),
    )
    needs = forms.CharField(
        label=_("需要的照顾"),
        required=False,
        max_length=200,
        help_text=_("例如轮椅、手语、延长时间。可不填。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AppealForm(forms.Form):
    use_required_attribute = False
    about = forms.ChoiceField(label=_("对哪一项有异议"))
    words = forms.CharField(
        label=_("事实和理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("写清什么时候、在哪个工位、发生了什么、依据哪一条规则。"),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    use_required_attribute = False
    upheld = forms.ChoiceField(
        label=_("结论"),
        choices=[("yes", _("申诉成立")), ("no", _("申诉不成立"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))


class ChangeForm(forms.Form):
    """One change of a rejudging."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("改动"),
        choices=[
            (RowKind.CORRECTION.value, _("更正一个评分")),
            (RowKind.PENALTY.value, _("扣分")),
            (RowKind.RECUSAL.value, _("评委回避，不计其评分")),
            (RowKind.ABSENCE.value, _("模块缺考")),
            (RowKind.STANDING.value, _("参赛情况")),
        ],
    )
    code = forms.ChoiceField(label=_("选手"))
    about = forms.ChoiceField(
        label=_("模块或者评分点"), required=False, help_text=_("回避和参赛情况不分模块。")
    )
    judge = forms.ChoiceField(label=_("评委"), required=False, help_text=_("更正评分、评委回避时选。"))
    value = forms.CharField(
        label=_("数值"), max_length=40, required=False, help_text=_("更正后的分，或者扣的分。")
    )
    standing = forms.ChoiceField(
        label=_("参赛情况改为"), required=False, choices=[CHOOSE, *STANDINGS], help_text=_("改参赛情况时选。")
    )
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, *args: Any, codes: Choices, about: Choices, judges: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("code", codes), ("about", about), ("judge", judges)):
            self.fields[name].choices = [CHOOSE, *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == RowKind.STANDING:
            data["value"] = data.get("standing", "")
            if not data["value"]:
                self.add_error("standing", _("请选参赛情况改为什么。"))
        return data


class SaidForm(forms.Form):
    use_required_attribute = False
    said = forms.CharField(
        label=_("现场口令"),
        max_length=80,
        help_text=_("请现场选手说一个数或者几个字，照样填入。口令和密钥一起决定顺序，开签以后都公布。"),
    )


class IncidentForm(forms.Form):
    use_required_attribute = False
    code = CodeField(required=False)
    words = forms.CharField(label=_("情况"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    minutes_given = forms.IntegerField(label=_("补时（分钟）"), min_value=0, max_value=600, initial=0)
    happened_at = forms.DateTimeField(label=_("发生时间"), widget=MOMENT)

    def __init__(self, *args: Any, codes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = timezone.localtime
        self.fields["code"].offer(codes)  # type: ignore[attr-defined]


class RecusalForm(forms.Form):
    use_required_attribute = False
    code = CodeField()
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("例如认出了作品、与选手有亲属关系。只在记分册里，公开的核对文件只写本人申报回避。"),
    )

    def __init__(self, *args: Any, codes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].offer(codes)  # type: ignore[attr-defined]


class MarkForm(forms.Form):
    """Marks of one competitor in one component, without script: a value each cell, and what was found when talked through."""

    use_required_attribute = False
    photo = forms.FileField(
        label=_("照片"),
        required=False,
        help_text=_("拍作品、读数、缺陷；不拍人脸和姓名。"),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    photo_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cells: Sequence[Cell], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = [one for one in cells if one.wanted]
        for cell in self.cells:
            aspect = cell.asked.aspect
            self.fields[f"v_{aspect}"] = forms.CharField(
                label=cell.asked.name,
                required=False,
                max_length=LONGEST,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
            if cell.again:
                self.fields[f"w_{aspect}"] = forms.CharField(
                    label=_("商议的结果"), required=False, max_length=200
                )

    def bound(self, cell: Cell) -> tuple[forms.BoundField | None, forms.BoundField | None]:
        """The cell's two fields; None where there is nothing to fill in."""
        names = (f"v_{cell.asked.aspect}", f"w_{cell.asked.aspect}")
        value, words = (self[name] if name in self.fields else None for name in names)
        return value, words

    def given(self) -> list[tuple[Cell, str, str]]:
        """What was filled in: the cell, its value, the words."""
        data = self.cleaned_data
        filled = [
            (cell, tidy(data[f"v_{cell.asked.aspect}"]), data.get(f"w_{cell.asked.aspect}", ""))
            for cell in self.cells
        ]
        return [one for one in filled if one[1]]


class FactForm(forms.Form):
    """What the chief judge records: standing, absence, penalty, time."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("登记"),
        choices=[
            (RowKind.STANDING.value, _("参赛情况")),
            (RowKind.ABSENCE.value, _("模块缺考")),
            (RowKind.PENALTY.value, _("扣分")),
            (RowKind.TIME.value, _("用时（秒）")),
        ],
    )
    code = CodeField()
    standing = forms.ChoiceField(label=_("情况"), choices=STANDINGS, required=False)
    component = forms.ChoiceField(label=_("模块"), required=False)
    value = forms.CharField(
        label=_("数值"), max_length=20, required=False, help_text=_("扣的分，或者用的秒数。")
    )
    words = forms.CharField(
        label=_("依据"), max_length=200, required=False, help_text=_("依据的规则条款；用时可不填。")
    )

    def __init__(self, *args: Any, contest: Contest, codes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].offer(codes)  # type: ignore[attr-defined]
        parts = (contest.scheme or {}).get("components", ())
        self.fields["component"].choices = [(one["code"], one["name"]) for one in parts]  # type: ignore[attr-defined]


class CorrectionForm(forms.Form):
    use_required_attribute = False
    value = forms.CharField(label=_("更正为"), max_length=40)
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("原分保留，理由随成绩公开。"))


class BreachForm(forms.Form):
    use_required_attribute = False
    code = CodeField(label=_("涉及的编号"), required=False)
    words = forms.CharField(label=_("情况"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, codes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].offer(codes)  # type: ignore[attr-defined]
