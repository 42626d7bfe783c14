"""Forms of those who plan. They check shape; what the rules allow is decided by the actions."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.care.convalescence.actions import RESERVABLE, BatchFacts, PostFacts, ProgrammeFacts
from jiangong.programmes.care.convalescence.models import Batch, Pool, Post, Programme
from jiangong.programmes.care.convalescence.states import PoolKind

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ProgrammeForm(forms.ModelForm):  # type: ignore[type-arg]  # not a generic at run time
    use_required_attribute = False

    class Meta:
        model = Programme
        fields = ("title", "year", "admits", "opens_at", "closes_at", "words")
        widgets = {"opens_at": MOMENT, "closes_at": MOMENT, "words": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "admits": _("预留名额池只给一线职工；其他人只在最后一个池里。"),
            "words": _("和规则一起公告，人人可见，不要写个人信息。"),
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("opens_at") and data.get("closes_at") and data["closes_at"] <= data["opens_at"]:
            self.add_error("closes_at", _("报名截止应在报名开始之后。"))
        return data

    def _post_clean(self) -> None:
        """The form hands facts to an action; the instance stays as it is in the database."""

    def facts(self) -> ProgrammeFacts:
        return ProgrammeFacts(**self.cleaned_data)


class BatchForm(forms.ModelForm):  # type: ignore[type-arg]
    use_required_attribute = False
    cost = forms.DecimalField(
        label=_("人均费用（元）"), required=False, min_value=0, max_value=100_000, decimal_places=2
    )

    class Meta:
        model = Batch
        fields = (
            "title",
            "theme",
            "starts_on",
            "ends_on",
            "places",
            "place_name",
            "meeting_point",
            "meets_at",
        )
        widgets = {"starts_on": DAY, "ends_on": DAY, "meets_at": TIME}
        help_texts = {
            "ends_on": _("往返路途算在天数里。"),
            "place_name": _("在基地的，由基地那里安排这一批，地点和费用随合同填入。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.cost_per_head is not None:
            self.fields["cost"].initial = Decimal(self.instance.cost_per_head) / 100

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("返回日期不能早于出发日期。"))
        if data.get("places") == 0:
            self.add_error("places", _("每批至少一个名额。"))
        return data

    def _post_clean(self) -> None:
        """As above."""

    def facts(self) -> BatchFacts:
        data = dict(self.cleaned_data)
        cost = data.pop("cost")
        return BatchFacts(cost_per_head=None if cost is None else int(cost * 100), **data)


class MeetingForm(forms.Form):
    """Where and when a batch meets, once all else is announced."""

    use_required_attribute = False
    meeting_point = forms.CharField(label=_("集合地点"), max_length=120, required=False)
    meets_at = forms.TimeField(label=_("集合时间"), required=False, widget=TIME)


class PoolsForm(forms.Form):
    """How many places are reserved for whom."""

    use_required_attribute = False

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = {one.kind: one.places for one in programme.pools.all()}
        districts = sum(one.places for one in programme.pools.all() if one.kind == PoolKind.DISTRICT)
        for kind in RESERVABLE:
            self.fields[kind.value] = forms.IntegerField(
                label=kind.label, min_value=0, max_value=100_000, initial=now.get(kind, 0)
            )
        self.fields["districts"] = forms.IntegerField(
            label=PoolKind.DISTRICT.label,
            min_value=0,
            max_value=100_000,
            initial=districts,
            help_text=_("按各区市在册会员数、用最大余数法分配，余数一并列出。"),
        )

    def reserved(self) -> dict[str, int]:
        return {kind.value: self.cleaned_data[kind.value] for kind in RESERVABLE}


class PoolForm(forms.Form):
    """One pool: name, places, where what is left goes."""

    use_required_attribute = False
    name = forms.CharField(label=_("名称"), max_length=60)
    places = forms.IntegerField(label=_("名额"), min_value=0, max_value=100_000)
    then = forms.ChoiceField(label=_("剩余名额转到"))

    def __init__(self, *args: Any, pool: Pool, later: list[Pool], **kwargs: Any) -> None:
        kwargs["initial"] = {"name": pool.name, "places": pool.places, "then": pool.then}
        super().__init__(*args, **kwargs)
        self.fields["then"].choices = [(one.code, one.name) for one in later]  # type: ignore[attr-defined]
        if pool.kind == PoolKind.EVERYBODY:
            del self.fields["places"], self.fields["then"]


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("报过名的人看得到。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PostForm(forms.ModelForm):  # type: ignore[type-arg]
    use_required_attribute = False

    class Meta:
        model = Post
        fields = ("kind", "since", "hard", "model", "hardship")
        widgets = {"since": DAY}
        help_texts = {"since": _("和入会日期一样的，可以不填。")}

    def _post_clean(self) -> None:
        """As above."""

    def facts(self) -> PostFacts:
        return PostFacts(**self.cleaned_data)
