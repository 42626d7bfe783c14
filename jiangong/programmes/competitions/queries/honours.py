"""Reads of honours, and who was promoted already."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jiangong.foundation.notices.models import Notice
from jiangong.foundation.notices.queries import Proposal, Proposed, cleared_among, notice_about
from jiangong.foundation.organisations.scope import within
from jiangong.programmes.competitions.models import Benefit, Contest, Honour
from jiangong.programmes.competitions.permissions import READING_ROLES
from jiangong.programmes.competitions.states import RESULT_NOTICE, HonourKind, HonourState

# Given, or on the way to being given.
STANDING = frozenset({HonourState.SUBMITTED, HonourState.APPROVED, HonourState.ISSUED})


def promoted_in(year: int, people: Collection[int | None], *, apart_from: Contest) -> frozenset[int]:
    """Which of these people have a promotion of the year out of another contest."""
    rows = Honour.objects.filter(
        entry__person__in=[one for one in people if one is not None],
        kind=HonourKind.PROMOTION,
        state__in=STANDING,
        contest__season__year=year,
    ).exclude(contest=apart_from)
    return frozenset(rows.values_list("entry__person_id", flat=True))


def honours_of(contest: Contest) -> QuerySet[Honour]:
    """All honours of a contest by rank; revoked ones stay in the list."""
    return (
        Honour.objects.filter(contest=contest)
        .select_related("entry__person", "entry__organisation")
        .order_by("rank", "kind", "pk")
    )


def honours_visible_to(user: Any) -> QuerySet[Honour]:
    """One's own, and those of the contests one's unions run."""
    if getattr(user, "person_id", None) is None:
        return Honour.objects.none()
    return Honour.objects.filter(
        Q(entry__person=user.person_id) | within(user, READING_ROLES, "contest__organiser__")
    ).select_related("contest__organiser", "entry__person", "entry__organisation")


def honour_by_code(code: str) -> Honour | None:
    """The honour with this public code, for the check page."""
    if not code:
        return None
    return (
        Honour.objects.filter(code=code).select_related("contest__organiser", "entry__organisation").first()
    )


def result_notice(contest: Contest) -> Notice | None:
    """The newest notice of the contest's result, if there is one."""
    return notice_about(RESULT_NOTICE, contest)


def cleared(honours: Collection[int]) -> set[int]:
    """Of these honours, those that a notice has cleared."""
    return cleared_among("competitions.honour", honours, RESULT_NOTICE)


def lines_for_notice(kind: str, about: int) -> Proposal | None:
    """Whom the notice of a result shows: everybody for whom an honour is proposed, by rank."""
    contest = Contest.objects.select_related("organiser").filter(pk=about).first()
    if contest is None or kind != RESULT_NOTICE:
        return None
    proposed = honours_of(contest).filter(state=HonourState.PROPOSED, entry__person__isnull=False)
    return Proposal(
        contest.organiser,
        _("“%(contest)s”成绩和拟授予荣誉公示") % {"contest": contest.title},
        [
            Proposed(
                one,
                one.entry.person.name if one.entry.person else "",
                unit=one.entry.organisation.employer_name or one.entry.organisation.name,
                person=one.entry.person,
                organisation=one.entry.organisation,
                words=words_of(one),
            )
            for one in proposed
        ],
    )


def words_of(honour: Honour) -> str:
    """What the notice says beside the name: the rank, the honour, and what level it leads to."""
    what = (
        f"{honour.name}（{honour.gained}）"
        if honour.gained and honour.gained not in honour.name
        else honour.name
    )
    return _("第 %(rank)s 名，%(what)s") % {"rank": honour.rank, "what": what} if honour.rank else what


def benefits_of(contest: Contest, user: Any) -> QuerySet[Benefit]:
    """Benefits that units reported of a contest: all for who runs it, else those of one's own unions."""
    return (
        Benefit.objects.filter(
            within(user, READING_ROLES, "contest__organiser__")
            | within(user, READING_ROLES, "organisation__"),
            contest=contest,
        )
        .select_related("organisation")
        .order_by("pk")
    )
