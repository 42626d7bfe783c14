"""The form by which somebody makes a token for a program."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.api.states import Scope

DAYS = ((30, _("30 天")), (90, _("90 天")), (365, _("一年")))


class TokenForm(forms.Form):
    """What for, what it may do, for how long."""

    use_required_attribute = False
    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("写明哪个程序使用，便于以后辨认。"))
    scopes = forms.MultipleChoiceField(
        label=_("范围"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(label=_("有效期"), choices=DAYS, coerce=int, initial=90)
