"""Reads of appeals and rejudgings."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.states import MembershipState
from jiangong.foundation.rulebook.queries import parameter
from jiangong.foundation.rulebook.states import Parameter
from jiangong.programmes.competitions.models import Appeal, Contest, Office, Outcome, Rejudging, Team
from jiangong.programmes.competitions.permissions import READING_ROLES
from jiangong.programmes.competitions.queries.book import Book
from jiangong.programmes.competitions.queries.layers import all_numbers, prefix_of
from jiangong.programmes.competitions.queries.sheet import employers, relations_among
from jiangong.programmes.competitions.states import MARKING, AppealState, Duty, RejudgingState, RowKind

APPEAL_RULE = "competitions.appeal_hours"


def appeal_clock(contest: Contest) -> Clock | None:
    """The time in which an appeal may be filed, since the result is known."""
    return clock_of(contest, APPEAL_RULE)


def appeals_of(contest: Contest) -> QuerySet[Appeal]:
    """The contest's appeals as they came."""
    return (
        Appeal.objects.filter(contest=contest)
        .select_related("entry__person", "entry__organisation", "heard_by__person")
        .order_by("pk")
    )


def open_appeals(contest: Contest) -> int:
    return Appeal.objects.filter(contest=contest, state__in=[AppealState.OPEN, AppealState.TAKEN]).count()


def appeals_visible_to(user: Any) -> QuerySet[Appeal]:
    """One's own, those of one's team, those one supervises, and of the contests one's unions run."""
    if getattr(user, "person_id", None) is None:
        return Appeal.objects.none()
    led = Team.objects.filter(leader=user.person_id).values("pk")
    supervised = Office.objects.filter(
        person=user.person_id, duty=Duty.SUPERVISOR, ended_at__isnull=True
    ).values("contest")
    return Appeal.objects.filter(
        Q(filed_by=user.pk)
        | Q(entry__person=user.person_id)
        | Q(entry__team__in=led)
        | Q(contest__in=supervised)
        | within(user, READING_ROLES, "contest__organiser__")
    ).select_related("contest__organiser", "entry__person", "entry__organisation", "heard_by__person")


def involved(office: Office, appeal: Appeal) -> bool:
    """Whether somebody had a part in what the appeal is about: marked in the contest, works with or is related to the entrant."""
    return office.person_id is None or office.person_id in _involved([office], appeal)


def supervisors_free(appeal: Appeal) -> list[Office]:
    """Supervisors of the contest who had no part in it; five queries, however many there are."""
    found = list(
        Office.objects.filter(
            contest=appeal.contest_id, duty=Duty.SUPERVISOR, ended_at__isnull=True, person__isnull=False
        ).select_related("person")
    )
    not_free = _involved(found, appeal)
    return [one for one in found if one.person_id not in not_free]


def _involved(offices: Sequence[Office], appeal: Appeal) -> set[int]:
    """Of the people behind these offices, those who had a part."""
    people = {one.person_id for one in offices if one.person_id is not None}
    marked = Office.objects.filter(contest=appeal.contest_id, person__in=people, duty__in=MARKING)
    found = {one for one in marked.values_list("person_id", flat=True) if one is not None}
    entrant = appeal.entry.person_id
    if entrant:
        found |= {one for one, _other in relations_among(people, [entrant])} & people
    homes = {
        one.person_id: one.organisation
        for one in Membership.objects.filter(person__in=people, state=MembershipState.ACTIVE).select_related(
            "organisation"
        )
    }
    units = employers([*homes.values(), appeal.entry.organisation])
    theirs = units[appeal.entry.organisation_id]
    return found | {person for person, home in homes.items() if units[home.pk] == theirs}


def rejudging_prepared(contest: Contest) -> Rejudging | None:
    """The set of changes that waits for a decision, if there is one."""
    return (
        Rejudging.objects.filter(contest=contest, state=RejudgingState.PREPARED)
        .select_related("appeal", "upon", "prepared_by__person")
        .first()
    )


def rejudgings_of(contest: Contest) -> QuerySet[Rejudging]:
    """All sets of changes, applied or not, as they were prepared."""
    return (
        Rejudging.objects.filter(contest=contest)
        .select_related("appeal", "prepared_by__person")
        .order_by("pk")
    )


def appeal_choices(contest: Contest) -> list[tuple[str, str]]:
    """What an appeal can be about: each component, and each aspect of it as `component.aspect`."""
    found = []
    for part in (contest.scheme or {}).get("components", ()):
        found.append((part["code"], part["name"]))
        found += [
            (f"{part['code']}.{one['code']}", f"{part['name']} · {one['name']}")
            for one in part.get("aspects", ())
        ]
    return found


def appeal_rule(contest: Contest) -> Parameter:
    """The hours in which an appeal may be filed, with where it is written."""
    return parameter(APPEAL_RULE, on=contest.starts_on)


def answer_clock(appeal: Appeal) -> Clock | None:
    return clock_of(appeal, "competitions.appeal_answer_hours")


def code_of(outcome: Outcome, entry: int) -> str:
    """An entry's number in an outcome."""
    return next((one["code"] for one in outcome.result["lines"] if one["entry"] == entry), "")


def marked_as(contest: Contest, participant: str, component: str, kind: str) -> str:
    """The pseudonym under which a participant's component was marked, now that the layers are open.

    Standings and recusals stand under the participant's number; an unknown number stays as it is and is refused later.
    """
    if kind in (RowKind.STANDING, RowKind.RECUSAL):
        return participant
    numbers, _entries = all_numbers(Book(contest))
    prefix = prefix_of(contest, component)
    return next((one for one, who in numbers.items() if who == participant and one[0] == prefix), participant)
