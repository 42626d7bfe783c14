"""Rows that an import left out wait on a clock until a later import brings them, the import is taken back, or they are given up."""

import pytest

from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.clocks.states import State as Ticking
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.models import Matter
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people.roster import actions
from tests.foundation.people.roster.test_pages import HEADER, person, url, xlsx


@pytest.fixture
def written(load, cast):
    """written(bad=1) → an import that was written, with so many rows left out."""

    def make(first=1, bad=1):
        rows = [person(first), *(person(first + n, document="1") for n in range(1, bad + 1))]
        found = load(xlsx([HEADER, *rows]), by=cast["chair"])
        return actions.write(actions.confirm(found, by=cast["chair"]))

    return make


def waiting():
    return [(one.kind, one.subject_id) for one in Matter.objects.filter(closed_at__isnull=True)]


def running():
    return [(one.rule, one.subject_id) for one in Clock.objects.filter(state=Ticking.RUNNING)]


def test_what_was_left_out_waits_on_its_clock(written):
    found = written(bad=2)
    assert waiting() == [("roster.correct", found.pk)]
    assert running() == [("roster.correct_days", found.pk)]
    assert Matter.objects.get().words == {"count": 2}
    assert Matter.objects.get().due_at == Clock.objects.get().due_at


def test_an_import_without_errors_lets_nothing_wait(written):
    written(bad=0)
    assert (waiting(), running()) == ([], [])


def test_a_later_import_takes_its_place(written):
    written(first=1)
    later = written(first=10)
    assert waiting() == [("roster.correct", later.pk)]
    assert running() == [("roster.correct_days", later.pk)]
    written(first=20, bad=0)
    assert (waiting(), running()) == ([], [])


def test_taken_back_nothing_waits(written, cast):
    actions.undo(written(), by=cast["chair"])
    assert (waiting(), running()) == ([], [])


def test_given_up_with_a_reason_and_on_record(written, cast):
    found = written()
    with pytest.raises(Refused) as refused:
        actions.give_up(found, reason=" ", by=cast["chair"])
    assert refused.value.code == "roster.reason_missing"
    with pytest.raises(Refused):
        actions.give_up(found, reason="已逐个登记", by=cast["outsider"])
    actions.give_up(found, reason="已逐个登记", by=cast["chair"])
    assert (waiting(), running()) == ([], [])
    assert Entry.objects.get(verb="roster.given_up").quantity == 1
    with pytest.raises(Refused) as refused:
        actions.give_up(found, reason="再来一次", by=cast["chair"])
    assert refused.value.code == "roster.nothing_waits"


def test_the_page_offers_both_ways(client, cast, written):
    client.force_login(cast["chair"])
    chair = client
    found = written()
    shown = chair.get(url("import", found)).content.decode()
    assert "等着更正" in shown
    assert chair.post(url("giving_up", found), {"reason": ""}).status_code == 422
    assert chair.post(url("giving_up", found), {"reason": "已逐个登记"}).status_code == 302
    assert "等着更正" not in chair.get(url("import", found)).content.decode()
