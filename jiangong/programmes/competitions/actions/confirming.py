"""The end of a contest: confirmed after appeals and notice; what it adds to the plan; who climbs."""

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.notices.states import NoticeState
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.climbing import entered_from_below
from jiangong.programmes.competitions.actions.contests import step
from jiangong.programmes.competitions.actions.honouring import propose_honours, wait_for_promotions
from jiangong.programmes.competitions.models import Contest, Entry, Outcome
from jiangong.programmes.competitions.queries.appeals import appeal_clock, open_appeals, rejudging_prepared
from jiangong.programmes.competitions.queries.honours import result_notice
from jiangong.programmes.competitions.queries.results import newest_outcome
from jiangong.programmes.competitions.states import LIGHT, ContestState, Level, Reason, Verb
from jiangong.selection.judging.formulas.sheet.shapes import Standing


@transaction.atomic
def finish_appeals(contest: Contest, *, by: User | None) -> Outcome:
    """The hours for appeals are over and all are answered: honours are proposed, so that a notice can show them.

    Raises Refused(APPEAL_HOURS_RUN), Refused(APPEALS_OPEN), Refused(REJUDGING_WAITS), Refused(NOT_KNOWN_YET).
    """
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    outcome = _require_settled(contest)
    propose_honours(contest, outcome, by=by)
    return outcome


@transaction.atomic
def confirm_contest(contest: Contest, *, by: User | None) -> Contest:
    """The result stands. Raises what `finish_appeals` raises, and Refused(NOT_CLEARED) while its notice has not ended.

    Counted from here: the trade of a city final (B3), a contest that served a battlefield (B1), everybody who climbs (B2).
    """
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    outcome = _require_settled(contest)
    if contest.level in LIGHT:
        propose_honours(contest, outcome, by=by)
    else:
        notice = result_notice(contest)
        if _owes_notice(contest, outcome) and (notice is None or notice.state != NoticeState.CLEARED):
            raise Refused(Reason.NOT_CLEARED, contest=contest.title)
    step(contest, ContestState.CONFIRMED)
    record(Verb.CONFIRMED, contest, organisation=contest.organiser, by=by, attribute=contest.trade.key)
    started = contest.entries.exclude(standing=Standing.ABSENT.value).filter(state="accepted").count()
    if contest.level == Level.CITY and not outcome.result["void"]:
        record(
            Verb.TRADE_FINISHED, contest, organisation=contest.organiser, by=by, attribute=contest.trade.key,
            happened_on=contest.ends_on, payload={"class": contest.contest_class, "entrants": started},
        )  # fmt: skip
    if contest.battlefields.exists():
        record(
            Verb.SERVED, contest, organisation=contest.organiser, by=by, attribute=contest.trade.key,
            happened_on=contest.ends_on, payload={"level": contest.level},
        )  # fmt: skip
    _climb(contest, outcome, by)
    wait_for_promotions(contest, by)
    return contest


def _climb(contest: Contest, outcome: Outcome, by: User | None) -> None:
    """Enter those who go on into the contest above; all ties at the cut are among them."""
    above = contest.climbs_to
    if above is None:
        return
    on = [one["entry"] for one in outcome.result["lines"] if one["advances"] and one["entry"]]
    entries = list(Entry.objects.filter(pk__in=on).select_related("person", "organisation"))
    fresh = entered_from_below(lock(above), entries, by=by)
    tell(
        [one.person_id for one in fresh if one.person_id],
        "competitions.climbed",
        above,
        {"from": contest.title, "contest": above.title},
        organisation=above.organiser,
        by=by,
    )


def _owes_notice(contest: Contest, outcome: Outcome) -> bool:
    """Whether honours hang on the result, proposed already or not yet: who does not propose them does not get around the notice."""
    given = any(award["given"] for line in outcome.result["lines"] for award in line["awards"])
    return given or contest.honours.exclude(state="revoked").exists()


def _require_settled(contest: Contest) -> Outcome:
    outcome = newest_outcome(contest)
    if outcome is None or contest.state != ContestState.KNOWN:
        raise Refused(Reason.NOT_KNOWN_YET, contest=contest.title)
    clock = appeal_clock(contest)
    if clock is not None and clock.due_at is not None and timezone.now() <= clock.due_at:
        raise Refused(Reason.APPEAL_HOURS_RUN, until=clock.due_at)
    if waiting := open_appeals(contest):
        raise Refused(Reason.APPEALS_OPEN, count=waiting)
    if rejudging_prepared(contest) is not None:
        raise Refused(Reason.REJUDGING_WAITS)
    return outcome
