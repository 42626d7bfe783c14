"""Public randomness on pages: its two kinds in words, what may be wrong with a value, the forms that name and bring it.

The computing is in common/beacons. Rooms that draw (samples, draws) share these forms, so that naming a round or
holding a ceremony is the same everywhere.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.beacons import demonstration
from jiangong.foundation.common.beacons.ceremony import Ceremony
from jiangong.foundation.common.beacons.named import Drand, Held

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class Randomness(TextChoices):
    DRAND = "drand", _("drand 公共随机数")
    CEREMONY = "ceremony", _("抽签仪式")


# What is wrong with a randomness, by the code of the BeaconError.
WRONG = {
    "drand_form": _("这不是 drand 一轮的内容：应为 96 位十六进制签名，或者中继站给出的 JSON。"),
    "drand_signature": _("签名不是 drand 网络为这一轮签的。"),
    "drand_other_round": _("这是另一轮的内容。"),
    "drand_randomness": _("JSON 里的随机数与签名不符。"),
    "ceremony_throwers": _("出数人至少两名，名字不能重复。"),
    "ceremony_commitments": _("每名出数人要有一个承诺：64 位十六进制数字，各不相同。"),
    "ceremony_publics": _("公开数字至少一个，名称不能重复，每个都要填。"),
    "ceremony_unknown": _("出现了公告里没有的出数人。"),
    "ceremony_secret": _("有一个秘密与承诺不符。"),
    "ceremony_silent": _("没有一名出数人公布秘密。"),
}


class RandomnessForm(forms.Form):
    """Which randomness decides, and when. A ceremony's throwers stand one a line: name, then commitment."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("随机数"),
        choices=[
            (Randomness.DRAND, _("drand：国际公共随机数网络，每 3 秒一个，签名可验（优先）")),
            (Randomness.CEREMONY, _("抽签仪式：取不到 drand 的地方用")),
        ],
        widget=forms.RadioSelect,
        initial=Randomness.DRAND,
    )
    moment = forms.DateTimeField(
        label=_("时间"), widget=MOMENT, help_text=_("drand：取这时起的第一轮。仪式：秘密公布到这时为止。")
    )
    throwers = forms.CharField(
        label=_("出数人和承诺"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("仪式用。一行一人：名字（或身份）、空格、64 位承诺。公开显示。"),
    )
    publics = forms.CharField(
        label=_("事后的公开数字"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("仪式用。一行一个，写明是哪一期、哪一天的什么数字，须在上面的时间之后才产生。"),
    )

    def __init__(self, *args: Any, lead: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = timezone.localtime() + timedelta(minutes=2 * lead)
        self.fields["moment"].initial = at.replace(second=0, microsecond=0)
        if settings.DEMONSTRATION:
            held = demonstration.CEREMONY
            lines = zip(held.throwers, held.commitments, strict=True)
            self.fields["throwers"].initial = "\n".join(f"{name} {one}" for name, one in lines)
            self.fields["publics"].initial = "\n".join(held.publics)
            if not settings.DRAND:
                self.fields["kind"].initial = Randomness.CEREMONY

    def clean_throwers(self) -> list[tuple[str, str]]:
        found = []
        for line in self.cleaned_data["throwers"].splitlines():
            if line.strip():
                name, _space, commitment = line.strip().rpartition(" ")
                found.append((" ".join(name.split()), commitment.lower()))
        return found

    def clean_publics(self) -> tuple[str, ...]:
        return tuple(
            " ".join(line.split()) for line in self.cleaned_data["publics"].splitlines() if line.strip()
        )

    def randomness(self) -> Drand | Held:
        """What is to decide, for the action."""
        data = self.cleaned_data
        if data["kind"] == Randomness.DRAND:
            return Drand(data["moment"])
        names, commitments = [one for one, _c in data["throwers"]], [one for _n, one in data["throwers"]]
        return Held(Ceremony(tuple(names), tuple(commitments), data["publics"]), data["moment"])


class RoundForm(forms.Form):
    """The drand round that was announced, however it came here."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("这一轮的内容"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=10_000,
        help_text=_(
            "粘贴任何一个 drand 中继站给出的 JSON，或者只贴签名（96 位十六进制）。谁贴的都行，签名会核验。"
        ),
    )


class DisclosureForm(forms.Form):
    """What a ceremony brought: a field for each thrower's secret (empty: kept silent) and each public figure."""

    use_required_attribute = False

    def __init__(self, *args: Any, ceremony: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.throwers, self.publics = ceremony["throwers"], ceremony["publics"]
        for number, name in enumerate(self.throwers):
            self.fields[f"secret{number}"] = forms.CharField(
                label=_("%(name)s的秘密") % {"name": name},
                required=False,
                max_length=500,
                help_text=_("没有按时公布的留空，公开记录在案。"),
                initial=demonstration.SECRETS.get(name) if settings.DEMONSTRATION else None,
            )
        for number, name in enumerate(self.publics):
            invented = settings.DEMONSTRATION and name == demonstration.PUBLIC
            self.fields[f"public{number}"] = forms.CharField(
                label=name, max_length=200, initial=demonstration.FIGURE if invented else None
            )

    def secrets(self) -> dict[str, str]:
        """The secrets that were disclosed, by thrower."""
        told = {name: self.cleaned_data[f"secret{number}"] for number, name in enumerate(self.throwers)}
        return {name: secret for name, secret in told.items() if secret}

    def figures(self) -> list[str]:
        """The public figures in their order."""
        return [self.cleaned_data[f"public{number}"] for number in range(len(self.publics))]
