"""Forms of draws. They check shape; what the rules allow is decided by the actions. Naming randomness: common/randomness."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.randomness import RandomnessForm


class WhyForm(forms.Form):
    """Why an announced draw fails; public."""

    use_required_attribute = False
    why = forms.CharField(label=_("原因"), max_length=200, help_text=_("公开，不要写个人信息。"))


class PostponeForm(RandomnessForm):
    """Another randomness, and why."""

    why = WhyForm.base_fields["why"]


class TicketForm(forms.Form):
    """Whoever applied finds their own line."""

    use_required_attribute = False
    ticket = forms.CharField(
        label=_("签号"), max_length=32, help_text=_("报名后在“我的”页面里；工会代报的问代报人。")
    )

    def clean_ticket(self) -> str:
        return str(self.cleaned_data["ticket"]).strip().upper().replace(" ", "")
