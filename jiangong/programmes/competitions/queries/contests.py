"""Reads of seasons, contests and offices."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from jiangong.foundation.organisations.formulas import ids_on
from jiangong.foundation.organisations.models import Lineage, Organisation
from jiangong.foundation.organisations.scope import at_or_below, within, workbench_organisation
from jiangong.foundation.organisations.states import OFFICERS, Kind, State
from jiangong.foundation.people.models import Membership, Person
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.competitions.formulas.calendar import Clash, Planned, clashes
from jiangong.programmes.competitions.models import (
    Battlefield,
    Bench,
    Contest,
    Entry,
    Office,
    Season,
    Team,
    Trade,
)
from jiangong.programmes.competitions.permissions import READING_ROLES
from jiangong.programmes.competitions.states import (
    CHANGEABLE,
    LADDER,
    LIGHT,
    OF_PEOPLE,
    PUBLIC_STATES,
    ContestState,
    EntryState,
    SeasonState,
)
from jiangong.selection.judging.formulas import read_scheme
from jiangong.selection.judging.formulas.scheme.shapes import Scheme

RELATED = ("organiser", "trade", "season__organisation", "open_to")


def seasons() -> QuerySet[Season]:
    """All seasons, the newest first; they are public."""
    return Season.objects.select_related("organisation").order_by("-year", "pk")


def current_season() -> Season | None:
    """The newest season that is open."""
    return seasons().filter(state=SeasonState.OPEN).first()


def public_contests() -> QuerySet[Contest]:
    """Every contest that was ever announced."""
    return Contest.objects.filter(state__in=PUBLIC_STATES).select_related(*RELATED)


def contests_visible_to(user: Any) -> QuerySet[Contest]:
    """What is public, what the user's unions prepare, and where the user serves."""
    if not getattr(user, "is_authenticated", False):
        return public_contests()
    mine = Office.objects.filter(person=user.person_id, ended_at__isnull=True).values("contest")
    return Contest.objects.filter(
        Q(state__in=PUBLIC_STATES) | within(user, READING_ROLES, "organiser__") | Q(pk__in=mine)
    ).select_related(*RELATED)


def contests_to_manage(user: Any, organisation: Organisation, *, state: str = "") -> QuerySet[Contest]:
    """Contests of the organisation and all below it, as far as the user may read them."""
    found = Contest.objects.filter(
        at_or_below(organisation, "organiser__"),
        within(user, READING_ROLES, "organiser__"),
    ).select_related(*RELATED)
    return found.filter(state=state) if state else found


def last_light(organisation: Organisation) -> dict[str, str]:
    """What was filled in for the union's latest drill, to begin the next one with: trade and place."""
    last = (
        Contest.objects.filter(organiser=organisation, level__in=LIGHT)
        .select_related("trade")
        .order_by("-pk")
        .first()
    )
    return {"trade": last.trade.key, "place": last.place} if last is not None else {}


def contests_open_now() -> QuerySet[Contest]:
    """Contests one can enter at this moment, the nearest closing first."""
    return public_contests().filter(state=ContestState.ENTERING).order_by("enter_until", "pk")


def contests_open_to_members_of(organisation: Organisation) -> QuerySet[Contest]:
    """Those held by other unions that the members of a union can enter now: its officers enter them there."""
    above = ids_on(organisation.path)
    return contests_open_now().filter(open_to__in=above).exclude(at_or_below(organisation, "organiser__"))


def contests_of_season(season: Season, *, level: str = "", state: str = "") -> QuerySet[Contest]:
    """Public contests of a season by their first day, with how many were accepted."""
    found = public_contests().filter(season=season)
    if level:
        found = found.filter(level=level)
    if state:
        found = found.filter(state=state)
    return found.annotate(accepted=Count("entries", filter=Q(entries__state=EntryState.ACCEPTED))).order_by(
        "starts_on", "pk"
    )


def scheme_of(contest: Contest) -> Scheme | None:
    """The rules in force; None while there are none."""
    return read_scheme(contest.scheme) if contest.scheme else None


def battlefields_of(season: Season) -> QuerySet[Battlefield]:
    return Battlefield.objects.filter(season=season).order_by("kind", "name")


def trades(words: str = "") -> QuerySet[Trade]:
    """The catalogue, by code; `words` look into code, occupation and trade."""
    found = Trade.objects.order_by("edition", "code", "trade")
    if words:
        found = found.filter(
            Q(code__startswith=words) | Q(occupation__contains=words) | Q(trade__contains=words)
        )
    return found


def organiser_choices(user: Any) -> QuerySet[Organisation]:
    """Unions in the user's charge, which may organise contests."""
    return Organisation.objects.filter(within(user, OFFICERS))


def offices_of(contest: Contest) -> QuerySet[Office]:
    """Who serves; the examination system is nobody."""
    return (
        Office.objects.filter(contest=contest, ended_at__isnull=True, duty__in=OF_PEOPLE)
        .select_related("person")
        .order_by("pk")
    )


def offices_held(user: Any) -> QuerySet[Office]:
    """The user's own offices, the newest contest first."""
    if getattr(user, "person_id", None) is None:
        return Office.objects.none()
    return (
        Office.objects.filter(person=user.person_id, ended_at__isnull=True)
        .select_related("contest__organiser", "contest__trade")
        .order_by("-contest__starts_on", "pk")
    )


def counts_for(organisations: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """Each union with all unions that its work counts for today, itself among them, on both lines."""
    rows = Lineage.objects.filter(organisation__in=set(organisations), until__isnull=True)
    return {pk: frozenset(above) for pk, above in rows.values_list("organisation_id", "ancestors")}


def clashes_of(season: Season, first: date | None = None, last: date | None = None) -> list[Clash]:
    """What in the season's calendar, or on some of its days, cannot both take place as planned; three queries."""
    found = season.contests.exclude(state=ContestState.CANCELLED)
    if first is not None and last is not None:
        found = found.filter(starts_on__lte=last, ends_on__gte=first)
    contests = list(found.values_list("pk", "starts_on", "ends_on", "place", "trade__code", "open_to_id"))
    serving: dict[int, set[int]] = defaultdict(set)
    offices = Office.objects.filter(contest__in=[one[0] for one in contests], ended_at__isnull=True)
    for contest, person in offices.values_list("contest_id", "person_id"):
        serving[contest].add(person)
    above = counts_for(open_to for *_, open_to in contests)
    return clashes(
        Planned(
            pk, first, last, place.strip(), trade, above.get(open_to, frozenset()), frozenset(serving[pk])
        )
        for pk, first, last, place, trade, open_to in contests
    )


def unions_to_open_to(organiser: Organisation) -> QuerySet[Organisation]:
    """Unions whose members a contest can be for: the organiser, those above it, those directly below, industries."""
    above = [int(part) for part in organiser.path.strip("/").split("/")]
    return Organisation.objects.filter(
        Q(pk__in=above) | Q(parent=organiser) | Q(kind=Kind.INDUSTRY), state=State.ACTIVE
    ).order_by("depth", "pk")


def contests_above(season: Season, level: str = "") -> QuerySet[Contest]:
    """Contests of the season to which others may send people on: higher than `level`, not over."""
    higher = LADDER[LADDER.index(level) + 1 :] if level else LADDER[1:]
    return Contest.objects.filter(season=season, level__in=higher, state__in=CHANGEABLE).order_by(
        "level", "title"
    )


def state_counts(contests: QuerySet[Contest]) -> Mapping[str, int]:
    """How many of these contests stand in each state."""
    return dict(contests.order_by().values_list("state").annotate(count=Count("pk")))


def competitions_organisation(request: Any) -> Organisation:
    """Whose contests the workbench shows: the union switched to; for auditors the highest of theirs.

    Raises PermissionDenied for everybody else.
    """
    return workbench_organisation(request, also=READING_ROLES)


def entry_counts(contest: Contest) -> Mapping[str, int]:
    rows = Entry.objects.filter(contest=contest).values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def member_named(number: str, name: str = "") -> Person | None:
    """The member with this number; with a name, only if it is theirs: a number alone says of nobody who it is."""
    found = (
        Membership.objects.filter(number=number.strip(), state=MembershipState.ACTIVE)
        .exclude(number="")
        .select_related("person")
        .first()
    )
    if found is None or (name and found.person.name != name.strip()):
        return None
    return found.person


def teams_of(contest: Contest) -> QuerySet[Team]:
    """The units' teams with how many members were accepted."""
    accepted = Count("members", filter=Q(members__state=EntryState.ACCEPTED))
    return (
        Team.objects.filter(contest=contest)
        .select_related("organisation", "leader")
        .annotate(accepted=accepted)
        .order_by("pk")
    )


def benches_with_judges(contest: Contest) -> QuerySet[Bench]:
    return Bench.objects.filter(contest=contest).prefetch_related("judges__person").order_by("pk")
