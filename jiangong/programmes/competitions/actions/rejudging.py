"""Rejudging 复核: a set of changes, seen with its effect on every place and honour, applied or refused as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.computing import put_outcome
from jiangong.programmes.competitions.actions.contests import required
from jiangong.programmes.competitions.actions.honouring import propose_anew
from jiangong.programmes.competitions.models import Appeal, Contest, Entry, Outcome, Rejudging, Row
from jiangong.programmes.competitions.queries.appeals import rejudging_prepared
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.results import newest_outcome, shown
from jiangong.programmes.competitions.queries.schemes import fault_words
from jiangong.programmes.competitions.queries.sheet import opened_sheet
from jiangong.programmes.competitions.states import (
    OPENED,
    REJUDGING_TRANSITIONS,
    Reason,
    RejudgingState,
    RowKind,
    Verb,
)
from jiangong.selection.judging.formulas import Unfit, compute, read_scheme, read_sheet
from jiangong.selection.judging.formulas.rejudging import Effect, Moved
from jiangong.selection.judging.formulas.scheme.shapes import Scheme
from jiangong.selection.judging.formulas.sheet.shapes import Sheet, Standing


@dataclass(frozen=True)
class Change:
    """One row that a rejudging would add to the sheet, under a participant's number. `lifts`: a row that it takes back."""

    kind: str
    code: str
    component: str = ""
    aspect: str = ""
    judge: str = ""
    round: int = 1
    value: str = ""
    words: str = ""
    lifts: int | None = None


@transaction.atomic
def prepare_rejudging(
    contest: Contest, changes: Sequence[Change], *, reason: str, appeal: Appeal | None = None, by: User | None
) -> Rejudging:
    """Write down a set of changes and what it would do. Nothing is changed yet.

    Raises Refused(NOTHING_CHANGES), Refused(REJUDGING_WAITS), Refused(SCHEME_UNFIT) with every fault, Refused(NOT_KNOWN_YET).
    """
    contest = lock(contest)
    require(by, "competitions.prepare_rejudging", contest)
    upon = newest_outcome(contest)
    if upon is None or contest.state not in OPENED:
        raise Refused(Reason.NOT_KNOWN_YET, contest=contest.title)
    if not changes:
        raise Refused(Reason.NOTHING_CHANGES)
    if rejudging_prepared(contest) is not None:
        raise Refused(Reason.REJUDGING_WAITS)
    effect = effect_of(contest, upon, changes)
    return Rejudging.objects.create(
        contest=contest,
        appeal=appeal,
        upon=upon,
        reason=required(reason),
        changes=[dict(one.__dict__) for one in changes],
        effect=kept_effect(effect),
        prepared_by=by,
    )


@transaction.atomic
def apply_rejudging(rejudging: Rejudging, *, by: User | None) -> Outcome:
    """Add the rows, compute anew, propose the honours anew; a notice that runs starts again where a place moved.

    Whoever prepared it does not decide it. Raises Refused(REJUDGING_IS_STALE), Refused(PROGRAMS_DIFFER).
    """
    rejudging, contest = _decided(rejudging, RejudgingState.APPLIED, by)
    if newest_outcome(contest) != rejudging.upon:
        raise Refused(Reason.REJUDGING_IS_STALE)
    now = timezone.now()
    Row.objects.bulk_create(
        Row(
            contest=contest, rejudging=rejudging, key=f"rejudging-{rejudging.pk}-{n}", at=now, by=by,
            kind=one["kind"], code=one["code"], component=one["component"], aspect=one["aspect"],
            judge=one["judge"], round=one["round"], value=one["value"], words=one["words"], lifts_id=one["lifts"],
        )
        for n, one in enumerate(rejudging.changes, start=1)
    )  # fmt: skip
    opened = opened_sheet(Book(contest))
    scheme = read_scheme(rejudging.upon.contents["scheme"])
    outcome = put_outcome(contest, scheme, opened.sheet, dict(opened.entries), by)
    standing = {one.code: one.standing.value for one in opened.sheet.entrants}
    moved = [one for code, one in opened.entries.items() if one.standing != standing[code]]
    for code, entry in opened.entries.items():
        entry.standing = standing[code]
    Entry.objects.bulk_update(moved, ["standing"])
    ranks = len(rejudging.effect["ranks"])
    record(
        Verb.REJUDGED, rejudging, organisation=contest.organiser, by=by,
        payload={"contest": contest.pk, "moved": ranks, "reason": rejudging.reason},
    )  # fmt: skip
    propose_anew(contest, outcome, reason=rejudging.reason, by=by)
    return outcome


@transaction.atomic
def refuse_rejudging(rejudging: Rejudging, *, by: User | None) -> Rejudging:
    """The set is not applied, as a whole; it stays on record with its effect."""
    rejudging, contest = _decided(rejudging, RejudgingState.REFUSED, by)
    record(
        Verb.REJUDGING_REFUSED, rejudging, organisation=contest.organiser, by=by,
        payload={"contest": contest.pk, "reason": rejudging.reason},
    )  # fmt: skip
    return rejudging


def effect_of(contest: Contest, upon: Outcome, changes: Sequence[Change]) -> Effect:
    """What the changes would do, line by line. Raises Refused(SCHEME_UNFIT) where they do not fit the sheet."""
    scheme, before = _before(upon)
    after = _with(contest, changes)
    try:
        first, second = compute(scheme, before), compute(scheme, after)
    except Unfit as unfit:
        words = fault_words(unfit.faults)
        raise Refused(Reason.SCHEME_UNFIT, count=len(words), faults="；".join(words)) from unfit
    moved = []
    for old in first.lines:
        new = second.line(old.entrant)
        what = tuple(name for name in _COMPARED if _COMPARED[name](old) != _COMPARED[name](new))
        if what:
            moved.append(Moved(old, new, what))
    return Effect(first, second, tuple(moved))


def _with(contest: Contest, changes: Sequence[Change]) -> Sheet:
    """The sheet as it would be: the rows there, and these after them, not written."""
    book = Book(contest)
    by_pk = {row.pk: row for row in book.rows}
    fresh = [
        Row(
            contest=contest, kind=one.kind, code=one.code, component=one.component, aspect=one.aspect,
            judge=one.judge, round=one.round, value=one.value, words=one.words, lifts=by_pk.get(one.lifts or 0),
        )
        for one in changes
    ]  # fmt: skip
    return opened_sheet(book, fresh).sheet


_COMPARED: Mapping[str, Any] = {
    "place": lambda line: line.place,
    "scores": lambda line: [cell.score for cell in line.cells],
    "total": lambda line: line.score,
    "rank": lambda line: line.rank,
    "scale": lambda line: line.scale,
    "medal": lambda line: line.medal,
    "awards": lambda line: line.awards,
    "advances": lambda line: line.advances,
}


def kept_effect(effect: Effect) -> dict[str, Any]:
    """The effect as it is kept and shown: who moves, from where to where, and what they gain or lose."""
    return {
        "ranks": list(effect.ranks),
        "honours": list(effect.honours),
        "nothing": effect.nothing,
        "moved": [
            {
                "code": one.entrant,
                "what": list(one.what),
                "rank": [one.before.rank, one.after.rank],
                "total": [shown(one.before.score), shown(one.after.score)],
                "place": [one.before.place.value, one.after.place.value],
                "medal": [one.before.medal, one.after.medal],
                "awards": [
                    [given.award for given in line.awards if given.given] for line in (one.before, one.after)
                ],
                "advances": [one.before.advances, one.after.advances],
            }
            for one in effect.moved
        ],
    }


def _before(upon: Outcome) -> tuple[Scheme, Sheet]:
    scheme = read_scheme(upon.contents["scheme"])
    return scheme, read_sheet(upon.contents["sheet"], scheme)


def _decided(rejudging: Rejudging, to: str, by: User | None) -> tuple[Rejudging, Contest]:
    contest = lock(rejudging.contest)
    rejudging = lock(rejudging)
    require(by, "competitions.decide_rejudging", contest)
    if by is not None and rejudging.prepared_by_id == by.pk:
        raise Refused(Reason.HEARD_BY_INVOLVED, name=by.person.name if by.person else by.username)
    rejudging.decided_at, rejudging.decided_by = timezone.now(), by
    advance(
        rejudging,
        to,
        REJUDGING_TRANSITIONS,
        otherwise=Reason.ALREADY_ENDED,
        also=["decided_at", "decided_by"],
    )
    return rejudging, contest


STANDINGS = frozenset(one.value for one in Standing)
KINDS = frozenset(
    {RowKind.CORRECTION, RowKind.MARK, RowKind.RECUSAL, RowKind.PENALTY, RowKind.ABSENCE, RowKind.STANDING}
)
