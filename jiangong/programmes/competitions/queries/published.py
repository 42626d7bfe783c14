"""What the API gives out of contests: the same that the pages show, as data. Names are masked by the rule of notices."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.models import Membership
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.competitions.models import Contest, Entry, Outcome, SchemeVersion
from jiangong.programmes.competitions.queries.contests import public_contests
from jiangong.programmes.competitions.queries.entries import entries_visible_to
from jiangong.programmes.competitions.queries.layers import layers_of
from jiangong.programmes.competitions.queries.results import shown_lines
from jiangong.programmes.competitions.queries.showing import layers_shown
from jiangong.programmes.competitions.states import OPENED, ContestState


def contests_asked_for(
    *, season: int | None, level: str | None, state: str | None, organiser: int | None
) -> QuerySet[Contest]:
    """Public contests that fit every filter given."""
    asked = {"season": season, "level": level, "state": state, "organiser": organiser}
    return public_contests().filter(**{name: value for name, value in asked.items() if value is not None})


def calendar_of(season: int) -> QuerySet[Contest]:
    """The public contests of a season that take place, as a calendar needs them."""
    return public_contests().filter(season=season).exclude(state=ContestState.CANCELLED)


def outcomes_of(contest: Contest) -> QuerySet[Outcome]:
    """Every computed result, the first first; none before the layers are open."""
    if contest.state not in OPENED:
        return Outcome.objects.none()
    return Outcome.objects.filter(contest=contest).order_by("number")


def scheme_digest(contest: Contest) -> str:
    """The digest of the rules in force, as it stands on the ledger; empty while there are none."""
    newest = (
        SchemeVersion.objects.filter(contest=contest).order_by("-number").values_list("digest", flat=True)
    )
    return newest.first() or ""


def lines_published(outcome: Outcome) -> list[dict[str, Any]]:
    """The lines of a result without the numbers of our rows."""
    return [
        {
            "code": one.code, "name": one.name, "unit": one.unit, "rank": one.rank, "place": one.place,
            "total": one.total, "scores": dict(one.scores), "medal": one.medal, "awards": list(one.awards),
            "advances": one.advances,
        }
        for one in shown_lines(outcome)
    ]  # fmt: skip


def draw_published(contest: Contest) -> list[dict[str, Any]]:
    """Each layer: its commitment always; word, secret and numbers once the result is known."""
    opened = contest.state in OPENED
    return [
        {
            "number": one.layer.number,
            "title": one.title,
            "commitment": one.layer.commitment,
            "committed_at": one.layer.committed_at,
            "drawn_at": one.layer.drawn_at,
            "opened_at": one.layer.opened_at,
            "drawn_over": one.layer.drawn_over,
            "size": one.layer.size,
            "said": one.layer.said if opened else "",
            "secret": one.layer.secret if opened else "",
            "numbers": [{"beneath": beneath, "number": number} for beneath, number in one.pairs],
        }
        for one in (layers_shown(contest) if layers_of(contest) else [])
    ]


def union_in_charge(user: Any, pk: int) -> Organisation | None:
    """A union whose members the user may enter."""
    return Organisation.objects.filter(within(user, OFFICERS), pk=pk).first()


def members_by_number(user: Any, memberships: Collection[int]) -> Mapping[int, Membership]:
    """Living memberships in the user's charge, by the number of the row; the others are left out."""
    found = Membership.objects.filter(
        within(user, OFFICERS, "organisation__"), pk__in=memberships, state=MembershipState.ACTIVE
    )
    return {one.pk: one for one in found.select_related("person", "organisation")}


def entries_of_contest(user: Any, contest: Contest) -> QuerySet[Entry]:
    """The contest's entries that the user may see; persons are not named."""
    return entries_visible_to(user).filter(contest=contest)


def entries_of_unions(user: Any) -> QuerySet[Entry]:
    """One's own entries and those of the unions in one's charge."""
    return entries_visible_to(user).filter(
        Q(person=user.person_id) | within(user, OFFICERS, "organisation__")
    )


__all__: Sequence[str] = [
    "calendar_of",
    "contests_asked_for",
    "draw_published",
    "entries_of_contest",
    "entries_of_unions",
    "lines_published",
    "members_by_number",
    "outcomes_of",
    "scheme_digest",
    "union_in_charge",
]
