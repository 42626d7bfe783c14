"""A programme of convalescence, open for applications: a batch at each base that takes one, pools shared out among the districts,
some sixty members who have applied, one couple, one by telephone; its draw is announced. The cast's worker has not applied:
whoever looks at the demonstration can."""

from datetime import date, datetime, timedelta
from datetime import time as at

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from jiangong.foundation.common.beacons.demonstration import CEREMONY
from jiangong.foundation.common.beacons.named import Held
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Membership, User
from jiangong.foundation.people.states import MembershipState
from jiangong.journeys.convalescing.actions import place_batch
from jiangong.programmes.care.convalescence import actions
from jiangong.programmes.care.convalescence.actions import Ask, BatchFacts, PostFacts, ProgrammeFacts
from jiangong.programmes.care.convalescence.models import Application, Programme, Stay
from jiangong.programmes.care.convalescence.states import Channel, StayState
from jiangong.programmes.venues.bases.models import Base
from jiangong.selection.draws import actions as draws
from jiangong.selection.draws.queries import subject_at

MANY = 60
RESERVED = {"model": 4, "hard": 20, "new_form": 8, "winner": 4, "hardship": 6, "near_retirement": 8}
PLACES, DAYS = 40, 5
AHEAD = timedelta(days=60)  # the first batch leaves at the earliest so long after today
THEMES = {
    "山海": "森林步道和健康讲座", "劳模": "劳模故事和读书", "温泉": "温泉理疗", "山居": "中医养生", "渔港": "海岛慢行", "湿地": "湿地观鸟",
}  # fmt: skip
WORDS = "演示：往返乘统一的大巴，食宿由承办工会负担，抽中以后另行填写健康表，只交给基地医生。"
TURNS = 4  # members of one enterprise, at most
YEARS = 4  # longer in the unit than the rule asks for


def build(city: Organisation, cast: dict[str, User], bases: list[Base], today: date) -> None:
    """Prepare, place, share out, announce the draw, open; and let people apply."""
    programme = _programme(city, bases, cast["city_officer"], today)
    worker = cast["worker"].person
    assert worker is not None, "the cast's worker is somebody"
    actions.note_post(worker, PostFacts("front", since=_long_ago(today), hard=True), by=None)
    people = _people(today, worker.pk)
    for number, one in enumerate(people):
        facts = PostFacts("front", hard=number % 3 == 0, model=number % 20 == 7, hardship=number % 15 == 4)
        actions.note_post(one.person, facts, by=None)
    codes = list(programme.batches.values_list("code", flat=True))
    alone = people[:-3]
    actions.give_tickets(
        [
            Ask(programme.pk, one.person_id, tuple(codes[number % 3 :] + codes[: number % 3]), sound=True)
            for number, one in enumerate(alone)
        ]
    )
    if len(people) > 3:
        _by_telephone(programme, people[-3], codes)
        _together(programme, people[-2], people[-1], codes)


def first_day(today: date) -> date:
    """A day of this year's season on which a first batch can still leave, or of the next one's."""
    spring = date(today.year, 5, 10)
    soon = max(spring, today + AHEAD)
    return soon if soon <= date(today.year, 10, 1) else spring.replace(year=today.year + 1)


def _programme(city: Organisation, bases: list[Base], officer: User, today: date) -> Programme:
    now, first = timezone.now(), first_day(today)
    closes = timezone.make_aware(datetime.combine(today + timedelta(days=10), at(17)))
    programme = actions.create_programme(
        city,
        ProgrammeFacts(
            first.year, f"演示{first.year}年一线职工疗休养", now - timedelta(days=3), closes, words=WORDS
        ),
        by=officer,
        is_demonstration=True,
    )
    placed = 0
    for base, title in zip(bases, THEMES, strict=True):
        starts = first + timedelta(days=7 * placed)
        facts = BatchFacts(
            f"第{placed + 1}批 · {title}", starts, starts + timedelta(days=DAYS - 1), PLACES, THEMES[title],
            meeting_point="演示市民广场", meets_at=at(8),
        )  # fmt: skip
        batch = actions.save_batch(programme, None, facts, by=officer)
        try:
            place_batch(batch, base, by=officer)
        except Refused:  # delisted, or its contract ends before
            actions.remove_batch(batch, by=officer)
        else:
            placed += 1
    actions.share_out(programme, RESERVED, for_districts=50, by=officer)
    subject = subject_at("convalescence.programme", programme.pk)
    assert subject is not None, "convalescence lists what it draws for"
    draws.announce(
        subject, Held(CEREMONY, closes + timedelta(hours=17)), by=officer, is_demonstration=True
    )  # in the morning after
    return actions.open_programme(programme, by=officer)


def _people(today: date, without: int) -> list[Membership]:
    """Members long enough in their unit: the first of each enterprise, then the second, …"""
    rows = (
        Membership.objects.filter(state=MembershipState.ACTIVE, organisation__kind="enterprise")
        .filter(joined_on__lt=_long_ago(today), person__user__isnull=True)
        .exclude(person=without)
        .exclude(person__in=Stay.objects.filter(state=StayState.STAYED).values("applicant__person"))
        .annotate(turn=Window(RowNumber(), partition_by=F("organisation"), order_by=F("pk").asc()))
        .filter(turn__lte=TURNS)
        .order_by("turn", "organisation", "pk")
        .select_related("person", "organisation")
    )
    return list(rows[:MANY])


def _by_telephone(programme: Programme, one: Membership, codes: list[str]) -> None:
    now = timezone.now()
    actions.give_tickets(
        [
            Ask(
                programme.pk, one.person_id, tuple(codes), sound=True, channel=Channel.TELEPHONE,
                consented_at=now - timedelta(minutes=5), consent_words="演示：电话里逐项念过，本人同意",
            )
        ]
    )  # fmt: skip


def _together(programme: Programme, first: Membership, second: Membership, codes: list[str]) -> None:
    """One who waits for the other to agree."""
    [ticket] = actions.give_tickets(
        [Ask(programme.pk, first.person_id, tuple(codes), True, partner_id=second.person_id)]
    )
    if isinstance(ticket, actions.Ticket):
        actions.invite(Application.objects.get(pk=ticket.application_id), second.person, by=None)


def _long_ago(today: date) -> date:
    return today.replace(year=today.year - YEARS, day=1)
