"""The upload form."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.spreadsheets import MOST_BYTES, MOST_ROWS, SpreadsheetReason, Unreadable


class GiveUpForm(forms.Form):
    """Why rows that were left out need no correcting."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("不再更正的理由"), max_length=200, help_text=_("记入台账，不要写姓名和号码。")
    )


class UploadForm(forms.Form):
    """One file. What is in it is judged in the background; here only whether there is one, and its size."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("花名册文件"),
        help_text=_(
            "Excel 或 WPS 表格（.xlsx、.xls）或者 .csv，不超过 %(size)s MB、%(rows)s 行。表头在前 30 行里即可，列的次序不限。"
        ),
        error_messages={
            "required": _("请选择要上传的花名册文件。"),
            "empty": _("文件是空的。请确认选对了文件。"),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.csv,.txt"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["file"]
        field.help_text = str(field.help_text) % {"size": MOST_BYTES // 1024**2, "rows": f"{MOST_ROWS:,}"}

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            refused = Unreadable(
                SpreadsheetReason.TOO_LARGE,
                size=-(-(file.size or 0) // 1024**2),
                most=MOST_BYTES // 1024**2,
            )
            raise forms.ValidationError(str(refused))
        return file
