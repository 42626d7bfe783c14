"""Forms of credentials: what to check, and how to share. They check shape; what the rules allow the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.credentials.securing.baking import LARGEST
from jiangong.foundation.credentials.states import Share


class CheckForm(forms.Form):
    """A file, or its text; perhaps what the holder told."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("凭证文件"), required=False, help_text=_("JSON 文件，或者带凭证的 PNG、SVG 图片。")
    )
    text = forms.CharField(
        label=_("或者粘贴凭证内容"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )
    told = forms.CharField(
        label=_("持有码或者姓名"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("对方出示的，填了可以核对凭证是不是本人的。"),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, and not too large."""
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "").strip()
        if not file and not text:
            self.add_error("file", _("请选一个文件，或者粘贴凭证内容。"))
        elif file and file.size > LARGEST:
            self.add_error("file", _("文件太大。凭证文件不超过 1 MB。"))
        return cleaned

    def data_to_check(self) -> bytes:
        """The file's bytes, or the text's."""
        file = self.cleaned_data.get("file")
        return bytes(file.read()) if file else str(self.cleaned_data["text"]).encode()


class ShareForm(forms.Form):
    use_required_attribute = False

    how = forms.ChoiceField(
        label=_("别人打开链接看到什么"), choices=Share.choices, widget=forms.RadioSelect, initial=Share.OFF
    )
