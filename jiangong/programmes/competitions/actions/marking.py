"""Marks, their corrections, recusals. Every row is sent with a key: twice counts once. What else the day brings: recording.py."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.contests import required, step
from jiangong.programmes.competitions.actions.theory import take_waiting
from jiangong.programmes.competitions.formulas.marks import bounds, why_unfit
from jiangong.programmes.competitions.models import Contest, Office, Row
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.layers import numbers_drawn, prefix_of
from jiangong.programmes.competitions.queries.rounds import Rounds
from jiangong.programmes.competitions.states import ContestState, Reason, RowKind, Verb
from jiangong.selection.judging.formulas.scheme.shapes import Scheme

CODE = re.compile(
    r"([ABC])(\d{3}|[1-9]\d{3,5})", re.ASCII
)  # as numbers are written: no second way to write one


@dataclass(frozen=True)
class Sent:
    """One mark as a tablet sends it. `key` is made there; `at` is when it was written down.

    From the second round on `words` say what was found when it was talked through.
    """

    key: str
    component: str
    code: str
    value: str
    at: datetime
    aspect: str = ""
    round: int = 1
    words: str = ""


@transaction.atomic
def start_contest(contest: Contest, *, by: User | None) -> Contest:
    """From now on marks are taken. Raises Refused(LAYER_ORDER) while numbers are not drawn, Refused(WRONG_STEP)."""
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    if contest.layers and "A" not in numbers_drawn(contest):
        raise Refused(Reason.LAYER_ORDER, layer=1)
    step(contest, ContestState.RUNNING)
    take_waiting(contest, by)
    record(Verb.STARTED, contest, organisation=contest.organiser, by=by, attribute=contest.trade.key)
    return contest


@transaction.atomic
def send_marks(
    contest: Contest, office: Office, sent: Sequence[Sent], *, by: User | None
) -> list[Row | Refused]:
    """Take a judge's marks, many at once, as they come back from without a network; an answer for each.

    What was taken before under the same key is answered as then. A mark that stands is not overwritten: another value
    for it is refused (MARK_STANDS). A second round is open once the marks of the first lie too far apart (ROUND_NOT_OPEN), and
    asks for a reason (REASON_MISSING). Raises Refused(NOT_RUNNING), Refused(NOT_ON_BENCH) for the whole.
    """
    contest = lock(contest)
    require_office(office, contest, by)
    scheme = running_scheme(contest)
    sent = [replace(one, key=kept_key(office, one.key)) for one in sent]
    taken = {one.key: one for one in Row.objects.filter(contest=contest, key__in=[one.key for one in sent])}
    rounds = Rounds(contest, scheme, {one.code for one in sent})
    size = numbers_drawn(contest)
    own = Row.objects.filter(contest=contest, kind=RowKind.MARK, judge=office.alias)
    given = {(one.component, one.aspect, one.code, one.round): one for one in own}
    answers: list[Row | Refused] = []
    fresh: list[Row] = []
    for one in sent:
        old = taken.get(one.key)
        if old is not None:
            answers.append(old if _same(old, one, office.alias) else Refused(Reason.KEY_REUSED))
            continue
        place = (one.component, one.aspect, one.code, one.round)
        wrong = _why_not(contest, scheme, one, rounds, size, office)
        if wrong is None and (stands := given.get(place)) is not None:
            if stands.value == one.value:
                answers.append(stands)
                continue
            wrong = Refused(Reason.MARK_STANDS, code=one.code, value=stands.value)
        if wrong is not None:
            answers.append(wrong)
            continue
        row = _row(contest, RowKind.MARK, one, judge=office.alias, by=by)
        given[place] = taken[one.key] = row
        rounds.add(row)
        fresh.append(row)
        answers.append(row)
    Row.objects.bulk_create(fresh, batch_size=1_000)
    return answers


@transaction.atomic
def correct_mark(mark: Row, *, value: str, reason: str, by: User | None) -> Row:
    """The chief judge corrects a mark, with a reason; the original stays beside it.

    Raises Refused(NOTHING_TO_CORRECT), Refused(UNFIT_MARK), Refused(REASON_MISSING), Refused(NOT_RUNNING).
    """
    contest = lock(mark.contest)
    require(by, "competitions.lead_judging", contest)
    scheme = running_scheme(contest)
    if mark.kind != RowKind.MARK:
        raise Refused(Reason.NOTHING_TO_CORRECT)
    if why := why_unfit(scheme, mark.component, mark.aspect, value):
        raise unfit(scheme, why, mark.component, mark.aspect, mark.code, value)
    ordinal = Row.objects.filter(contest=contest, kind=RowKind.CORRECTION).count() + 1
    return Row.objects.create(
        contest=contest,
        kind=RowKind.CORRECTION,
        code=mark.code,
        component=mark.component,
        aspect=mark.aspect,
        judge=mark.judge,
        round=mark.round,
        value=value,
        words=required(reason),
        key=f"correction-{ordinal}",
        at=timezone.now(),
        by=by,
    )


@transaction.atomic
def recuse(office: Office, code: str, *, reason: str, key: str, by: User | None) -> Row:
    """A judge says that they know the work, or have an interest: their marks of that number never count.

    Raises Refused: NOT_RUNNING, NO_SUCH_CODE, REASON_MISSING.
    """
    contest = lock(office.contest)
    if by is not None and by.person_id != office.person_id:
        require(by, "competitions.lead_judging", contest)
    running_scheme(contest)
    require_code(contest, code)
    return once(
        contest, key, kind=RowKind.RECUSAL, code=code, judge=office.alias, words=required(reason), by=by
    )


def kept_key(office: Office, key: str) -> str:
    """The key of a mark as the sheet keeps it: each office has its own, so that nobody takes up another's or the system's."""
    return hashlib.sha256(f"{office.pk}/{key}".encode()).hexdigest()[:40]


# --- parts ------------------------------------------------------------------------------------------------------


def require_office(office: Office, contest: Contest, by: User | None) -> None:
    """The office is this person's own and in force; nobody marks for somebody else."""
    require(by, "competitions.mark", contest)
    if (
        office.contest_id != contest.pk
        or office.ended_at
        or (by is not None and office.person_id != by.person_id)
    ):
        raise Refused(Reason.NOT_ON_BENCH, judge=office.alias, component="")


def running_scheme(contest: Contest, *, before: bool = False) -> Scheme:
    """The scheme of a contest that is being marked. Raises Refused(NOT_RUNNING)."""
    states = [ContestState.RUNNING, ContestState.READY] if before else [ContestState.RUNNING]
    scheme = scheme_of(contest)
    if contest.state not in states or scheme is None:
        raise Refused(Reason.NOT_RUNNING, contest=contest.title)
    return scheme


def _why_not(
    contest: Contest, scheme: Scheme, one: Sent, rounds: Rounds, size: Mapping[str, int], office: Office
) -> Refused | None:
    if office.alias not in rounds.bench(one.component, one.aspect):
        return Refused(Reason.NOT_ON_BENCH, judge=office.alias, component=one.component)
    if not known_code(one.code, size) or one.code[0] != prefix_of(contest, one.component):
        return Refused(Reason.NO_SUCH_CODE, code=one.code)
    if why := why_unfit(scheme, one.component, one.aspect, one.value):
        return unfit(scheme, why, one.component, one.aspect, one.code, one.value)
    if one.round < 1 or one.round > rounds.at(one.component, one.aspect, one.code).number:
        return Refused(Reason.ROUND_NOT_OPEN, code=one.code, round=one.round)
    if one.round > 1 and not one.words.strip():
        return Refused(Reason.REASON_MISSING)
    return None


def known_code(code: str, size: Mapping[str, int]) -> bool:
    """Whether it is a number of a layer of which so many were drawn (`size`, by prefix)."""
    found = CODE.fullmatch(code)
    return found is not None and 1 <= int(found[2]) <= size.get(found[1], 0)


def require_code(contest: Contest, code: str) -> None:
    """Raise Refused(NO_SUCH_CODE) for a number that was not drawn."""
    if not known_code(code, numbers_drawn(contest)):
        raise Refused(Reason.NO_SUCH_CODE, code=code)


def unfit(scheme: Scheme, why: str, component: str, aspect: str, code: str, value: str) -> Refused:
    """The refusal of a value that the scheme does not allow, in words."""
    least, most = bounds(scheme, component, aspect)
    words = {
        "component": _("没有模块“%(component)s”，或者它不这样评分") % {"component": component},
        "aspect": _("没有评分点“%(aspect)s”") % {"aspect": aspect},
        "number": _("“%(value)s”不是数") % {"value": value},
        "range": _("%(value)s 超出范围（%(least)s 至 %(most)s）")
        % {"value": value, "least": least, "most": most},
        "card": _("%(value)s 不是可亮的档（%(least)s 至 %(most)s）")
        % {"value": value, "least": least, "most": most},
    }
    return Refused(Reason.UNFIT_MARK, code=code, fault=words[why])


def _same(old: Row, new: Sent, alias: str) -> bool:
    return (old.kind, old.judge, old.component, old.aspect, old.code, old.round, old.value) == (
        RowKind.MARK, alias, new.component, new.aspect, new.code, new.round, new.value,
    )  # fmt: skip


def _row(contest: Contest, kind: str, one: Sent, *, judge: str, by: User | None) -> Row:
    return Row(
        contest=contest,
        kind=kind,
        code=one.code,
        component=one.component,
        aspect=one.aspect,
        judge=judge,
        round=one.round,
        value=one.value,
        words=one.words.strip()[:200],
        key=one.key,
        at=one.at,
        by=by,
    )


def once(contest: Contest, key: str, *, by: User | None, **columns: object) -> Row:
    """The row under this key: written now, or as it was written the first time."""
    row, _made = Row.objects.get_or_create(
        contest=contest, key=key, defaults={**columns, "at": timezone.now(), "by": by}
    )
    return row
