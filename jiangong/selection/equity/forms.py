"""What an officer says of a rule to try. The form checks shape; what makes no sense is refused by the action."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.selection.equity.formulas.turns import Turns

MOST_LOTS = 64  # not law: what a draw takes


class SimulationForm(forms.Form):
    """The rule, then what is assumed of people. Numbers are whole; shares are per cent."""

    use_required_attribute = False

    title = forms.CharField(label=_("名称"), max_length=80)
    subject = forms.ChoiceField(
        label=_("推演哪个项目的办法"),
        required=False,
        help_text=_("选了项目，名额和名额池按项目的办法；不选就用下面的。"),
    )
    places = forms.IntegerField(label=_("每年名额"), min_value=1, max_value=100_000)
    by_district = forms.BooleanField(label=_("名额按会员数分到区市（最大余数法）"), required=False)
    flexible = forms.IntegerField(label=_("留给新就业形态的，百分之几"), min_value=0, max_value=100)
    no_office = forms.IntegerField(label=_("留给没有工会职务的，百分之几"), min_value=0, max_value=100)
    even = forms.IntegerField(
        label=_("登记里看不出成员的名额池，按会员的百分之几算"), min_value=0, max_value=100
    )
    bar = forms.IntegerField(label=_("得到以后几年不能再报名"), min_value=0, max_value=20)
    first = forms.IntegerField(label=_("起始几签"), min_value=1, max_value=MOST_LOTS)
    a_year = forms.IntegerField(label=_("每满一年加几签"), min_value=0, max_value=MOST_LOTS)
    most = forms.IntegerField(label=_("最多几签"), min_value=1, max_value=MOST_LOTS)
    measured = forms.ChoiceField(
        label=_("申请率"),
        required=False,
        help_text=_("按去年的报名测得的，分就业形态和工会职务；没有的用下面的假定。"),
    )
    rate = forms.DecimalField(
        label=_("假定每年申请的会员，百分之几"), min_value=0, max_value=100, decimal_places=2
    )
    times_office = forms.DecimalField(
        label=_("有工会职务的，申请率是别人的几倍"), min_value=0, max_value=50, decimal_places=1
    )
    times_flexible = forms.DecimalField(
        label=_("新就业形态的，申请率是别人的几倍"), min_value=0, max_value=50, decimal_places=1
    )
    steady = forms.IntegerField(label=_("申请的人里，年年都报名的占百分之几"), min_value=0, max_value=100)
    leaving = forms.IntegerField(label=_("年年报名的人里，每年离开的占百分之几"), min_value=0, max_value=100)
    years = forms.IntegerField(label=_("推演几年"), min_value=1, max_value=10)
    runs = forms.IntegerField(
        label=_("做几遍"), min_value=1, max_value=10, help_text=_("每遍换一批人，看结果差多少。")
    )
    seed = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,40}$", label=_("种子"), help_text=_("写下来，谁用同样的种子都得到同样的结果。")
    )

    PARTS = (
        (_("规则"), ("title", "subject", "places", "by_district", "flexible", "no_office", "even", "bar")),
        (_("轮候的签数"), ("first", "a_year", "most")),
        (
            _("假定"),
            (
                "measured",
                "rate",
                "times_office",
                "times_flexible",
                "steady",
                "leaving",
                "years",
                "runs",
                "seed",
            ),
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        subjects: Sequence[tuple[str, str]],
        goods: Sequence[tuple[str, str]],
        turns: Turns,
        seed: str = "",
        subject: str = "",
    ) -> None:
        super().__init__(
            data,
            initial={
                "subject": subject, "places": 2000, "flexible": 0, "no_office": 0, "even": 5, "bar": 3, "first": turns.first,
                "a_year": turns.a_year, "most": turns.most, "rate": 1, "times_office": 1, "times_flexible": 1, "steady": 70,
                "leaving": 5, "years": 10, "runs": 5, "seed": seed,
            },
        )  # fmt: skip
        self.fields["subject"].choices = [("", _("不按项目")), *subjects]  # type: ignore[attr-defined]
        self.fields["measured"].choices = [("", _("用假定的")), *goods]  # type: ignore[attr-defined]

    @property
    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields in their groups."""
        return [(title, [self[name] for name in names]) for title, names in self.PARTS]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("first", 0) > found.get("most", MOST_LOTS):
            self.add_error("most", _("最多的签数不能比起始的少。"))
        return found

    def asked(self) -> dict[str, Any]:
        """What is kept with the trial: plain numbers and texts."""
        found = {key: value for key, value in self.cleaned_data.items() if key not in ("title", "subject")}
        return {
            key: float(value) if key in ("rate", "times_office", "times_flexible") else value
            for key, value in found.items()
        }
