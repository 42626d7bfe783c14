"""Places of a session by lot: announced before anybody enrols, drawn once, moved on by rank, told to each."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from jiangong.foundation.common.beacons.named import Held
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.models import Message
from jiangong.foundation.ledger.models import Entry
from jiangong.programmes.growth import actions, queries
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.selection.draws import actions as draws
from jiangong.selection.draws import tasks
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.queries import draw_of, subject_at
from jiangong.selection.draws.states import DrawState
from tests.factories import make_member, make_session, make_user
from tests.foundation.samples.conftest import CEREMONY, PUBLICS, SECRETS, TODAY, clock, log

__all__ = ["clock", "log"]
UNTIL = TODAY + timedelta(hours=1)
COMES = UNTIL + timedelta(hours=1)


@pytest.fixture
def by_lot(course, clock, settings, log):
    settings.WITNESSES = [log.witness.verifier.vkey]
    return make_session(
        course,
        places=2,
        giving="draw",
        state="draft",
        enrol_from=TODAY - timedelta(hours=1),
        enrol_until=UNTIL,
        starts_on=(COMES + timedelta(days=5)).date(),
        ends_on=(COMES + timedelta(days=6)).date(),
    )


def announce(session, officer, log):
    draw = draws.announce(subject_at("growth.session", session.pk), Held(CEREMONY, COMES), by=officer)
    log.sign(TODAY, witnessed=TODAY)
    return draw


@pytest.fixture
def opened(by_lot, officer, log):
    """The draw is announced, then people may enrol."""
    announce(by_lot, officer, log)
    return actions.open_session(by_lot, by=officer)


@pytest.fixture
def closed(opened, enrolled, officer, clock, log):
    """closed(n) → n people enrolled, and the list of the draw closed and witnessed."""

    def make(n=5):
        enrolled(n, into=opened)
        clock.move_to(UNTIL + timedelta(minutes=1))
        draw = draws.close_list(draw_of(opened), by=officer)
        log.sign(UNTIL + timedelta(minutes=2), witnessed=UNTIL + timedelta(minutes=3))
        return draw

    return make


@pytest.fixture
def drawn(closed, officer, clock):
    def make(n=5):
        draw = closed(n)
        clock.move_to(COMES + timedelta(seconds=1))
        return draws.draw(draws.disclose(draw, SECRETS, PUBLICS, by=officer))

    return make


def states(session):
    found = Enrolment.objects.filter(session=session).values_list("state", flat=True)
    return sorted(found)


def refused(code, act, *args, **more):
    with pytest.raises(Refused) as caught:
        act(*args, **more)
    assert caught.value.code == f"growth.{code}"


def test_a_session_by_lot_opens_only_after_its_draw_was_announced(by_lot, officer, log):
    refused("announce_first", actions.open_session, by_lot, by=officer)
    draw = announce(by_lot, officer, log)
    plan = json.loads(draw.announcement)
    assert (plan["batches"], plan["pools"]) == ([["session", 2]], [["all", 2, ""]])
    assert "全体报名的人一起抽" in json.loads(draw.terms)["words"]
    assert actions.open_session(by_lot, by=officer).state == "open"


def test_first_come_first_served_is_never_drawn(session, officer, settings, log, clock):
    settings.WITNESSES = [log.witness.verifier.vkey]
    refused(
        "not_by_draw",
        draws.announce,
        subject_at("growth.session", session.pk),
        Held(CEREMONY, session.enrol_until + timedelta(days=1)),
        by=officer,
    )


def test_what_was_announced_does_not_change(opened, officer):
    facts = {name: getattr(opened, name) for name in actions.SessionFacts.__dataclass_fields__}
    for change in ({"places": 9}, {"enrol_until": UNTIL + timedelta(days=1)}, {"giving": "first"}):
        refused(
            "draw_announced",
            actions.change_session,
            opened,
            actions.SessionFacts(**facts | change),
            by=officer,
        )
    assert actions.change_session(opened, actions.SessionFacts(**facts | {"place": "演示楼"}), by=officer)


def test_people_who_were_told_first_come_are_not_drawn(session, officer):
    facts = {name: getattr(session, name) for name in actions.SessionFacts.__dataclass_fields__}
    refused(
        "giving_is_set",
        actions.change_session,
        session,
        actions.SessionFacts(**facts | {"giving": "draw"}),
        by=officer,
    )


def test_until_the_draw_everybody_waits_and_then_each_is_told(drawn, opened, enrolled):
    assert [one.state for one in enrolled(1, into=opened)] == ["waiting"]
    draw = drawn(4)
    session = Session.objects.get(pk=opened.pk)
    assert states(session) == ["enrolled", "enrolled", "waiting", "waiting", "waiting"]
    assert (session.taken, draw.listed) == (2, 5)
    placed = set(Enrolment.objects.filter(session=session, state="enrolled").values_list("ticket", flat=True))
    assert placed == {line.ticket for line in draw.lines.filter(place__isnull=False)}
    assert Entry.objects.filter(verb="growth.drawn").count() == 2
    told = sorted(Message.objects.values_list("kind", flat=True))
    assert told == ["growth.place_drawn"] * 2 + ["growth.place_not_drawn"] * 3


def test_a_cancelled_place_goes_to_the_next_rank(drawn, opened, officer):
    draw = drawn(5)
    by_rank = [
        Enrolment.objects.get(ticket=ticket)
        for ticket in draw.lines.order_by("rank").values_list("ticket", flat=True)
    ]
    assert [one.state for one in by_rank] == ["enrolled", "enrolled", "waiting", "waiting", "waiting"]
    actions.cancel_enrolment(by_rank[2], by=None)  # who waits may leave, and nobody moves
    actions.cancel_enrolment(by_rank[0], by=officer)
    now = [Enrolment.objects.get(pk=one.pk).state for one in by_rank]
    assert now == ["cancelled", "enrolled", "cancelled", "enrolled", "waiting"]
    assert Session.objects.get(pk=opened.pk).taken == 2
    assert Message.objects.filter(kind="growth.place_moved_up").count() == 1
    assert Draw.objects.get(pk=draw.pk).steps == 2


def test_who_cancels_before_the_list_closes_is_not_on_it_and_after_it_leaves_at_the_draw(
    closed, opened, enrolled, officer, clock
):
    first = enrolled(1, into=opened)[0]
    actions.cancel_enrolment(first, by=None)
    draw = closed(2)
    assert draw.listed == 2
    for one in Enrolment.objects.filter(session=opened, state="waiting"):
        actions.cancel_enrolment(one, by=None)
    clock.move_to(COMES + timedelta(seconds=1))
    draws.draw(draws.disclose(draw, SECRETS, PUBLICS, by=officer))
    assert states(opened) == ["cancelled"] * 3
    assert Session.objects.get(pk=opened.pk).taken == 0


def test_a_list_read_twice_is_the_same(opened, enrolled):
    enrolled(3, into=opened)
    assert list(actions.draw_list(opened)) == list(actions.draw_list(opened))


def test_districts_have_places_in_proportion_to_their_members(by_lot, tree, officer, log, clock):
    by_lot.by_district = True
    by_lot.places = 10
    by_lot.save()
    for _ in range(6):
        make_member(tree.enterprise)
    plan = queries.draw_plan(by_lot)
    reserved = {pool.code: pool.places for pool in plan.pools}
    assert sum(reserved.values()) == 10
    mine = f"d{tree.district.pk}"
    assert reserved[mine] >= max(places for code, places in reserved.items() if code != mine)
    assert "最大余数法" in plan.words
    announce(by_lot, officer, log)
    session = actions.open_session(by_lot, by=officer)
    actions.enrol(session.pk, by=make_user(make_member(tree.enterprise).person))
    [line] = actions.draw_list(session)
    assert (line.pools, line.people, line.wants) == ((mine,), 1, ("session",))


def test_a_session_is_not_finished_without_its_draw(opened, over, officer):
    session = over(opened)
    refused("not_drawn_yet", actions.finish_session, session, by=officer)


def test_a_cancelled_session_voids_its_draw(opened, enrolled, officer):
    enrolled(2, into=opened)
    actions.cancel_session(opened, reason="演示", by=officer)
    assert draw_of(opened).state == DrawState.FAILED
    assert states(opened) == ["cancelled", "cancelled"]


def test_a_worker_applies_is_not_drawn_and_sees_why(client, opened, learner, enrolled, officer, clock, log):
    mine = learner()
    enrolled(4, into=opened)
    client.force_login(mine)
    page = f"/courses/sessions/{opened.pk}/"
    from django.urls import reverse

    page = reverse("growth:session", args=[opened.pk])
    assert "抽签决定" in client.get(page).content.decode()
    client.post(reverse("growth:enrol", args=[opened.pk]))
    assert "等抽签" in client.get(page).content.decode()
    clock.move_to(UNTIL + timedelta(minutes=1))
    draw = draws.close_list(draw_of(opened), by=officer)
    log.sign(UNTIL + timedelta(minutes=2), witnessed=UNTIL + timedelta(minutes=3))
    tasks.chances(draw.pk)
    assert "还没有抽签" in client.get(page).content.decode()
    clock.move_to(COMES + timedelta(seconds=1))
    draws.draw(draws.disclose(draw, SECRETS, PUBLICS, by=officer))
    shown = client.get(page).content.decode()
    assert "签序" in shown
    assert "中签的机会" in shown
    waiting = Enrolment.objects.filter(session=opened, state="waiting").first()
    client.force_login(waiting.person.user)
    shown = client.get(page).content.decode()
    for words in ("没有抽中，按签序候补", "为什么没有", "轮到时名额已满", waiting.ticket):
        assert words in shown, words


def test_the_organiser_announces_from_the_page_of_the_session(client, by_lot, officer, clock, log):
    from django.urls import reverse

    client.force_login(officer)
    manage = reverse("growth:manage", args=[by_lot.pk])
    new = reverse("draws:new", args=["growth.session", by_lot.pk])
    assert new in client.get(manage).content.decode()
    lines = "\n".join(f"{a} {b}" for a, b in zip(CEREMONY.throwers, CEREMONY.commitments, strict=True))
    at = f"{timezone.localtime(COMES):%Y-%m-%dT%H:%M}"
    sent = {"kind": "ceremony", "moment": at, "throwers": lines, "publics": CEREMONY.publics[0]}
    assert client.post(new, sent).status_code == 302
    shown = client.get(manage).content.decode()
    assert "开放报名" in shown
    assert reverse("draws:conduct", args=[draw_of(by_lot).pk]) in shown


def test_the_form_asks_how_places_are_given(client, course, officer):
    from django.urls import reverse

    client.force_login(officer)
    address = reverse("growth:session_new", args=[course.pk])
    assert 'name="giving"' in client.get(address).content.decode()
