"""Forms of a season."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.competitions.states import Battle

FIRST_YEAR, LAST_YEAR = 2000, 2100  # not law: what can be a year of a season


class SeasonForm(forms.Form):
    use_required_attribute = False
    year = forms.IntegerField(label=_("年度"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如 2026 年劳动和技能竞赛。"))
    theme = forms.CharField(label=_("主题"), max_length=200, required=False)


class BattlefieldForm(forms.Form):
    use_required_attribute = False
    kind = forms.ChoiceField(label=_("类别"), choices=Battle.choices)
    name = forms.CharField(
        label=_("服务对象"), max_length=80, help_text=_("战略、工程、项目、产业或者园区的名称。")
    )
    document_number = forms.CharField(label=_("依据文号"), max_length=60, required=False)
