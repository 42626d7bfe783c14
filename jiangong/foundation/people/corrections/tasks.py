"""What of corrections waits ten minutes before it takes effect, each with its real action."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.desk.states import HeldAct
from jiangong.foundation.inbox.actions import tell_not_in_effect
from jiangong.foundation.people.corrections import actions

HELD = (
    HeldAct(
        "corrections.ask", _("请求更正登记信息"), "corrections.ask", actions.opened, ended=tell_not_in_effect
    ),
    HeldAct(
        "corrections.confirm",
        _("核对并更正"),
        "corrections.decide",
        lambda subject, facts, by: actions.confirm(subject, by=by),
        ended=tell_not_in_effect,
    ),
    HeldAct(
        "corrections.refuse",
        _("不更正"),
        "corrections.decide",
        lambda subject, facts, by: actions.refuse(subject, reason=facts["reason"], by=by),
        ended=tell_not_in_effect,
        draft="corrections.refuse",
    ),
)
