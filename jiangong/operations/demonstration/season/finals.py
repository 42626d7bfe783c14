"""A district's contest or a city final, blind, with its offices, appeal, notice and honours: each step if it has not been taken."""

import random
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.notices import actions as notices
from jiangong.foundation.notices import queries as shown
from jiangong.foundation.notices.states import NoticeState
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person, User
from jiangong.operations.demonstration.moments import at, moment
from jiangong.operations.demonstration.season import people
from jiangong.operations.demonstration.season.calls import GOING_ON, Call
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Asked, Change, ContestFacts, Sent
from jiangong.programmes.competitions.formulas.eligibility import Clause
from jiangong.programmes.competitions.models import (
    Appeal,
    Battlefield,
    Contest,
    Entry,
    Layer,
    Office,
    Season,
    Trade,
)
from jiangong.programmes.competitions.states import (
    RESULT_NOTICE,
    AppealState,
    ContestClass,
    ContestState,
    Duty,
    EntryState,
    HonourKind,
    HonourState,
    Level,
    RejudgingState,
    RowKind,
)

LAYERS = {"district": 1, "city": 3}
DUTIES: dict[str, tuple[str, ...]] = {
    "district": (Duty.CHIEF, Duty.JUDGE, Duty.JUDGE, Duty.JUDGE, Duty.CLERK, Duty.CIPHER_1, Duty.SUPERVISOR),
    "city": (
        Duty.CHIEF, *([Duty.JUDGE] * 5), Duty.CLERK, Duty.CIPHER_1, Duty.CIPHER_2, Duty.CIPHER_3,
        Duty.SUPERVISOR, Duty.SUPERVISOR,
    ),
}  # fmt: skip
APPEALED = 8  # in every so manieth contest somebody appeals; in every second of those something was wrong
ABSENT = 13
HALVES = 2  # one half of the trades is of the first class, the other of the second


def _turn(trade: int) -> int:
    """0, 1, 2, … over the trades whose final serves something: two of three."""
    return trade // 3 * 2 + trade % 3 - 1


def called(
    call: Call,
    trade: Trade,
    season: Season,
    organiser: Organisation,
    above: Contest | None,
    fields: Sequence[Battlefield],
    officer: User,
) -> Contest:
    """Announced, its rules saved, by its organiser."""
    city = call.level == "city"
    begins = call.day - timedelta(days=120)
    with at(moment(begins, 9)):
        facts = ContestFacts(
            title=f"演示{season.year}年{organiser.short_name}{trade.occupation}{'决赛' if city else '竞赛'}",
            trade=trade,
            level=Level.CITY if city else Level.DISTRICT,
            enter_from=timezone.now(),
            enter_until=moment(call.day - timedelta(days=3), 17),
            starts_on=call.day,
            ends_on=call.day,
            open_to=organiser,
            place=f"演示{organiser.short_name}技能实训基地{call.place % 4 + 1}号馆",
            call="演示：面向全市职工，先公布题库，赛前封存密钥，成绩每一格都能打开。",
            layers=LAYERS[call.level],
            stations=4,
            climbs_to=above,
            battlefields=[fields[_turn(call.trade) % len(fields)]] if call.trade % 3 else [],
        )
        contest = actions.create_contest(season, organiser, facts, by=officer)
        actions.use_preset(contest, "standard", places=None if city else GOING_ON, by=officer)
        contest.refresh_from_db()
    return contest


def opened(contest: Contest, call: Call, officer: User, filer: User) -> Contest:
    """Filed by the season's union, and open: who climbs is entered into it."""
    first = call.level == "city" and call.trade % HALVES == 0
    kind = ContestClass.FIRST if first else ContestClass.SECOND
    with at(moment(call.day - timedelta(days=119), 10)):
        if contest.state == ContestState.DRAFT:
            number = f"演示赛备〔{contest.season.year}〕{contest.pk}号"
            contest = actions.file_contest(contest, number=number, contest_class=kind, by=filer)
        if contest.state == ContestState.FILED:
            contest = actions.open_entries(contest, by=officer)
    return contest


def carry_on(contest: Contest, call: Call, serving: Sequence[Person], officer: User) -> None:
    """From wherever it stands to its notice; what waits for the notice's end is `ended`'s."""
    if contest.state == ContestState.ENTERING:
        with at(moment(call.day - timedelta(days=3), 18)):
            contest = actions.close_entries(contest, by=officer)
    if contest.state == ContestState.ENTERED:
        with at(moment(call.day - timedelta(days=2), 9)):
            _examine(contest, officer)
            _offices(contest, call, serving, officer)
            try:
                contest = actions.make_ready(contest, by=officer)
            except Refused as refused:
                contest = actions.cancel_contest(contest, reason=f"演示：{refused}"[:200], by=officer)
    if contest.state == ContestState.READY:
        with at(moment(call.day, 7)):
            _draw(contest)
            contest = actions.start_contest(contest, by=officer)
    if contest.state == ContestState.RUNNING:
        with at(moment(call.day, 16)):
            _mark(contest)
            actions.seal_sheet(contest, by=_holder(contest, Duty.CHIEF))
            contest.refresh_from_db()
    if contest.state == ContestState.SEALED:
        with at(moment(call.day, 17)):
            for layer in Layer.objects.filter(contest=contest, opened_at__isnull=True).order_by("-number"):
                actions.open_layer(layer, by=_holder(contest, layer.duty))
            contest.refresh_from_db()
    if contest.state == ContestState.KNOWN:
        _appeal(contest, call, officer)
        with at(moment(call.day + timedelta(days=2), 9)):
            actions.finish_appeals(contest, by=officer)
        with at(None):
            _put_up(contest, officer)


def ended(contest: Contest, call: Call, officer: User) -> None:
    """After the notice: confirmed, promotions reported and decided, honours given."""
    if contest.state == ContestState.KNOWN:
        with at(moment(call.day + timedelta(days=14), 9)):
            notice = queries.result_notice(contest)
            if notice is not None and notice.state == NoticeState.RUNNING:
                with at(None):
                    notices.close(notice, by=officer)
            actions.confirm_contest(contest, by=officer)
    waiting = queries.honours_of(contest)
    promotions = waiting.filter(kind=HonourKind.PROMOTION)
    with at(moment(call.day + timedelta(days=15), 9)):
        actions.submit_promotions(promotions.filter(state=HonourState.PROPOSED), by=officer)
    with at(moment(call.day + timedelta(days=25), 9)):
        number = f"演示人社〔{contest.season.year}〕{contest.pk}号"
        submitted = promotions.filter(state=HonourState.SUBMITTED)
        actions.decide_promotions(submitted, approved=True, number=number, by=officer)
        approved = Q(kind=HonourKind.PROMOTION, state=HonourState.APPROVED)
        others = Q(state=HonourState.PROPOSED) & ~Q(kind=HonourKind.PROMOTION)
        actions.issue_honours(waiting.filter(approved | others), by=officer)


# --- steps ------------------------------------------------------------------------------------------------------


def _examine(contest: Contest, officer: User) -> None:
    """Who climbed and is too young or too old for this level is refused, with the rule; everybody else is taken."""
    for entry in queries.entries_of(contest, state=EntryState.APPLIED):
        wrong = [one for one in entry.findings if not one["holds"]]
        if any(one["clause"] in (Clause.OLD_ENOUGH, Clause.NOT_TOO_OLD, Clause.BELONGS) for one in wrong):
            words = f"演示：不符合“{wrong[0]['says']}”（{wrong[0]['source']}）"
            actions.refuse_entry(entry, reason=words, by=officer)
        else:
            actions.accept_entry(entry, by=officer)


def _offices(contest: Contest, call: Call, serving: Sequence[Person], officer: User) -> None:
    """The next of those who serve, in turn, so that nobody is asked for two contests of neighbouring days."""
    duties = DUTIES[call.level]
    begin = call.place * len(duties) if call.level == "city" else call.place * 7
    asked = [serving[(begin + n) % len(serving)] for n in range(len(duties))]
    wanted = [Asked(person, duty, "演示技师") for duty, person in zip(duties, asked, strict=True)]
    actions.give_offices(contest, wanted, by=officer)
    offices = list(Office.objects.filter(contest=contest, ended_at__isnull=True))
    for component, duty in (("practice", Duty.JUDGE), ("theory", Duty.CLERK)):
        actions.set_bench(contest, component, [one for one in offices if one.duty == duty], by=officer)


def _holder(contest: Contest, duty: str) -> User:
    office = Office.objects.select_related("person").get(contest=contest, duty=duty, ended_at__isnull=True)
    assert office.person is not None
    return people.account_of(office.person)


def _draw(contest: Contest) -> None:
    for layer in Layer.objects.filter(contest=contest, drawn_at__isnull=True).order_by("number"):
        actions.draw_layer(layer, said=f"演示口令{contest.pk}", by=_holder(contest, layer.duty))
        if layer.number == 1:
            _absent(contest)


def _absent(contest: Contest) -> None:
    """Noted at the check-in, before the next numbers are drawn."""
    chief = _holder(contest, Duty.CHIEF)
    for n in range(ABSENT, queries.numbers_drawn(contest)["A"] + 1, ABSENT):
        actions.note_standing(
            contest, f"A{n:03d}", "absent", clause="演示：未检录", key=f"absent-{n}", by=chief
        )


def _mark(contest: Contest) -> None:
    """The clerk sends the theory, each judge the practice; what was sent before a crash counts once."""
    size = queries.numbers_drawn(contest)
    inner = queries.prefix_of(contest, "practice")
    absent = set(contest.rows.filter(kind=RowKind.STANDING).values_list("code", flat=True))
    judging = Office.objects.filter(contest=contest, duty__in=[Duty.JUDGE, Duty.CLERK]).select_related(
        "person"
    )
    for office in judging:
        part, letter = ("theory", "A") if office.duty == Duty.CLERK else ("practice", inner)
        sent = [
            Sent(
                key=f"season-{office.pk}-{n}",
                component=part,
                code=f"{letter}{n:03d}",
                value=_score(contest, part, f"{letter}{n:03d}", office.alias),
                at=timezone.now(),
            )
            for n in range(1, size[letter] + 1)
            if f"{letter}{n:03d}" not in absent
        ]
        assert office.person is not None
        for answer in actions.send_marks(contest, office, sent, by=people.account_of(office.person)):
            if isinstance(answer, Refused):
                raise answer


def _score(contest: Contest, part: str, code: str, judge: str) -> str:
    """What a work deserves, and what this judge sees of it; the same each time it is asked."""
    work = random.Random(f"{contest.pk} {part} {code}").gauss(78, 8)  # noqa: S311  (no secret hangs on it)
    seen = random.Random(f"{contest.pk} {part} {code} {judge}").gauss(0, 2)  # noqa: S311
    return str(min(100, max(35, round(work + (seen if part == "practice" else 0)))))


def _appeal(contest: Contest, call: Call, officer: User) -> None:
    """In some contests the second appeals; in half of these a timekeeper was late, and a set of changes is applied."""
    if call.place % APPEALED:
        return
    outcome = queries.newest_outcome(contest)
    assert outcome is not None
    appeal = Appeal.objects.filter(contest=contest).first()
    if appeal is None:
        line = outcome.result["lines"][1]
        entry = Entry.objects.select_related("person").get(pk=line["entry"])
        assert entry.person is not None
        with at(moment(call.day, 18)):
            appeal = actions.file_appeal(
                entry, component="practice", aspect="", words="演示：第二工位计时器晚停，请核对录像。",
                by=people.account_of(entry.person),
            )  # fmt: skip
    supervisor = Office.objects.select_related("person").filter(contest=contest, duty=Duty.SUPERVISOR).first()
    assert supervisor is not None
    assert supervisor.person is not None
    hears = people.account_of(supervisor.person)
    with at(moment(call.day + timedelta(days=1), 9)):
        if appeal.state == AppealState.OPEN:
            appeal = actions.take_appeal(appeal, supervisor, by=officer)
        if appeal.state == AppealState.TAKEN:
            upheld = call.place % (2 * APPEALED) == 0
            if upheld and not appeal.rejudgings.exists():
                _prepare(contest, appeal, hears)
            for one in appeal.rejudgings.filter(state=RejudgingState.PREPARED):
                actions.apply_rejudging(one, by=officer)
            words = "录像证明计时器晚停，已更正。" if upheld else "录像与记录一致，维持原评分。"
            actions.answer_appeal(appeal, upheld=upheld, words=f"演示：{words}", by=hears)


def _prepare(contest: Contest, appeal: Appeal, hears: User) -> None:
    outcome = queries.newest_outcome(contest)
    judge = Office.objects.filter(contest=contest, duty=Duty.JUDGE).first()
    assert outcome is not None
    assert judge is not None
    code = queries.code_of(outcome, appeal.entry_id)
    change = Change(
        kind=RowKind.CORRECTION,
        code=queries.marked_as(contest, code, "practice", RowKind.CORRECTION),
        component="practice",
        judge=judge.alias,
        value="99",
        words="演示：复核录像",
    )
    actions.prepare_rejudging(contest, [change], reason="演示：计时器晚停", appeal=appeal, by=hears)


def _put_up(contest: Contest, officer: User) -> None:
    """The list of the result, where there is anything to show."""
    notice = queries.result_notice(contest)
    if notice is None:
        proposal = shown.proposal(shown.kind_of(RESULT_NOTICE), contest.pk)
        if proposal is None or not proposal.lines:
            return
        notice = notices.prepare(
            RESULT_NOTICE, proposal.organisation, proposal.lines, about=contest, title=proposal.title,
            words="演示：现将成绩和拟授予的荣誉予以公示，任何人可以实名或者匿名提出异议。",
            contact="演示市总工会 0535-0000000，演示路 1 号", by=officer,
        )  # fmt: skip
    if notice.state == NoticeState.DRAFT:
        notices.put_up(notice, by=officer)
