"""Forms of those who apply: wishes in order, the plain statement on health, the partner, the consent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.days import bare_until
from jiangong.programmes.care.convalescence.models import Programme
from jiangong.programmes.care.convalescence.queries import partner_by
from jiangong.programmes.care.convalescence.states import Channel

MOST_WISHES = 5  # not law: a phone's screen; who wants more names them when changing the order
SOUND = _("我没有已知的急性或者严重疾病")
SOUND_AS_SAID = _("本人说没有已知的急性或者严重疾病")  # where somebody else writes it down


class WishesForm(forms.Form):
    """The first, second, … wish: batches in order. An empty one is none."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, programme: Programme, wants: list[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        batches = list(programme.batches.all())
        choices: list[tuple[str, object]] = [("", _("不选"))]
        choices += [
            (one.code, f"{one.title} {bare_until(one.starts_on, one.ends_on)} {one.place_name}".strip())
            for one in batches
        ]
        wants = wants if wants is not None else ([batches[0].code] if batches else [])
        self.many = min(max(MOST_WISHES, len(wants)), len(batches))
        for number in range(self.many):
            self.fields[f"wish_{number + 1}"] = forms.ChoiceField(
                label=_("第 %(n)s 志愿") % {"n": number + 1},
                choices=choices if number else choices[1:],
                required=number == 0,
                initial=wants[number] if number < len(wants) else "",
            )

    def wants(self) -> list[str]:
        found = (self.cleaned_data[f"wish_{number + 1}"] for number in range(self.many))
        return [code for code in found if code]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [code for name, code in data.items() if name.startswith("wish_") and code]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("每个批次只选一次。"))
        return data


class PartnerForm(forms.Form):
    """Whom one wants to go with, found by membership number and name."""

    use_required_attribute = False
    partner_number = forms.CharField(label=_("同伴的会员号"), max_length=20, required=False)
    partner_name = forms.CharField(
        label=_("同伴的姓名"),
        max_length=80,
        required=False,
        help_text=_("两个人一起去才填。对方同意之后才算一组。"),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        number, name = data.get("partner_number", ""), data.get("partner_name", "")
        data["partner"] = partner_by(number, name) if number and name else None
        if (number or name) and data["partner"] is None:
            self.add_error("partner_number", _("没有找到这位会员，请核对会员号和姓名。"))
        return data


class ApplyForm(PartnerForm, WishesForm):
    """Everything of an application, for oneself."""

    sound = forms.BooleanField(label=SOUND, required=False)
    field_order = (
        "wish_1",
        "wish_2",
        "wish_3",
        "wish_4",
        "wish_5",
        "sound",
        "partner_number",
        "partner_name",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)


class ApplyForForm(ApplyForm):
    """The same for somebody else, with when and how they consented."""

    sound = forms.BooleanField(label=SOUND_AS_SAID, required=False)
    channel = forms.ChoiceField(
        label=_("报名方式"), choices=[(one.value, one.label) for one in (Channel.UNION, Channel.TELEPHONE)]
    )
    consented_at = forms.DateTimeField(
        label=_("本人同意的时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    consent_words = forms.CharField(
        label=_("怎样征得同意"),
        max_length=200,
        help_text=_("例如 电话里问过、当面签了同意书。本人会收到这句话。"),
    )


class AgreeForm(forms.Form):
    """The second person agrees."""

    use_required_attribute = False
    sound = forms.BooleanField(label=SOUND, required=False)


class AgreeForForm(AgreeForm):
    """Their union writes down how they agreed on paper."""

    sound = forms.BooleanField(label=SOUND_AS_SAID, required=False)
    how = forms.CharField(label=_("怎样征得同意"), max_length=200)
