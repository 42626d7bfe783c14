"""So many requests of one account in any sixty seconds."""

import pytest

from jiangong.api import throttle


@pytest.fixture
def at(monkeypatch):
    """at(seconds) sets the clock."""
    now = [0.0]
    monkeypatch.setattr(throttle.time, "monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, seconds)


def count(of, account=1, tries=50):
    return sum(of.allow(account) for _ in range(tries))


def test_so_many_and_no_more_each_account_for_itself(at):
    at(600.0)
    of = throttle.PerAccount(10)
    assert count(of) == 10
    assert count(of, account=2) == 10
    at(659.0)
    assert count(of) == 0
    assert of.wait() == 1


def test_the_minute_slides(at):
    of = throttle.PerAccount(10)
    at(659.0)
    assert count(of) == 10
    at(661.0)
    assert count(of) == 1, "almost all of the last minute's lie within sixty seconds"
    at(690.0)
    assert count(of) == 4
    at(719.9)
    assert count(of) == 5
    at(10_000.0)
    assert count(of) == 10
    assert not of._before, "whoever stays away is forgotten"


def test_who_is_nobody_yet_is_not_counted(rf):
    assert throttle.PerAccount(0).allow_request(rf.get("/"))
