"""Honours: proposed out of the result, guarded by its notice, issued; promotions go through the labour department."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials import actions as credentials
from jiangong.foundation.inbox.actions import close_matters, open_matter, tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.notices.actions import replace as replace_notice
from jiangong.foundation.notices.queries import Proposed
from jiangong.foundation.notices.states import NoticeState
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook.queries import parameter
from jiangong.programmes.competitions.actions.contests import required
from jiangong.programmes.competitions.models import Contest, Entry, Honour, Outcome, Qualification
from jiangong.programmes.competitions.queries.honours import (
    cleared,
    facts_of_credential,
    lines_for_notice,
    promoted_in,
    result_notice,
)
from jiangong.programmes.competitions.states import (
    HONOUR,
    HONOUR_TRANSITIONS,
    LIGHT,
    RESULT_NOTICE,
    HonourKind,
    HonourState,
    QualificationKind,
    Reason,
    Verb,
)

KIND_OF_GROUP = {"promotion": HonourKind.PROMOTION, "title": HonourKind.TITLE}


@transaction.atomic
def propose_honours(contest: Contest, outcome: Outcome, *, by: User | None) -> list[Honour]:
    """What the outcome gives, as proposals; those that stand already as they would be are kept."""
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    wanted = {(one.entry_id, one.award): one for one in _given(contest, outcome)}
    kept: list[Honour] = []
    for old in Honour.objects.filter(contest=contest).exclude(state=HonourState.REVOKED):
        new = wanted.get((old.entry_id, old.award))
        if new is not None and (old.name, old.rank, old.gained) == (new.name, new.rank, new.gained):
            del wanted[old.entry_id, old.award]
            kept.append(old)
        else:
            _revoke(old, "成绩经复核变动", by)
    fresh = list(wanted.values())
    for honour in fresh:
        honour.save()
        record(
            Verb.HONOUR_PROPOSED, honour, organisation=contest.organiser, by=by, person=honour.entry.person,
            attribute=honour.award, payload={"contest": contest.pk, "rank": honour.rank},
        )  # fmt: skip
    return [*kept, *fresh]


def propose_anew(contest: Contest, outcome: Outcome, *, reason: str, by: User | None) -> None:
    """After a rejudging: where honours were proposed already they are proposed anew, and a running notice starts again."""
    before = set(
        Honour.objects.filter(contest=contest).exclude(state=HonourState.REVOKED).values_list("pk", flat=True)
    )
    if not before:
        return
    after = {one.pk for one in propose_honours(contest, outcome, by=by)}
    notice = result_notice(contest)
    if before != after and notice is not None and notice.state == NoticeState.RUNNING:
        proposal = lines_for_notice(RESULT_NOTICE, contest.pk)
        lines: list[Proposed] = list(proposal.lines) if proposal else []
        replace_notice(notice, lines, reason=reason, by=by)


@transaction.atomic
def submit_promotion(honour: Honour, *, by: User | None) -> Honour:
    """Report a promotion to the labour department, which decides. Raises Refused(NOT_CLEARED), Refused(PROMOTED_THIS_YEAR)."""
    honour, contest = _managed(honour, by)
    _require_cleared(honour, contest)
    person = honour.entry.person
    if person is not None and promoted_in(contest.season.year, [person.pk], apart_from=contest):
        source = parameter("competitions.promotions_a_year", on=contest.starts_on).source
        raise Refused(Reason.PROMOTED_THIS_YEAR, name=person.name, source=source)
    _to(honour, HonourState.SUBMITTED, Verb.HONOUR_SUBMITTED, by)
    return honour


@transaction.atomic
def decide_promotion(honour: Honour, *, approved: bool, number: str, by: User | None) -> Honour:
    """Write down what the labour department decided, with its document number. Raises Refused(APPROVAL_MISSING)."""
    honour, contest = _managed(honour, by)
    if not number.strip():
        raise Refused(Reason.APPROVAL_MISSING)
    honour.approval_number = number.strip()[:60]
    to = HonourState.APPROVED if approved else HonourState.DECLINED
    verb = Verb.HONOUR_APPROVED if approved else Verb.HONOUR_DECLINED
    _to(honour, to, verb, by, also=["approval_number"])
    if not contest.honours.filter(kind=HonourKind.PROMOTION, state=HonourState.SUBMITTED).exists():
        close_matters(contest, kind="competitions.approve_promotions", by=by)
    return honour


@transaction.atomic
def issue_honour(honour: Honour, *, by: User | None) -> Honour:
    """Give it: number, certificate, badge, and what the person now holds. A promotion only after the labour department's approval.

    Raises Refused(NOT_CLEARED), Refused(APPROVAL_MISSING), Refused(ALREADY_ENDED). The database refuses it too.
    """
    honour, contest = _managed(honour, by)
    _require_cleared(honour, contest)
    if honour.kind == HonourKind.PROMOTION and honour.state != HonourState.APPROVED:
        raise Refused(Reason.APPROVAL_MISSING)
    person = honour.entry.person
    today = timezone.localdate()
    honour.number = f"JS{contest.season.year}-{contest.pk}-{honour.pk}"
    honour.code = secrets.token_urlsafe(16)
    honour.holder_name = person.name if person else ""
    honour.issued_on = today
    _to(honour, HonourState.ISSUED, Verb.HONOURED, by, also=["number", "code", "holder_name", "issued_on"])
    if person is not None:
        if honour.kind in (HonourKind.PROMOTION, HonourKind.TITLE):
            Qualification.objects.create(
                person=person,
                kind=QualificationKind.LEVEL
                if honour.kind == HonourKind.PROMOTION
                else QualificationKind.TITLE,
                name=honour.gained or honour.name,
                trade_code=contest.trade.code,
                number=honour.number,
                issuer=contest.organiser.name,
                issued_on=today,
                by_contest=True,
                recorded_by=by,
            )
        credentials.issue(
            HONOUR, person, honour, organisation=contest.organiser, facts=facts_of_credential(honour), by=by
        )
        tell(
            [person.pk],
            "competitions.honoured",
            honour,
            {"contest": contest.title, "honour": honour.name, "number": honour.number},
            organisation=contest.organiser,
            by=by,
        )
    return honour


@transaction.atomic
def revoke_honour(honour: Honour, *, reason: str, by: User | None) -> Honour:
    """Take an honour back, with the reason; what the person held through it goes with it."""
    honour, _contest = _managed(honour, by)
    _revoke(honour, required(reason), by)
    return honour


def wait_for_promotions(contest: Contest, by: User | None) -> None:
    """Let promotions wait for being reported, once the result is confirmed."""
    if contest.honours.filter(kind=HonourKind.PROMOTION, state=HonourState.PROPOSED).exists():
        open_matter(
            "competitions.approve_promotions", contest, organisation=contest.organiser,
            words={"contest": contest.title}, label=contest.title,
        )  # fmt: skip


def _given(contest: Contest, outcome: Outcome) -> Iterable[Honour]:
    scheme = outcome.contents["scheme"]
    rows = {one["code"]: one for one in scheme.get("awards", ())}
    entries = Entry.objects.select_related("person", "organisation").in_bulk(
        [one["entry"] for one in outcome.result["lines"] if one["entry"]]
    )
    for line in outcome.result["lines"]:
        entry = entries.get(line["entry"])
        if entry is None:
            continue
        if line["medal"]:
            yield _honour(
                contest, entry, outcome, line, HonourKind.MEDAL, f"medal:{line['medal']}", line["medal"], ""
            )
        for given in line["awards"]:
            if given["given"]:
                row = rows[given["award"]]
                kind = KIND_OF_GROUP.get(row["group"], HonourKind.AWARD)
                yield _honour(
                    contest, entry, outcome, line, kind, row["code"], row["name"], row.get("clause", ""),
                    gained=given["gained"],
                )  # fmt: skip


def _honour(
    contest: Contest,
    entry: Entry,
    outcome: Outcome,
    line: dict[str, Any],
    kind: str,
    award: str,
    name: str,
    clause: str,
    *,
    gained: str = "",
) -> Honour:
    return Honour(
        contest=contest, entry=entry, outcome=outcome, kind=kind, award=award, name=name, rank=line["rank"],
        held=entry.level if gained else "", gained=gained, clause=clause[:200],
    )  # fmt: skip


def _managed(honour: Honour, by: User | None) -> tuple[Honour, Contest]:
    honour = lock(honour)
    require(by, "competitions.manage_honour", honour)
    return honour, honour.contest


def _require_cleared(honour: Honour, contest: Contest) -> None:
    if contest.level not in LIGHT and honour.pk not in cleared([honour.pk]):
        raise Refused(Reason.NOT_CLEARED, contest=contest.title)


def _to(honour: Honour, state: str, verb: str, by: User | None, *, also: Iterable[str] = ()) -> None:
    advance(honour, state, HONOUR_TRANSITIONS, otherwise=Reason.ALREADY_ENDED, also=list(also))
    record(
        verb, honour, organisation=honour.entry.organisation, by=by, person=honour.entry.person,
        attribute=honour.award, payload={"contest": honour.contest_id, "kind": honour.kind, "rank": honour.rank},
    )  # fmt: skip


def _revoke(honour: Honour, reason: str, by: User | None) -> None:
    was_issued = honour.state == HonourState.ISSUED
    honour.revoked_on, honour.revoked_reason = timezone.localdate(), reason[:200]
    if HonourState.REVOKED not in HONOUR_TRANSITIONS[honour.state]:
        return
    _to(honour, HonourState.REVOKED, Verb.HONOUR_REVOKED, by, also=["revoked_on", "revoked_reason"])
    if was_issued:
        Qualification.objects.filter(number=honour.number, revoked_on__isnull=True).update(
            revoked_on=honour.revoked_on
        )
        credentials.revoke_about(honour, reason=honour.revoked_reason, by=by)
        if honour.entry.person_id:
            tell(
                [honour.entry.person_id],
                "competitions.honour_revoked",
                honour,
                {"contest": honour.contest.title, "honour": honour.name, "reason": reason},
                organisation=honour.contest.organiser,
                by=by,
            )
