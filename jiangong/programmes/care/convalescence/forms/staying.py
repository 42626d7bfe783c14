"""Forms after the draw. They check shape; what the rules allow is decided by the actions."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.people.models import Membership, Person
from jiangong.foundation.people.states import CURRENT
from jiangong.programmes.care.convalescence.formulas.ratings import LEAST, MOST
from jiangong.programmes.care.convalescence.models import Batch, Coach, Room, Stay
from jiangong.programmes.care.convalescence.states import (
    Aspect,
    DutyKind,
    HealthQuestion,
    IncidentKind,
    StayState,
    Wish,
)

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOST_ROOMS = 300  # not law: of one base
MOST_BEDS = 20  # not law: a dormitory
MOST_SEATS = 100  # not law: of one coach


class TravelForm(forms.Form):
    """Where one gets on, and what one would like of a room."""

    use_required_attribute = False
    coach = forms.ModelChoiceField(
        label=_("乘车"), queryset=Coach.objects.none(), required=False, empty_label=_("自行前往"),
        widget=forms.RadioSelect,
    )  # fmt: skip
    wish = forms.ChoiceField(
        label=_("对房间的要求"), choices=Wish.choices, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, coaches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coach"].queryset = coaches  # type: ignore[attr-defined]
        self.fields["coach"].label_from_instance = coach_words  # type: ignore[attr-defined]


def coach_words(coach: Any) -> str:
    """A coach as people choose it: when, where, how many seats are left."""
    leaves = timezone.localtime(coach.leaves_at)
    return _("%(when)s %(where)s（%(name)s，还有 %(left)s 座）") % {
        "when": leaves.strftime("%m-%d %H:%M"),
        "where": coach.meeting_point,
        "name": coach.name,
        "left": max(0, coach.seats - coach.taken),
    }


class HealthForm(forms.Form):
    """What the base's doctor asks; every answer may be left empty, none is kept as a draft."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in HealthQuestion:
            self.fields[one.value] = forms.CharField(
                label=one.label,
                required=one == HealthQuestion.CONTACT,
                max_length=500,  # not law: signs of one answer
                widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
            )


class RatingForm(forms.Form):
    """One to five for each aspect, and words."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = [(str(n), str(n)) for n in range(MOST, LEAST - 1, -1)]
        for one in Aspect:
            self.fields[one.value] = forms.ChoiceField(
                label=one.label, choices=scale, widget=forms.RadioSelect, required=False
            )
        self.fields["words"] = forms.CharField(
            label=_("意见"),
            required=False,
            max_length=500,  # not law: signs of a comment
            help_text=_("不要写姓名和病情。"),
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(data.get(one.value) for one in Aspect):
            raise forms.ValidationError(_("请至少打一项分。"))
        return data

    def scores(self) -> dict[str, int]:
        return {one.value: int(given) for one in Aspect if (given := self.cleaned_data.get(one.value))}


class IncidentForm(forms.Form):
    use_required_attribute = False
    kind = forms.ChoiceField(label=_("类别"), choices=IncidentKind.choices)
    happened_at = forms.DateTimeField(label=_("发生时间"), widget=MOMENT)
    stay = forms.ModelChoiceField(
        label=_("和谁有关"), queryset=Stay.objects.none(), required=False, empty_label=_("不专指一个人")
    )
    words = forms.CharField(
        label=_("经过和处理"),
        max_length=1000,  # not law: signs
        help_text=_("加密保存，只有随团人员和组织的工会能看，看了有记录。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, stays: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stay"].queryset = stays  # type: ignore[attr-defined]
        self.fields["stay"].label_from_instance = lambda one: one.applicant.person.name  # type: ignore[attr-defined]

    def clean_happened_at(self) -> datetime:
        at: datetime = self.cleaned_data["happened_at"]
        if at > timezone.now() + timedelta(minutes=5):  # not law: clocks differ
            raise forms.ValidationError(_("发生时间在将来，请核对。"))
        return at


class DutyForm(forms.Form):
    """Somebody of the register, by number and name, so that nobody is mistaken for a namesake."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("职责"), choices=DutyKind.choices)
    member = forms.CharField(label=_("会员号"), max_length=20, help_text=_("工会会员号，和姓名一起核对。"))
    name = forms.CharField(label=_("姓名"), max_length=80)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("member") and data.get("name"):
            data["person"] = member_named(data["member"], data["name"])
            if data["person"] is None:
                self.add_error("member", _("没有这个会员号和姓名的在册会员，请核对。"))
        return data


def member_named(number: str, name: str) -> Person | None:
    """The member with this number and this name."""
    found = Membership.objects.filter(
        number=number.strip().upper(), person__name=name.strip(), state__in=sorted(CURRENT)
    ).select_related("person")
    one = found.first()
    return one.person if one else None


class RoomsForm(forms.Form):
    use_required_attribute = False
    names = forms.CharField(
        label=_("房号"), max_length=2000, help_text=_("用空格隔开，例如 301 302 303。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    beds = forms.IntegerField(label=_("每间床位"), min_value=1, max_value=MOST_BEDS, initial=2)

    def clean_names(self) -> list[str]:
        names = [one[:20] for one in str(self.cleaned_data["names"]).replace("，", " ").split()]
        if len(names) > MOST_ROOMS:
            raise forms.ValidationError(_("一次最多 %(most)s 间。") % {"most": MOST_ROOMS})
        return names


class RoomForm(forms.Form):
    use_required_attribute = False
    stay = forms.IntegerField()
    room = forms.ModelChoiceField(label=_("房间"), queryset=Room.objects.none(), required=False)

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = Room.objects.filter(batch=batch)  # type: ignore[attr-defined]


class CoachForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(label=_("车次"), max_length=40, help_text=_("例如 一号车。同名的改原来的。"))
    meeting_point = forms.CharField(label=_("集合地点"), max_length=120)
    leaves_at = forms.DateTimeField(label=_("发车时间"), widget=MOMENT)
    seats = forms.IntegerField(label=_("座位"), min_value=1, max_value=MOST_SEATS)


class OutcomeForm(forms.Form):
    """What a finished batch should have said of somebody."""

    use_required_attribute = False
    state = forms.ChoiceField(
        label=_("更正为"),
        choices=[
            (one.value, one.label) for one in (StayState.STAYED, StayState.ABSENT, StayState.LEFT_EARLY)
        ],
    )
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("不要写病情。"))


class AnswerForForm(forms.Form):
    """What somebody answered to the offer of a place, and how they said so."""

    use_required_attribute = False
    answer = forms.ChoiceField(
        label=_("本人的答复"),
        choices=[("yes", _("接受名额")), ("no", _("不去，名额给下一位"))],
        widget=forms.RadioSelect,
    )
    how = forms.CharField(
        label=_("怎样征得同意"),
        max_length=200,
        help_text=_("例如 电话里问过、当面签了同意书。本人会收到这句话。"),
    )


class TakingBackForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=_("理由"), max_length=200, help_text=_("例如 异议成立、登记有误。不要写病情。")
    )
