"""What is asked of somebody who registers, besides the phone. Apart from forms.py: allauth loads it early."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.people.models import User


class JoiningForm(forms.Form):
    """The name under which one wants to be known; a union checks it when one asks to be admitted."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("姓名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("name", "phone", "email")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called when the account is saved; the name was kept with the phone (adapters.AccountAdapter)."""
