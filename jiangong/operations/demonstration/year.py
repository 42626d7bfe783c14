"""Last year's convalescence and this year's, as they would have gone: planned, placed at bases, applied for, drawn, stayed, rated.

Every step by the room's own actions, on its day (moments.py), by the officer where an officer acts. Who drew is a
ceremony with invented figures. What no action can do, because the database goes by its own clock, is made to pass by the owner
of its tables (passing.py): the days of notices, and the moment at which the checkpoint was signed that covers the closed list.
The demonstration's witness is told the same moment, which proves nothing and is meant to: whoever runs a site with a witness
whose clock they set can draw until they like what they see (docs/draws.md, what is not protected).
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from datetime import time as hour

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from jiangong.foundation.common.beacons.demonstration import CEREMONY, FIGURE, SECRETS
from jiangong.foundation.common.beacons.named import Held
from jiangong.foundation.ledger import actions as ledger
from jiangong.foundation.ledger.queries import newest_checkpoint
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Membership, User
from jiangong.foundation.people.states import MembershipState
from jiangong.journeys.convalescing.actions import place_batch
from jiangong.operations.demonstration import stays, witnessing
from jiangong.operations.demonstration.moments import at, moment
from jiangong.operations.demonstration.passing import let_signing_pass
from jiangong.operations.witness.folder import Witness
from jiangong.programmes.care.convalescence import actions
from jiangong.programmes.care.convalescence.actions import Ask, BatchFacts, PostFacts, ProgrammeFacts
from jiangong.programmes.care.convalescence.models import Application, Programme, Stay
from jiangong.programmes.care.convalescence.states import Channel, StayState
from jiangong.programmes.venues.bases.models import Base
from jiangong.selection.draws import actions as draws
from jiangong.selection.draws.actions import closing
from jiangong.selection.draws.queries import subject_at
from jiangong.selection.draws.tasks import chances

PLACES = 40  # of a batch at most; as many as a coach has seats
FIRST, WEEKS = (5, 12), 24  # the first batch leaves on this day; all leave within so many weeks, or fewer
FEWEST = 6  # weeks: a shorter season of this year is not worth holding
AFTER = timedelta(days=16)  # from a batch's departure until the last of its guests has rated
THEMES = ("森林步道和健康讲座", "海边慢行", "温泉理疗", "中医养生", "劳模故事和读书", "湿地观鸟")
WORDS = "演示：往返乘统一的大巴，食宿由承办工会负担，抽中以后另行填写健康表，只交给基地医生。"
# Of so many places one is reserved for each kind of pool; what nobody takes goes to everybody.
ONE_IN: Mapping[str, int] = {
    "model": 30,
    "hard": 8,
    "new_form": 15,
    "winner": 30,
    "hardship": 20,
    "near_retirement": 15,
}
BY_UNION, BY_TELEPHONE, TOGETHER = 8, 3, 5  # so many applications of these kinds
TURNS = 12  # members of one enterprise, at most


def build(
    city: Organisation,
    cast: dict[str, User],
    bases: list[Base],
    witness: Witness | None,
    guests: tuple[int, int],
    today: date,
) -> None:
    """Last year's for about so many guests; this year's for so many, if there was time for one until today.

    Nothing where the demonstration has no witness of its own to draw by.
    """
    if witness is None:
        return
    before, now = guests
    _held(city, cast, bases, witness, before, today.year - 1, WEEKS)
    weeks = min(WEEKS, (today - AFTER - date(today.year, *FIRST)).days // 7)
    if now and weeks >= FEWEST:
        _held(city, cast, bases, witness, now, today.year, weeks)


def _held(
    city: Organisation,
    cast: dict[str, User],
    bases: list[Base],
    witness: Witness,
    guests: int,
    year: int,
    weeks: int,
) -> None:
    """A year's programme from its plan to its last rating."""
    officer = cast["city_officer"]
    programme = _planned(city, officer, bases, guests, year, weeks)
    with at(moment(date(year, 2, 20), 9)):
        subject = subject_at("convalescence.programme", programme.pk)
        assert subject is not None, "convalescence lists what it draws for"
        drawn = draws.announce(
            subject, Held(CEREMONY, moment(date(year, 3, 21), 10)), by=officer, is_demonstration=True
        )
    with at(moment(date(year, 3, 1), 9)):
        programme = actions.open_programme(programme, by=officer)
    _apply(programme, cast, guests, year)
    with at(moment(date(year, 3, 20), 18)):
        drawn = draws.close_list(drawn, by=officer)
        chances.defer(draw_id=drawn.pk)  # some seconds of a processor: the demonstration's worker does it
        while ledger.sequence():
            pass
        witnessing.sign_and_cosign(witness)
        newest = newest_checkpoint()
        assert newest is not None, "it was signed just now"
        let_signing_pass(newest.size, moment(date(year, 3, 20), 18))
    with at(moment(date(year, 3, 21), 10, 30)):
        drawn = draws.draw(draws.disclose(drawn, SECRETS, [FIGURE], by=officer))
    programme.refresh_from_db()
    stays.see_through(programme, cast)


def _planned(
    city: Organisation, officer: User, bases: list[Base], guests: int, year: int, weeks: int
) -> Programme:
    """The programme with its batches, each at its base, and its pools."""
    with at(moment(date(year, 2, 10), 9)):
        facts = ProgrammeFacts(
            year, f"演示{year}年一线职工疗休养", moment(date(year, 3, 1), 9), moment(date(year, 3, 20), 17), words=WORDS
        )  # fmt: skip
        programme = actions.create_programme(city, facts, by=officer, is_demonstration=True)
        batches = max(len(bases), -(-guests // PLACES))
        places = min(PLACES, -(-guests // batches))
        for number in range(batches):
            starts = date(year, *FIRST) + timedelta(days=7 * (number * weeks // batches))
            batch = BatchFacts(
                f"第{number + 1}批", starts, starts + timedelta(days=4), places, THEMES[number % len(THEMES)],
                meeting_point="演示市民广场", meets_at=hour(8),
            )  # fmt: skip
            place_batch(
                actions.save_batch(programme, None, batch, by=officer), bases[number % len(bases)], by=officer
            )
        whole = places * batches
        reserved = {kind: max(1, whole // one_in) for kind, one_in in ONE_IN.items()}
        actions.share_out(programme, reserved, for_districts=whole * 2 // 5, by=officer)
    return programme


def _apply(programme: Programme, cast: dict[str, User], guests: int, year: int) -> None:
    """Five for three places: most by themselves, some through their union, by telephone, two together; the cast's two workers."""
    officer = cast["city_officer"]
    people = _people(date(year, 3, 20), guests * 5 // 3)
    codes = list(programme.batches.order_by("starts_on", "pk").values_list("code", flat=True))
    models = max(1, sum(programme.batches.values_list("places", flat=True)) // ONE_IN["model"])
    with at(moment(date(year, 3, 2), 10)):
        for number, one in enumerate(people):
            post = PostFacts(
                "front",
                hard=number % 7 == 0,
                model=number % 50 == 9 and number // 50 < models - 1,
                hardship=number % 20 == 4,
            )
            if post != PostFacts("front"):
                actions.note_post(one.person, post, by=officer)
        outsider = cast["outsider"].person
        assert outsider is not None, "the cast's outsider is somebody"
        actions.note_post(outsider, PostFacts("front", model=True), by=officer)
        been = Stay.objects.filter(applicant__person=outsider, state=StayState.STAYED).exists()
        wish = {cast["worker"]: (codes[0],)} | ({} if been else {cast["outsider"]: tuple(codes[:2])})
        worker = cast["worker"].person
        assert worker is not None, "the cast's worker is somebody"
        actions.note_post(worker, PostFacts("front"), by=officer)

    def wants(number: int) -> tuple[str, ...]:
        turn = number % len(codes)
        return tuple((codes[turn:] + codes[:turn])[:4])

    special = BY_UNION + BY_TELEPHONE + 2 * TOGETHER
    helped, alone = (people[:special], people[special:]) if len(people) > 3 * special else ([], people)
    with _tickets_alike(year), at(moment(date(year, 3, 5), 20)):
        asks = [Ask(programme.pk, one.person_id, wants(n), sound=True) for n, one in enumerate(alone)]
        asks += [
            Ask(programme.pk, user.person_id or 0, codes_of, sound=True, by_id=user.pk)
            for user, codes_of in wish.items()
        ]
        for answer in actions.give_tickets(asks):
            if isinstance(answer, Exception):
                raise answer
        for n, one in enumerate(helped[: BY_UNION + BY_TELEPHONE]):
            telephone = n >= BY_UNION
            actions.apply_for(
                programme, one.person, wants(n), sound=True,
                channel=Channel.TELEPHONE if telephone else Channel.UNION,
                consented_at=moment(date(year, 3, 5), 16, n),
                consent_words="演示：电话里逐项念过，本人同意" if telephone else "演示：本人在报名表上签字",
                by=officer,
            )  # fmt: skip
        pairs = helped[BY_UNION + BY_TELEPHONE :]
        for n, (first, second) in enumerate(zip(pairs[::2], pairs[1::2], strict=False)):
            ticket = actions.apply_for(
                programme, first.person, wants(n), sound=True, channel=Channel.UNION,
                consented_at=moment(date(year, 3, 5), 17, n), consent_words="演示：两人一起在报名表上签字",
                partner=second.person, by=officer,
            )  # fmt: skip
            if n:  # the first pair's second never answers: the first is on the list alone
                application = Application.objects.get(pk=ticket.application_id)
                actions.agree(application, sound=True, how="演示：本人在报名表上签字", by=officer)


def _people(on: date, many: int) -> list[Membership]:
    """Members long enough in their unit on a day: the first of each, then the second, … Without accounts."""
    since = on.replace(year=on.year - 4)  # longer than the rule asks for
    rows = (
        Membership.objects.filter(
            state=MembershipState.ACTIVE, organisation__kind__in=["enterprise", "branch"]
        )
        .filter(joined_on__lt=since, person__user__isnull=True)
        .exclude(person__in=Stay.objects.filter(state=StayState.STAYED).values("applicant__person"))
        .annotate(turn=Window(RowNumber(), partition_by=F("organisation"), order_by=F("pk").asc()))
        .filter(turn__lte=TURNS)
        .order_by("turn", "organisation", "pk")
        .select_related("person", "organisation")
    )
    return list(rows[:many])


class _Known(random.Random):
    """As much of the module `secrets` as a ticket needs, from a seed that everybody knows."""

    def token_bytes(self, nbytes: int) -> bytes:
        return self.randbytes(nbytes)


@contextmanager
def _tickets_alike(year: int) -> Iterator[None]:
    """The same tickets whenever the city is loaded, so that the same people are drawn; real ones are secret until then."""
    names = vars(closing)
    real = names["secrets"]
    names["secrets"] = _Known(f"demonstration {year}")
    try:
        yield
    finally:
        names["secrets"] = real
