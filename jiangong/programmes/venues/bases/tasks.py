"""Work in the background, daily reminders; and what can be taken back for ten minutes (foundation/desk)."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from jiangong.foundation.desk.states import HeldAct
from jiangong.foundation.inbox.actions import tell_not_in_effect
from jiangong.programmes.venues.bases import actions


@app.periodic(cron="20 6 * * *")
@app.task(name="bases.remind", queue="default")
def remind(timestamp: int) -> None:
    """Every morning: contracts that end, bases to inspect, years to rate."""
    actions.remind()


HELD = (
    HeldAct(
        "bases.sign_contract",
        _("签订基地合同"),
        "bases.manage_contract",
        lambda contract, facts, by: actions.sign_contract(
            contract, signed_on=date.fromisoformat(facts["signed_on"]), by=by
        ),
        ended=tell_not_in_effect,
    ),
    HeldAct(
        "bases.end_contract",
        _("提前终止基地合同"),
        "bases.manage_contract",
        lambda contract, facts, by: actions.end_contract(
            contract, last_day=date.fromisoformat(facts["last_day"]), why=facts["why"], by=by
        ),
        ended=tell_not_in_effect,
    ),
    HeldAct(
        "bases.put_in_force",
        _("基地年度评定生效"),
        "bases.rate",
        lambda year, facts, by: actions.put_in_force(year, by=by),
        ended=tell_not_in_effect,
    ),
)
