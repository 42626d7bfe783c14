"""Forms of erasure. What cannot be undone asks for the name to be typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.people.erasure.states import Ground
from jiangong.foundation.people.forms import Form


class AskForm(Form):
    """One's own request: one box, so that nobody sends it by mistake."""

    understood = forms.BooleanField(
        label=_("我知道删除以后不能恢复，账号同时注销，结业证书上的姓名不能再核对。"),
        error_messages={"required": _("请先看清楚后果，再勾选。")},
    )


class OnPaperForm(Form):
    """A request that an officer took on paper."""

    words = forms.CharField(
        label=_("请求的根据"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "如“收到本人签名的书面请求，已核对身份证件”；去世职工由近亲属提出的（第四十九条），写明关系。"
        ),
    )


class EraseForm(Form):
    """The decision: the case of the law, and the name as it is registered."""

    ground = forms.ChoiceField(label=_("法定情形"), choices=Ground.choices, initial=Ground.CONSENT)
    name = forms.CharField(
        label=_("输入此人的姓名"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("与登记的姓名一字不差，才会删除。"),
    )

    def __init__(self, *args: Any, registered: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registered = registered

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if name != self.registered.strip():
            raise forms.ValidationError(_("与登记的姓名不一样，没有删除。请核对是不是这个人。"))
        return name


class RefuseForm(Form):
    answer = forms.CharField(
        label=_("不同意的理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("本人可以看到。写明依据和以后怎样可以再请求。"),
    )
