"""A city final from the call to the certificate, through the acts that the pages call."""

import pytest

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry as LedgerEntry
from jiangong.foundation.notices import actions as notices
from jiangong.foundation.notices.queries import kind_of, proposal
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Change
from jiangong.programmes.competitions.models import Contest, Honour, Layer
from jiangong.programmes.competitions.states import (
    RESULT_NOTICE,
    ContestState,
    HonourKind,
    HonourState,
    RowKind,
    Verb,
)
from tests.foundation.notices.conftest import let_pass
from tests.programmes.competitions.stage import draw, entry_of, mark_all, set_up, unseal

pytestmark = pytest.mark.django_db


def test_a_city_final_from_the_draw_to_the_certificate() -> None:
    stage = set_up()
    draw(stage)
    mark_all(stage)
    unseal(stage)
    contest = stage.fresh()
    assert contest.state == ContestState.KNOWN
    outcome = queries.newest_outcome(contest)
    assert outcome is not None
    ranks = [one["rank"] for one in outcome.result["lines"]]
    assert ranks[0] == 1
    assert len(ranks) == 10
    assert None not in ranks
    assert [layer.secret for layer in Layer.objects.filter(contest=contest) if not layer.secret] == []
    # who came first appeals about practice; heard by somebody not involved; a correction moves the podium
    lines = outcome.result["lines"]
    second = next(user for user in stage.entrants if entry_of(user).pk == lines[1]["entry"])
    appeal = actions.file_appeal(
        entry_of(second), component="practice", aspect="", words="第三工位计时有误", by=second
    )
    supervisor, _other = stage.supervisors
    actions.take_appeal(appeal, stage.office(supervisor), by=stage.chair)
    judge = stage.office(stage.judges[0]).alias
    change = Change(
        kind=RowKind.CORRECTION,
        code=_mark_of(contest, lines[1]["code"]),
        component="practice",
        judge=judge,
        value="100",
        words="复核计时",
    )
    rejudging = actions.prepare_rejudging(contest, [change], reason="计时有误", appeal=appeal, by=supervisor)
    assert rejudging.effect["moved"]
    with pytest.raises(Refused):
        actions.answer_appeal(appeal, upheld=True, words="成立", by=supervisor)
    actions.apply_rejudging(rejudging, by=stage.chair)
    actions.answer_appeal(appeal, upheld=True, words="计时记录与录像不符，已更正", by=supervisor)
    again = queries.newest_outcome(contest)
    assert again is not None
    assert again.number == 2
    with pytest.raises(Refused):
        actions.finish_appeals(stage.fresh(), by=stage.chair)
    let_pass(0.2)
    actions.finish_appeals(stage.fresh(), by=stage.chair)
    honours = list(Honour.objects.filter(contest=contest))
    assert {one.kind for one in honours} >= {HonourKind.AWARD, HonourKind.PROMOTION}
    with pytest.raises(Refused):
        actions.issue_honour(next(one for one in honours if one.kind == HonourKind.AWARD), by=stage.chair)
    with pytest.raises(Refused):
        actions.confirm_contest(stage.fresh(), by=stage.chair)
    proposed = proposal(kind_of(RESULT_NOTICE), contest.pk)
    assert proposed is not None
    notice = notices.prepare(
        RESULT_NOTICE,
        proposed.organisation,
        proposed.lines,
        about=contest,
        title=proposed.title,
        by=stage.chair,
    )
    notices.put_up(notice, by=stage.chair)
    let_pass(15)
    notices.close_due()
    actions.confirm_contest(stage.fresh(), by=stage.chair)
    assert stage.fresh().state == ContestState.CONFIRMED
    for one in Honour.objects.filter(contest=contest):
        if one.kind == HonourKind.PROMOTION:
            actions.submit_promotion(one, by=stage.chair)
            actions.decide_promotion(one, approved=True, number="演示人社〔2026〕3号", by=stage.chair)
        actions.issue_honour(one, by=stage.chair)
    assert set(Honour.objects.filter(contest=contest).values_list("state", flat=True)) == {HonourState.ISSUED}
    assert LedgerEntry.objects.filter(verb=Verb.TRADE_FINISHED, attribute="6-18-01-01").count() == 1
    assert LedgerEntry.objects.filter(verb=Verb.COMPETED).count() == 10


def _mark_of(contest: Contest, participant: str) -> str:
    numbers, _entries = queries.all_numbers(queries.Book(contest))
    return next(one for one, who in numbers.items() if who == participant and one.startswith("C"))
