"""A programme of convalescence, open for applications: three batches, pools shared out among the districts, some sixty members
who have applied, one couple, one by telephone. The cast's worker has not: whoever looks at the demonstration can."""

from datetime import date, datetime, timedelta
from datetime import time as at

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Membership, User
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.care.convalescence import actions
from jiangong.programmes.care.convalescence.actions import Ask, BatchFacts, PostFacts, ProgrammeFacts
from jiangong.programmes.care.convalescence.models import Application, Programme
from jiangong.programmes.care.convalescence.states import Channel

MANY = 60
RESERVED = {"model": 4, "hard": 20, "new_form": 8, "winner": 4, "hardship": 6, "near_retirement": 8}
BATCHES = (
    ("第一批 · 山海", "森林步道和健康讲座"),
    ("第二批 · 温泉", "温泉理疗"),
    ("第三批 · 海岛", "海岛慢行"),
)
WORDS = "演示：往返乘统一的大巴，食宿由承办工会负担，抽中以后另行填写健康表，只交给基地医生。"
YEARS = 4  # longer in the unit than the rule asks for


def build(city: Organisation, cast: dict[str, User], today: date) -> None:
    """Prepare, share out, open; and let people apply."""
    programme = _programme(city, today)
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


def _programme(city: Organisation, today: date) -> Programme:
    now = timezone.now()
    year = today.year + (today.month > 2)
    first = date(year, 5, 10) if today < date(year, 4, 1) else date(year, 9, 7)
    closes = timezone.make_aware(datetime.combine(today + timedelta(days=10), at(17)))
    programme = actions.create_programme(
        city,
        ProgrammeFacts(year, f"演示{year}年一线职工疗休养", now - timedelta(days=3), closes, words=WORDS),
        by=None,
        is_demonstration=True,
    )
    for number, (title, theme) in enumerate(BATCHES):
        starts = first + timedelta(days=7 * number)
        batch = BatchFacts(
            title,
            starts,
            starts + timedelta(days=4),
            40,
            theme,
            "演示疗休养基地",
            180_000,
            "演示市民广场",
            at(8),
        )
        actions.save_batch(programme, None, batch, by=None)
    actions.share_out(programme, RESERVED, for_districts=50, by=None)
    return actions.open_programme(programme, by=None)


def _people(today: date, without: int) -> list[Membership]:
    """Members long enough in their unit: the first of each enterprise, then the second, …"""
    rows = (
        Membership.objects.filter(state=MembershipState.ACTIVE, organisation__kind="enterprise")
        .filter(joined_on__lt=_long_ago(today), person__user__isnull=True)
        .exclude(person=without)
        .annotate(turn=Window(RowNumber(), partition_by=F("organisation"), order_by=F("pk").asc()))
        .filter(turn__lte=2)
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
