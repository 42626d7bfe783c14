"""Work in the background: thin wrappers that take ids; and what can be taken back for ten minutes (foundation/desk)."""

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from jiangong.foundation.desk.states import HeldAct
from jiangong.foundation.inbox.actions import tell_not_in_effect
from jiangong.programmes.growth import actions


@app.task(name="growth.make_certificates", queue="documents", retry=3)
def make_certificates(batch_id: int) -> None:
    actions.make_certificates(batch_id)


HELD = (
    HeldAct(
        "growth.issue_certificates",
        _("签发结业证书"),
        "growth.manage_session",
        lambda session, facts, by: actions.begin_certificates(session, by=by),
        ended=tell_not_in_effect,
    ),
    HeldAct(
        "growth.cancel_session",
        _("取消班次"),
        "growth.manage_session",
        lambda session, facts, by: actions.cancel_session(session, reason=facts["reason"], by=by),
        ended=tell_not_in_effect,
    ),
    HeldAct(
        "growth.correct_completion",
        _("更正结业，收回证书"),
        "growth.correct_completion",
        lambda enrolment, facts, by: actions.correct_completion(enrolment, reason=facts["reason"], by=by),
        ended=tell_not_in_effect,
    ),
    HeldAct(
        "growth.complete_late",
        _("补办结业"),
        "growth.correct_completion",
        lambda enrolment, facts, by: actions.complete_late(enrolment, reason=facts["reason"], by=by),
        ended=tell_not_in_effect,
    ),
)
