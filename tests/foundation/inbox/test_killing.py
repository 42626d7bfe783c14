"""Small, in the suite: sending processes are killed while providers fail; the large one is tests/load/messages.py."""

import os
from urllib.parse import urlsplit

import pytest
from django.db import connection

from jiangong.foundation.inbox.channels import adapter
from tests.foundation.inbox import stand_ins as so
from tests.foundation.inbox.killing import judge, play
from tests.load.messages import fill


@pytest.mark.django_db(transaction=True)
def test_killed_again_and_again_nothing_is_lost_and_nothing_comes_twice(monkeypatch):
    made = {"sms": so.AliyunSms(), "wecom": so.Wecom(), "official": so.Official(), "smtp": so.Smtp()}
    for number, server in enumerate(made.values()):
        server.faults = so.by_chance(number, 0.35)
    where = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = so.environment(**made) | {
        "DATABASE_URL": where.geturl(),
        "DJANGO_SETTINGS_MODULE": "jiangong.settings",
    }
    monkeypatch.setenv("JIANGONG_DEMONSTRATION", "1")
    adapter.cache_clear()
    fill(20, 1)
    try:
        outcome = judge(play(environment, kills=3, seed=4), made.values())
    finally:
        for server in made.values():
            server.stop()
    assert not outcome.wrong
    assert outcome.messages == 20
    assert outcome.arrived >= 15
