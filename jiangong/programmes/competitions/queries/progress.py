"""Where a contest stands, what is still missing for the next step, and which step that is. In words, for its organiser."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiangong.foundation.common.days import moment, short_day
from jiangong.foundation.common.words import listed
from jiangong.foundation.notices.models import Notice
from jiangong.foundation.notices.states import NoticeState
from jiangong.foundation.rulebook.queries import value
from jiangong.programmes.competitions.models import Contest, Office
from jiangong.programmes.competitions.queries.appeals import appeal_clock, open_appeals, rejudging_prepared
from jiangong.programmes.competitions.queries.entries import competitors
from jiangong.programmes.competitions.queries.honours import result_notice
from jiangong.programmes.competitions.queries.layers import layers_of
from jiangong.programmes.competitions.queries.sheet import employers
from jiangong.programmes.competitions.states import (
    CIPHERS,
    LIGHT,
    RESULT_NOTICE,
    ContestState,
    Duty,
    EntryState,
    HonourKind,
    HonourState,
)

Missing = tuple[str, str]  # what is missing in words, and the page where it is mended


@dataclass(frozen=True)
class Next:
    """The one next step: a page to open (`url`), or an act of the page itself (`act`, sent to `competitions:step`)."""

    words: str
    url: str = ""
    act: str = ""


@dataclass
class Progress:
    """`steps` and `current` are for the rail; `missing` names what stands before the next step."""

    steps: list[tuple[str, str]]
    current: int
    next: Next | None = None
    missing: list[Missing] = field(default_factory=list)
    waits: str = ""
    notice: Notice | None = None


def missing_offices(contest: Contest, held: Collection[str]) -> list[str]:
    """A light contest needs somebody who marks; every other one a chief, judges, supervisors, and a holder a layer."""
    needed = [Duty.CHIEF] if contest.level in LIGHT else [Duty.CHIEF, Duty.JUDGE, Duty.SUPERVISOR]
    needed += [Duty(one) for one in CIPHERS[: contest.layers]]
    return [str(one.label) for one in needed if one not in held]


def least_field(contest: Contest) -> tuple[int, int]:
    """How many entrants from how many units make a contest."""
    if contest.level in LIGHT:
        return 1, 1
    asked = value("competitions.final_entrants", on=contest.starts_on)
    return int(asked["entrants"]), int(asked["units"])


def progress_of(contest: Contest, counts: Mapping[str, int]) -> Progress:
    """Where it stands; at most six queries. `counts`: entries by state."""
    light = contest.level in LIGHT
    found = Progress(_rail(contest, light), _place(contest, light))
    {
        ContestState.DRAFT: _draft,
        ContestState.FILED: _to_open,
        ContestState.ENTERING: _entering,
        ContestState.ENTERED: _entered,
        ContestState.READY: _ready,
        ContestState.RUNNING: _running,
        ContestState.SEALED: _sealed,
        ContestState.KNOWN: _known,
        ContestState.CONFIRMED: _confirmed,
        ContestState.CANCELLED: _nothing,
    }[ContestState(contest.state)](contest, found, counts)
    return found


def _rail(contest: Contest, light: bool) -> list[tuple[str, str]]:
    days = short_day(contest.starts_on)
    until = short_day(contest.enter_until)
    rail = [(pgettext("步骤", "筹备"), "")]
    if not light:
        rail.append((pgettext("步骤", "备案"), contest.filing_number))
    rail += [
        (pgettext("步骤", "报名"), _("%(day)s止") % {"day": until}),
        (pgettext("步骤", "抽签"), ""),
        (_("比赛"), days),
        (pgettext("步骤", "核分"), ""),
    ]
    rail.append((pgettext("步骤", "公示"), "") if not light else (_("成绩"), ""))
    return [*rail, (pgettext("步骤", "确认"), "")]


def _place(contest: Contest, light: bool) -> int:
    """The step the contest is on, counted from 1; one past the end when it is over."""
    order: list[set[str]] = [
        {ContestState.DRAFT},
        *([] if light else [set()]),
        {ContestState.FILED, ContestState.ENTERING},
        {ContestState.ENTERED, ContestState.READY},
        {ContestState.RUNNING},
        {ContestState.SEALED},
        {ContestState.KNOWN},
    ]
    if contest.state == ContestState.CANCELLED:
        return 0
    if contest.state == ContestState.DRAFT and contest.scheme and not light:
        return 2
    places = {state: n for n, states in enumerate(order, start=1) for state in states}
    return places.get(contest.state, len(order) + 2)


def _page(name: str, contest: Contest) -> str:
    return reverse(f"competitions:{name}", args=[contest.pk])


def _draft(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    if not contest.scheme:
        found.missing.append((_("还没有评分方案"), _page("rules", contest)))
        found.next = Next(_("定评分方案"), url=_page("rules", contest))
    elif contest.level in LIGHT:
        _to_open(contest, found, counts)
    else:
        found.next = Next(_("办理备案"), url=_page("file", contest))
        found.waits = _("区市以上的竞赛先由“%(union)s”备案，再开放报名。") % {
            "union": contest.season.organisation.name
        }


def _to_open(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    if contest.enter_until <= timezone.now():
        found.missing.append((_("报名截止时间已经过去"), _page("contest_edit", contest)))
        found.next = Next(_("修改报名时间"), url=_page("contest_edit", contest))
    else:
        found.next = Next(_("开放报名"), act="open")


def _entering(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    _undecided(contest, found, counts)
    if contest.enter_until <= timezone.now():
        found.waits = _("报名时间已过。截止之后审查资格、聘齐赛务，就可以抽签。")
    found.next = Next(_("截止报名"), act="close")
    if contest.level in LIGHT and not contest.layers and not found.missing:
        if counts.get(EntryState.ACCEPTED, 0):
            found.next = Next(_("截止报名，开始比赛"), act="light")
        else:
            found.next = Next(_("选人参赛"), url=_page("colleagues", contest))
            found.waits = _("职工也可以自己报名；选好人，就能开始。")


def _undecided(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    if waiting := counts.get(EntryState.APPLIED, 0):
        page = _page("entries", contest) + f"?state={EntryState.APPLIED.value}"
        found.missing.append((_("%(count)s 人的资格没有审查") % {"count": waiting}, page))


def _entered(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    if not contest.scheme:
        found.missing.append((_("还没有评分方案"), _page("rules", contest)))
    _undecided(contest, found, counts)
    held = set(Office.objects.filter(contest=contest, ended_at__isnull=True).values_list("duty", flat=True))
    if missing := missing_offices(contest, held):
        words = _("赛务还缺：%(missing)s") % {"missing": listed(missing)}
        found.missing.append((words, _page("offices", contest)))
    if wanting := _without_bench(contest):
        words = _("没有指定评委的模块：%(missing)s") % {"missing": listed(wanting)}
        found.missing.append((words, _page("offices", contest)))
    entries = list(competitors(contest))
    units = len(set(employers([one.organisation for one in entries]).values()))
    least, least_units = least_field(contest)
    if len(entries) < least or units < least_units:
        words = _("只有 %(entrants)s 人、%(units)s 个单位，开赛要 %(least)s 人、%(least_units)s 个单位") % {
            "entrants": len(entries),
            "units": units,
            "least": least,
            "least_units": least_units,
        }
        found.missing.append((words, _page("entries", contest)))
    if found.missing:
        found.next = Next(_("补齐第一项"), url=found.missing[0][1])
    elif contest.level in LIGHT and not contest.layers:
        found.next = Next(_("开始比赛"), act="light")
    else:
        found.next = Next(_("锁定规则，准备抽签"), act="ready")
        found.waits = _("锁定之后规则和名单都不能再改；各层密钥的摘要同时上台账。")


def _without_bench(contest: Contest) -> list[str]:
    served = set(contest.benches.values_list("component", flat=True))
    return [
        one["name"]
        for one in (contest.scheme or {}).get("components", ())
        if one["marking"] != "carried" and one["code"] not in served
    ]


def _ready(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    first = next((one for one in layers_of(contest) if one.number == 1), None)
    if first is not None and first.drawn_at is None:
        found.waits = _("等%(duty)s在现场抽参赛号，抽完才能开始。") % {"duty": Duty(first.duty).label}
        found.next = Next(_("看抽签进度"), url=_page("draw", contest))
    else:
        found.next = Next(_("开始比赛"), act="start")


def _running(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    undrawn = [one for one in layers_of(contest) if one.drawn_at is None]
    if undrawn:
        words = _("%(duty)s还没有抽签") % {"duty": Duty(undrawn[0].duty).label}
        found.missing.append((words, _page("draw", contest)))
    found.waits = _("评委正在评分。评完以后，由裁判长核分锁定；组织者看不到分，也改不了分。")


def _sealed(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    closed = [one for one in layers_of(contest) if one.opened_at is None]
    if closed:
        last = closed[-1]
        found.waits = _("等%(duty)s解密，最里面一层先解；全部解密后当场算出成绩。") % {
            "duty": Duty(last.duty).label
        }
    found.next = Next(_("看解密进度"), url=_page("draw", contest))


def _known(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    clock = appeal_clock(contest)
    if clock is not None and clock.due_at is not None and timezone.now() <= clock.due_at:
        until = moment(clock.due_at)
        found.waits = _("申诉时限到 %(until)s，过了才能提出荣誉名单。") % {"until": until}
    if waiting := open_appeals(contest):
        words = _("%(count)s 件申诉没有答复") % {"count": waiting}
        found.missing.append((words, _page("appeals", contest)))
    prepared = rejudging_prepared(contest)
    if prepared is not None:
        page = reverse("competitions:rejudging", args=[prepared.pk])
        found.missing.append((_("一份复核等待决定"), page))
    if found.missing:
        found.next = Next(found.missing[-1][0], url=found.missing[-1][1])
        return
    if found.waits:
        found.next = Next(_("看申诉"), url=_page("appeals", contest))
        return
    if contest.level in LIGHT:
        found.next = Next(_("确认成绩"), act="confirm")
        return
    _notice(contest, found)


def _notice(contest: Contest, found: Progress) -> None:
    """After the appeals: honours are proposed, shown for the days of the rule, and the result stands."""
    found.notice = notice = result_notice(contest)
    proposed = contest.honours.exclude(state=HonourState.REVOKED).exists()
    if not proposed and notice is None:
        found.next = Next(_("提出荣誉名单"), act="finish")
        found.waits = _("按评分方案的奖项表列出名单，然后公示。没有奖项的，提出之后直接确认。")
    elif notice is None or notice.state == NoticeState.WITHDRAWN:
        found.next = Next(_("拟公示"), url=reverse("notices:new", args=[RESULT_NOTICE, contest.pk]))
    elif notice.state == NoticeState.CLEARED:
        found.next = Next(_("确认成绩"), act="confirm")
        found.waits = _("公示期满，没有待答复的异议。确认之后计入规划，晋级的人报入上一级。")
    else:
        found.next = Next(_("看公示"), url=reverse("notices:conduct", args=[notice.pk]))
        found.waits = _("公示结束之前，成绩不能确认，荣誉不能颁发。")


def _confirmed(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    found.notice = result_notice(contest)
    states = set(contest.honours.values_list("kind", "state"))
    if (HonourKind.PROMOTION, HonourState.PROPOSED) in states:
        found.next = Next(_("上报晋升"), url=_page("honours", contest))
    elif any(state in (HonourState.PROPOSED, HonourState.APPROVED) for _kind, state in states):
        found.next = Next(_("颁发荣誉"), url=_page("honours", contest))
    else:
        found.waits = _("竞赛已经办结。")


def _nothing(contest: Contest, found: Progress, counts: Mapping[str, int]) -> None:
    found.waits = contest.cancel_reason
