"""Appeals: filed in time by who may speak, heard by people not involved, answered with reasons."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.clocks.actions import start as start_clock
from jiangong.foundation.clocks.actions import stop_clocks
from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, open_matter, tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.contests import required
from jiangong.programmes.competitions.formulas.marks import aspect_of, component_of
from jiangong.programmes.competitions.models import Appeal, Contest, Entry, Office
from jiangong.programmes.competitions.queries.appeals import appeal_clock, involved
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.states import (
    APPEAL_TRANSITIONS,
    AppealState,
    ContestState,
    Duty,
    Reason,
    RejudgingState,
    Verb,
)

ANSWER_RULE = "competitions.appeal_answer_hours"


@transaction.atomic
def file_appeal(entry: Entry, *, component: str, aspect: str, words: str, by: User | None) -> Appeal:
    """Appeal about one component or aspect of one competitor, by that person or the leader of the team.

    Raises Refused(NOT_KNOWN_YET), Refused(TOO_LATE_TO_APPEAL) with the rule, Refused(UNFIT_MARK) for what the scheme has not.
    """
    contest = lock(entry.contest)
    require(by, "competitions.appeal", entry)
    require_in_time(contest)
    scheme = scheme_of(contest)
    part = component_of(scheme, component) if scheme else None
    if part is None or (aspect and aspect_of(part, aspect) is None):
        raise Refused(
            Reason.UNFIT_MARK,
            code=component,
            fault=_("没有这个模块或者评分点“%(aspect)s”") % {"aspect": aspect or component},
        )
    appeal = Appeal.objects.create(
        contest=contest,
        entry=entry,
        component=component,
        aspect=aspect,
        words=required_text(words),
        filed_by=by,
    )
    record(Verb.APPEALED, appeal, organisation=entry.organisation, by=by, payload={"contest": contest.pk})
    clock = start_clock(appeal, ANSWER_RULE, organisation=contest.organiser, by=by)
    open_matter(
        "competitions.hear_appeal", contest, organisation=contest.organiser, clock=clock,
        words={"contest": contest.title}, label=contest.title,
    )  # fmt: skip
    return appeal


@transaction.atomic
def take_appeal(appeal: Appeal, office: Office, *, by: User | None) -> Appeal:
    """Give the appeal to a supervisor who had no part in it. Raises Refused(HEARD_BY_INVOLVED)."""
    contest = lock(appeal.contest)
    appeal = lock(appeal)
    require(by, "competitions.assign_appeal", appeal)
    if (
        office.contest_id != contest.pk
        or office.duty != Duty.SUPERVISOR
        or office.ended_at
        or involved(office, appeal)
    ):
        raise Refused(Reason.HEARD_BY_INVOLVED, name=office.person.name if office.person else office.alias)
    appeal.heard_by = office
    advance(appeal, AppealState.TAKEN, APPEAL_TRANSITIONS, otherwise=Reason.ALREADY_ENDED, also=["heard_by"])
    record(Verb.APPEAL_TAKEN, appeal, organisation=contest.organiser, by=by, payload={"contest": contest.pk})
    return appeal


@transaction.atomic
def answer_appeal(appeal: Appeal, *, upheld: bool, words: str, by: User | None) -> Appeal:
    """The supervisor who heard it answers, with reasons. What follows from an upheld one is a rejudging.

    Raises Refused(REASON_MISSING), Refused(REJUDGING_WAITS) while its rejudging is undecided.
    """
    contest = lock(appeal.contest)
    appeal = lock(appeal)
    require(by, "competitions.hear_appeal", appeal)
    if by is not None and (appeal.heard_by is None or appeal.heard_by.person_id != by.person_id):
        raise Refused(Reason.HEARD_BY_INVOLVED, name=by.person.name if by.person else by.username)
    if appeal.rejudgings.filter(state=RejudgingState.PREPARED).exists():
        raise Refused(Reason.REJUDGING_WAITS)
    appeal.answer, appeal.answered_at = required_text(words), timezone.now()
    advance(
        appeal,
        AppealState.UPHELD if upheld else AppealState.REJECTED,
        APPEAL_TRANSITIONS,
        otherwise=Reason.ALREADY_ENDED,
        also=["answer", "answered_at"],
    )
    stop_clocks(appeal, ANSWER_RULE, by=by)
    if not contest.appeals.filter(state__in=[AppealState.OPEN, AppealState.TAKEN]).exists():
        close_matters(contest, kind="competitions.hear_appeal", by=by)
    record(
        Verb.APPEAL_ANSWERED, appeal, organisation=contest.organiser, by=by,
        payload={"contest": contest.pk, "upheld": upheld},
    )  # fmt: skip
    whom = {appeal.entry.person_id, appeal.filed_by.person_id if appeal.filed_by else None} - {None}
    tell(
        [one for one in whom if one is not None],
        "competitions.appeal_answered",
        appeal,
        {"contest": contest.title, "outcome": str(AppealState(appeal.state).label)},
        organisation=contest.organiser,
        by=by,
    )
    return appeal


def require_in_time(contest: Contest) -> None:
    """Raise Refused(NOT_KNOWN_YET) without a result, Refused(TOO_LATE_TO_APPEAL) after the hours of the rule."""
    clock = appeal_clock(contest)
    if contest.state != ContestState.KNOWN or clock is None:
        raise Refused(Reason.NOT_KNOWN_YET, contest=contest.title)
    if clock.due_at is None or timezone.now() > clock.due_at:
        raise Refused(Reason.TOO_LATE_TO_APPEAL, until=clock.due_at, hours=clock.amount, source=clock.source)


def required_text(words: str) -> str:
    """The words, not empty; as long as they are. Raises Refused(REASON_MISSING)."""
    required(words)
    return words.strip()
