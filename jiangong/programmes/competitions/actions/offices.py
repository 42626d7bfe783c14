"""Offices of a contest, and declared relations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import Fact, record, record_many
from jiangong.foundation.people.models import Person, User
from jiangong.programmes.competitions.models import (
    Bench,
    Contest,
    Entry,
    Office,
    Relation,
    Row,
    Theory,
)
from jiangong.programmes.competitions.states import (
    CIPHERS,
    MARKING,
    ContestState,
    Duty,
    EntryState,
    Reason,
    RowKind,
    Verb,
)

# Groups that one person may not hold two of in a contest: who marks, who holds a layer, who hears appeals.
APART = (
    MARKING,
    frozenset({CIPHERS[0]}),
    frozenset({CIPHERS[1]}),
    frozenset({CIPHERS[2]}),
    frozenset({Duty.SUPERVISOR}),
)
ALIASES = {Duty.CHIEF: "Z", Duty.JUDGE: "P", Duty.CLERK: "L", Duty.SUPERVISOR: "J"}
STARTED = frozenset({ContestState.RUNNING, ContestState.SEALED, ContestState.KNOWN, ContestState.CONFIRMED})


@dataclass(frozen=True)
class Asked:
    """Whom an organiser asks to serve, as what, with which qualification."""

    person: Person
    duty: str
    qualification: str = ""


def give_office(
    contest: Contest, person: Person, duty: str, *, qualification: str = "", by: User | None
) -> Office:
    """Ask somebody to serve; see `give_offices`."""
    [office] = give_offices(contest, [Asked(person, duty, qualification)], by=by)
    return office


@transaction.atomic
def give_offices(contest: Contest, asked: Sequence[Asked], *, by: User | None) -> list[Office]:
    """Ask people to serve, all of them or nobody; seven statements however many there are.

    Aliases are given in order: the sheet never says a name. Who has the office already keeps it.
    Raises Refused(OFFICES_CONFLICT) for two offices that must be apart, also one after the other once numbers are drawn, or for
    a competitor, Refused(OFFICE_TAKEN).
    """
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    known = list(Office.objects.filter(contest=contest).select_related("person"))
    people = [one.person for one in asked]
    competing = set(
        Entry.objects.filter(contest=contest, person__in=people)
        .exclude(state__in=[EntryState.WITHDRAWN, EntryState.REFUSED])
        .values_list("person_id", flat=True)
    )
    fresh: list[Office] = []
    answers: list[Office] = []
    for one in asked:
        held = [office for office in (*known, *fresh) if office.ended_at is None]
        same = next(
            (each for each in held if each.person_id == one.person.pk and each.duty == one.duty), None
        )
        if same is None:
            _require_apart(one, [*held, *(office for office in known if _knew(office, contest))], competing)
            stem = ALIASES.get(Duty(one.duty), "M")
            number = sum(office.alias.startswith(stem) for office in (*known, *fresh)) + 1
            same = Office(
                contest=contest,
                person=one.person,
                duty=one.duty,
                alias=f"{stem}{number}",
                qualification=one.qualification.strip(),
            )
            fresh.append(same)
        answers.append(same)
    Office.objects.bulk_create(fresh)
    _record_and_tell(contest, fresh, by=by)
    return answers


def _record_and_tell(contest: Contest, fresh: Sequence[Office], *, by: User | None) -> None:
    """Record new offices and tell those who hold them."""
    record_many(
        [
            Fact(
                Verb.OFFICE_GIVEN, "competitions.office", office.pk, contest.organiser, person_id=office.person_id,
                payload={"contest": contest.pk, "duty": office.duty},
            )
            for office in fresh
        ],
        by=by,
    )  # fmt: skip
    for office in fresh:
        tell(
            [office.person_id] if office.person_id else [],
            "competitions.office_given",
            office,
            {
                "contest": contest.title,
                "duty": str(Duty(office.duty).label),
                "starts": contest.starts_on.isoformat(),
            },
            organisation=contest.organiser,
            by=by,
        )


def _require_apart(asked: Asked, held: Sequence[Office], competing: Collection[int | None]) -> None:
    """Raise Refused(OFFICES_CONFLICT), Refused(OFFICE_TAKEN)."""
    for office in held:
        if office.person_id == asked.person.pk and _apart(office.duty, asked.duty):
            raise _conflict(asked.person, office.get_duty_display(), asked.duty)
    if asked.person.pk in competing:
        raise _conflict(asked.person, _("选手"), asked.duty)
    if asked.duty in {Duty.CHIEF, *CIPHERS} and any(
        office.duty == asked.duty and office.ended_at is None for office in held
    ):
        raise Refused(Reason.OFFICE_TAKEN, duty=Duty(asked.duty).label)


@transaction.atomic
def end_office(office: Office, *, by: User | None) -> Office:
    """Somebody serves no longer; once marks are given only a successor may be named beside them.

    Raises Refused(OFFICE_IN_USE).
    """
    contest = lock(office.contest)
    office = lock(office)
    require(by, "competitions.manage_contest", contest)
    if contest.state in STARTED:
        raise Refused(Reason.OFFICE_IN_USE, duty=office.get_duty_display())
    office.ended_at = timezone.now()
    office.save(update_fields=["ended_at"])
    record(
        Verb.OFFICE_ENDED, office, organisation=contest.organiser, by=by, person=office.person,
        payload={"contest": contest.pk, "duty": office.duty},
    )  # fmt: skip
    return office


@transaction.atomic
def set_bench(
    contest: Contest, component: str, offices: list[Office], *, aspects: tuple[str, ...] = (), by: User | None
) -> Bench:
    """Say who marks a component (or some aspects of it); replaces the bench that was there for the same.

    Who came and who left stands on the ledger by their aliases, also during the marking.
    Raises Refused(NOT_ON_BENCH), Refused(OFFICE_IN_USE) if somebody would leave who has marked.
    """
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    if contest.state in STARTED - {ContestState.RUNNING}:
        raise Refused(Reason.WRONG_STEP, contest=contest.title)
    if Theory.objects.filter(contest=contest, component=component).exists():
        raise Refused(Reason.THEORY_BY_SITTING)
    wrong = [
        one for one in offices if one.contest_id != contest.pk or one.duty not in MARKING or one.ended_at
    ]
    if wrong:
        raise Refused(Reason.NOT_ON_BENCH, judge=wrong[0].alias, component=component)
    bench, _made = Bench.objects.get_or_create(contest=contest, component=component, aspects=list(aspects))
    _keep_who_marked(bench, offices)
    before, now = {one.alias for one in bench.judges.all()}, {one.alias for one in offices}
    bench.judges.set(offices)
    if before != now:
        record(
            Verb.BENCH_SET, bench, organisation=contest.organiser, by=by,
            payload={
                "contest": contest.pk, "component": component, "aspects": list(aspects), "judges": sorted(now),
                "came": sorted(now - before), "left": sorted(before - now),
            },
        )  # fmt: skip
    return bench


@transaction.atomic
def declare_relation(one: Person, other: Person, kind: str, *, by: User | None) -> Relation:
    """A relation that bars one from marking the other: declared by oneself, or recorded by an officer."""
    if by is not None and by.person_id not in (one.pk, other.pk):
        require(by, "competitions.record_qualification")
    first, second = sorted((one, other), key=lambda person: person.pk)
    found, _made = Relation.objects.get_or_create(
        one=first, other=second, kind=kind, defaults={"declared_by": by}
    )
    return found


def _keep_who_marked(bench: Bench, offices: list[Office]) -> None:
    """Raise Refused(OFFICE_IN_USE) where somebody would leave a bench who has marked at it: their marks would no longer count."""
    gone = {one.alias for one in bench.judges.all()} - {one.alias for one in offices}
    marked = Row.objects.filter(
        contest=bench.contest_id, kind=RowKind.MARK, component=bench.component, judge__in=gone
    )
    if bench.aspects:
        marked = marked.filter(aspect__in=bench.aspects)
    if marked.exists():
        raise Refused(Reason.OFFICE_IN_USE, duty=Duty.JUDGE.label)


def _knew(office: Office, contest: Contest) -> bool:
    """Whether an office that ended was held while there was something to learn: what one knows one keeps."""
    return (
        contest.locked_at is not None and office.ended_at is not None and office.ended_at >= contest.locked_at
    )


def _apart(held: str, new: str) -> bool:
    groups = [n for n, group in enumerate(APART) if held in group or new in group]
    return len(groups) > 1


def _conflict(person: Person, held: str, duty: str) -> Refused:
    return Refused(Reason.OFFICES_CONFLICT, name=person.name, held=held, duty=Duty(duty).label)
