"""At the same moment: every act locks the contest before what hangs on it, so that two of them wait and never stand crosswise."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangong.programmes.competitions import actions
from jiangong.programmes.competitions.models import Entry, Office
from jiangong.programmes.competitions.states import Duty
from tests.programmes.competitions.stage import set_up

pytestmark = pytest.mark.django_db
LOCKED = re.compile(r'FROM "(\w+)".*FOR (?:NO KEY )?UPDATE')

ACTS = {
    "withdraw an entry": lambda stage, entry: actions.withdraw_entry(entry, by=stage.chair),
    "refuse an entry": lambda stage, entry: actions.refuse_entry(entry, reason="演示", by=stage.chair),
    "give more minutes": lambda stage, entry: actions.grant_minutes(entry, 10, by=stage.chair),
    "end an office": lambda stage, _entry: actions.end_office(
        Office.objects.filter(contest=stage.contest, duty=Duty.SUPERVISOR).first(), by=stage.chair
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_the_contest_is_locked_first(act):
    stage = set_up(entrants=2)
    with CaptureQueriesContext(connection) as asked:
        act(stage, Entry.objects.filter(contest=stage.contest).first())
    locked = [found[1] for one in asked.captured_queries if (found := LOCKED.search(one["sql"]))]
    ours = [table for table in locked if table.startswith("competitions_")]
    assert ours[0] == "competitions_contest", ours
    assert len(ours) > 1, "there was something beneath it to lock"
