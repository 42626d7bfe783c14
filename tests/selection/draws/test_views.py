"""Pages of draws: the way of a draw through the workbench, what everybody sees, one's own line, the files."""

import hashlib
from datetime import timedelta

import pytest

from jiangong.foundation.common.beacons.named import Held
from jiangong.selection.draws import actions, queries, tasks
from jiangong.selection.draws.models import Draw
from jiangong.selection.draws.states import Leaving
from tests.foundation.samples.conftest import CEREMONY, COMES, PUBLICS, SECRETS, SIGNATURE
from tests.selection.draws.conftest import OPEN_UNTIL


@pytest.fixture
def at_work(client, officer):
    client.force_login(officer)
    return client


def test_a_draw_through_the_workbench(at_work, subject, clock, log, tree):
    here = f"/workbench/draws/new/organisations.organisation/{tree.enterprise.pk}/"
    assert "演示：一线职工多一支签" in at_work.get(here).content.decode()
    early = at_work.post(here, {"kind": "drand", "moment": "2026-08-07T09:30"})
    assert (early.status_code, "随机数最早可以定在" in early.content.decode()) == (422, True)
    lines = "\n".join(f"{a} {b}" for a, b in zip(CEREMONY.throwers, CEREMONY.commitments, strict=True))
    sent = {
        "kind": "ceremony",
        "moment": "2026-08-07T20:00",
        "throwers": lines,
        "publics": CEREMONY.publics[0],
    }
    assert at_work.post(here, sent).status_code == 302
    [draw] = Draw.objects.all()
    page = f"/workbench/draws/{draw.pk}/"
    assert "截止之后在这里封存名单" in at_work.get(page).content.decode()
    assert at_work.post(here, sent).status_code == 422  # never a second
    clock.move_to(OPEN_UNTIL + timedelta(minutes=1))
    assert "封存名单" in at_work.get(page).content.decode()
    assert at_work.post(f"{page}list/").status_code == 302
    assert "正在封存名单" in at_work.get(page).content.decode()
    assert "半份名单" in at_work.get(page, headers={"HX-Target": "progress"}).content.decode()
    tasks.close(draw.pk)
    assert at_work.get(page, headers={"HX-Target": "progress"})["HX-Refresh"] == "true"
    draw.refresh_from_db()
    assert (draw.state, draw.listed) == ("closed", 9)
    later = {**sent, "moment": "2026-08-07T21:00", "why": "停电"}
    assert at_work.post(f"{page}postponement/", {**later, "why": ""}).status_code == 422
    assert at_work.post(f"{page}postponement/", later).status_code == 302
    draw.refresh_from_db()
    log.sign(clock_now(), witnessed=clock_now() + timedelta(minutes=1))
    clock.move_to(draw.moment)
    told = {f"secret{n}": secret for n, secret in enumerate(SECRETS.values())}
    assert at_work.post(f"{page}randomness/", told).status_code == 422
    assert at_work.post(f"{page}randomness/", {**told, "public0": PUBLICS[0]}).status_code == 302
    assert "正在抽签" in at_work.get(page).content.decode()
    for done, words in ((0, "正在抽签</b> 读名单"), (5, "签序已写 5 / 9 份"), (9, "通知本人")):
        Draw.objects.filter(pk=draw.pk).update(progress=done)
        assert words in at_work.get(page, headers={"HX-Target": "progress"}).content.decode()
    tasks.draw(draw.pk)
    assert at_work.get(page, headers={"HX-Target": "progress"})["HX-Refresh"] == "true"
    assert "有名额的人" in at_work.get(page).content.decode()
    assert PUBLICS[0] in at_work.get(f"/draws/{draw.pk}/").content.decode(), "the figure that decided"


def clock_now():
    from django.utils import timezone

    return timezone.now()


def test_an_unwitnessed_list_fails_on_the_page(at_work, closed, clock):
    draw = closed(witnessed=None)
    clock.move_to(COMES)
    page = f"/workbench/draws/{draw.pk}/"
    answer = at_work.post(f"{page}randomness/", {"text": SIGNATURE}, follow=True).content.decode()
    assert "名单没有在随机数产生之前得到见证" in answer
    assert "不再重抽" in at_work.get(f"/draws/{draw.pk}/").content.decode()


def test_voiding_needs_a_reason_and_shows_it(at_work, announced):
    draw = announced()
    page = f"/workbench/draws/{draw.pk}/end/"
    assert at_work.post(page, {"why": ""}).status_code == 422
    assert at_work.post(page, {"why": "演示原因"}).status_code == 302
    assert "演示原因" in at_work.get(f"/draws/{draw.pk}/").content.decode()
    assert at_work.get(f"/draws/{draw.pk}/list.jsonl").status_code == 404


def test_everybody_sees_the_draw_and_finds_their_own_line(client, drawn, officer):
    draw = drawn()
    tasks.chances(draw.pk)
    page = client.get(f"/draws/{draw.pk}/").content.decode()
    for words in (
        "公告的办法",
        "演示：一线职工多一支签",
        "第一批",
        "全体会员",
        draw.commitment.replace('"', "&quot;"),
        "check_draw.py",
    ):
        assert words in page, words
    allocation = queries.allocation_of(draw)
    placed, waiting = min(allocation.places), allocation.waiting[0].ticket
    assert "抽中“" in client.get(f"/draws/{draw.pk}/?ticket={placed.lower()}").content.decode()
    line = client.get(f"/draws/{draw.pk}/?ticket={waiting}").content.decode()
    assert "候补，前面还有 0 份报名" in line
    assert "轮到时名额已满" in line or "想去的批次已满" in line
    assert "中签的机会" in line
    actions.leave(draw, {placed: Leaving.DECLINED}, by=officer)
    assert "放弃名额" in client.get(f"/draws/{draw.pk}/?ticket={placed}").content.decode()
    missing = client.get(f"/draws/{draw.pk}/?ticket=NOBODY")
    assert (missing.status_code, "名单里没有这个签号" in missing.content.decode()) == (404, True)
    assert "演示疗休养" in client.get("/draws/").content.decode()
    english = client.get(f"/draws/{draw.pk}/?ticket={waiting}", headers={"Accept-Language": "en"})
    assert "Chance" in english.content.decode()


def test_the_files_have_no_name_and_fit_the_ledger(client, drawn, tree):
    draw = drawn()
    assert client.get(f"/draws/{draw.pk}/announcement.json").content.decode() == draw.announcement
    listed = b"".join(client.get(f"/draws/{draw.pk}/list.jsonl").streaming_content)
    assert listed.count(b"\n") == draw.listed
    result = b"".join(client.get(f"/draws/{draw.pk}/result.jsonl").streaming_content)
    assert hashlib.sha256(result).hexdigest() == draw.drawing.payload["result"]
    given = client.get(f"/draws/{draw.pk}/randomness.json").json()
    assert given["randomness"] == hashlib.sha256(bytes.fromhex(SIGNATURE)).hexdigest()
    script = client.get("/draws/check_draw.py").content
    said = client.get("/draws/check_draw.py.sha256").content.decode()
    assert said == f"{hashlib.sha256(script).hexdigest()}  check_draw.py\n"


def test_lists_show_what_the_permission_allows(announced, cast, tree):
    draw = announced(Held(CEREMONY, COMES))
    for user in cast.values():
        seen = draw in queries.draws_at(user, tree.city)
        assert seen == user.has_perm("draws.watch", draw) == (queries.draw_visible_to(user, draw.pk) == draw)


@pytest.mark.parametrize("who", ["worker", "outsider", "teacher"])
def test_others_have_no_workbench_of_it(client, announced, cast, who):
    draw = announced()
    client.force_login(cast[who])
    for path in ("", "postponement/", "end/"):
        assert client.get(f"/workbench/draws/{draw.pk}/{path}").status_code in (403, 404)
    assert client.post(f"/workbench/draws/{draw.pk}/list/").status_code in (403, 404)


def test_an_auditor_looks_and_changes_nothing(client, announced, cast):
    draw = announced()
    client.force_login(cast["auditor"])
    assert client.get(f"/workbench/draws/{draw.pk}/").status_code == 200
    assert client.get(f"/workbench/draws/{draw.pk}/end/").status_code == 403


def test_lists_ask_as_often_for_three_as_for_one(client, announced, tree, django_assert_num_queries):
    announced()
    with django_assert_num_queries(1):
        client.get("/draws/")
    for place in ("branch", "sibling_enterprise"):
        actions.announce(
            queries.subject_at("organisations.organisation", getattr(tree, place).pk),
            Held(CEREMONY, COMES),
            by=None,
        )
    with django_assert_num_queries(1):
        client.get("/draws/")
