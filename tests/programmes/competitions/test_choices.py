"""Numbers, judges and components are chosen, not typed; what is public of a recusal says how it was found and nothing else."""

import json

import pytest
from django.urls import reverse

from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.models import Incident, Row
from jiangong.programmes.competitions.states import Kinship, RowKind
from tests.programmes.competitions.stage import Stage, draw, entry_of, mark_all, set_up, unseal
from tests.programmes.competitions.test_views import client_of, office, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    stage = set_up(entrants=10, judges=5)
    draw(stage)
    return stage


def offered(page: str, name: str) -> list[str]:
    """The values of a select on a page."""
    select = page.partition(f'<select name="{name}"')[2].partition("</select>")[0]
    return [one.partition('"')[0] for one in select.split('value="')[1:]]


def test_an_incident_is_about_a_number_from_the_list_or_nobody(stage: Stage) -> None:
    chief = client_of(stage.chief)
    address = office(stage, stage.chief, "incident")
    page = shown(stage.chief, address)
    assert offered(page, "code")[:2] == ["", "A001"]
    assert {one[:1] for one in offered(page, "code")} == {
        "",
        "A",
        "C",
    }  # who leads the judging has no business with stations
    sent = {"words": "停电十分钟", "minutes_given": "10", "happened_at": "2026-11-27T09:00"}
    for code, expected in (("", 302), ("C002", 302), ("B002", 422), ("C099", 422), ("c002", 422)):
        assert chief.post(address, {**sent, "code": code}).status_code == expected, code
    assert sorted(Incident.objects.values_list("code", flat=True)) == ["", "C002"]


def test_a_judge_recuses_from_numbers_they_mark(stage: Stage) -> None:
    judge = stage.judges[0]
    page = shown(judge, office(stage, judge, "recuse"))
    assert {one[:1] for one in offered(page, "code")} == {"", "C"}
    assert {one[:1] for one in offered(shown(stage.clerk, office(stage, stage.clerk, "recuse")), "code")} == {
        "", "A",
    }  # fmt: skip


def test_the_chief_judge_records_by_choosing(stage: Stage) -> None:
    address = office(stage, stage.chief, "note_fact")
    assert "A010" in offered(shown(stage.chief, address), "code")
    sent = {"kind": "standing", "code": "A003", "standing": "forfeited", "words": "演示弃赛"}
    assert client_of(stage.chief).post(address, sent).status_code == 302
    assert client_of(stage.chief).post(address, {**sent, "code": ""}).status_code == 422
    [row] = Row.objects.filter(kind=RowKind.STANDING)
    assert (row.code, row.value) == ("A003", "forfeited")
    page = shown(stage.chief, f"{office(stage, stage.chief, 'lead')}?code=C001")
    assert '<option value="C001" selected>C001</option>' in page


def test_a_rejudging_is_put_together_by_choosing(stage: Stage) -> None:
    mark_all(stage)
    unseal(stage)
    winner = stage.entrants[0]
    appeal = actions.file_appeal(
        entry_of(winner), component="practice", aspect="", words="计时有误", by=winner
    )
    supervisor = stage.supervisors[0]
    actions.take_appeal(appeal, stage.office(supervisor), by=stage.chair)
    address = reverse("competitions:prepare_rejudging", args=[appeal.pk])
    page = shown(supervisor, address)
    assert len(offered(page, "code")) == 11
    assert offered(page, "judge") == ["", "Z1", "P1", "P2", "P3", "P4", "P5", "L1"]
    assert offered(page, "about") == ["", "theory", "practice"]
    sent = {"kind": "standing", "code": "A002", "reason": "查实未参赛"}
    assert client_of(supervisor).post(address, sent).status_code == 422
    assert client_of(supervisor).post(address, {**sent, "standing": "disqualified"}).status_code == 302
    [change] = queries.rejudging_prepared(stage.contest).changes
    assert (change["kind"], change["code"], change["value"]) == ("standing", "A002", "disqualified")


def test_the_public_file_names_no_relation_and_no_reason_of_a_judge(stage: Stage) -> None:
    related, entrant = stage.judges[0], stage.entrants[0]
    actions.declare_relation(related.person, entrant.person, Kinship.values[0], by=related)
    other = stage.judges[1]
    actions.recuse(stage.office(other), "C004", reason="他是我表弟", key="r1", by=other)
    actions.note_breach(stage.office(stage.judges[2]), code="C005", words="他说漏了嘴", by=stage.chief)
    mark_all(stage)
    unseal(stage)
    outcome = queries.newest_outcome(stage.contest)
    text = json.dumps(outcome.contents, ensure_ascii=False)
    clauses = {one["judge"]: one["clause"] for one in outcome.contents["sheet"]["recusals"]}
    assert clauses == {
        "P1": "回避（登记的利害关系）", "P2": "回避（本人申报）", "P3": "回避（加密被打破）",
    }  # fmt: skip
    for word in (str(Kinship(Kinship.values[0]).label), "表弟", "说漏"):
        assert word not in text, word
    for line in outcome.result["lines"]:
        page = shown(None, reverse("competitions:cell", args=[stage.contest.pk, 1, line["code"], "practice"]))
        assert "表弟" not in page
        assert "说漏" not in page


def test_a_recusal_is_sent_by_the_page(stage: Stage) -> None:
    judge = stage.judges[0]
    sent = {"code": "C002", "reason": "认出了作品"}
    assert client_of(judge).post(office(stage, judge, "recuse"), sent).status_code == 302
    assert Row.objects.get(kind=RowKind.RECUSAL).code == "C002"
    assert client_of(judge).post(office(stage, judge, "recuse"), {**sent, "code": "A002"}).status_code == 422
