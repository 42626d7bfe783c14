"""Entries: by oneself, by one's union, by spreadsheet through the same act."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import open_matter
from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below
from jiangong.foundation.people.models import Membership, Person, User
from jiangong.foundation.people.states import MembershipState
from jiangong.foundation.rulebook.explain import All, Compare, compares, holds
from jiangong.foundation.rulebook.queries import used
from jiangong.programmes.competitions.formulas.eligibility import AT_ONCE, BY_UNION, Clause
from jiangong.programmes.competitions.models import Contest, Entry, Team
from jiangong.programmes.competitions.queries import entries as reads
from jiangong.programmes.competitions.states import (
    EntryState,
    Reason,
    Verb,
)


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
        refused = _refused(broken, wish, unions.get(person.pk), room, insured=insured)
        if refused is not None:
            answers.append(refused)
            continue
        union = unions[person.pk]
        seen.add(person.pk)
        room.take(union, wish.is_substitute)
        entry = Entry(
            contest=contest,
            person=person,
            organisation=union,
            team=room.team(union),
            is_substitute=wish.is_substitute,
            state=EntryState.APPLIED
            if broken
            else EntryState.ACCEPTED,  # broken is then only what the unit confirms
            findings=findings(rule, known),
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
    wait_for_examiner(contest, fresh)
    return answers


def _refused(
    broken: Sequence[Compare], wish: Wish, union: Organisation | None, room: "_Room", *, insured: bool
) -> Refused | None:
    """What keeps somebody out: first what nobody can mend later, then that no place is left, then what the unit cannot confirm."""
    at_once = next((one for one in broken if one.clause in AT_ONCE), None)
    if at_once is not None:
        return _why(room.contest, at_once)
    assert union is not None, "who belongs to no union breaks a clause of those that are asked at once"
    full = room.why_full(union, wish.is_substitute)
    if full is not None:
        return full
    wrong = next((one for one in broken if insured or one.clause not in BY_UNION), None)
    return None if wrong is None else _why(room.contest, wrong)


def wait_for_examiner(contest: Contest, entries: Sequence[Entry]) -> None:
    """Let the examiner know that somebody waits."""
    if any(one.state == EntryState.APPLIED for one in entries):
        open_matter(
            "competitions.examine_entries", contest, organisation=contest.organiser,
            due_at=contest.enter_until, words={"contest": contest.title}, label=contest.title,
        )  # fmt: skip


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


def findings(rule: All, known: Mapping[str, Any]) -> list[dict[str, Any]]:
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


def _why(contest: Contest, broken: Compare) -> Refused:
    if broken.clause in (Clause.OPEN, Clause.BEGUN, Clause.NOT_OVER):
        return Refused(
            Reason.NOT_ENTERING, contest=contest.title, since=contest.enter_from, until=contest.enter_until
        )
    if broken.clause == Clause.ONCE:
        return Refused(Reason.ALREADY_ENTERED, contest=contest.title)
    return Refused(
        Reason.NOT_ELIGIBLE, why=broken.says, clause=broken.term.source, remedy=broken.datum.remedy
    )
