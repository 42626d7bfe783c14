"""A whole contest for tests: a city final with three layers, judges, supervisors and entrants from five units."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind, Role
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import ContestFacts, Sent, Wish
from jiangong.programmes.competitions.models import Contest, Entry, Office, Season, Trade
from jiangong.programmes.competitions.states import ContestClass, Duty, Level
from tests.factories import make_member, make_officer, make_organisation, make_user


@dataclass
class Stage:
    """Who takes part. `judges` mark practice, `clerk` enters theory; `units` are the entrants' unions."""

    city: Organisation
    chair: User
    season: Season
    contest: Contest
    units: list[Organisation]
    chief: User
    judges: list[User]
    clerk: User
    holders: list[User]
    supervisors: list[User]
    entrants: list[User] = field(default_factory=list)

    def fresh(self) -> Contest:
        self.contest.refresh_from_db()
        return self.contest

    def office(self, user: User) -> Office:
        """The office as the acts want it, fresh."""
        return Office.objects.get(contest=self.contest, person=user.person)


def make_trade(code: str = "6-18-01-01", occupation: str = "演示车工") -> Trade:
    return Trade.objects.create(code=code, occupation=occupation)


def set_up(
    *,
    level: str = Level.CITY,
    layers: int = 3,
    judges: int = 3,
    entrants: int = 10,
    city: Organisation | None = None,
) -> Stage:
    """Filed, entries open and entered, offices filled; not yet drawn."""
    city = city or make_organisation("演示市总工会", kind=Kind.CITY)
    chair = make_officer(city, Role.CHAIR)
    district = make_organisation(kind=Kind.DISTRICT, parent=city)
    units = [make_organisation(parent=district) for _ in range(5)]
    season = actions.open_season(city, year=timezone.localdate().year, name="演示赛季", by=chair)
    now, today = timezone.now(), timezone.localdate()
    facts = ContestFacts(
        title="演示车工决赛",
        trade=make_trade(),
        level=level,
        enter_from=now - timedelta(days=2),
        enter_until=now + timedelta(days=2),
        starts_on=today,
        ends_on=today,
        open_to=city,
        layers=layers,
        stations=4,
        in_teams=True,
    )
    contest = actions.create_contest(season, city, facts, by=chair)
    actions.use_preset(contest, "standard" if layers else "light", by=chair)
    contest.refresh_from_db()
    if layers:
        actions.file_contest(contest, number="演示备〔2026〕1号", contest_class=ContestClass.FIRST, by=chair)
    actions.open_entries(contest, by=chair)
    chief, clerk = _serve(), _serve()
    panel, holders, supervisors = (
        [_serve() for _ in range(judges)],
        [_serve() for _ in range(3)],
        [_serve() for _ in range(2)],
    )
    give = actions.give_office
    give(contest, chief.person, Duty.CHIEF, by=chair)
    for user in panel:
        give(contest, user.person, Duty.JUDGE, by=chair)
    give(contest, clerk.person, Duty.CLERK, by=chair)
    for user, duty in zip(holders, (Duty.CIPHER_1, Duty.CIPHER_2, Duty.CIPHER_3), strict=True):
        give(contest, user.person, duty, by=chair)
    for user in supervisors:
        give(contest, user.person, Duty.SUPERVISOR, by=chair)
    stage = Stage(city, chair, season, contest, units, chief, panel, clerk, holders, supervisors)
    for n in range(entrants):
        member = make_member(units[n % len(units)], born_on=date(1990, 1, 1))
        user = make_user(member.person)
        stage.entrants.append(user)
        actions.enter_colleagues(
            stage.fresh(),
            member.organisation,
            [Wish(member.person)],
            insured=True,
            by=make_officer(member.organisation),
        )
    offices = [stage.office(user) for user in panel]
    if layers:
        actions.set_bench(contest, "practice", offices, by=chair)
        actions.set_bench(contest, "theory", [stage.office(clerk)], by=chair)
    else:
        actions.set_bench(contest, "score", [stage.office(chief)], by=chair)
    return stage


def _serve() -> User:
    """Somebody from a unit of their own, so that nobody has to recuse."""
    return make_user(make_member(apart()).person)


def apart() -> Organisation:
    """A union of the city with nobody else in it and no contest of its own."""
    return make_organisation(
        parent=Organisation.objects.filter(kind=Kind.CITY).first() or make_organisation(kind=Kind.CITY)
    )


def draw(stage: Stage, upto: int = 3) -> None:
    """Close, lock, draw, start."""
    actions.close_entries(stage.fresh(), by=stage.chair)
    actions.make_ready(stage.fresh(), by=stage.chair)
    for number in range(1, min(upto, stage.contest.layers) + 1):
        layer = queries.layer_of(stage.contest, number)
        assert layer is not None
        actions.draw_layer(layer, said=f"演示口令{number}", by=stage.holders[number - 1])
    actions.start_contest(stage.fresh(), by=stage.chair)


def score(stage: Stage, code: str) -> int:
    """A demonstration mark out of 100 that differs from number to number."""
    return 60 + int(code[1:]) * 3 % 37


def mark_all(stage: Stage) -> None:
    """Everybody marks everybody."""
    contest = stage.fresh()
    size = queries.numbers_drawn(contest)
    now = timezone.now()
    for n, user in enumerate(stage.judges):
        sent = [
            Sent(
                key=f"p{n}-{code}",
                component="practice",
                code=f"C{code:03d}",
                value=str(score(stage, f"C{code:03d}") + n),
                at=now,
            )
            for code in range(1, size["C"] + 1)
        ]
        answers = actions.send_marks(contest, stage.office(user), sent, by=user)
        assert not [one for one in answers if isinstance(one, Exception)], answers
    theory = [
        Sent(
            key=f"t-{code}",
            component="theory",
            code=f"A{code:03d}",
            value=str(score(stage, f"A{code:03d}")),
            at=now,
        )
        for code in range(1, size["A"] + 1)
    ]
    answers = actions.send_marks(contest, stage.office(stage.clerk), theory, by=stage.clerk)
    assert not [one for one in answers if isinstance(one, Exception)], answers


def unseal(stage: Stage) -> None:
    """Seal, and let the holders open, the innermost first."""
    actions.seal_sheet(stage.fresh(), by=stage.chief)
    for number in range(stage.contest.layers, 0, -1):
        layer = queries.layer_of(stage.contest, number)
        assert layer is not None
        actions.open_layer(layer, by=stage.holders[number - 1])


def entry_of(user: User) -> Entry:
    return Entry.objects.get(person=user.person)
