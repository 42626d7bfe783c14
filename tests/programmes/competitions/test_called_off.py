"""A contest that is called off takes its theory sittings with it and tells everybody; benches that change stand on the ledger."""

import pytest

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.models import Message
from jiangong.foundation.ledger.models import Entry as Record
from jiangong.programmes.competitions import actions
from jiangong.programmes.competitions.states import ContestState, Verb
from jiangong.selection.exams import actions as exams
from jiangong.selection.exams.states import Reason as ExamReason
from jiangong.selection.exams.states import SittingState
from tests.programmes.competitions.stage import Stage, draw, set_up
from tests.programmes.competitions.test_theory import ENTRANTS, make_paper, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    stage = set_up(entrants=ENTRANTS)
    draw(stage)
    return stage


def told(kind: str) -> set[int]:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def test_its_sittings_are_called_off_and_everybody_is_told(stage: Stage) -> None:
    planned, drawn = make_paper(stage), make_paper(stage)
    actions.admit_entrants(stage.fresh(), drawn, "theory", by=stage.chair)
    exams.draw_paper(drawn, by=stage.chair)
    actions.cancel_contest(stage.fresh(), reason="场地停电", by=stage.chair)
    for sitting in (planned, drawn):
        sitting.refresh_from_db()
        assert (sitting.state, sitting.reason) == (SittingState.CANCELLED, "场地停电")
    assert told("competitions.contest_cancelled") == {one.person_id for one in stage.entrants}
    serving = [stage.chief, stage.clerk, *stage.judges, *stage.holders, *stage.supervisors]
    assert told("competitions.service_cancelled") == {one.person_id for one in serving}


def test_a_sitting_that_is_over_stays_as_it_was(stage: Stage) -> None:
    sitting = make_paper(stage)
    actions.admit_entrants(stage.fresh(), sitting, "theory", by=stage.chair)
    sitting = exams.draw_paper(sitting, by=stage.chair)
    sit(sitting, "A001", 3)
    exams.close_sitting(sitting, reason="全部考完", by=stage.chair)
    actions.cancel_contest(stage.fresh(), reason="场地停电", by=stage.chair)
    sitting.refresh_from_db()
    assert sitting.state == SittingState.CLOSED


def test_not_while_somebody_sits_the_paper(stage: Stage) -> None:
    sitting = make_paper(stage)
    actions.admit_entrants(stage.fresh(), sitting, "theory", by=stage.chair)
    sitting = exams.draw_paper(sitting, by=stage.chair)
    sit(sitting, "A001", 3)
    with pytest.raises(Refused) as caught:
        actions.cancel_contest(stage.fresh(), reason="场地停电", by=stage.chair)
    assert caught.value.code == ExamReason.HAS_STARTED.code
    assert stage.fresh().state == ContestState.RUNNING
    assert not told("competitions.contest_cancelled")


def test_a_bench_that_changes_stands_on_the_ledger() -> None:
    stage = set_up(entrants=1)
    before = Record.objects.filter(verb=Verb.BENCH_SET).count()
    two = [stage.office(one) for one in stage.judges[1:]]
    actions.set_bench(stage.contest, "practice", two, by=stage.chair)
    actions.set_bench(stage.contest, "practice", two, by=stage.chair)  # the same again is no change
    [entry] = Record.objects.filter(verb=Verb.BENCH_SET).order_by("pk")[before:]
    assert entry.payload == {
        "contest": stage.contest.pk, "component": "practice", "aspects": [], "judges": ["P2", "P3"], "came": [],
        "left": ["P1"],
    }  # fmt: skip
    assert entry.recorded_by_id == stage.chair.pk
