"""Closing a list in the background: seen while it goes on, whole or not at all, opened again where it cannot be done."""

from datetime import timedelta

import pytest

from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.common.beacons.named import Drand
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.models import Matter
from jiangong.selection.draws import actions, queries, tasks
from jiangong.selection.draws.actions import closing
from jiangong.selection.draws.models import Draw, Line
from jiangong.selection.draws.states import RULE, DrawState
from tests.foundation.samples.conftest import COMES, SIGNATURE
from tests.selection.draws import programme
from tests.selection.draws.conftest import OPEN_UNTIL


@pytest.fixture
def begun(announced, clock, officer):
    draw = announced()
    clock.move_to(OPEN_UNTIL + timedelta(minutes=1))
    return actions.begin_closing(draw, by=officer)


def waiting(draw):
    found = Matter.objects.filter(subject_type="draws.draw", subject_id=draw.pk, closed_at__isnull=True)
    return sorted(found.values_list("kind", flat=True))


def test_once_begun_nothing_else_is_done_with_it(begun, clock, officer):
    assert (begun.state, begun.closing_by) == (DrawState.CLOSING, officer)
    for act in (actions.begin_closing, actions.close_list):
        with pytest.raises(Refused) as caught:
            act(begun, by=officer)
        assert caught.value.code == "draws.not_open"
    with pytest.raises(Refused):
        actions.postpone(begun, Drand(COMES + timedelta(days=1)), why="演示", by=officer)
    closed = actions.finish_closing(begun)
    assert (closed.state, closed.listed, closed.progress) == (DrawState.CLOSED, 9, 9)
    assert closed.closing.recorded_by == officer
    assert actions.finish_closing(closed).commitment == closed.commitment  # a second worker changes nothing


def test_how_far_the_reading_is_can_be_seen(begun, monkeypatch):
    monkeypatch.setattr(closing, "BATCH", 4)
    seen = []

    def listed(row):
        for one in programme.applications():
            seen.append(Draw.objects.get(pk=begun.pk).progress)
            yield one

    monkeypatch.setattr(programme, "listed", listed)
    actions.finish_closing(begun)
    assert seen == [0, 0, 0, 0, 4, 4, 4, 4, 8]


def test_a_killed_worker_leaves_no_half_list_and_another_goes_on(begun, clock, monkeypatch):
    def killed(*_args, **_more):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(closing, "record", killed)
        with pytest.raises(SystemExit):
            actions.finish_closing(begun)
    assert not Line.objects.exists()
    assert Draw.objects.get(pk=begun.pk).state == DrawState.CLOSING
    assert queries.closings_left_behind() == []
    clock.move_to(OPEN_UNTIL + timedelta(minutes=5))
    assert queries.closings_left_behind() == [begun]
    tasks.close(begun.pk)
    assert (Draw.objects.get(pk=begun.pk).state, Line.objects.count()) == (DrawState.CLOSED, 9)


def test_a_list_that_cannot_be_committed_to_is_opened_again_with_the_reason(begun, officer, client):
    programme.LISTED.append(programme.LISTED[0])
    draw = actions.finish_closing(begun)
    assert (draw.state, Line.objects.count()) == (DrawState.ANNOUNCED, 0)
    client.force_login(officer)
    assert "名单没有封存：名单不合公告的办法" in client.get(f"/workbench/draws/{draw.pk}/").content.decode()
    programme.LISTED.pop()
    assert actions.close_list(draw, by=officer).why == ""


def test_a_list_is_not_committed_to_once_its_randomness_is_there(begun, clock):
    clock.move_to(COMES)
    draw = actions.finish_closing(begun)
    assert (draw.state, draw.commitment) == (DrawState.ANNOUNCED, "")
    assert "来不及见证" in draw.why


def test_who_conducts_is_called_in_time(announced, clock, officer, log):
    draw = announced()
    actions.call_conductors()
    assert waiting(draw) == []
    clock.move_to(OPEN_UNTIL + timedelta(minutes=1))
    actions.call_conductors()
    actions.call_conductors()
    assert waiting(draw) == ["draws.close_list"]
    assert Matter.objects.get().due_at == COMES - timedelta(minutes=30)
    draw = actions.close_list(draw, by=officer)
    log.sign(OPEN_UNTIL + timedelta(minutes=2), witnessed=OPEN_UNTIL + timedelta(minutes=5))
    assert waiting(draw) == []
    clock.move_to(COMES + timedelta(minutes=1))
    actions.call_conductors()
    assert waiting(draw) == ["draws.bring_randomness"]
    running = clock_of(draw, RULE)
    assert (running.started_at, running.due_at) == (COMES, COMES + timedelta(hours=24))
    actions.give_randomness(draw, SIGNATURE, by=officer)
    assert waiting(draw) == []
    assert clock_of(draw, RULE) is None or clock_of(draw, RULE).state == "stopped"


def test_what_waits_ends_with_a_draw_that_fails_or_is_moved(announced, clock, officer):
    draw = announced()
    clock.move_to(OPEN_UNTIL + timedelta(minutes=1))
    actions.call_conductors()
    draw = actions.postpone(draw, Drand(COMES + timedelta(days=1)), why="演示", by=officer)
    assert waiting(draw) == []
    actions.call_conductors()
    assert Matter.objects.get(closed_at__isnull=True).due_at == draw.moment - timedelta(minutes=30)
    actions.fail(draw, why="演示", by=officer)
    assert waiting(draw) == []


def test_the_workbench_leads_officers_and_auditors_to_draws(client, cast):
    for who in ("chair", "auditor"):
        client.force_login(cast[who])
        assert 'href="/workbench/draws/"' in client.get("/workbench/plan/").content.decode()
