"""A clock on a union of the small tree, and a calendar that stands still."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.queries import reading

CHINA = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """A moment in China: "2026-09-25" (its first) or "2026-09-25 16:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.fixture
def now():
    """The application's clock, standing at Monday 2026-03-02, nine o'clock, until the test moves it: now.move_to(at("…"))."""
    with time_machine.travel(at("2026-03-02 09:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def rule(monkeypatch):
    """rule(5, "工作日", silence="consents") → the key of a parameter with that value; more keys of a ClockKind by name."""
    from jiangong.foundation.clocks.queries import listed as found
    from jiangong.foundation.clocks.states import ClockKind

    known = dict(reading.rulebook())
    kinds = dict(found.kinds())
    monkeypatch.setattr(reading, "rulebook", lambda: known)
    monkeypatch.setattr(found, "kinds", lambda: kinds)

    def make(value, unit, *, silence="", key="t.rule", **more):
        known[key] = (_parameter(key, value, unit, silence),)
        kinds[key] = ClockKind(key, title="办理", **more)
        return key

    return make


def _parameter(key, value, unit, silence):
    known = rulebook.parameter("clocks.warn_percent", on=date(2026, 1, 1))
    return replace(
        known,
        key=key,
        title="测试期限",
        unit=unit,
        value=value,
        since=date(2020, 1, 1),
        regulation="测试规定",
        article="第一条",
        status="confirmed",
        silence=silence,
    )
