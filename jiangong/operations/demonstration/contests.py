"""A season of contests by the room's own actions: one takes entries, one waits for its draw, one is being marked, one has its
result, an appeal and a prepared rejudging.

Judges and entrants are demonstration members of enterprises far apart, so nearly nobody has to recuse.
"""

from datetime import date, datetime, timedelta
from datetime import time as at

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Membership, Person, User
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Change, ContestFacts, Sent, Wish
from jiangong.programmes.competitions.models import Battlefield, Contest, Office, Season, Trade
from jiangong.programmes.competitions.states import Battle, ContestClass, Duty, Level, NewField, RowKind

# Occupations of the 2022 classification that stand in the guide; more come by import.
TRADES = (("6-18-01-01", "车工"), ("6-18-01-02", "铣工"), ("6-18-01-07", "钳工"), ("6-18-01-04", "磨工"))
ENTRANTS = 10  # of each contest; a person competes in one trade a season, so each contest has its own
OLDEST, YOUNGEST = 48, 20  # well within the ages that the rule allows
TURNS, MOST = 4, 200  # members of one enterprise, and of all, that are thought of
CALL = "演示：面向全市制造业职工，理论和实操两部分，先公布题库，赛前封存密钥，成绩每一格都能打开。"


def build(city: Organisation, cast: dict[str, User], today: date) -> None:
    """Three contests of the city. Called before the plan's figures are counted."""
    season = actions.open_season(city, year=today.year, name=f"演示{today.year}年职工技能竞赛", by=None)
    Season.objects.filter(pk=season.pk).update(is_demonstration=True)
    field = actions.add_battlefield(season, kind=Battle.INDUSTRY, name="演示高端装备制造", by=None)
    trades = [
        Trade.objects.create(code=code, occupation=name, leading_industry="装备制造", is_demonstration=True)
        for code, name in TRADES
    ]
    people = people_to_ask(today)
    expert = cast["expert"].person
    called(season, city, trades[0], field, today + timedelta(days=20), people, 0)
    ready = called(
        season, city, trades[3], field, today + timedelta(days=1), people, 3, expert, Duty.CIPHER_1
    )
    actions.close_entries(ready, by=None)
    actions.make_ready(ready, by=None)
    running = called(season, city, trades[1], field, today, people, 1, expert, Duty.CHIEF)
    drawn(running)
    _mark(running, share=2)
    known = called(
        season, city, trades[2], field, today - timedelta(days=1), people, 2, expert, Duty.SUPERVISOR
    )
    drawn(known)
    _mark(known)
    _result(known)


def people_to_ask(today: date) -> list[Membership]:
    """Members of enterprises old enough and young enough to compete: the first of each enterprise, then the second, …"""
    youngest = today.replace(year=today.year - YOUNGEST, day=1)
    oldest = today.replace(year=today.year - OLDEST, day=1)
    rows = (
        Membership.objects.filter(state=MembershipState.ACTIVE, organisation__kind="enterprise")
        .filter(person__born_on__range=(oldest, youngest), person__user__isnull=True)
        .exclude(person__occupation__contains="教师")
        .annotate(turn=Window(RowNumber(), partition_by=F("organisation"), order_by=F("pk").asc()))
        .filter(turn__lte=TURNS)
        .order_by("turn", "organisation", "pk")
        .select_related("person", "organisation")
    )
    return list(rows[:MOST])


def called(
    season: Season,
    city: Organisation,
    trade: Trade,
    field: Battlefield,
    day: date,
    people: list[Membership],
    turn: int,
    expert: Person | None = None,
    duty_of_expert: str = "",
) -> Contest:
    """Called, filed, entered by the `turn`th ten, with all its offices; one of them the cast's expert's."""
    start = timezone.make_aware(datetime.combine(day, at(8)))
    now = timezone.now()
    facts = ContestFacts(
        title=f"演示{season.year}年{trade.trade or trade.occupation}市级大赛",
        trade=trade,
        level=Level.CITY,
        enter_from=min(start, now) - timedelta(days=30),
        enter_until=max(start, now) + timedelta(hours=2),
        starts_on=day,
        ends_on=day,
        open_to=city,
        place="演示职工技能实训基地",
        call=CALL,
        layers=3,
        stations=4,
        in_teams=True,
        battlefields=[field],
    )
    contest = actions.create_contest(season, city, facts, by=None)
    Contest.objects.filter(pk=contest.pk).update(is_demonstration=True)
    contest.refresh_from_db()
    actions.use_preset(contest, "standard", by=None)
    contest.refresh_from_db()
    number = f"演示赛备〔{season.year}〕{contest.pk}号"
    contest = actions.file_contest(contest, number=number, contest_class=ContestClass.FIRST, by=None)
    contest = actions.open_entries(contest, by=None)
    own, others = _shared_out(people, turn)
    _enter(contest, own)
    duties: list[str] = [
        Duty.CHIEF, Duty.JUDGE, Duty.JUDGE, Duty.JUDGE, Duty.CLERK, Duty.CIPHER_1, Duty.CIPHER_2, Duty.CIPHER_3,
        Duty.SUPERVISOR, Duty.SUPERVISOR,
    ]  # fmt: skip
    others = others[: len(duties)]
    if expert is not None:
        others[duties.index(duty_of_expert)] = expert
    for duty, person in zip(duties, others, strict=False):
        actions.give_office(contest, person, duty, qualification="演示技师", by=None)
    judges = list(Office.objects.filter(contest=contest, duty=Duty.JUDGE))
    actions.set_bench(contest, "practice", judges, by=None)
    actions.set_bench(
        contest, "theory", list(Office.objects.filter(contest=contest, duty=Duty.CLERK)), by=None
    )
    return contest


def _shared_out(people: list[Membership], place: int) -> tuple[list[Person], list[Person]]:
    """The contest's own competitors, and who may serve in it: nobody of the same enterprise as one of them."""
    own = people[place * ENTRANTS : (place + 1) * ENTRANTS]
    firms = {one.organisation_id for one in own}
    others = [one.person for one in people if one.organisation_id not in firms]
    return [one.person for one in own], others


def _enter(contest: Contest, people: list[Person]) -> None:
    """Entered by their unions, which confirm that they are insured; every third works in one of the three new fields."""
    fields = list(NewField.values)
    for nth, person in enumerate(people):
        union = Membership.objects.get(person=person, state=MembershipState.ACTIVE).organisation
        wish = Wish(person, new_field=fields[nth % len(fields)] if nth % 3 == 0 else "")
        [answer] = actions.enter_colleagues(contest, union, [wish], insured=True, by=None)
        if isinstance(answer, Refused):  # the demonstration asked for what its own rules refuse
            raise answer


def drawn(contest: Contest) -> None:
    """Closed, made ready, all layers drawn, started."""
    numbered(contest)
    actions.start_contest(contest, by=None)


def numbered(contest: Contest) -> None:
    """Closed, made ready, all layers drawn."""
    actions.close_entries(contest, by=None)
    actions.make_ready(contest, by=None)
    for number in (1, 2, 3):
        layer = queries.layer_of(contest, number)
        assert layer is not None
        actions.draw_layer(layer, said=f"演示口令{number}", by=None)


def _mark(contest: Contest, share: int = 1) -> None:
    """Everybody marks; with `share` 2 every second number is still open."""
    contest.refresh_from_db()
    size = queries.numbers_drawn(contest)
    for office in Office.objects.filter(contest=contest, duty__in=[Duty.JUDGE, Duty.CLERK]):
        part, letter = ("theory", "A") if office.duty == Duty.CLERK else ("practice", "C")
        sent = [
            Sent(
                key=f"demo-{office.pk}-{n}",
                component=part,
                code=f"{letter}{n:03d}",
                value=str(66 + (n * 7 + office.pk * 3) % 31),
                at=timezone.now(),
            )
            for n in range(1, size[letter] + 1)
            if n % share == 0
        ]
        actions.send_marks(contest, office, sent, by=None)


def opened(contest: Contest) -> None:
    """Sealed, and all layers opened: the result is known."""
    contest.refresh_from_db()
    actions.seal_sheet(contest, by=None)
    for number in (3, 2, 1):
        layer = queries.layer_of(contest, number)
        assert layer is not None
        actions.open_layer(layer, by=None)
    contest.refresh_from_db()


def _result(contest: Contest) -> None:
    """Opened, appealed about; a set of changes is prepared and waits for a decision."""
    opened(contest)
    outcome = queries.newest_outcome(contest)
    assert outcome is not None
    line = outcome.result["lines"][1]
    entry = queries.entries_behind(outcome)[line["entry"]]
    appeal = actions.file_appeal(
        entry, component="practice", aspect="", words="演示：第二场计时器晚停，用时记录有误。", by=None
    )
    supervisor = Office.objects.filter(contest=contest, duty=Duty.SUPERVISOR).first()
    judge = Office.objects.filter(contest=contest, duty=Duty.JUDGE).first()
    assert supervisor is not None
    assert judge is not None
    actions.take_appeal(appeal, supervisor, by=None)
    code = queries.marked_as(contest, line["code"], "practice", RowKind.CORRECTION)
    change = Change(
        kind=RowKind.CORRECTION,
        code=code,
        component="practice",
        judge=judge.alias,
        value="98",
        words="演示：复核录像",
    )
    actions.prepare_rejudging(contest, [change], reason="演示：复核录像，计时器晚停", appeal=appeal, by=None)
