"""Why somebody gets no ticket: the first clause that does not hold, with the datum and who can correct it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.rulebook.explain import Compare
from jiangong.foundation.rulebook.queries import explained
from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.actions.applying.asking import Ask
from jiangong.programmes.care.convalescence.formulas.eligibility import (
    ABOUT_THE_PROGRAMME,
    Clause,
    Record,
)
from jiangong.programmes.care.convalescence.models import Programme
from jiangong.programmes.care.convalescence.queries import Asked
from jiangong.programmes.care.convalescence.queries.eligibility import facts
from jiangong.programmes.care.convalescence.states import Channel, Reason


def refusal(ask: Ask, asked: Asked, record: Record | None, now: datetime) -> Refused | None:
    """Why this ask is refused; None if it is not."""
    if record is None:
        return Refused(Reason.NOT_A_MEMBER)
    broken = queries.first_broken(asked, record, now)
    if broken is not None:
        return refused_by(
            broken, asked, record, now, who=_("您") if ask.channel == Channel.SELF else _("此人")
        )
    if not ask.wants or len(set(ask.wants)) != len(ask.wants) or not set(ask.wants) <= set(asked.batches):
        return Refused(Reason.BAD_WISHES)
    if not ask.sound:
        return Refused(Reason.NOT_SOUND)
    if ask.channel != Channel.SELF and (ask.consented_at is None or not ask.consent_words.strip()):
        return Refused(Reason.NO_CONSENT)
    if ask.partner_id == ask.person_id:
        return Refused(Reason.BAD_PARTNER)
    return None


def refused_by(broken: Compare, asked: Asked, record: Record, now: datetime, *, who: str) -> Refused:
    """The named refusal of a clause that does not hold."""
    programme = asked.programme
    match broken.clause:
        case clause if clause in ABOUT_THE_PROGRAMME:
            return not_open(programme)
        case Clause.ONCE:
            return Refused(Reason.ALREADY_APPLIED, who=who, programme=programme.title)
        case Clause.MEMBER:
            return Refused(Reason.NOT_A_MEMBER)
        case _:
            [line] = explained(broken, facts(asked, record, now)).lines
            return Refused(
                Reason.NOT_ELIGIBLE,
                who=who,
                clause=line.says,
                value=line.value,
                source=_("%(source)s（%(bound)s）")
                % {"source": line.source, "bound": line.bound or line.says},
                remedy=line.remedy,
            )


def not_open(programme: Programme) -> Refused:
    """Applying is not open: with when it is."""
    return Refused(
        Reason.NOT_OPEN,
        programme=programme.title,
        opens=f"{timezone.localtime(programme.opens_at):%Y-%m-%d %H:%M}",
        closes=f"{timezone.localtime(programme.closes_at):%Y-%m-%d %H:%M}",
    )
