"""check_draw.py shares no code with the room: it reads the public files, and must agree, or say what is wrong."""

import importlib.util
import sys
from datetime import timedelta

import pytest
from django.db import transaction

from jiangong.foundation.common.beacons.named import Drand, Held
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.samples.views.public import SCRIPT as BASE
from jiangong.selection.draws import actions, queries
from jiangong.selection.draws.actions import drawing
from jiangong.selection.draws.states import UNWITNESSED_MOVE, Leaving
from jiangong.selection.draws.views.public import SCRIPT
from tests.foundation.samples.conftest import CEREMONY, COMES, PUBLICS, SECRETS, SIGNATURE, TODAY
from tests.selection.draws.conftest import OPEN_UNTIL


@pytest.fixture(scope="module")
def script():
    sys.path.insert(0, str(BASE.parent))
    try:
        spec = importlib.util.spec_from_file_location("check_draw", SCRIPT)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(BASE.parent))
    module.base.ZH = False
    return module


@pytest.fixture
def run(script, log, tmp_path, capsys, client):
    """run(draw) → exit status and what was said, over the ledger's files and the draw's files as the site serves them."""

    def run(draw, *, change=None):
        (tmp_path / "ledger").mkdir(exist_ok=True)
        log.export(tmp_path / "ledger")
        folder = tmp_path / "draws" / str(draw.pk)
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("announcement.json", "list.jsonl", "randomness.json", "result.jsonl", "moves.jsonl"):
            answer = client.get(f"/draws/{draw.pk}/{name}")
            if answer.status_code == 200:
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                (folder / name).write_bytes(content)
        if change:
            change(folder)
        status = script.main([str(tmp_path), str(draw.pk)])
        return status, capsys.readouterr().out

    return run


def test_a_draw_with_moves_agrees(run, drawn, officer):
    draw = drawn()
    for _ in range(3):
        actions.leave(draw, {min(queries.allocation_of(draw).places): Leaving.SILENT}, by=officer)
    status, said = run(draw)
    assert (status, "WRONG" in said) == (0, False), said
    assert "all 9 ranks and places agree" in said
    assert "3 moves" in said
    assert "witness witness.example signed" in said


def test_a_ceremony_agrees(run, closed, clock, officer):
    draw = closed(Held(CEREMONY, COMES))
    clock.move_to(COMES)
    draw = actions.draw(actions.disclose(draw, SECRETS, PUBLICS, by=officer))
    status, said = run(draw)
    assert status == 0, said


def test_what_is_not_drawn_yet_is_told_too(run, announced, clock, officer):
    draw = announced()
    assert "not closed yet" in run(draw)[1]
    actions.postpone(draw, Drand(COMES + timedelta(days=1)), why="停电", by=officer)
    status, said = run(draw)
    assert (status, "postponed" in said) == (0, True), said
    actions.fail(draw, why="改了主意", by=officer)
    assert "failed: 改了主意" in run(draw)[1]


CHANGES = {
    "a line more": ("list.jsonl", lambda text: text + text.splitlines(True)[-1], "the one committed to"),
    "another weight": (
        "list.jsonl",
        lambda text: text.replace('"lots":2', '"lots":3', 1),
        "the one committed to",
    ),
    "another result": (
        "result.jsonl",
        lambda text: text.replace('"b1"', '"b2"', 1),
        "ranks and places agree",
    ),
    "other rules": ("announcement.json", lambda text: text.replace("演示", "演试"), "those in the ledger"),
    "another move": ("moves.jsonl", lambda text: text.replace('"all"', '"hard"', 1), "move 1 went by rank"),
    "no move": ("moves.jsonl", lambda text: "", "0 moves"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_caught(what, run, drawn, officer):
    draw = drawn()
    actions.leave(draw, dict.fromkeys(queries.allocation_of(draw).places, Leaving.DECLINED), by=officer)
    name, change, words = CHANGES[what]

    def spoil(folder):
        text = (folder / name).read_text(encoding="utf-8")
        assert change(text) != text
        (folder / name).write_text(change(text), encoding="utf-8")

    status, said = run(draw, change=spoil)
    assert status == 1, said
    assert any(line.startswith("WRONG") and words in line for line in said.splitlines()), said


@pytest.mark.parametrize("verb", ["announced", "list_closed", "drawn"])
def test_a_second_time_is_caught(verb, run, drawn, tree):
    draw = drawn()
    entry = {"announced": draw.announced, "list_closed": draw.closing, "drawn": draw.drawing}[verb]
    record(f"draws.{verb}", draw, organisation=tree.enterprise, by=None, payload=entry.payload)
    status, said = run(draw)
    assert (status, "only once" in said or "drawn only" in said) == (1, True), said


def test_a_second_draw_of_the_programme_is_caught(run, drawn, tree):
    draw = drawn()
    other = draw.announced.payload | {"draw": "99"}
    record("draws.announced", draw, organisation=tree.enterprise, by=None, payload=other)
    status, said = run(draw)
    assert (status, "WRONG the programme has no other draw" in said) == (1, True), said


def test_a_postponement_in_time_agrees(run, announced, clock, officer, log):
    draw = announced(Drand(COMES - timedelta(minutes=30)))
    draw = actions.postpone(draw, Drand(COMES), why="停电", by=officer)
    log.sign(TODAY, witnessed=TODAY + timedelta(minutes=1))
    clock.move_to(OPEN_UNTIL + timedelta(minutes=1))
    draw = actions.close_list(draw, by=officer)
    log.sign(OPEN_UNTIL + timedelta(minutes=2), witnessed=OPEN_UNTIL + timedelta(minutes=3))
    clock.move_to(COMES)
    draw = actions.draw(actions.give_randomness(draw, SIGNATURE, by=officer))
    status, said = run(draw)
    assert (status, "each postponement was witnessed" in said) == (0, True), said


def test_a_round_swapped_after_it_was_seen_fails_and_is_caught(run, closed, clock, officer, log, monkeypatch):
    """A site that writes down, with a false clock, that it had postponed: no witness signed so before the round came."""
    seen = COMES - timedelta(minutes=30)
    draw = closed(Drand(seen))
    clock.move_to(seen - timedelta(minutes=6))
    draw = actions.postpone(draw, Drand(COMES), why="停电", by=officer)
    log.sign(seen + timedelta(minutes=1), witnessed=seen + timedelta(minutes=1))  # after the round was out
    clock.move_to(COMES)
    with transaction.atomic():
        failed = actions.give_randomness(draw, SIGNATURE, by=officer)
        assert (failed.state, failed.why) == ("failed", UNWITNESSED_MOVE)
        transaction.set_rollback(True)
    late = ledger.newest_checkpoint().full_note
    monkeypatch.setattr(drawing, "_notes_of_postponements", lambda _draw: [late])  # a site that looks away
    draw = actions.draw(actions.give_randomness(draw, SIGNATURE, by=officer))
    status, said = run(draw)
    assert (status, "WRONG each postponement was witnessed" in said) == (1, True), said


def test_a_late_witness_is_caught(run, closed, clock, officer, monkeypatch):
    draw = closed(witnessed=COMES + timedelta(hours=1))
    clock.move_to(COMES + timedelta(hours=2))
    late = ledger.newest_checkpoint().full_note
    monkeypatch.setattr(ledger, "covering_checkpoint", lambda *_: (late, True))  # a site that looks away
    draw = actions.draw(actions.give_randomness(draw, SIGNATURE, by=officer))
    status, said = run(draw)
    assert (status, "WRONG the list was witnessed" in said) == (1, True), said
