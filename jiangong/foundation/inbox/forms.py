"""Forms of the inbox. They check shape; what the rules allow is decided by the actions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.inbox.channels import in_use
from jiangong.foundation.inbox.queries import message_kinds
from jiangong.foundation.inbox.queries.wording import plain
from jiangong.foundation.inbox.states import Channel


class WishesForm(forms.Form):
    """By which ways, of what not, how often. What is mandatory is no choice and does not stand here."""

    use_required_attribute = False
    channels = forms.MultipleChoiceField(
        label=_("站外提醒的方式"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("依次尝试，一种没有送到再用下一种。都不选，只有必须通知的才会发到站外。"),
    )
    daily = forms.BooleanField(
        label=_("每天只汇总一次"), required=False, help_text=_("急事（例如当天的课取消）仍会立即通知。")
    )
    wanted = forms.MultipleChoiceField(
        label=_("可以关掉的消息"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选的只留在本站，不发到站外。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = [(one, Channel(one).label) for one in in_use()]  # type: ignore[attr-defined]
        self.fields["wanted"].choices = [  # type: ignore[attr-defined]
            (code, plain(kind.title)) for code, kind in sorted(message_kinds().items()) if not kind.mandatory
        ]

    @property
    def muted(self) -> list[str]:
        """What could have been wanted and was not."""
        choices: Any = self.fields["wanted"]
        return [code for code, _label in choices.choices if code not in self.cleaned_data["wanted"]]


class DelegationForm(forms.Form):
    """Who stands in, from when to when, why."""

    use_required_attribute = False
    to = forms.ChoiceField(label=_("代办人"), help_text=_("本级、上级或者下级工会有任职、有账号的同事。"))
    since = forms.DateField(label=_("自"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(
        label=_("至"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("这一天也算在内；提前回来的，可以随时结束。"),
    )
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("例如出差、休假；代办人可以看到。"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": timezone.localdate()})
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["to"].choices = [("", "—"), *((pk, one.name) for pk, one in self.people.items())]  # type: ignore[attr-defined]


class OtherwiseForm(forms.Form):
    """How the person was told after every way had failed."""

    use_required_attribute = False
    how = forms.CharField(
        label=_("怎么告知的"), max_length=200, help_text=_("例如“11月3日电话告知”“书面送达，本人签收”。")
    )


class HandOverForm(forms.Form):
    """To whom a matter goes; nobody named: back to everybody in the office."""

    use_required_attribute = False
    to = forms.ChoiceField(
        label=_("交给谁"), required=False, help_text=_("期限不变。只列出按任职本来就可以办理的同事。")
    )

    def __init__(self, *args: Any, people: Any, back: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        nobody = [("", _("交回本级，谁有空谁办"))] if back else []
        self.fields["to"].choices = [*nobody, *((pk, one.name) for pk, one in self.people.items())]  # type: ignore[attr-defined]
        self.fields["to"].required = not back
