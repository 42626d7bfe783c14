"""Offices of a contest, and declared relations."""

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.people.models import Person, User
from jiangong.programmes.competitions.models import Bench, Contest, Entry, Office, Relation, Theory
from jiangong.programmes.competitions.states import (
    CIPHERS,
    MARKING,
    ContestState,
    Duty,
    EntryState,
    Reason,
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


@transaction.atomic
def give_office(
    contest: Contest, person: Person, duty: str, *, qualification: str = "", by: User | None
) -> Office:
    """Ask somebody to serve. Aliases are given in order: the sheet never says a name.

    Raises Refused(OFFICES_CONFLICT) for two offices that must be apart or for a competitor, Refused(OFFICE_TAKEN).
    """
    contest = lock(contest)
    require(by, "competitions.manage_contest", contest)
    held = Office.objects.filter(contest=contest, person=person, ended_at__isnull=True)
    for office in held:
        if office.duty == duty:
            return office
        if _apart(office.duty, duty):
            raise _conflict(person, office.get_duty_display(), duty)
    if Entry.objects.filter(contest=contest, person=person).exclude(
        state__in=[EntryState.WITHDRAWN, EntryState.REFUSED]
    ):
        raise _conflict(person, "选手", duty)
    single = {Duty.CHIEF, *CIPHERS}
    if duty in single and contest.offices.filter(duty=duty, ended_at__isnull=True).exists():
        raise Refused(Reason.OFFICE_TAKEN, duty=Duty(duty).label)
    stem = ALIASES.get(Duty(duty), "M")
    number = contest.offices.filter(alias__startswith=stem).count() + 1
    office = Office.objects.create(
        contest=contest,
        person=person,
        duty=duty,
        alias=f"{stem}{number}",
        qualification=qualification.strip(),
    )
    record(
        Verb.OFFICE_GIVEN, office, organisation=contest.organiser, by=by, person=person,
        payload={"contest": contest.pk, "duty": duty},
    )  # fmt: skip
    tell(
        [person.pk],
        "competitions.office_given",
        office,
        {"contest": contest.title, "duty": str(Duty(duty).label), "starts": contest.starts_on.isoformat()},
        organisation=contest.organiser,
        by=by,
    )
    return office


@transaction.atomic
def end_office(office: Office, *, by: User | None) -> Office:
    """Somebody serves no longer; once marks are given only a successor may be named beside them."""
    office = lock(office)
    contest = lock(office.contest)
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
    """Say who marks a component (or some aspects of it); replaces the bench that was there for the same."""
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
    bench.judges.set(offices)
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


def _apart(held: str, new: str) -> bool:
    groups = [n for n, group in enumerate(APART) if held in group or new in group]
    return len(groups) > 1


def _conflict(person: Person, held: str, duty: str) -> Refused:
    return Refused(Reason.OFFICES_CONFLICT, name=person.name, held=held, duty=Duty(duty).label)
