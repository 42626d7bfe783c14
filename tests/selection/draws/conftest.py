"""Draws in every state, on a small signed log with a witness (tests/foundation/samples/conftest.py)."""

from datetime import timedelta

import pytest

from jiangong.foundation.common.beacons.named import Drand
from jiangong.selection.draws import actions, queries
from tests.foundation.samples.conftest import COMES, SIGNATURE, TODAY, clock, log
from tests.selection.draws import programme

__all__ = ["clock", "log"]
OPEN_UNTIL = programme.CLOSES


@pytest.fixture
def declared(monkeypatch, settings, log):
    """The tests' programme is declared, and the log's witness named."""
    settings.WITNESSES = [log.witness.verifier.vkey]
    kinds = {programme.KIND.model: programme.KIND}
    monkeypatch.setattr(queries.draws, "declared_kinds", lambda *_names, **_more: kinds)
    programme.LISTED[:] = programme.applications()
    programme.TOLD.clear()


@pytest.fixture
def officer(cast):
    return cast["chair"]


@pytest.fixture
def subject(declared, tree):
    return queries.subject_at("organisations.organisation", tree.enterprise.pk)


@pytest.fixture
def announced(subject, clock, officer, log):
    """announced() → a draw announced for the published round."""

    def make(randomness=None):
        made = actions.announce(subject, randomness or Drand(COMES), by=officer)
        log.sign(TODAY, witnessed=TODAY)
        return made

    return make


@pytest.fixture
def closed(announced, clock, officer, log):
    """closed() → its list closed, committed to, and cosigned; `witnessed` says when, None by nobody."""

    def make(randomness=None, witnessed=OPEN_UNTIL + timedelta(minutes=5)):
        made = announced(randomness)
        clock.move_to(OPEN_UNTIL + timedelta(minutes=1))
        made = actions.close_list(made, by=officer)
        log.sign(OPEN_UNTIL + timedelta(minutes=2), witnessed=witnessed)
        return made

    return make


@pytest.fixture
def drawn(closed, clock, officer):
    """drawn() → ranks and places given by the published round."""

    def make():
        made = closed()
        clock.move_to(COMES + timedelta(seconds=1))
        return actions.draw(actions.give_randomness(made, SIGNATURE, by=officer))

    return make
