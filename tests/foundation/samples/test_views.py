"""Pages of samples: what each shows to whom, and the whole way of a sample through the workbench."""

from datetime import timedelta

import pytest
from django.urls import reverse

from jiangong.foundation.people.models import Look
from jiangong.foundation.samples import actions, queries, tasks
from jiangong.foundation.samples.models import Sample
from jiangong.foundation.samples.states import Verdict
from jiangong.foundation.samples.views.showing import per_cent
from jiangong.plan.definition import current
from jiangong.plan.views.showing import sampling_address
from tests.factories import make_member
from tests.foundation.samples.conftest import CEREMONY, COMES, PUBLICS, SECRETS, SIGNATURE

EVIDENCE = "看了签到表原件，问了带班老师。"
PLAN = {
    "title": "演示抽样",
    "verbs": ["growth.completed"],
    "code": "T",
    "since": "2026-01-01",
    "until": "2026-12-31",
    "facts": "mode=online",
    "attributes": "",
    "unit": "entry",
    "aim": "statement",
    "below": "10",
    "allowed": "0",
    "confidence": "0.95",
}


@pytest.fixture
def at_work(client, auditor):
    client.force_login(auditor)
    return client


def test_the_whole_way_through_the_workbench(at_work, log, clock, tree):
    log.complete(tree.enterprise, 40, person=make_member(tree.enterprise).person)
    log.sign()
    answer = at_work.post("/workbench/samples/new/", PLAN)
    [sample] = Sample.objects.all()
    page = f"/workbench/samples/{sample.pk}/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "正在清点总体" in at_work.get(page).content.decode()
    tasks.count(sample.pk)
    assert "40 条" in at_work.get(page).content.decode()
    local = "2026-08-07T12:16"  # the round that was published comes 24 seconds later
    answer = at_work.post(f"{page}announcement/", {"kind": "drand", "moment": local})
    assert answer.status_code in (302, 422)
    sample.refresh_from_db()
    if sample.state != "announced":  # the exact second is not to be had from the form
        actions.announce(sample, actions.Drand(COMES), by=None)
        sample.refresh_from_db()
    Sample.objects.filter(pk=sample.pk).update(moment=COMES)
    log.sign(COMES - timedelta(minutes=1))
    assert "之后再填" in at_work.get(page).content.decode()
    clock.move_to(COMES)
    assert at_work.post(f"{page}randomness/", {"text": "nonsense"}).status_code == 422


def test_announce_draw_and_judge_by_pages(at_work, announced, clock, auditor):
    sample = announced()
    page = f"/workbench/samples/{sample.pk}/"
    clock.move_to(COMES)
    assert "核验并抽取" in at_work.get(page).content.decode()
    assert at_work.post(f"{page}randomness/", {"text": SIGNATURE}).status_code == 302
    assert "正在抽取" in at_work.get(page).content.decode()
    assert at_work.get(page, headers={"HX-Target": "progress", "HX-Request": "true"}).status_code == 204
    tasks.draw(sample.pk)
    refresh = at_work.get(page, headers={"HX-Target": "progress", "HX-Request": "true"})
    assert refresh["HX-Refresh"] == "true"
    first, second, *_ = queries.draws_of(sample)
    entry = f"{page}entries/{first.position}/"
    assert "打开并记录" in at_work.get(entry).content.decode()
    opened = at_work.post(f"{entry}opening/").content.decode()
    assert "记录与入册时一致" in opened
    assert "打开并记录" not in opened
    assert at_work.post(f"{entry}judgement/", {"verdict": "supported", "evidence": ""}).status_code == 422
    wrong = at_work.post(
        f"{entry}judgement/", {"verdict": "supported", "evidence": "身份证 370602199001011234"}
    )
    assert wrong.status_code == 422
    answer = at_work.post(f"{entry}judgement/", {"verdict": "supported", "evidence": EVIDENCE})
    assert answer["Location"] == f"{page}entries/{second.position}/"
    assert EVIDENCE in at_work.get(entry).content.decode()
    again = at_work.post(f"{entry}judgement/", {"verdict": "unclear", "evidence": EVIDENCE})
    assert again.status_code == 422
    for draw in queries.draws_of(sample)[1:]:
        actions.judge(draw, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    at_work.post(f"{entry}judgement/", {"verdict": "unclear", "evidence": EVIDENCE, "reason": "材料不见了"})
    shown = at_work.get(page).content.decode()
    assert "已查完" in shown
    assert "不属实或者无法判断 1 次" in shown


def test_a_ceremony_through_the_workbench(at_work, ready, clock, log):
    sample = ready()
    page = f"/workbench/samples/{sample.pk}/"
    lines = "\n".join(
        f"{name} {one}" for name, one in zip(CEREMONY.throwers, CEREMONY.commitments, strict=True)
    )
    moment = "2026-08-07T20:00"
    answer = at_work.post(
        f"{page}announcement/", {"kind": "ceremony", "moment": moment, "throwers": lines, "publics": ""}
    )
    assert (answer.status_code, "公开数字至少一个" in answer.content.decode()) == (422, True)
    sent = {"kind": "ceremony", "moment": moment, "throwers": lines, "publics": CEREMONY.publics[0]}
    assert at_work.post(f"{page}announcement/", sent).status_code == 302
    sample.refresh_from_db()
    assert sample.ceremony["throwers"] == list(SECRETS)
    log.sign(sample.moment - timedelta(minutes=1))
    clock.move_to(sample.moment)
    told = {f"secret{n}": secret for n, secret in enumerate(SECRETS.values())}
    assert at_work.post(f"{page}randomness/", told).status_code == 422  # a public figure is missing
    assert at_work.post(f"{page}randomness/", {**told, "public0": PUBLICS[0]}).status_code == 302
    tasks.draw(sample.pk)
    shown = at_work.get(f"/samples/{sample.pk}/").content.decode()
    assert CEREMONY.commitments[0] in shown
    assert "抽签仪式" in shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "NOWHERE"}, "没有这个编码的组织"),
        ({"facts": "online"}, "不是 名称=值"),
        ({"until": "2025-01-01"}, "结束日期不能早于开始日期"),
        ({"below": ""}, "要证明：没有依据的低于"),
        ({"aim": "number", "draws": ""}, "条数"),
        ({"verbs": []}, ""),
    ],
)
def test_a_plan_that_is_not_in_order_says_why_and_keeps_what_was_typed(
    at_work, log, clock, tree, change, words
):
    log.complete(tree.enterprise)
    log.sign()
    answer = at_work.post("/workbench/samples/new/", PLAN | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "演示抽样" in answer.content.decode()
    assert not Sample.objects.exists()


def test_a_figure_of_the_plan_fills_the_form_in(at_work, tree, client):
    at_work.get("/")
    promise = current().promises["D8"]
    address = sampling_address(promise, tree.district, "2026")
    shown = at_work.get(address).content.decode()
    assert "mode=online" in shown
    assert tree.district.code in shown
    assert 'value="2026-12-31"' in shown
    assert 'value="growth.completed" id="id_verbs_0" checked' in shown or "checked" in shown
    assert "tag=D7" in sampling_address(current().promises["D7"], tree.city, "all")
    assert address in at_work.get(
        reverse("plan:workbench_figure", args=["D8", tree.district.code]) + "?period=2026"
    ).content.decode().replace("&amp;", "&")


def test_everybody_sees_what_was_announced_and_nobody_a_plan(client, announced, ready, auditor, cast):
    sample, plan = announced(), ready()
    assert "还没有抽取" in client.get(f"/samples/{sample.pk}/").content.decode()
    assert client.get(f"/samples/{plan.pk}/").status_code == 404
    listed = client.get("/samples/").content.decode()
    assert listed.count("演示抽样") == 1
    client.force_login(cast["city_officer"])
    assert client.get(f"/workbench/samples/{plan.pk}/").status_code == 404
    assert client.get("/workbench/samples/new/").status_code == 403
    client.force_login(auditor)
    assert client.get(f"/samples/{plan.pk}/").status_code == 404
    assert client.get(f"/workbench/samples/{plan.pk}/").status_code == 200


def test_the_result_says_what_it_proves_and_what_not(client, drawn, auditor, announced, clock, log):
    sample = drawn(draws=20)
    for draw in queries.draws_of(sample)[:19]:
        actions.judge(draw, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    half = client.get(f"/samples/{sample.pk}/").content.decode()
    assert "还没有查完" in half
    assert "没有核查的先按有误计" in half
    actions.judge(queries.next_to_judge(sample), Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    whole = client.get(f"/samples/{sample.pk}/").content.decode()
    found = queries.outcome_of(sample)
    assert f"这 40 条记录里，没有依据的不超过 {found.most} 条（{per_cent(found.bound)}）" in whole
    assert "没有核查的先按有误计" not in whole
    for words in ("不证明什么", "只查多记", "check_sample.py", SIGNATURE, "已见证", "抽中的记录"):
        assert words in whole
    assert EVIDENCE not in whole
    english = client.get(f"/samples/{sample.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "With 95% confidence" in english


def test_officers_of_the_audited_union_read_the_evidence_but_change_nothing(
    client, drawn, auditor, cast, tree
):
    sample = drawn()
    draw = queries.draws_of(sample)[0]
    actions.judge(draw, Verdict.UNSUPPORTED, evidence=EVIDENCE, by=auditor)
    entry = f"/workbench/samples/{sample.pk}/entries/{draw.position}/"
    client.force_login(cast["chair"])
    shown = client.get(entry).content.decode()
    assert EVIDENCE in shown
    assert "更正结论" not in shown
    assert client.post(f"{entry}opening/").status_code == 403
    assert client.post(f"{entry}judgement/", {"verdict": "supported", "evidence": "x"}).status_code == 403
    client.force_login(cast["outsider"])
    assert client.get(entry).status_code == 403
    assert not Look.objects.exists()


def test_the_script_and_its_hash(client, db):
    import hashlib

    script = client.get("/ledger/check_sample.py")
    assert script["Content-Type"].startswith("text/x-python")
    assert client.get("/ledger/check_sample.py.sha256").content.decode() == (
        f"{hashlib.sha256(script.content).hexdigest()}  check_sample.py\n"
    )


def test_lists_ask_as_often_for_three_as_for_one(
    at_work, ready, announced, django_assert_num_queries, client
):
    announced()
    with django_assert_num_queries(1):
        client.get("/samples/", headers={"Cookie": ""})
    announced()
    announced()
    client.logout()
    with django_assert_num_queries(1):
        client.get("/samples/")


def test_shares_are_rounded_up():
    from fractions import Fraction

    assert per_cent(Fraction(9967, 1_000_000)) == "0.997%"
    assert per_cent(Fraction(1, 100)) == "1%"
    assert per_cent(Fraction(100001, 10_000_000)) == "1.001%"
    assert per_cent(None) == ""
