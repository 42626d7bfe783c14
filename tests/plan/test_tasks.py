"""The follower shows a new entry soon, survives failures, and stops when asked."""

import threading
import time
from datetime import date

import pytest
from django.db import OperationalError, connections

from jiangong.foundation.ledger.actions import record
from jiangong.plan import tasks
from jiangong.plan.models import Cell
from tests.factories import make_organisation


@pytest.mark.django_db(transaction=True)
def test_a_new_entry_shows_by_itself_even_after_a_failure(monkeypatch):
    city = make_organisation("演示市总工会", kind="city")
    real, failures = tasks.sequence, []

    def fails_once():
        if not failures:
            failures.append(1)
            raise OperationalError("the connection is lost")
        return real()

    monkeypatch.setattr(tasks, "sequence", fails_once)
    monkeypatch.setattr(tasks, "AFTER_A_FAILURE", 0.01)
    stop = threading.Event()
    follower = threading.Thread(target=tasks.follow_forever, args=(stop,), kwargs={"pause": 0.01})
    follower.start()
    try:
        record("growth.completed", city, organisation=city, by=None, happened_on=date(2025, 1, 1))
        until = time.monotonic() + 20
        while (
            time.monotonic() < until
            and not Cell.objects.filter(promise="D9", period="2025", value=1).exists()
        ):
            time.sleep(0.02)
        assert Cell.objects.get(promise="D9", organisation=city, period="2025").value == 1
        assert failures
    finally:
        stop.set()
        follower.join(timeout=20)
        connections.close_all()
    assert not follower.is_alive()


@pytest.mark.django_db(transaction=True)
def test_two_followers_at_once_count_once():
    city = make_organisation("演示市总工会", kind="city")
    for day in range(1, 21):
        record("growth.completed", city, organisation=city, by=None, happened_on=date(2025, 1, day))

    def roll():
        from jiangong.foundation.ledger.actions import sequence
        from jiangong.plan.actions import follow

        try:
            for _ in range(12):
                sequence(most=3)
                follow(most=2)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=roll) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Cell.objects.get(promise="D9", organisation=city, period="2025").value == 20
