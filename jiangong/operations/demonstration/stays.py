"""A programme of the past from its draw to the last rating, by the room's own actions, each on its day: answers, notice, days.

What people do is the same in every demonstration, by turns of their stays; only the days of the notices are made to pass.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from jiangong.foundation.notices import actions as notices
from jiangong.foundation.notices.models import Notice
from jiangong.foundation.people.models import User
from jiangong.operations.demonstration.moments import at, moment
from jiangong.operations.demonstration.passing import let_pass
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.formulas.days import days_of
from jiangong.programmes.care.convalescence.models import Batch, Programme, Stay
from jiangong.programmes.care.convalescence.states import (
    ACCEPTED_NOTICE,
    Aspect,
    DutyKind,
    HealthQuestion,
    IncidentKind,
    StayState,
)

DECLINES, SILENT, GIVES_BACK = 17, 41, 53  # one in so many, by turns, answers so
ABSENT, LEAVES, SAYS_NOTHING = 23, 29, 6  # one in so many of a batch
HEALTH_FORMS = 6  # of the first batch; two of them are read
SEATS, RIDE = 44, 8  # of the coach; of every other batch so many ride
PRAISE = ("演示意见：伙食清淡，合口味。", "", "演示意见：活动安排得松一些就好。", "")
BLAME = ("演示意见：景区购物点太多。", "", "演示意见：房间隔音不好。", "")
# How guests find each base, by turns of the bases: mean of a score from 1 to 5. The sixth has few answers.
FOUND = (4.7, 4.5, 4.4, 3.7, 2.9, 4.4)
FEW, FEW_AT = 7, 5


def see_through(programme: Programme, cast: Mapping[str, User]) -> int:
    """Bring every batch of a programme that was drawn on the 21st of March to its end; how many completed a stay."""
    _answer(programme, cast)
    batches = list(programme.batches.order_by("starts_on", "pk"))
    shown = [one for one in batches if one.stays.filter(state=StayState.ACCEPTED).exists()]
    _show(programme, shown, cast["city_officer"])
    for number, batch in enumerate(shown):
        if number == 0:
            write_letters(batch, cast["city_officer"])
        else:  # some tenths of a second each: the demonstration's worker writes them
            later = app.configure_task("demonstration.write_letters")
            later.defer(batch_id=batch.pk, user_id=cast["city_officer"].pk)
        _prepare(batch, cast, first=number == 0)
        _run(batch, cast, number)
        _rate(batch, number)
    return Stay.objects.filter(batch__programme=programme, state=StayState.STAYED).count()


def _answer(programme: Programme, cast: Mapping[str, User]) -> None:
    """Most accept, some decline, some keep silent until their place lapses, some give it back; who moves up accepts."""
    year = programme.year
    offered = Stay.objects.filter(batch__programme=programme, state=StayState.OFFERED)
    accounts = {user.person_id: user for user in cast.values() if user.person_id}
    stays = list(offered.select_related("applicant").order_by("pk"))
    with at(moment(date(year, 3, 22), 19)):
        for number, stay in enumerate(stays, 1):
            user = accounts.get(stay.applicant.person_id or 0)
            if Stay.objects.get(pk=stay.pk).state != StayState.OFFERED:
                continue  # whoever goes with them declined
            if user == cast["worker"] or (number % DECLINES == 0 and user is None):
                actions.decline_place(stay, by=user)
            elif number % SILENT or user is not None:
                actions.accept_place(stay, by=user)
    with at(moment(date(year, 3, 23), 20)):  # who moved up yesterday; silence stays silence
        known = {one.pk for one in stays}
        for stay in offered.exclude(pk__in=known).order_by("pk"):
            actions.accept_place(stay, by=None)
    with at(moment(date(year, 3, 29), 9)):
        actions.lapse(programme)
        held = Stay.objects.filter(batch__programme=programme, state=StayState.ACCEPTED, pk__in=known)
        for number, stay in enumerate(
            list(held.filter(applicant__person__user__isnull=True).order_by("pk")), 1
        ):
            if number % GIVES_BACK == 0:
                actions.give_back(stay, by=None)
    with at(moment(date(year, 3, 30), 20)):
        for stay in offered.order_by("pk"):
            actions.accept_place(stay, by=None)


def _show(programme: Programme, batches: Sequence[Batch], officer: User) -> None:
    """The notices of all batches, from the last day of March; then everybody is confirmed."""
    begins = moment(date(programme.year, 3, 31), 9)
    shown: list[Notice] = []
    with at(begins):
        for batch in batches:
            proposal = queries.lines_for_notice(ACCEPTED_NOTICE, batch.pk)
            assert proposal is not None, "the batch is there"
            notice = notices.publish(
                ACCEPTED_NOTICE, proposal.organisation, proposal.lines, about=batch, title=proposal.title,
                contact="演示市总工会权益保障部 0535-0000000，演示路 1 号", by=officer,
            )  # fmt: skip
            notice.refresh_from_db()
            shown.append(notice)
    let_pass({one.pk: one.published_at - begins for one in shown if one.published_at is not None})
    with at(moment(date(programme.year, 4, 20), 10)):
        for notice, batch in zip(shown, batches, strict=True):
            notice.refresh_from_db()
            notices.close(notice, by=officer)
            actions.confirm_batch(batch, by=officer)


def write_letters(batch: Batch, officer: User) -> None:
    """A letter to every employer on the day after its people were confirmed, saying that the days are no annual leave.

    Safe to do twice. All in one transaction: the job that the action leaves to the room's worker would date the letters by the
    day on which the demonstration was started, and finds nothing to write any more.
    """
    with at(moment(date(batch.programme.year, 4, 21), 10)), transaction.atomic():
        actions.begin_letters(batch, by=officer)
        actions.write_letters(batch, by=officer)


def _prepare(batch: Batch, cast: Mapping[str, User], *, first: bool) -> None:
    """Rooms, a coach, who goes with the batch; in the first some hand in health forms, and the doctor reads two."""
    officer = cast["city_officer"]
    with at(moment(batch.starts_on - timedelta(days=10), 10)):
        people = list(queries.confirmed_of(batch))
        actions.add_rooms(batch, [f"3{n:02d}" for n in range(1, len(people) + 1)], 2, by=officer)
        actions.share_rooms_out(batch, by=officer)
        coach = actions.add_coach(
            batch, "1 号车", meeting_point="演示市民广场", leaves_at=moment(batch.starts_on, 8), seats=SEATS, by=officer
        )  # fmt: skip
        for one in people[: SEATS if first else RIDE]:
            actions.choose_coach(one, coach, by=None)
        if not first:
            return
        chair, doctor = cast["chair"].person, cast["expert"].person
        assert chair is not None and doctor is not None, "the cast are people"  # noqa: PT018
        actions.give_duty(batch, chair, DutyKind.LEADER, by=officer)
        actions.give_duty(batch, doctor, DutyKind.DOCTOR, by=officer)
        for one in people[:HEALTH_FORMS]:
            answers = {question.value: "演示：没有" for question in HealthQuestion}
            actions.give_health_form(one, answers, by=None)
    with at(moment(batch.starts_on - timedelta(days=5), 15)):
        for one in people[:2]:
            actions.read_health_form(one, by=cast["expert"])
            actions.judge_health(one, fit=True, by=cast["expert"])


def _run(batch: Batch, cast: Mapping[str, User], number: int) -> None:
    """The days: the roll each morning, some who do not come, some who go home early, something that went wrong."""
    people = list(queries.confirmed_of(batch))
    leader = cast["chair"] if number == 0 else cast["city_officer"]
    shown = {one.pk for one in people}
    absent = {one.pk for turn, one in enumerate(people, 1) if turn % ABSENT == 0}
    early = [
        one for turn, one in enumerate(people, 1) if turn % LEAVES == 0 and one.pk not in absent
    ] or people[-1:]
    mine = {cast["outsider"].person_id}
    early = [one for one in early if one.applicant.person_id not in mine]
    absent -= {one.pk for one in people if one.applicant.person_id in mine}
    gone: set[int] = set()
    for place, day in enumerate(days_of(batch.starts_on, batch.ends_on)):
        with at(moment(day, 9)):
            actions.call_roll(batch, day, present=shown - absent - gone, shown=shown, by=leader)
            if place == 1:
                for one in early:
                    actions.go_home_early(one, day, by=leader)
                    gone.add(one.pk)
                _incident(batch, people, number, day, leader)
    with at(moment(batch.ends_on + timedelta(days=2), 10)):
        actions.finish_batch(batch, by=cast["city_officer"])


def _incident(batch: Batch, people: Sequence[Stay], number: int, day: date, leader: User) -> None:
    """In the first batch somebody stumbles; in the fifth the base asks for money of its own."""
    happened = moment(day, 8, 30)
    if number == 0:
        words = "演示：下台阶时崴了脚，随团医生处理，休息半天后归队。"
        actions.report_incident(
            batch, IncidentKind.ACCIDENT, happened_at=happened, words=words, stay=people[-1], by=leader
        )
    elif number % len(FOUND) == 4:
        words = "演示：基地另收观光车费，当场交涉后退还。"
        actions.report_incident(batch, IncidentKind.SERVICE, happened_at=happened, words=words, by=leader)


def _rate(batch: Batch, number: int) -> None:
    """Guests rate, most of them, a week after they came home."""
    found = FOUND[number % len(FOUND)]
    came = list(batch.stays.filter(state__in=[StayState.STAYED, StayState.LEFT_EARLY]).order_by("pk"))
    if number % len(FOUND) == FEW_AT:
        came = came[:FEW]
    words = PRAISE if found > 3 else BLAME
    with at(moment(batch.ends_on + timedelta(days=7), 20)):
        for turn, stay in enumerate(came, 1):
            if turn % SAYS_NOTHING == 0:
                continue
            scores = {
                one.value: int(found) + ((turn * 7 + place * 3) % 20 < 20 * (found % 1))
                for place, one in enumerate(Aspect)
            }
            actions.rate(stay, scores, words=words[turn % len(words)], by=None)
