"""One contest on the shop floor, from the call to those who climb: each step if it has not been taken."""

import random
from datetime import timedelta

from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.people.models import Person, User
from jiangong.operations.demonstration.members import NEW_FORMS
from jiangong.operations.demonstration.moments import at, moment
from jiangong.operations.demonstration.season.calls import GOING_ON, Call
from jiangong.operations.demonstration.season.people import NEW_INDUSTRIES, Member
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import ContestFacts, Sent, Wish
from jiangong.programmes.competitions.models import Contest, Office, Trade
from jiangong.programmes.competitions.states import ContestState, Duty, Level, NewField

ABSENT = 17  # every so manieth entrant does not come
NEEDS = 61


def called(call: Call, trade: Trade, above: Contest, officer: User) -> Contest:
    """The contest, begun by a foreman in one act."""
    season, organiser = above.season, officer.person.appointments.get().organisation  # type: ignore[union-attr]
    level = Level.SHOP if call.place % 2 else Level.DRILL
    form = "技术比武" if level == Level.SHOP else "岗位练兵"
    with at(moment(call.day - timedelta(days=10), 9)):
        facts = ContestFacts(
            title=f"演示{organiser.short_name}{trade.occupation}{form}",
            trade=trade,
            level=level,
            enter_from=timezone.now(),
            enter_until=moment(call.day, 8),
            starts_on=call.day,
            ends_on=call.day,
            open_to=organiser,
            place=f"演示{organiser.short_name}实训车间",
            climbs_to=above,
        )
        return actions.begin_light(season, organiser, facts, judging=True, going_on=GOING_ON, by=officer)


def carry_on(contest: Contest, call: Call, members: list[Member], officer: User) -> None:
    """From wherever it stands to its confirmation."""
    if contest.state == ContestState.ENTERING:
        with at(moment(call.day - timedelta(days=8), 10)):
            _enter(contest, members, officer)
        with at(moment(call.day - timedelta(days=1), 16)):
            contest = actions.close_entries(contest, by=officer)
    if contest.state == ContestState.ENTERED:
        with at(moment(call.day - timedelta(days=1), 17)):
            contest = actions.make_ready(contest, by=officer)
    if contest.state == ContestState.READY:
        with at(moment(call.day, 8)):
            contest = actions.start_contest(contest, by=officer)
    if contest.state == ContestState.RUNNING:
        with at(moment(call.day, 15)):
            _mark(contest, officer)
            contest = actions.seal_sheet(contest, by=officer)
            contest.refresh_from_db()
    if contest.state == ContestState.KNOWN:
        with at(moment(call.day + timedelta(days=1), 9)):
            actions.confirm_contest(contest, by=officer)


def _enter(contest: Contest, members: list[Member], officer: User) -> None:
    """All at once, by the union of the township, which confirms that they are insured."""
    people = Person.objects.in_bulk([one.person for one in members])
    wishes = [
        Wish(
            people[one.person],
            new_field=field_of(one),
            needs="演示：轮椅通道" if one.person % NEEDS == 0 else "",
        )
        for one in members
    ]
    answers = actions.enter_colleagues(contest, contest.organiser, wishes, insured=True, by=officer)
    for answer in answers:  # who was entered before a crash is refused as entered, the rest must not be
        if isinstance(answer, Refused) and answer.code != "already_entered":
            raise answer


def field_of(member: Member) -> str:
    """Which of the three new fields, as the register says it."""
    if member.form in NEW_FORMS:
        return NewField.WORK
    if member.industry in NEW_INDUSTRIES:
        return NewField.INDUSTRY
    return NewField.ORGANISATION if member.person % 23 == 0 else ""


def _mark(contest: Contest, officer: User) -> None:
    """The foreman notes who did not come and sends the scores of the rest."""
    office = Office.objects.get(contest=contest, duty=Duty.CHIEF)
    numbers = range(1, queries.numbers_drawn(contest)["A"] + 1)
    sent = []
    for n in numbers:
        code = f"A{n:03d}"
        if n % ABSENT == 0:
            actions.note_standing(
                contest, code, "absent", clause="演示：未到场", key=f"absent-{n}", by=officer
            )
            continue
        chance = random.Random(f"{contest.pk} {code}")  # noqa: S311  (no secret hangs on it)
        sent.append(
            Sent(
                key=f"season-{office.pk}-{n}",
                component="score",
                code=code,
                value=str(min(100, max(40, round(chance.gauss(77, 9))))),
                at=timezone.now(),
            )
        )
    answers = actions.send_marks(contest, office, sent, by=officer)
    for answer in answers:
        if isinstance(answer, Refused):
            raise answer
