"""What a session announces of its draw, and where one enrolment stands in it."""

from django.utils.translation import gettext as _

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below
from jiangong.foundation.organisations.states import Kind, State
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.states import Giving, Reason
from jiangong.selection.draws.formulas.planning import Plan
from jiangong.selection.draws.formulas.quotas import largest_remainder
from jiangong.selection.draws.formulas.rules import Pool
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.queries import Standing, draw_of, line_of, standing_of

SESSION = "session"  # the one batch of such a draw
EVERYBODY = "all"


def draw_plan(session: Session) -> Plan:
    """One batch; one pool, or a pool for each district and what they leave for everybody. Raises Refused(NOT_BY_DRAW)."""
    if session.giving != Giving.DRAW:
        raise Refused(Reason.NOT_BY_DRAW, session=str(session))
    districts = _districts(session) if session.by_district else {}
    members = {one.pk: _members(one) for one in districts.values()}
    if sum(members.values()):
        quotas = largest_remainder({str(pk): number for pk, number in members.items()}, session.places)
        pools = [Pool(f"d{pk}", quotas[str(pk)].places, EVERYBODY) for pk in members]
        shown = "；".join(f"{districts[pk].short_name} {quotas[str(pk)].places}" for pk in members)
        words = _("名额按区市会员人数分配（最大余数法）：%(shown)s。用不完的给全体报名的人。") % {
            "shown": shown
        }
    else:
        pools, words = [], _("全体报名的人一起抽。")
    left = session.places - sum(pool.places for pool in pools)
    return Plan(
        f"{session.course.title} {session.name}",
        {SESSION: session.places},
        (*pools, Pool(EVERYBODY, left)),
        {SESSION: session.name, EVERYBODY: _("全体报名的人")}
        | {f"d{pk}": one.short_name for pk, one in districts.items()},
        words + _("面向%(open_to)s的会员。多年没有参加培训的多几支签。") % {"open_to": session.open_to.name},
        session.enrol_until,
    )


def by_lot(session_id: int) -> bool:
    """Whether the places of this session are given by lot."""
    return Session.objects.filter(pk=session_id, giving=Giving.DRAW).exists()


def draw_and_standing(session: Session, enrolment: Enrolment | None) -> tuple[Draw | None, Standing | None]:
    """The session's draw, and where this enrolment stands in it once the list is closed. At most four queries."""
    if session.giving != Giving.DRAW:
        return None, None
    draw = draw_of(session)
    if draw is None or enrolment is None or not enrolment.ticket:
        return draw, None
    line = line_of(draw, enrolment.ticket)
    return draw, None if line is None else standing_of(draw, line)


def _districts(session: Session) -> dict[int, Organisation]:
    found = Organisation.objects.filter(
        at_or_below(session.open_to), kind=Kind.DISTRICT, state=State.ACTIVE
    ).order_by("pk")
    return {one.pk: one for one in found}


def _members(district: Organisation) -> int:
    return Membership.objects.filter(
        at_or_below(district, "organisation__"), state=MembershipState.ACTIVE
    ).count()
