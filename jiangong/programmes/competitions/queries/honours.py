"""Reads of honours, and who was promoted already."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jiangong.foundation.common.paging import Page
from jiangong.foundation.credentials.formulas import Evidence, Facts, Occupation, Result
from jiangong.foundation.credentials.states import ResultType
from jiangong.foundation.notices.models import Notice
from jiangong.foundation.notices.queries import Proposal, Proposed, cleared_among, notice_about
from jiangong.foundation.organisations.scope import within
from jiangong.programmes.competitions.models import Benefit, Contest, Honour, HonourBatch
from jiangong.programmes.competitions.permissions import READING_ROLES
from jiangong.programmes.competitions.states import LIGHT, RESULT_NOTICE, HonourKind, HonourState, Level

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


@dataclass(frozen=True)
class Standings:
    """Every honour of a contest by rank, as (number of the row, kind, state): what a page of them is cut out of, and counts."""

    rows: Sequence[tuple[int, str, str]]

    def counts(self) -> Counter[str]:
        """How many stand where."""
        return Counter(state for _pk, _kind, state in self.rows)

    def promotions(self, state: str = "") -> int:
        """How many promotions there are; of a state only, if it is named."""
        return sum(kind == HonourKind.PROMOTION and state in ("", stands) for _pk, kind, stands in self.rows)


def standings_of(contest: Contest) -> Standings:
    """Where the contest's honours stand; one query."""
    return Standings(list(honours_of(contest).values_list("pk", "kind", "state")))


def honours_page(
    known: Standings, *, state: str = "", after: str | None = None, size: int = 50
) -> Page[Honour]:
    """One page of honours by rank, behind the row numbered `after`; one query."""
    order = [pk for pk, _kind, stands in known.rows if state in ("", stands)]
    begin = next((n for n, pk in enumerate(order, start=1) if str(pk) == after), 0)
    wanted = order[begin : begin + size]
    found = Honour.objects.select_related("entry__person", "entry__organisation").in_bulk(wanted)
    return Page([found[pk] for pk in wanted], wanted[-1] if begin + size < len(order) else None)


def promotions_in(contest: Contest, state: str) -> QuerySet[Honour]:
    """The contest's promotions that stand there, for an act over all of them."""
    return honours_of(contest).filter(kind=HonourKind.PROMOTION, state=state)


def honours_visible_to(user: Any) -> QuerySet[Honour]:
    """One's own, and those of the contests one's unions run."""
    if getattr(user, "person_id", None) is None:
        return Honour.objects.none()
    return Honour.objects.filter(
        Q(entry__person=user.person_id) | within(user, READING_ROLES, "contest__organiser__")
    ).select_related("contest__organiser", "contest__trade", "entry__person", "entry__organisation")


def honour_by_code(code: str) -> Honour | None:
    """The honour with this public code, for the check page."""
    if not code:
        return None
    return (
        Honour.objects.filter(code=code)
        .select_related("contest__organiser", "contest__trade", "entry__organisation")
        .first()
    )


def honour_by_number(number: str) -> Honour | None:
    """For the public check: by the number printed on the paper."""
    wanted = number.strip().upper()
    if not wanted:
        return None
    return (
        Honour.objects.filter(number=wanted)
        .select_related("contest__organiser", "entry__organisation")
        .first()
    )


def issuable(contest: Contest) -> list[int]:
    """The honours that can be issued now: shown to the end, and promotions approved."""
    found = contest.honours.filter(
        Q(state=HonourState.APPROVED) | Q(state=HonourState.PROPOSED) & ~Q(kind=HonourKind.PROMOTION)
    )
    numbers = list(found.order_by("rank", "pk").values_list("pk", flat=True))
    ready = set(numbers) if contest.level in LIGHT else cleared(numbers)
    return [one for one in numbers if one in ready]


def current_batch(contest: Contest) -> HonourBatch | None:
    """The newest batch of honours that was issued in the background."""
    return contest.honour_batches.order_by("-pk").first()


# What a paper and a badge are in Chinese, whoever issues them.
LEVEL_WORDS = {
    Level.DRILL: "岗位练兵", Level.SHOP: "技术比武", Level.DISTRICT: "区市竞赛", Level.CITY: "市级行业大赛",
    Level.PROVINCE: "全省竞赛", Level.NATION: "全国竞赛",
}  # fmt: skip


def facts_on_paper(honour: Honour) -> dict[str, str]:
    """Everything the certificate says, as text; the template reads nothing else. Not for one whose holder is forgotten."""
    contest = honour.contest
    return {
        "number": honour.number,
        "holder": honour.holder_name,
        "contest": contest.title,
        "level": LEVEL_WORDS[Level(contest.level)],
        "trade": str(contest.trade),
        "rank": str(honour.rank or ""),
        "kind": honour.kind,
        "honour": honour.name,
        "gained": honour.gained,
        "approval": honour.approval_number,
        "issuer": contest.organiser.name,
        "from": f"{contest.starts_on:%Y-%m-%d}",
        "until": f"{contest.ends_on:%Y-%m-%d}",
        "issued": f"{honour.issued_on:%Y-%m-%d}",
        "address": f"{settings.SITE_ADDRESS}/honours/{honour.code}/",
        "demonstration": "1" if settings.DEMONSTRATION else "",
    }


def facts_of_credential(honour: Honour) -> Facts:
    """What the badge says, in Chinese like the paper. Number and check page lead to the holder's surname, and so stand only
    where the holder wants the name."""
    contest, trade = honour.contest, honour.contest.trade
    place = f"名列第 {honour.rank}，" if honour.rank else ""
    what = f"获得“{honour.name}”"
    if honour.kind == HonourKind.PROMOTION:
        what = f"经人社部门核准，职业技能等级晋升为{honour.gained}"
    results = []
    if honour.rank:
        results.append(Result("名次", str(honour.rank)))
    if honour.gained:
        results.append(Result("职业技能等级", honour.gained, ResultType.PERFORMANCE_LEVEL))
    return Facts(
        title=f"{contest.title} {honour.name}",
        description=f"在“{contest.title}”（{LEVEL_WORDS[Level(contest.level)]}，{trade}）中{place}{what}。",
        criteria=honour.clause,
        since=contest.starts_on,
        until=contest.ends_on,
        occupations=(Occupation(trade.code, str(trade), trade.edition),),
        results=tuple(results),
        evidence=(Evidence(f"{settings.SITE_ADDRESS}/contests/{contest.pk}/", "竞赛的规则、成绩和核对办法"),),
        number=honour.number,
        named_evidence=(Evidence(f"{settings.SITE_ADDRESS}/honours/{honour.code}/", "竞赛荣誉查验页"),),
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
