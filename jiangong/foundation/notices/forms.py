"""Forms of notices. They check shape; what the rules allow is decided by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk.states import DraftKind
from jiangong.foundation.notices.models import Line, Notice
from jiangong.foundation.notices.states import Outcome

LONG = forms.Textarea(attrs={"rows": 5})


class NoticeForm(forms.Form):
    """The texts of a draft. Title and body are public."""

    use_required_attribute = False
    title = forms.CharField(label=_("标题"), max_length=80)
    words = forms.CharField(
        label=_("正文"),
        max_length=2000,
        widget=LONG,
        help_text=_("公开显示。不要写姓名、证件号码、手机号码和病情，写了会退回。"),
    )
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=200,
        help_text=_("接待来电来信的科室、固定电话和地址，例如 演示市总工会宣教部 0535-0000000。"),
    )


class PublishForm(forms.Form):
    """Publishing cannot be taken back: the number of people is typed, as a sign that the effect was read."""

    use_required_attribute = False
    count = forms.IntegerField(
        label=_("名单人数"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("请输入上面写的人数，表示已经核对。"),
    )

    def __init__(self, *args: Any, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = count

    def clean_count(self) -> int:
        count: int = self.cleaned_data["count"]
        if count != self.expected:
            raise forms.ValidationError(
                _("名单上是 %(count)s 名，和输入的不一样。"), params={"count": self.expected}
            )
        return count


class WhyForm(forms.Form):
    use_required_attribute = False
    why = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("公开显示。")
    )


class ObjectionForm(forms.Form):
    """An objection: about whom, what, and with a name or without. Whoever has not signed in has no name to give."""

    use_required_attribute = False
    line = forms.ModelChoiceField(
        label=_("对谁有异议"), queryset=Line.objects.none(), required=False, empty_label=_("整个名单")
    )
    words = forms.CharField(
        label=_("事由"),
        max_length=2000,
        widget=LONG,
        help_text=_("写明什么不对、怎么知道的、可以向谁核实。只有核查的人看得到，不公开。"),
    )
    named = forms.ChoiceField(
        label=_("署名"),
        choices=[
            ("named", _("实名：核查的人知道您是谁，答复也发到您的消息里")),
            ("anonymous", _("匿名：不记录您是谁，凭回执码看答复")),
        ],
        widget=forms.RadioSelect,
        initial="named",
    )

    def __init__(self, *args: Any, notice: Notice, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: Any = self.fields["line"]
        lines.queryset = Line.objects.filter(notice=notice, round=notice.round, state="standing").order_by(
            "number"
        )
        lines.label_from_instance = lambda one: f"{one.number}. {one.name} {one.unit}"
        if not signed_in:
            del self.fields["named"]

    @property
    def is_named(self) -> bool:
        """Whether the objector wants to be known."""
        return bool(self.cleaned_data.get("named") == "named")


class ReceiptForm(forms.Form):
    use_required_attribute = False
    code = forms.CharField(
        label=_("回执码"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("提交异议时给的 16 位字母和数字，大小写和横线都不要紧。"),
    )


class AnswerForm(forms.Form):
    use_required_attribute = False
    outcome = forms.ChoiceField(label=_("结论"), choices=Outcome.choices, widget=forms.RadioSelect)
    finding = forms.CharField(
        label=_("核查经过"),
        max_length=2000,
        widget=LONG,
        help_text=_("看了什么材料、问了谁、怎么得出的。留档，不公开。"),
    )
    words = forms.CharField(
        label=_("答复"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("公开显示，也发给提出异议的人。不要写姓名、号码和病情。"),
    )

    def __init__(self, *args: Any, about_one: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not about_one:
            self.fields["outcome"].choices = [  # type: ignore[attr-defined]
                one for one in Outcome.choices if one[0] != Outcome.STRUCK
            ]


# Forms that keep a draft. An objection keeps none: nothing is written down before it is sent.
DRAFTS = (
    DraftKind("notices.new", _("拟公示"), "notices:notices", tuple(NoticeForm.base_fields)),
    DraftKind("notices.edit", _("修改公示草稿"), "notices:edit", tuple(NoticeForm.base_fields)),
    DraftKind("notices.correct", _("更正名单的理由"), "notices:correct", tuple(WhyForm.base_fields)),
    DraftKind("notices.answer", _("答复异议"), "notices:objection", tuple(AnswerForm.base_fields)),
)
