"""Reads of entries, and whether somebody may enter."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from jiangong.foundation.organisations.scope import at_or_below, within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.erasure.queries import Stands
from jiangong.foundation.people.formulas import age_on
from jiangong.foundation.people.models import Membership, Person
from jiangong.foundation.people.states import MembershipState
from jiangong.foundation.rulebook.explain import Term
from jiangong.foundation.rulebook.explain.conditions import All
from jiangong.foundation.rulebook.queries import STATUSES, Explanation, explained, parameter
from jiangong.foundation.rulebook.states import Parameter
from jiangong.programmes.competitions.formulas.eligibility import (
    BY_UNION,
    Conditions,
    entry_facts,
    entry_rule,
)
from jiangong.programmes.competitions.models import (
    Contest,
    Entry,
    Office,
    Outcome,
    Qualification,
    Team,
)
from jiangong.programmes.competitions.permissions import READING_ROLES
from jiangong.programmes.competitions.queries.contests import counts_for
from jiangong.programmes.competitions.states import (
    LIGHT,
    ContestState,
    EntryState,
    QualificationKind,
    Reason,
)

TEACHER = "教师"


def entries_visible_to(user: Any) -> QuerySet[Entry]:
    """One's own, those of one's unions and of one's team, and all of the contests one's unions run."""
    if getattr(user, "person_id", None) is None:
        return Entry.objects.none()
    led = Team.objects.filter(leader=user.person_id).values("pk")
    return Entry.objects.filter(
        Q(person=user.person_id)
        | Q(team__in=led)
        | within(user, OFFICERS, "organisation__")
        | within(user, READING_ROLES, "contest__organiser__")
    ).select_related("contest__organiser", "contest__trade", "person", "organisation", "team")


def entries_of(contest: Contest, *, state: str = "") -> QuerySet[Entry]:
    """All entries of a contest in the order in which they came."""
    found = (
        Entry.objects.filter(contest=contest).select_related("person", "organisation", "team").order_by("pk")
    )
    return found.filter(state=state) if state else found


def own_entries(user: Any) -> QuerySet[Entry]:
    """The user's own entries, the newest contest first."""
    if getattr(user, "person_id", None) is None:
        return Entry.objects.none()
    return (
        Entry.objects.filter(person=user.person_id)
        .select_related("contest__organiser", "contest__trade", "organisation")
        .prefetch_related("honours")
        .order_by("-contest__starts_on", "-pk")
    )


def led_entries(user: Any) -> QuerySet[Entry]:
    """Those for whom the user speaks as the leader of their team, while an appeal can be about their result."""
    if getattr(user, "person_id", None) is None:
        return Entry.objects.none()
    return (
        Entry.objects.filter(
            team__leader=user.person_id, state=EntryState.ACCEPTED, contest__state=ContestState.KNOWN
        )
        .select_related("contest", "person")
        .order_by("contest", "pk")
    )


def own_entry(user: Any, contest: Contest) -> Entry | None:
    """The user's live entry in the contest."""
    if getattr(user, "person_id", None) is None:
        return None
    return (
        Entry.objects.filter(contest=contest, person=user.person_id)
        .exclude(state=EntryState.WITHDRAWN)
        .select_related("organisation", "team")
        .first()
    )


def competitors(contest: Contest) -> QuerySet[Entry]:
    """Who was accepted and is no substitute, in a fixed order."""
    return (
        Entry.objects.filter(contest=contest, state=EntryState.ACCEPTED, is_substitute=False)
        .select_related("person", "organisation")
        .order_by("pk")
    )


def members_to_enter(
    user: Any, contest: Contest, organisation: Any, *, name: str = "", offered: bool = False
) -> QuerySet[Membership]:
    """Members of a union in the user's charge who have not entered the contest. `offered`: without who serves in it."""
    entered = Entry.objects.filter(contest=contest).exclude(state=EntryState.WITHDRAWN).values("person")
    found = Membership.objects.filter(
        at_or_below(organisation, "organisation__"),
        within(user, OFFICERS, "organisation__"),
        state=MembershipState.ACTIVE,
    ).exclude(person__in=entered)
    if name:
        found = found.filter(person__name__startswith=name)
    if offered:
        serving = Office.objects.filter(contest=contest, ended_at__isnull=True, person__isnull=False)
        found = found.exclude(person__in=serving.values("person"))
    return found.select_related("person", "organisation").order_by("organisation_id", "pk")


# --- may somebody enter ---------------------------------------------------------------------------------------


def conditions_of(contest: Contest) -> Conditions:
    """What the contest asks, with where it is written. A light contest asks only for membership."""
    day = contest.starts_on
    light = contest.level in LIGHT
    age = None if light else parameter("competitions.age", on=day)
    insured = None if light else parameter("competitions.insured_in_city", on=day)
    barred = None if light else parameter("competitions.barred_honours", on=day)
    teachers = None if light else parameter("competitions.teachers_barred", on=day)
    return Conditions(
        enter_from=contest.enter_from,
        enter_until=contest.enter_until,
        open_to=contest.open_to.name,
        least_age=_term(age, age.value["least"]) if age else None,
        most_age=_term(age, age.value["most"]) if age else None,
        insured=_term(insured, True) if insured and insured.value else None,
        barred=_term(barred, False) if barred and barred.value else None,
        teachers=_term(teachers, False) if teachers and teachers.value else None,
        one_trade=not light,
    )


def _term(read: Parameter, value: Any) -> Term:
    return Term(value, read.title, read.source, read.key, STATUSES[read.status])


def eligibility_of(user: Any, contest: Contest) -> Explanation:
    """Whether the user may enter now, clause by clause, by the rule the act itself refuses with."""
    person = getattr(user, "person", None)
    rule, facts = rule_and_facts(contest, [person] if person else [], insured=False)
    return explained(rule, facts[person.pk] if person else {})


def may_ask(why: Explanation) -> bool:
    """Whether an entry by oneself would be taken: what only the unit can confirm may wait for it."""
    return all(one.holds or one.clause in BY_UNION for one in why.lines)


def rule_and_facts(
    contest: Contest, people: Sequence[Person], *, insured: bool
) -> tuple[All, Mapping[int, Mapping[str, Any]]]:
    """The contest's rule, and of each person what it asks; five queries however many there are.

    `insured`: a union enters them and confirms that they are insured in the city.
    """
    rule = entry_rule(conditions_of(contest))
    pks = [one.pk for one in people]
    unions = dict(
        Membership.objects.filter(person__in=pks, state=MembershipState.ACTIVE).values_list(
            "person_id", "organisation_id"
        )
    )
    above = counts_for(unions.values())
    barring = (
        () if contest.level in LIGHT else parameter("competitions.barred_honours", on=contest.starts_on).value
    )
    titles = titles_of(pks)
    entered, elsewhere = _entered(contest, pks)
    serving = set(
        Office.objects.filter(contest=contest, person__in=pks, ended_at__isnull=True).values_list(
            "person_id", flat=True
        )
    )
    now = timezone.now()
    return rule, {
        one.pk: entry_facts(
            entering=contest.state == ContestState.ENTERING,
            now=now,
            entered=one.pk in entered,
            counts_for=above.get(unions[one.pk]) if one.pk in unions else None,
            open_to=contest.open_to_id,
            age=None if one.born_on is None else age_on(one.born_on, contest.starts_on),
            insured=insured,
            titles=titles.get(one.pk, ()),
            barring=barring,
            teacher=TEACHER in one.occupation,
            other_trades=elsewhere.get(one.pk, 0),
            serves=one.pk in serving,
        )
        for one in people
    }


def titles_of(people: Collection[int]) -> Mapping[int, list[str]]:
    """The titles in force that each of these people holds."""
    found: dict[int, list[str]] = {}
    rows = Qualification.objects.filter(
        person__in=people, kind=QualificationKind.TITLE, revoked_on__isnull=True
    ).values_list("person_id", "name")
    for person, name in rows:
        found.setdefault(person, []).append(name)
    return found


def levels_of(people: Sequence[Person]) -> Mapping[int, str]:
    """The skill level each holds: the newest certificate on record, else what the register says."""
    rows = (
        Qualification.objects.filter(
            person__in=[one.pk for one in people], kind=QualificationKind.LEVEL, revoked_on__isnull=True
        )
        .order_by("issued_on", "pk")
        .values_list("person_id", "name")
    )
    return {**{one.pk: one.skill_level for one in people}, **dict(rows)}


def _entered(contest: Contest, people: Collection[int]) -> tuple[set[int], dict[int, int]]:
    """Who is in this contest already, and in how many other trades at the same level of the season."""
    rows = (
        Entry.objects.filter(
            person__in=people, contest__season=contest.season_id, contest__level=contest.level
        )
        .exclude(state__in=[EntryState.WITHDRAWN, EntryState.REFUSED])
        .exclude(contest__state=ContestState.CANCELLED)
        .values_list("person_id", "contest_id", "contest__trade_id")
    )
    here: set[int] = set()
    others: dict[int, set[int]] = {}
    for person, where, trade in rows:
        if person is None:
            continue
        if where == contest.pk:
            here.add(person)
        elif trade != contest.trade_id:
            others.setdefault(person, set()).add(trade)
    here |= set(
        Entry.objects.filter(contest=contest, person__in=people, state=EntryState.REFUSED).values_list(
            "person_id", flat=True
        )
    )
    return here, {person: len(trades) for person, trades in others.items()}


def stands_against_erasure(people: Collection[int]) -> tuple[Stands, ...]:
    """What of these people's contests is not over: an entry, an office or an honour on its way."""
    open_states = [
        one for one in ContestState.values if one not in (ContestState.CONFIRMED, ContestState.CANCELLED)
    ]
    entered = Entry.objects.filter(
        person__in=people,
        state__in=[EntryState.APPLIED, EntryState.ACCEPTED],
        contest__state__in=open_states,
    )
    serving = Office.objects.filter(person__in=people, ended_at__isnull=True, contest__state__in=open_states)
    return (
        Stands(Reason.STILL_COMPETING, "contest", entered, "contest__title"),
        Stands(Reason.STILL_COMPETING, "contest", serving, "contest__title"),
    )


def own_lines(entries: Sequence[Entry]) -> Mapping[int, Mapping[str, Any]]:
    """Of each of these entries its line in the newest result of its contest, where there is one; one query."""
    newest = (
        Outcome.objects.filter(contest__in=[one.contest_id for one in entries])
        .order_by("contest", "-number")
        .distinct("contest")
    )
    found: dict[int, Mapping[str, Any]] = {}
    wanted = {one.pk for one in entries}
    for outcome in newest:
        for line in outcome.result["lines"]:
            if line["entry"] in wanted:
                found[line["entry"]] = {**line, "number": outcome.number}
    return found
