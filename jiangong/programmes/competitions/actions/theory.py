"""Theory on screen or paper: entrants put on the list of a sitting under their numbers, its scores taken into the sheet.

Nobody types a score: the examination is an office of the contest without a person (Duty.EXAM), and its rows are what
selection/exams computed. Each is known by sitting and number, so taking them again changes nothing. Who did not come has no
row: missing is not nought, and it is the chief judge who records an absence.
"""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions.actions.contests import required
from jiangong.programmes.competitions.actions.rejudging import Change, prepare_rejudging
from jiangong.programmes.competitions.models import Bench, Contest, Entry, Office, Rejudging, Row, Theory
from jiangong.programmes.competitions.queries.contests import scheme_of
from jiangong.programmes.competitions.queries.theory import (
    absent_from,
    awaiting,
    differing,
    examinee_behind,
    marked_by_hand,
    theories_of,
    theory_of,
    theory_parts,
)
from jiangong.programmes.competitions.states import ContestState, Duty, Reason, RowKind, Verb
from jiangong.selection.exams.actions import admit
from jiangong.selection.exams.models import Sitting
from jiangong.selection.exams.queries import corrections_of
from jiangong.selection.exams.states import TO_COME, SittingState
from jiangong.selection.judging.formulas.exact import written

ADMITTING = frozenset({ContestState.READY, ContestState.RUNNING})
ALIAS = "K1"


@transaction.atomic
def admit_entrants(
    contest: Contest, sitting: Sitting, component: str, *, places: int | None = None, by: User | None
) -> int:
    """Put the entrants who have no sitting yet on the list of this one, by their participants' numbers; how many are new.

    `places`: at most so many, in the order of the numbers. Who was absent from a closed sitting may be put on another's list.
    Their extra minutes go with them. From now on the component's scores come from sittings and from nobody else.
    Raises Refused: WRONG_STEP before the draw, NOT_OUR_SITTING, NO_THEORY, FULL_DIFFERS, THEORY_BY_HAND, NOBODY_TO_ADMIT.
    """
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    if contest.state not in ADMITTING:
        raise Refused(Reason.WRONG_STEP, contest=contest.title)
    _link(contest, sitting, component)
    waiting = awaiting(contest, component)[:places]
    if not waiting:
        raise Refused(Reason.NOBODY_TO_ADMIT)
    new = admit(
        sitting, [(entry.person_id, code, entry.extra_minutes) for code, entry in waiting if entry.person_id], by=by
    )  # fmt: skip
    record(
        Verb.EXAMINEES_ADMITTED, contest, organisation=contest.organiser, by=by, quantity=new,
        payload={"sitting": sitting.pk, "component": component},
    )  # fmt: skip
    return new


def _link(contest: Contest, sitting: Sitting, component: str) -> Theory:
    """The sitting as one of this component's; the bench of the component is the examination alone."""
    if (sitting.subject_type, sitting.subject_id) != (contest._meta.label_lower, contest.pk):
        raise Refused(Reason.NOT_OUR_SITTING, sitting=sitting.name)
    if sitting.state not in TO_COME:
        raise Refused(Reason.NOT_OUR_SITTING, sitting=sitting.name)
    part = theory_parts(contest).get(component)
    if part is None:
        raise Refused(Reason.NO_THEORY)
    if Decimal(part.of.numerator) / part.of.denominator != sitting.full:
        raise Refused(Reason.FULL_DIFFERS, full=f"{sitting.full:f}", of=written(part.of), component=part.name)
    if marked_by_hand(contest, component):
        raise Refused(Reason.THEORY_BY_HAND, component=part.name)
    office, _made = Office.objects.get_or_create(contest=contest, duty=Duty.EXAM, defaults={"alias": ALIAS})
    known = theory_of(sitting)
    if known is not None:
        if known.component != component:
            raise Refused(Reason.NOT_OUR_SITTING, sitting=sitting.name)
        return known
    Bench.objects.filter(contest=contest, component=component).delete()
    Bench.objects.create(contest=contest, component=component).judges.set([office])
    return Theory.objects.create(contest=contest, sitting=sitting, component=component, office=office)


@transaction.atomic
def grant_minutes(entry: Entry, minutes: int, *, by: User | None) -> Entry:
    """Give somebody more time for the theory paper; who is on a list already has it at once. Raises Refused(WRONG_STEP)."""
    contest = lock(entry.contest)
    entry = lock(entry)
    require(by, "competitions.examine_entry", entry)
    if contest.state not in {*ADMITTING, ContestState.ENTERING, ContestState.ENTERED, ContestState.FILED}:
        raise Refused(Reason.WRONG_STEP, contest=contest.title)
    entry.extra_minutes = minutes
    entry.save(update_fields=["extra_minutes"])
    examinee = examinee_behind(entry)
    if examinee is not None and examinee.sitting.state in TO_COME and entry.person_id is not None:
        admit(examinee.sitting, [(entry.person_id, examinee.code, minutes)], by=by)
    record(
        Verb.MINUTES_GRANTED, entry, organisation=entry.organisation, by=by, person=entry.person,
        payload={"contest": contest.pk, "minutes": minutes},
    )  # fmt: skip
    return entry


@transaction.atomic
def take_scores(theory: Theory, *, by: User | None) -> tuple[int, int]:
    """Take the scores of a closed sitting into the sheet: (new ones, corrected ones). Again it changes nothing.

    A score that a ruling on a question changed is a correction beside the one that stood, with the ruling's reason.
    Raises Refused: NOT_RUNNING before the contest runs and once the sheet is sealed, exams' NOT_CLOSED and BEING_MARKED.
    """
    contest = lock(theory.contest)
    require(by, "competitions.manage_contest", contest)
    if contest.state != ContestState.RUNNING:
        raise Refused(Reason.NOT_RUNNING, contest=contest.title)
    return _take(theory, contest, by)


def sitting_marked(sitting: Sitting, *, by: User | None) -> None:
    """The scores of a sitting are complete, or complete again (called by selection/exams in the same transaction).

    Before the contest runs they wait for its start; once the sheet is sealed only a rejudging takes them.
    """
    theory = theory_of(sitting)
    if theory is not None:
        contest = lock(theory.contest)
        if contest.state == ContestState.RUNNING:
            _take(theory, contest, by)


def take_waiting(contest: Contest, by: User | None) -> None:
    """The contest starts: what was sat before goes into the sheet. In the caller's transaction."""
    for theory in theories_of(contest):
        if theory.sitting.state == SittingState.CLOSED:
            _take(theory, contest, by)


def _take(theory: Theory, contest: Contest, by: User | None) -> tuple[int, int]:
    changed = differing(theory)
    reason = _reason(theory)
    round_ = len(corrections_of(theory.sitting))
    now, alias = timezone.now(), theory.office.alias
    rows = [
        Row(
            contest=contest,
            kind=RowKind.MARK if old is None else RowKind.CORRECTION,
            code=code,
            component=theory.component,
            judge=alias,
            value=written(score),
            words="" if old is None else reason,
            key=f"exam-{theory.sitting_id}-{code}"
            if old is None
            else f"exam-{theory.sitting_id}-{code}-{round_}",
            at=theory.sitting.closed_at or now,
            by=by,
        )
        for code, old, score in changed
    ]
    Row.objects.bulk_create(rows, batch_size=1_000)
    theory.taken_at = now
    theory.save(update_fields=["taken_at"])
    new = sum(one.kind == RowKind.MARK for one in rows)
    if rows:
        record(
            Verb.SCORES_TAKEN, contest, organisation=contest.organiser, by=by, quantity=len(rows),
            payload={"sitting": theory.sitting_id, "new": new, "corrected": len(rows) - new},
        )  # fmt: skip
    return new, len(rows) - new


def _reason(theory: Theory) -> str:
    """Why scores changed: the newest ruling on a question, in words."""
    rulings = corrections_of(theory.sitting)
    if not rulings:
        return _("理论考试重新判分")
    newest = rulings[-1]
    return _("理论考试第 %(number)s 号题更正：%(reason)s") % {
        "number": newest.number,
        "reason": newest.reason[:150],
    }


@transaction.atomic
def note_absences(contest: Contest, component: str, *, reason: str, by: User | None) -> int:
    """The chief judge records as absent everybody who was on a list, came to none of the closed sittings and waits for no other.

    Returns how many. Raises Refused: NOT_RUNNING, REASON_MISSING.
    """
    contest = lock(contest)
    require(by, "competitions.lead_judging", contest)
    words = required(reason)
    if contest.state != ContestState.RUNNING or scheme_of(contest) is None:
        raise Refused(Reason.NOT_RUNNING, contest=contest.title)
    now = timezone.now()
    rows = [
        Row(
            contest=contest, kind=RowKind.ABSENCE, code=code, component=component, words=words,
            key=f"exam-absent-{component[:12]}-{code}", at=now, by=by,
        )
        for code in absent_from(contest, component)
    ]  # fmt: skip
    Row.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


@transaction.atomic
def prepare_theory_rejudging(theory: Theory, *, by: User | None) -> Rejudging:
    """A ruling came after the sheet was sealed: a rejudging that would take the scores as they are now, for somebody to decide.

    By the supervisor, as every rejudging. Raises Refused: NOTHING_CHANGES, and what prepare_rejudging raises.
    """
    changed: list[tuple[str, str]] = [
        (code, written(score)) for code, old, score in differing(theory) if old is not None
    ]
    reason = _reason(theory)
    changes = [
        Change(
            kind=RowKind.CORRECTION, code=code, component=theory.component, judge=theory.office.alias, value=value,
            words=reason,
        )
        for code, value in changed
    ]  # fmt: skip
    return prepare_rejudging(theory.contest, changes, reason=reason, by=by)
