"""Forms of training. They check shape; what the rules allow is decided by the actions."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk.states import DraftKind
from jiangong.programmes.growth.actions import CourseFacts, SessionFacts
from jiangong.programmes.growth.models import Course, Session
from jiangong.programmes.growth.states import Giving

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CourseForm(forms.ModelForm):  # type: ignore[type-arg]  # not a generic at run time
    use_required_attribute = False

    class Meta:
        model = Course
        fields = ("title", "code", "field", "mode", "hours", "attendance_needed", "needs_notice", "summary")
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "code": _("全市不重复，例如 HG-2026-01。"),
            "field": _("例如 焊接、数控、养老护理。"),
            "attendance_needed": _("签到次数达到这个比例的学员结业，常用 80。"),
            "needs_notice": _("结业之后先公示名单，公示期满、没有待答复的异议，才能制作证书。"),
        }

    def validate_unique(self) -> None:
        """Whether the code is free is decided by the action, with its own words."""

    def facts(self) -> CourseFacts:
        return CourseFacts(**self.cleaned_data)


class SessionForm(forms.ModelForm):  # type: ignore[type-arg]  # not a generic at run time
    use_required_attribute = False
    days = forms.CharField(
        label=_("上课日期"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一个日期，例如 2026-03-07；不填则从开课到结课平均安排。"),
    )

    class Meta:
        model = Session
        fields = (
            "name",
            "teacher",
            "place",
            "places",
            "open_to",
            "enrol_from",
            "enrol_until",
            "starts_on",
            "ends_on",
            "meetings",
            "giving",
            "by_district",
        )
        widgets = {
            "enrol_from": MOMENT,
            "enrol_until": MOMENT,
            "starts_on": DAY,
            "ends_on": DAY,
            "open_to": forms.Select(),
            "giving": forms.RadioSelect(),
        }
        help_texts = {
            "name": _("例如 第 3 期、周末班。"),
            "open_to": _("只有这个工会及所属工会的在册会员可以报名。"),
            "meetings": _("线上课程填课数。"),
            "giving": _("抽签的，先公告抽签办法，再开放报名；截止以后封存名单，由公共随机数决定。"),
            "by_district": _("各区市的名额由公告算出并列明，用不完的给全体报名的人。"),
        }

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["open_to"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["giving"].required = False
        self.fields["days"].initial = "\n".join(day.isoformat() for day in self.instance.meeting_days)

    def clean_days(self) -> list[date]:
        days = []
        for text in re.split(r"[\s,，;；、]+", self.cleaned_data["days"].strip()):
            if text:
                try:
                    days.append(date.fromisoformat(text))
                except ValueError:
                    raise forms.ValidationError(
                        _("“%(text)s”不是日期，请写成 2026-03-07 这样。"), params={"text": text}
                    ) from None
        return sorted(days)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends, days = data.get("starts_on"), data.get("ends_on"), data.get("days") or []
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("结课日期不能早于开课日期。"))
        if data.get("enrol_from") and data.get("enrol_until") and data["enrol_until"] <= data["enrol_from"]:
            self.add_error("enrol_until", _("报名截止应在报名开始之后。"))
        data["giving"] = data.get("giving") or Giving.FIRST
        data["by_district"] = bool(data.get("by_district")) and data["giving"] == Giving.DRAW
        if data.get("meetings") == 0:
            self.add_error("meetings", _("至少上一次课。"))
        if days and data.get("meetings") and len(days) != data["meetings"]:
            self.add_error("days", _("日期的个数应与上课次数相同，或者都不填。"))
        if days and starts and ends and not starts <= days[0] <= days[-1] <= ends:
            self.add_error("days", _("上课日期应在开课与结课之间。"))
        return data

    def _post_clean(self) -> None:
        """The form hands facts to an action; the instance stays as it is in the database."""

    def facts(self) -> SessionFacts:
        data = dict(self.cleaned_data)
        return SessionFacts(meeting_days=data.pop("days"), **data)


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("写清为什么，理由留档。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CodeForm(forms.Form):
    use_required_attribute = False
    session = forms.ModelChoiceField(label=_("班次"), queryset=Session.objects.none(), empty_label=None)
    code = forms.CharField(
        label=_("六位签到码"),
        min_length=6,
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=_("老师念的六位数字，每 30 秒换一次。"),
    )

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
        self.fields["session"].label_from_instance = lambda one: f"{one.course.title} {one.name}"  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    use_required_attribute = False
    sheet = forms.FileField(
        label=_("签到表"),
        help_text=_("先下载签到表，签到后在“第 1 次”等列里打勾，再上传。支持 .xlsx、.xls、.csv。"),
    )


class CheckForm(forms.Form):
    """Whether a name belongs to a certificate: shown only to whoever knows both the number and the name."""

    use_required_attribute = False
    number = forms.CharField(label=_("证书编号"), max_length=30)
    name = forms.CharField(
        label=_("姓名"), max_length=80, required=False, help_text=_("可不填；填了就核对是不是本人。")
    )


# Forms that keep a draft (foundation/desk).
DRAFTS = (
    DraftKind("growth.course", _("课程"), "growth:course_edit", tuple(CourseForm.base_fields)),
    DraftKind("growth.session", _("班次"), "growth:session_edit", tuple(SessionForm.base_fields)),
)
