"""Each act in every state, by everybody; what is refused and why; what the database refuses to anybody."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction

from jiangong.foundation.common.beacons.named import Drand, Held
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.models import Entry
from jiangong.selection.draws import actions, queries
from jiangong.selection.draws.formulas.allocation import allocate, promote
from jiangong.selection.draws.formulas.applications import ClosedList
from jiangong.selection.draws.formulas.lots import ranked, seed
from jiangong.selection.draws.models import Draw, Line
from jiangong.selection.draws.states import CHANGED, UNWITNESSED, DrawState, Leaving
from tests.foundation.samples.conftest import CEREMONY, COMES, PUBLICS, ROUND, SECRETS, SIGNATURE
from tests.selection.draws import programme
from tests.selection.draws.conftest import OPEN_UNTIL

State = DrawState


def refused(code, act, *args, **more):
    with pytest.raises(Refused) as caught:
        act(*args, **more)
    assert caught.value.code == (code if "." in code else f"draws.{code}") or code == "not_permitted"
    assert str(caught.value)


def said(verb):
    return [one.payload for one in Entry.objects.filter(verb=f"draws.{verb}").order_by("pk")]


# --- announcing ------------------------------------------------------------------------------------------------


def test_the_announcement_is_a_public_leaf_that_says_everything(announced, tree):
    draw = announced()
    leaf = json.loads(ledger.leaf(draw.announced.place.position))
    assert leaf["verb"] == "draws.announced"
    rules = json.loads(leaf["facts"]["announcement"])
    assert rules["randomness"] == {"drand": ROUND}
    assert rules["batches"] == [["b1", 2], ["b2", 2]]
    terms = json.loads(leaf["facts"]["terms"])
    assert terms["for"] == f"organisations.organisation/{tree.enterprise.pk}"
    assert (terms["names"]["hard"], draw.moment) == ("一线艰苦岗位", COMES)


def test_a_programme_has_one_draw_ever(announced, subject, officer):
    draw = announced()
    refused("one_draw", actions.announce, subject, Drand(COMES), by=officer)
    actions.fail(draw, why="演示", by=officer)
    refused("one_draw", actions.announce, subject, Drand(COMES + timedelta(days=1)), by=officer)
    with pytest.raises(DatabaseError), transaction.atomic():  # whoever goes around the action
        Draw.objects.create(
            organisation=draw.organisation,
            subject_type=draw.subject_type,
            subject_id=draw.subject_id,
            title="又一次",
            closes_at=OPEN_UNTIL,
            moment=COMES,
            randomness="drand",
        )
    assert Draw.objects.count() == 1


def test_without_a_witness_nothing_is_announced(subject, clock, officer, settings):
    settings.WITNESSES = []
    refused("no_witness", actions.announce, subject, Drand(COMES), by=officer)


def test_the_randomness_comes_long_enough_after_the_list(subject, clock, officer):
    for minutes in (-10, 0, 29):
        moment = OPEN_UNTIL + timedelta(minutes=minutes)
        refused("too_soon", actions.announce, subject, Drand(moment), by=officer)


def test_pools_that_do_not_add_up_are_not_announced(subject, clock, officer, monkeypatch):
    plan = programme.plan(None)
    monkeypatch.setattr(programme, "plan", lambda row: type(plan)(**vars(plan) | {"batches": {"b1": 5}}))
    refused("bad_plan", actions.announce, subject, Drand(COMES), by=officer)
    assert not Draw.objects.exists()


@pytest.mark.parametrize("who", ["worker", "outsider", "auditor", "teacher"])
def test_others_conduct_nothing(who, subject, announced, cast, officer):
    by = cast[who]
    refused("not_permitted", actions.announce, subject, Drand(COMES), by=by)
    draw = announced()
    refused("not_permitted", actions.close_list, draw, by=by)
    refused("not_permitted", actions.postpone, draw, Drand(COMES + timedelta(days=1)), why="x", by=by)
    refused("not_permitted", actions.fail, draw, why="x", by=by)
    refused("not_permitted", actions.give_randomness, draw, SIGNATURE, by=by)
    refused("not_permitted", actions.disclose, draw, {}, [], by=by)


# --- states ----------------------------------------------------------------------------------------------------


def test_each_act_in_every_state(announced, closed, clock, officer):
    draw = closed()
    clock.move_to(COMES + timedelta(seconds=1))
    refused("not_open", actions.close_list, draw, by=officer)
    refused("not_movable", actions.postpone, draw, Drand(COMES + timedelta(days=1)), why="x", by=officer)
    refused("not_drawn", actions.leave, draw, {"T001": Leaving.WITHDRAWN}, by=officer)
    refused("not_closed", actions.disclose, draw, SECRETS, PUBLICS, by=officer)  # a round was announced
    refused("round_is_out", actions.fail, draw, why="x", by=officer)  # anybody knows the result by now
    draw = actions.give_randomness(draw, SIGNATURE, by=officer)
    assert draw.state == State.DRAWING
    refused("not_closed", actions.give_randomness, draw, SIGNATURE, by=officer)
    draw = actions.draw(draw)
    assert draw.state == State.DRAWN
    entries = Entry.objects.count()
    assert actions.draw(draw).state == State.DRAWN  # once is all
    assert Entry.objects.count() == entries
    refused("not_open", actions.close_list, draw, by=officer)
    refused("not_closed", actions.give_randomness, draw, SIGNATURE, by=officer)
    refused("not_movable", actions.postpone, draw, Drand(COMES + timedelta(days=1)), why="x", by=officer)
    refused("over", actions.fail, draw, why="x", by=officer)


def test_the_list_closes_at_its_time_and_not_before(announced, clock, officer):
    draw = announced()
    refused("still_open", actions.close_list, draw, by=officer)
    clock.move_to(COMES - timedelta(minutes=29))
    refused("too_late", actions.close_list, draw, by=officer)
    assert not Line.objects.exists()


def test_a_list_that_the_rules_do_not_know_is_not_closed(announced, clock, officer):
    draw = announced()
    programme.LISTED.append(programme.LISTED[0])
    clock.move_to(OPEN_UNTIL + timedelta(minutes=1))
    refused("bad_list", actions.close_list, draw, by=officer)
    assert not Line.objects.exists()


def test_postponing_is_public_and_changes_nothing_else(announced, clock, officer):
    draw = announced()
    refused("why_missing", actions.postpone, draw, Drand(COMES + timedelta(days=1)), why=" ", by=officer)
    refused("not_movable", actions.postpone, draw, Drand(COMES), why="x", by=officer)
    later = actions.postpone(draw, Drand(COMES + timedelta(days=1)), why="停电", by=officer)
    assert later.moment == COMES + timedelta(days=1)
    [moved] = said("postponed")
    assert moved["why"] == "停电"
    before, after = json.loads(draw.announcement), json.loads(moved["announcement"])
    assert before.pop("randomness") != after.pop("randomness")
    assert before == after
    clock.move_to(COMES + timedelta(days=2))
    refused("not_movable", actions.postpone, later, Drand(COMES + timedelta(days=3)), why="x", by=officer)


# --- drawing ---------------------------------------------------------------------------------------------------


def test_ranks_and_places_follow_from_the_published_texts(drawn, log):
    draw = drawn()
    log.grow()
    rules, listed = queries.rules_of(draw), queries.applications_of(draw)
    assert ClosedList(tuple(listed)).commitment(rules) == draw.commitment
    value = bytes.fromhex(sha256(bytes.fromhex(SIGNATURE)).hexdigest())
    ranks = ranked(listed, seed(draw.announcement, draw.commitment, value))
    allocation = allocate(rules, ranks)
    text = "".join(queries.result_lines(draw))
    assert text == allocation.text(ranks)
    assert said("drawn")[0]["result"] == sha256(text.encode()).hexdigest()
    assert [(tuple(sorted(allocation.places)), ())] == programme.TOLD
    waiting = Line.objects.filter(draw=draw, place__isnull=True)
    assert {one.ticket for one in waiting} == {one.ticket for one in allocation.waiting}
    for one in waiting:
        assert [tuple(why) for why in one.passed] == [
            (pool, why.value) for pool, why in allocation.passed[one.ticket]
        ]


def test_a_round_is_checked_before_it_decides(closed, clock, officer):
    draw = closed()
    refused("not_yet", actions.give_randomness, draw, SIGNATURE, by=officer)
    clock.move_to(COMES)
    for wrong in ("", "00" * 48, SIGNATURE[:-2] + "00", json.dumps({"round": 1, "signature": SIGNATURE})):
        refused("wrong_randomness", actions.give_randomness, draw, wrong, by=officer)
    draw.refresh_from_db()
    assert draw.state == State.CLOSED


@pytest.mark.parametrize("witnessed", [None, COMES, COMES + timedelta(hours=1)])
def test_a_list_not_witnessed_before_the_round_fails_in_the_open(closed, clock, officer, witnessed):
    draw = closed(witnessed=witnessed)
    clock.move_to(COMES + timedelta(hours=2))
    draw = actions.give_randomness(draw, SIGNATURE, by=officer)
    assert (draw.state, draw.why) == (State.FAILED, UNWITNESSED)
    assert said("failed") == [{"draw": str(draw.pk), "why": UNWITNESSED}]
    assert not said("drawn")


def test_a_ceremony_end_to_end(closed, clock, officer):
    draw = closed(Held(CEREMONY, COMES))
    clock.move_to(COMES)
    refused(
        "wrong_randomness", actions.disclose, draw, SECRETS | {"演示公证员": "x" * 30}, PUBLICS, by=officer
    )
    refused("wrong_randomness", actions.disclose, draw, {}, PUBLICS, by=officer)
    draw = actions.draw(actions.disclose(draw, SECRETS, PUBLICS, by=officer))
    assert draw.state == State.DRAWN
    assert json.loads(draw.value)["secrets"] == SECRETS


def test_a_changed_list_is_not_drawn_from(closed, clock, officer):
    draw = closed()
    with connection.cursor() as cursor:  # somebody with all rights over the database
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE draws_line SET lots = 60 WHERE ticket = 'T001'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    clock.move_to(COMES)
    draw = actions.draw(actions.give_randomness(draw, SIGNATURE, by=officer))
    assert (draw.state, draw.why) == (State.FAILED, CHANGED)


# --- places that come back ------------------------------------------------------------------------------------


def test_who_leaves_is_followed_by_who_waits_next(drawn, officer):
    draw = drawn()
    rules, before = queries.rules_of(draw), queries.allocation_of(draw)
    for _ in range(3):
        gone = min(before.places)
        moves = actions.leave(draw, {gone: Leaving.DECLINED}, by=officer)
        expected = promote(rules, before, [gone])
        now = queries.allocation_of(draw)
        assert (now.places, now.waiting, now.left) == (expected.places, expected.waiting, expected.left)
        assert set(moves.given) == set(expected.places) - set(before.places)
        assert programme.TOLD[-1] == (tuple(sorted(moves.given)), (gone,))
        refused("not_on_list", actions.leave, draw, {gone: Leaving.WITHDRAWN}, by=officer)
        before = now
    lines = list(queries.move_lines(draw))
    assert [sha256(one.encode()).hexdigest() for one in lines] == [
        one["moves"] for one in said("places_moved")
    ]


def test_who_waits_may_leave_too_and_nobody_moves(drawn, officer):
    draw = drawn()
    waiting = queries.allocation_of(draw).waiting[0].ticket
    assert actions.leave(draw, {waiting: Leaving.WITHDRAWN}, by=officer).given == ()
    refused("not_on_list", actions.leave, draw, {"T999": Leaving.WITHDRAWN}, by=officer)


# --- standing and chance ---------------------------------------------------------------------------------------


def test_a_line_says_where_it_stands_and_why(drawn):
    draw = actions.reckon_chances(drawn())
    rows = Line.objects.filter(draw=draw).order_by("rank")
    waited = 0
    for line in rows:
        standing = queries.standing_of(draw, queries.line_of(draw, line.ticket))
        assert standing.chance is not None
        assert 0 <= standing.chance.share <= 1
        if standing.place is None:
            assert (standing.waits, standing.before) == (True, waited)
            assert standing.passed
            waited += 1
        else:
            assert standing.batch in ("第一批", "第二批")
    assert waited
    assert actions.reckon_chances(draw).chances == draw.chances
    assert queries.line_of(draw, "T999") is None


# --- the database itself ---------------------------------------------------------------------------------------

FORBIDDEN = {
    "announced": [
        "UPDATE draws_draw SET announcement = ''",
        "UPDATE draws_draw SET announcement = replace(announcement, '\"b1\",2', '\"b1\",9'), postponed = 1, moment = moment + interval '1 day'",
        "UPDATE draws_draw SET moment = moment + interval '1 day'",
        "UPDATE draws_draw SET terms = '{}'",
        "UPDATE draws_draw SET subject_id = 0",
        "UPDATE draws_draw SET closes_at = closes_at - interval '1 day'",
        "UPDATE draws_draw SET state = 'drawn', commitment = 'x', value = 'x', checkpoint = 'x'",
        "DELETE FROM draws_draw",
        "TRUNCATE draws_draw CASCADE",
    ],
    "closed": [
        "UPDATE draws_draw SET commitment = 'x'",
        "UPDATE draws_draw SET listed = listed + 1",
        "UPDATE draws_draw SET state = 'announced'",
        "INSERT INTO draws_line (draw_id, ticket, people, lots, pools, wants, passed) SELECT draw_id, 'T900', 1, 1, pools, wants, passed FROM draws_line LIMIT 1",
        "UPDATE draws_line SET lots = 9",
        "UPDATE draws_line SET ticket = 'X' WHERE ticket = 'T001'",
        "UPDATE draws_line SET rank = 1 WHERE ticket = 'T001'",
        "DELETE FROM draws_line WHERE ticket = 'T001'",
        "TRUNCATE draws_line CASCADE",
        "INSERT INTO draws_place (line_id, pool, batch, step, given_at) SELECT id, 'all', 'b1', 0, now() FROM draws_line LIMIT 1",
    ],
    "drawn": [
        "UPDATE draws_draw SET value = 'x'",
        "UPDATE draws_draw SET checkpoint = 'x'",
        "UPDATE draws_draw SET state = 'closed'",
        "UPDATE draws_draw SET state = 'failed'",
        "UPDATE draws_draw SET drawing_id = NULL",
        "UPDATE draws_draw SET announcement = announcement || ' '",
        "UPDATE draws_line SET rank = rank + 1000",
        "UPDATE draws_line SET rank = NULL",
        "UPDATE draws_place SET batch = 'b2'",
        "DELETE FROM draws_place",
        "TRUNCATE draws_place",
        "INSERT INTO draws_place (line_id, pool, batch, step, given_at) SELECT l.id, 'all', 'b1', 7, now() FROM draws_line l LEFT JOIN draws_place p ON p.line_id = l.id WHERE p.id IS NULL LIMIT 1",
        "DELETE FROM draws_departure",
    ],
}


@pytest.mark.parametrize("state", FORBIDDEN)
def test_the_database_refuses_what_the_actions_never_do(state, request, officer):
    draw = request.getfixturevalue(state)()
    if state == "drawn":
        actions.leave(draw, {min(queries.allocation_of(draw).places): Leaving.WITHDRAWN}, by=officer)
    for statement in FORBIDDEN[state]:
        with pytest.raises(DatabaseError), transaction.atomic():
            execute(statement)


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
