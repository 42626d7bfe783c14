"""Forms of a contest: in full, light on a phone, and its filing."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.programmes.competitions import queries
from jiangong.programmes.competitions.actions import ContestFacts
from jiangong.programmes.competitions.models import Battlefield, Contest, Trade
from jiangong.programmes.competitions.states import LIGHT, ContestClass, Level

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
FEW = 6  # not law: so many trades are named where the words fit several


class TradeField(forms.CharField):
    """A trade by its code or its name, for the catalogue is too long for a list."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            label=_("工种"),
            max_length=100,
            help_text=_("职业编码（6-18-01-01）或者职业、工种的名称，以职业分类大典为准。"),
            error_messages={"required": _("请填职业编码或者工种名称。")},
            **more,
        )

    def clean(self, value: Any) -> Trade:
        words = super().clean(value).strip()
        found = trade_named(words)
        if len(found) == 1:
            return found[0]
        if found:
            shown = "、".join(f"{one.key} {one}" for one in found[:FEW])
            raise forms.ValidationError(
                _("“%(words)s”对应好几个工种：%(shown)s。请填编码。"), params={"words": words, "shown": shown}
            )
        raise forms.ValidationError(
            _("工种目录里没有“%(words)s”。请核对编码，或者先把它导入目录。"), params={"words": words}
        )


def trade_named(words: str) -> Sequence[Trade]:
    """The trades that the words can mean: one by its code or its whole name, else all that contain them."""
    code, slash, trade = words.partition("/")
    found = list(queries.trades(code.strip())[:200])
    if slash:
        return [one for one in found if one.trade == trade.strip()]
    exact = [one for one in found if one.code == words and not one.trade]
    exact = exact or [one for one in found if words in (one.trade, one.occupation) and str(one) == words]
    return exact if len(exact) == 1 else exact or found


class ContestForm(forms.ModelForm):  # type: ignore[type-arg]  # not a generic at run time
    use_required_attribute = False
    trade = TradeField()

    class Meta:
        model = Contest
        fields = (
            "title",
            "level",
            "trade",
            "battlefields",
            "call",
            "place",
            "starts_on",
            "ends_on",
            "report_at",
            "bring",
            "enter_from",
            "enter_until",
            "open_to",
            "places",
            "places_per_unit",
            "in_teams",
            "stations",
            "layers",
            "climbs_to",
        )
        widgets = {
            "call": forms.Textarea(attrs={"rows": 5}),
            "enter_from": MOMENT,
            "enter_until": MOMENT,
            "report_at": MOMENT,
            "starts_on": DAY,
            "ends_on": DAY,
            "battlefields": forms.CheckboxSelectMultiple(),
        }
        help_texts = {
            "call": _("目的、内容、奖励、联系办法；公开页上照此显示。"),
            "report_at": _("写在参赛证上；不填就只写比赛日期。"),
            "bring": _("写在参赛证上，例如 本人身份证件、劳保用品、自备量具。"),
            "open_to": _("只有这个工会及所属工会的在册会员可以报名。"),
            "places": _("不填就不限。"),
            "places_per_unit": _("每个工会的正式选手数，替补不占；不填就不限。"),
            "layers": _("姓名和作品之间隔几层编号：0 不加密，3 是参赛号、机位号、评审号各由一人掌握。"),
            "climbs_to": _("成绩确认后，晋级的人自动报入那一项；只能是更高一级的同一职业。"),
        }

    def __init__(
        self,
        *args: Any,
        unions: QuerySet[Organisation],
        battlefields: QuerySet[Battlefield],
        above: QuerySet[Contest],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["open_to"].queryset = unions  # type: ignore[attr-defined]
        self.fields["battlefields"].queryset = battlefields  # type: ignore[attr-defined]
        self.fields["climbs_to"].queryset = above  # type: ignore[attr-defined]
        if self.instance.pk and "trade" not in (kwargs.get("initial") or {}):
            self.initial["trade"] = self.instance.trade.key

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("比赛结束不能早于比赛开始。"))
        if data.get("enter_from") and data.get("enter_until") and data["enter_until"] <= data["enter_from"]:
            self.add_error("enter_until", _("报名截止应在报名开始之后。"))
        if data.get("stations") == 0:
            self.add_error("stations", _("至少一个工位。"))
        if (data.get("layers") or 0) > 3:  # not law: the table holds so many layers
            self.add_error("layers", _("最多三层。"))
        return data

    def _post_clean(self) -> None:
        """The form hands facts to an action; the instance stays as it is in the database."""

    def facts(self, contest_class: str = ContestClass.NONE) -> ContestFacts:
        """What was typed, for the action. The class is given by the filing and stays as it is."""
        data = dict(self.cleaned_data)
        data["battlefields"] = tuple(data["battlefields"])
        data["layers"] = data["layers"] or 0
        return ContestFacts(contest_class=contest_class, **data)


class LightForm(forms.Form):
    """A drill or a shop-floor contest: what a foreman knows without looking anything up."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trade"].widget.attrs["list"] = "trades"  # which the page offers

    title = forms.CharField(label=_("比什么"), max_length=120, help_text=_("例如 一车间电焊岗位练兵。"))
    trade = TradeField()
    level = forms.ChoiceField(
        label=_("形式"),
        choices=[(one.value, one.label) for one in Level if one in LIGHT],
        widget=forms.RadioSelect,
        initial=Level.DRILL,
    )
    day = forms.DateField(label=_("哪天比"), widget=DAY, initial=timezone.localdate)
    place = forms.CharField(label=_("在哪里比"), max_length=120, required=False)
    judging = forms.BooleanField(
        label=_("我来评分"), required=False, initial=True, help_text=_("自己参赛的，请另请一人评分。")
    )

    def facts(self, organisation: Organisation) -> ContestFacts:
        """The rest follows: entries from now until the end of the day, for one's own union and those below."""
        data = self.cleaned_data
        now = timezone.now()
        end = timezone.make_aware(datetime.combine(data["day"], time(23, 59)))
        return ContestFacts(
            title=data["title"],
            trade=data["trade"],
            level=data["level"],
            enter_from=now,
            enter_until=max(end, now + timedelta(hours=1)),
            starts_on=data["day"],
            ends_on=data["day"],
            open_to=organisation,
            place=data["place"],
        )


class FilingForm(forms.Form):
    use_required_attribute = False
    number = forms.CharField(label=_("备案号"), max_length=40)
    contest_class = forms.ChoiceField(
        label=_("类别"), choices=ContestClass.choices, help_text=_("类别决定决赛可以提出哪些荣誉和晋升。")
    )
