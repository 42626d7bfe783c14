"""Filters of the ledger's list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.ledger.queries import verbs


class EntryFilter(forms.Form):
    """What to look for among the entries; every field may stay empty."""

    use_required_attribute = False

    verb = forms.ChoiceField(label=_("事项"), required=False)
    code = forms.CharField(
        label=_("组织编码"), required=False, max_length=20, help_text=_("连同其下级一起查看")
    )
    since = forms.DateField(
        label=_("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = sorted(((verb, str(words)) for verb, words in verbs().items()))
        self.fields["verb"].choices = [("", _("全部")), *choices]  # type: ignore[attr-defined]
