"""Pages of who takes part: shown to whom they are for, in twelve queries or fewer, without and with script's addresses."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.people.models import User
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.models import Contest, Row
from tests.factories import make_member, make_officer, make_user
from tests.programmes.competitions.stage import Stage, apart, draw, entry_of, mark_all, set_up

pytestmark = pytest.mark.django_db
BAR = 12


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def shown(user: User | None, address: str, *, status: int = 200) -> str:
    client = client_of(user)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == status, (address, response.status_code, response.content[:500])
    assert len(asked) <= BAR, (address, len(asked), "\n".join(one["sql"][:160] for one in asked))
    return response.content.decode()


def office(stage: Stage, user: User, page: str = "office", *more: object) -> str:
    return reverse(f"competitions:{page}", args=[stage.office(user).pk, *more])


def test_what_everybody_sees_while_people_enter() -> None:
    stage = set_up(entrants=3)
    contest = stage.contest.pk
    assert "演示车工决赛" in shown(None, reverse("competitions:public"))
    page = shown(None, reverse("competitions:contest", args=[contest]))
    assert "裁判长" in page
    assert stage.chief.person.name not in page
    shown(None, reverse("competitions:public_rules", args=[contest]))
    shown(None, reverse("competitions:draw_record", args=[contest]))
    mine = stage.entrants[0]
    shown(mine, reverse("competitions:my_entries"))
    assert "svg" in shown(mine, reverse("competitions:card", args=[entry_of(mine).pk]))
    shown(stage.entrants[1], reverse("competitions:card", args=[entry_of(mine).pk]), status=404)


def test_a_union_finds_what_others_hold_for_its_members() -> None:
    stage = set_up(entrants=3)
    bench, contest = (
        reverse("competitions:contests"),
        reverse("competitions:contest", args=[stage.contest.pk]),
    )
    offered = reverse("competitions:colleagues", args=[stage.contest.pk])
    officer = make_officer(stage.units[0])
    assert offered in shown(officer, bench)
    assert offered in shown(officer, contest)
    shown(officer, offered)
    assert offered not in shown(stage.chair, bench), "one's own are in the list itself"
    assert offered not in shown(stage.entrants[0], contest)


def test_somebody_enters_and_waits_for_the_unit() -> None:
    stage = set_up(entrants=3)
    member = make_member(stage.units[0], born_on="1990-01-01")
    member.person.refresh_from_db()
    user = make_user(member.person)
    assert "参保" in shown(user, reverse("competitions:eligibility", args=[stage.contest.pk]))
    address = reverse("competitions:enter", args=[stage.contest.pk])
    assert 'name="needs"' in shown(user, address)
    response = client_of(user).post(address, {"new_field": "", "needs": ""})
    assert response.status_code == 302
    entry = entry_of(user)
    assert entry.state == "applied"
    assert [one["clause"] for one in entry.findings if not one["holds"]] == ["insured"]
    actions.accept_entry(entry, by=stage.chair)
    response = client_of(user).post(reverse("competitions:withdraw", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.state == "withdrawn"


def test_who_has_no_birthday_on_record_is_not_called_nought_years_old() -> None:
    stage = set_up(entrants=3)
    member = make_member(stage.units[0], born_on=None)
    user = make_user(member.person)
    why = shown(user, reverse("competitions:eligibility", args=[stage.contest.pk]))
    address = reverse("competitions:enter", args=[stage.contest.pk])
    assert "：0 岁" not in why
    assert "没有登记" in why
    assert f'href="{address}"' not in why
    form = shown(user, address)
    assert "您还不能报名" in form
    assert 'name="needs"' not in form


def test_a_stranger_to_the_contest_is_told_why_not() -> None:
    stage = set_up(entrants=3)
    Contest.objects.filter(pk=stage.contest.pk).update(open_to=stage.units[0].parent)
    outsider = make_user(make_member(apart()).person)
    response = client_of(outsider).post(
        reverse("competitions:enter", args=[stage.contest.pk]), {"new_field": "", "needs": ""}
    )
    assert response.status_code == 422
    assert "面向" in response.content.decode()


def test_the_day_on_the_pages_of_each_office() -> None:
    stage = set_up()
    actions.close_entries(stage.fresh(), by=stage.chair)
    actions.make_ready(stage.fresh(), by=stage.chair)
    for holder in stage.holders:
        shown(holder, office(stage, holder))
        response = client_of(holder).post(office(stage, holder, "draw_layer"), {"said": "七"})
        assert response.status_code == 302, response.content.decode()
    actions.start_contest(stage.fresh(), by=stage.chair)
    assert entry_of(stage.entrants[0]).person.name in shown(stage.holders[0], office(stage, stage.holders[0]))
    assert entry_of(stage.entrants[0]).person.name not in shown(
        stage.holders[1], office(stage, stage.holders[1])
    )
    judge = stage.judges[0]
    assert "C001" in shown(judge, office(stage, judge, "marking"))
    shown(judge, office(stage, judge, "mark", "practice", "C001"))
    shown(judge, office(stage, judge, "mark", "practice", "A001"), status=404)
    shown(judge, office(stage, judge, "mark", "theory", "A001"), status=404)
    shown(stage.judges[1], office(stage, judge, "marking"), status=404)
    response = client_of(judge).post(
        office(stage, judge, "mark", "practice", "C001"), {"round": 1, "v_": "88.5"}
    )
    assert response.status_code == 302
    response = client_of(judge).post(
        office(stage, judge, "mark", "practice", "C002"), {"round": 1, "v_": "188"}
    )
    assert response.status_code == 422
    shown(stage.chief, office(stage, stage.chief, "lead"))
    shown(stage.chief, office(stage, stage.chief, "lead") + "?code=C001")
    row = Row.objects.get(contest=stage.contest)
    shown(stage.chief, office(stage, stage.chief, "correct_mark", row.pk))
    shown(judge, office(stage, judge, "lead"), status=403)


def test_marks_sent_twice_or_late_count_once() -> None:
    stage = set_up()
    draw(stage)
    judge = stage.judges[0]
    address = office(stage, judge, "send_marks")
    mark = {
        "key": "k1",
        "component": "practice",
        "code": "C001",
        "value": "80",
        "at": timezone.now().isoformat(),
    }
    client = client_of(judge)

    def send(*marks: dict[str, object]) -> list[dict[str, object]]:
        response = client.post(address, json.dumps({"marks": marks}), content_type="application/json")
        assert response.status_code == 200, response.content
        return response.json()["marks"]

    assert send(mark, mark) == [{"key": "k1", "kept": True}] * 2
    assert send(mark)[0]["kept"]
    assert send({**mark, "value": "81"})[0]["code"] == "competitions.key_reused"
    assert send({**mark, "key": "k2", "value": "81"})[0]["code"] == "competitions.mark_stands"
    assert send({**mark, "key": "k3", "code": "C099"})[0]["code"] == "competitions.no_such_code"
    assert send({**mark, "key": "k4", "code": "A001"})[0]["code"] == "competitions.no_such_code"
    assert Row.objects.filter(contest=stage.contest).count() == 1
    assert client.post(address, "{", content_type="application/json").status_code == 400


def test_result_cells_draw_and_honesty_after_opening() -> None:
    stage = set_up()
    draw(stage)
    mark_all(stage)
    assert "名次不变" not in shown(stage.chief, office(stage, stage.chief, "honesty"))  # nobody is ranked yet
    response = client_of(stage.chief).post(office(stage, stage.chief, "seal"))
    assert response.status_code == 302
    for holder in reversed(stage.holders):
        shown(holder, office(stage, holder))
        client_of(holder).post(office(stage, holder, "open_layer"))
    contest = stage.contest.pk
    assert stage.fresh().state == "known"
    outcome = queries.newest_outcome(stage.contest)
    assert outcome is not None
    line = outcome.result["lines"][0]
    shown(None, reverse("competitions:contest", args=[contest]))
    shown(None, reverse("competitions:results", args=[contest, 1]))
    page = shown(None, reverse("competitions:cell", args=[contest, 1, line["code"], "practice"]))
    assert "P1" in page
    shown(None, reverse("competitions:line", args=[contest, 1, line["code"]]))
    shown(None, reverse("competitions:cell", args=[contest, 1, line["code"], "nothing"]), status=404)
    shown(None, reverse("competitions:results", args=[contest, 2]), status=404)
    assert client_of(None).get(reverse("competitions:contents", args=[contest, 1])).json()["scheme"]
    assert b"def recompute" in client_of(None).get(reverse("competitions:shadow")).content
    assert "HMAC" in shown(None, reverse("competitions:draw_record", args=[contest]))
    steady = shown(stage.chief, office(stage, stage.chief, "honesty"))
    assert "名次不变" in steady
    assert "去掉一位评委" in steady
    winner = next(user for user in stage.entrants if entry_of(user).pk == line["entry"])
    shown(winner, reverse("competitions:my_entries"))
    address = reverse("competitions:file_appeal", args=[entry_of(winner).pk])
    shown(winner, address)
    response = client_of(winner).post(address, {"about": "practice", "words": "计时有误"})
    assert response.status_code == 302
    appeal = stage.contest.appeals.get()
    shown(winner, reverse("competitions:appeal", args=[appeal.pk]))
    supervisor = stage.supervisors[0]
    actions.take_appeal(appeal, stage.office(supervisor), by=stage.chair)
    shown(supervisor, reverse("competitions:appeal", args=[appeal.pk]))
    address = reverse("competitions:prepare_rejudging", args=[appeal.pk])
    shown(supervisor, address)
    change = {
        "kind": "correction",
        "code": line["code"],
        "about": "practice",
        "judge": "P1",
        "value": "0",
        "reason": "复核",
    }
    response = client_of(supervisor).post(address, change)
    assert response.status_code == 302, response.content.decode()[:3000]
    assert "→" in shown(supervisor, reverse("competitions:appeal", args=[appeal.pk]))
    shown(supervisor, reverse("competitions:answer_appeal", args=[appeal.pk]))
    shown(stage.supervisors[1], address, status=403)


def test_nothing_is_known_before_the_layers_are_open() -> None:
    stage = set_up()
    draw(stage)
    mark_all(stage)
    contest = stage.contest.pk
    for user in (None, stage.chair, stage.chief, stage.judges[0], stage.entrants[0]):
        shown(user, reverse("competitions:results", args=[contest, 1]), status=404)
    actions.seal_sheet(stage.fresh(), by=stage.chief)
    shown(stage.chair, reverse("competitions:results", args=[contest, 1]), status=404)
    unsealed = shown(None, reverse("competitions:draw_record", args=[contest]))
    assert all(layer.secret == "" for layer in queries.layers_of(stage.contest))
    assert "→" not in unsealed
