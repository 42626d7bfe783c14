"""Entries: by oneself, by one's union, by spreadsheet through the same act; examined, refused, withdrawn, replaced."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, open_matter, tell
from jiangong.foundation.ledger.actions import Fact, record, record_many
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below
from jiangong.foundation.people.models import Membership, Person, User
from jiangong.foundation.people.states import MembershipState
from jiangong.foundation.rulebook.explain import All, compares, holds
from jiangong.foundation.rulebook.queries import used
from jiangong.programmes.competitions.actions.contests import required
from jiangong.programmes.competitions.formulas.eligibility import Clause
from jiangong.programmes.competitions.models import Contest, Entry, Team
from jiangong.programmes.competitions.queries import entries as reads
from jiangong.programmes.competitions.states import (
    CHANGEABLE,
    ENTRY_TRANSITIONS,
    EntryState,
    Reason,
    Verb,
)

# What no union and no examiner can mend later is refused at once; the rest an examiner sees as findings.
AT_ONCE = frozenset(
    {Clause.OPEN, Clause.BEGUN, Clause.NOT_OVER, Clause.ONCE, Clause.MEMBER, Clause.BELONGS, Clause.SERVES}
)
BY_UNION = frozenset({Clause.INSURED})  # an entry by oneself waits until the unit has confirmed it


@dataclass(frozen=True)
class Wish:
    """One person's entry as it is asked for."""

    person: Person
    is_substitute: bool = False
    new_field: str = ""
    needs: str = ""


@transaction.atomic
def enter(contest: Contest, wish: Wish, *, by: User) -> Entry:
    """Enter oneself. What the register knows is not asked; what it lacks, an examiner has to find.

    Raises Refused(NOT_ELIGIBLE) with the clause and what would change it, Refused(NOT_ENTERING), Refused(ALREADY_ENTERED),
    Refused(FULL), Refused(UNIT_FULL).
    """
    if by.person_id != wish.person.pk:
        raise PermissionError("one enters oneself; unions use enter_colleagues")
    [answer] = _enter(contest, [wish], insured=False, by=by)
    if isinstance(answer, Refused):
        raise answer
    return answer


@transaction.atomic
def enter_colleagues(
    contest: Contest, organisation: Organisation, wishes: Sequence[Wish], *, insured: bool, by: User | None
) -> list[Entry | Refused]:
    """A union enters its members, many at once; each answer stands beside its wish. `insured`: the unit confirms it."""
    require(by, "competitions.enter_colleagues", organisation)
    mine = set(
        Membership.objects.filter(
            at_or_below(organisation, "organisation__"),
            person__in=[one.person.pk for one in wishes],
            state=MembershipState.ACTIVE,
        ).values_list("person_id", flat=True)
    )
    known = [one for one in wishes if one.person.pk in mine]
    answers = dict(
        zip(
            [one.person.pk for one in known],
            _enter(contest, known, insured=insured, by=by),
            strict=True,
        )
    )
    stranger = Refused(Reason.NOT_A_COLLEAGUE, organisation=organisation.name)
    return [answers.get(one.person.pk, stranger) for one in wishes]


def _enter(
    contest: Contest, wishes: Sequence[Wish], *, insured: bool, by: User | None
) -> list[Entry | Refused]:
    """One answer for each wish; ten statements however many there are."""
    contest = lock(contest)
    people = [one.person for one in wishes]
    with used() as reads_used:
        rule, facts = reads.rule_and_facts(contest, people, insured=insured)
    unions = {
        one.person_id: one.organisation
        for one in Membership.objects.filter(
            person__in=[one.pk for one in people], state=MembershipState.ACTIVE
        ).select_related("organisation")
    }
    levels = reads.levels_of(people)
    titles = reads.titles_of([one.pk for one in people])
    room = _Room(contest)
    answers: list[Entry | Refused] = []
    fresh: list[Entry] = []
    seen: set[int] = set()
    for wish in wishes:
        person = wish.person
        known = facts[person.pk] if person.pk not in seen else {**facts[person.pk], "entered": True}
        broken = [one for one in compares(rule) if not holds(one, known)]
        fatal = [one for one in broken if one.clause in AT_ONCE]
        if fatal:
            answers.append(_why(contest, fatal[0]))
            continue
        union = unions[person.pk]
        if full := room.why_full(union, wish.is_substitute):
            answers.append(full)
            continue
        waiting = [one for one in broken if one.clause in BY_UNION and not insured]
        wrong = [one for one in broken if one not in waiting]
        if wrong:
            answers.append(_why(contest, wrong[0]))
            continue
        seen.add(person.pk)
        room.take(union, wish.is_substitute)
        entry = Entry(
            contest=contest,
            person=person,
            organisation=union,
            team=room.team(union),
            is_substitute=wish.is_substitute,
            state=EntryState.APPLIED if waiting else EntryState.ACCEPTED,
            findings=_findings(rule, known),
            level=levels[person.pk],
            titles=titles.get(person.pk, []),
            insured=insured,
            new_field=wish.new_field,
            needs=wish.needs.strip()[:200],
            ticket=secrets.token_urlsafe(12),
            entered_by=by,
        )
        fresh.append(entry)
        answers.append(entry)
    Entry.objects.bulk_create(fresh, batch_size=1_000)
    record_many(
        [
            Fact(
                Verb.ENTERED, "competitions.entry", one.pk, one.organisation, person_id=one.person_id,
                attribute=contest.trade.key, payload={"contest": contest.pk}, used=reads_used,
            )
            for one in fresh
        ],
        by=by,
    )  # fmt: skip
    if any(one.state == EntryState.APPLIED for one in fresh):
        open_matter(
            "competitions.examine_entries", contest, organisation=contest.organiser,
            due_at=contest.enter_until, words={"contest": contest.title}, label=contest.title,
        )  # fmt: skip
    return answers


class _Room:
    """Places left in a contest whose row is locked: of the whole, and of each unit; substitutes take none."""

    def __init__(self, contest: Contest) -> None:
        rows = list(
            Entry.objects.filter(
                contest=contest, state__in=[EntryState.APPLIED, EntryState.ACCEPTED], is_substitute=False
            ).values_list("organisation_id", flat=True)
        )
        self.contest, self.taken = contest, len(rows)
        self.units: dict[int, int] = {}
        for unit in rows:
            self.units[unit] = self.units.get(unit, 0) + 1
        self.teams = {one.organisation_id: one for one in Team.objects.filter(contest=contest)}

    def why_full(self, union: Organisation, substitute: bool) -> Refused | None:
        contest = self.contest
        if substitute:
            return None
        if contest.places is not None and self.taken >= contest.places:
            return Refused(Reason.FULL, contest=contest.title, places=contest.places)
        each = contest.places_per_unit
        if each is not None and self.units.get(union.pk, 0) >= each:
            return Refused(Reason.UNIT_FULL, organisation=union.name, places=each)
        return None

    def take(self, union: Organisation, substitute: bool) -> None:
        if not substitute:
            self.taken += 1
            self.units[union.pk] = self.units.get(union.pk, 0) + 1

    def team(self, union: Organisation) -> Team | None:
        """The unit's team; made with its first member."""
        if not self.contest.in_teams:
            return None
        if union.pk not in self.teams:
            self.teams[union.pk] = Team.objects.create(
                contest=self.contest, organisation=union, name=union.short_name[:60]
            )
        return self.teams[union.pk]


@transaction.atomic
def name_leader(team: Team, leader: Person, *, by: User | None) -> Team:
    """Say who speaks for a team; a member of its union."""
    team = lock(team)
    require(by, "competitions.enter_colleagues", team.organisation)
    team.leader = leader
    team.save(update_fields=["leader"])
    return team


@transaction.atomic
def accept_entry(entry: Entry, *, by: User | None) -> Entry:
    """The examiner found what the register lacks, or that an objection to a refusal is right."""
    entry, contest = _examined(entry, by)
    advance(entry, EntryState.ACCEPTED, ENTRY_TRANSITIONS, otherwise=Reason.ALREADY_ENDED)
    record(
        Verb.ACCEPTED, entry, organisation=entry.organisation, person=entry.person, by=by,
        payload={"contest": contest.pk},
    )  # fmt: skip
    _tell(entry, "competitions.entry_accepted", {
        "contest": contest.title, "starts": contest.starts_on.isoformat(), "place": contest.place or "另行通知",
    }, by)  # fmt: skip
    _settle(contest, by)
    return entry


@transaction.atomic
def refuse_entry(entry: Entry, *, reason: str, by: User | None) -> Entry:
    """The entry does not meet the rules; the reason is told. Raises Refused(REASON_MISSING)."""
    entry, contest = _examined(entry, by)
    entry.refused_reason = required(reason)
    advance(
        entry, EntryState.REFUSED, ENTRY_TRANSITIONS, otherwise=Reason.ALREADY_ENDED, also=["refused_reason"]
    )
    record(
        Verb.REFUSED, entry, organisation=entry.organisation, person=entry.person, by=by,
        payload={"contest": contest.pk, "reason": entry.refused_reason},
    )  # fmt: skip
    _tell(entry, "competitions.entry_refused", {"contest": contest.title, "reason": entry.refused_reason}, by)
    _settle(contest, by)
    return entry


@transaction.atomic
def withdraw_entry(entry: Entry, *, by: User | None) -> Entry:
    """Somebody does not compete after all; the unit's first substitute takes the place. Until the numbers are drawn."""
    entry = lock(entry)
    contest = lock(entry.contest)
    require(by, "competitions.withdraw_entry", entry)
    if contest.state not in CHANGEABLE:
        raise Refused(Reason.CANNOT_WITHDRAW, contest=contest.title)
    held_a_place = entry.state == EntryState.ACCEPTED and not entry.is_substitute
    advance(entry, EntryState.WITHDRAWN, ENTRY_TRANSITIONS, otherwise=Reason.ALREADY_ENDED)
    record(
        Verb.WITHDRAWN, entry, organisation=entry.organisation, person=entry.person, by=by,
        payload={"contest": contest.pk},
    )  # fmt: skip
    if held_a_place:
        _replace(contest, entry)
    _settle(contest, by)
    return entry


def accepted_from_below(contest: Contest, entries: Sequence[Entry], *, by: User | None) -> list[Entry]:
    """Enter people who climbed, in the caller's transaction; who is in already stays as they are. The contest is locked.

    They were examined below; places of the contest do not limit them, for the cut below did.
    """
    if contest.state not in CHANGEABLE:
        return []
    here = set(
        Entry.objects.filter(contest=contest)
        .exclude(state=EntryState.WITHDRAWN)
        .values_list("person_id", flat=True)
    )
    fresh = [
        Entry(
            contest=contest, person=one.person, organisation=one.organisation, state=EntryState.ACCEPTED,
            findings=one.findings, level=one.level, titles=one.titles, insured=one.insured,
            new_field=one.new_field, needs=one.needs, ticket=secrets.token_urlsafe(12), entered_by=by,
            carried_from=one,
        )
        for one in entries
        if one.person_id and one.person_id not in here
    ]  # fmt: skip
    Entry.objects.bulk_create(fresh, batch_size=1_000)
    return fresh


def _replace(contest: Contest, gone: Entry) -> None:
    """The first substitute of the same unit moves up."""
    first = (
        Entry.objects.select_for_update()
        .filter(
            contest=contest, organisation=gone.organisation, state=EntryState.ACCEPTED, is_substitute=True
        )
        .order_by("pk")
        .first()
    )
    if first is not None:
        first.is_substitute = False
        first.save(update_fields=["is_substitute"])


def _examined(entry: Entry, by: User | None) -> tuple[Entry, Contest]:
    entry = lock(entry)
    contest = lock(entry.contest)
    require(by, "competitions.examine_entry", entry)
    if contest.state not in CHANGEABLE:
        raise Refused(Reason.CANNOT_CHANGE, contest=contest.title)
    return entry, contest


def _settle(contest: Contest, by: User | None) -> None:
    """Nothing waits for an examiner any more."""
    if not Entry.objects.filter(contest=contest, state=EntryState.APPLIED).exists():
        close_matters(contest, kind="competitions.examine_entries", by=by)


def _tell(entry: Entry, kind: str, words: Mapping[str, Any], by: User | None) -> None:
    if entry.person_id:
        tell([entry.person_id], kind, entry, words, organisation=entry.contest.organiser, by=by)


def _findings(rule: All, known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each clause with whether it held, and where it is written: what an examiner and a stranger may see later."""
    return [
        {
            "clause": str(one.clause),
            "holds": holds(one, known),
            "says": str(one.says),
            "source": str(one.term.source),
            "parameter": one.term.parameter,
        }
        for one in compares(rule)
    ]


def _why(contest: Contest, broken: Any) -> Refused:
    if broken.clause in (Clause.OPEN, Clause.BEGUN, Clause.NOT_OVER):
        return Refused(
            Reason.NOT_ENTERING, contest=contest.title, since=contest.enter_from, until=contest.enter_until
        )
    if broken.clause == Clause.ONCE:
        return Refused(Reason.ALREADY_ENTERED, contest=contest.title)
    return Refused(
        Reason.NOT_ELIGIBLE, why=broken.says, clause=broken.term.source, remedy=broken.datum.remedy
    )
