"""Pages: the examinee's without script, the workbench's; nobody but managers sees a key, nobody but the examinee the paper."""

import io
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiangong.foundation.ledger.models import Entry
from jiangong.selection.exams import actions, queries
from jiangong.selection.exams.models import Answer, Event, Examinee, Question, Sitting
from tests.exam_factories import KEYS, examinee_of, facts, make_bank, make_sitting
from tests.factories import make_officer, make_person, make_user

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sitting(tree):
    return make_sitting(tree.city)


@pytest.fixture
def worker(sitting):
    """Somebody who sits: their client, and their place."""
    person = make_person()
    actions.admit(sitting, [(person.pk, "W1", 0)], by=None)
    return signed_in(make_user(person)), examinee_of(sitting, "W1")


@pytest.fixture
def officer(tree):
    return signed_in(make_officer(tree.city))


def at(name, *arguments):
    return reverse(f"exams:{name}", args=arguments)


def test_a_sitting_without_script(worker, sitting):
    client, examinee = worker
    page = at("sit", examinee.pk)
    assert "开始考试" in client.get(page).content.decode()
    assert client.post(at("start", examinee.pk)).status_code == 302
    shown = client.get(page).content.decode()
    assert shown.count('class="exam-q') == 12
    assert client.post(page, {"q1": "A", "q4": ["A", "C"], "q12": "3.14", "save": "1"}).status_code == 302
    examinee.refresh_from_db()
    given = {item: one.given for item, one in queries.latest_of(examinee).items()}
    assert given == {1: "A", 4: "AC", 12: "3.14"}
    answer = client.post(page, {"q1": "B", "q4": ["A", "C"], "q12": "3.14", "hand_in": "1"})
    assert answer["Location"] == at("hand_in", examinee.pk)
    asked = client.get(answer["Location"]).content.decode()
    assert "还有 9 道题没有作答" in asked
    client.post(answer["Location"])
    examinee.refresh_from_db()
    assert (examinee.state, examinee.ending) == ("ended", "own")
    assert queries.latest_of(examinee)[1].given == "B"
    assert "作答了 3 道" in client.get(page).content.decode()


def test_a_browser_that_comes_back_finds_its_answers(worker):
    client, examinee = worker
    client.post(at("start", examinee.pk))
    client.post(at("sit", examinee.pk), {"q12": "42"})
    assert 'value="42"' in client.get(at("sit", examinee.pk)).content.decode()


def test_another_browser_takes_over_and_the_first_can_come_back(worker):
    client, examinee = worker
    client.post(at("start", examinee.pk))
    other = signed_in(make_user_of(examinee))
    assert "在这台设备上继续" in other.get(at("sit", examinee.pk)).content.decode()
    other.post(at("sit", examinee.pk), {"q1": "A"})
    assert not Answer.objects.exists(), "a browser that has not taken over saves nothing"
    other.post(at("device", examinee.pk))
    assert 'id="paper"' in other.get(at("sit", examinee.pk)).content.decode()
    assert "在这台设备上继续" in client.get(at("sit", examinee.pk)).content.decode()
    client.post(at("hand_in", examinee.pk))
    examinee.refresh_from_db()
    assert examinee.state == "sitting", "the old device cannot hand in"
    assert Event.objects.filter(kind="taken_over").count() == 1


def make_user_of(examinee):
    from jiangong.foundation.people.models import User

    return User.objects.get(person=examinee.person)


def test_nobody_sees_anothers_paper(worker, officer, tree):
    client, examinee = worker
    client.post(at("start", examinee.pk))
    for stranger in (officer, signed_in(make_user(make_person()))):
        for name in ("sit", "hand_in"):
            assert stranger.get(at(name, examinee.pk)).status_code == 404
        for name in ("start", "device", "hand_in", "sit"):
            assert stranger.post(at(name, examinee.pk)).status_code == 404


def test_no_paper_before_and_after(worker):
    client, examinee = worker
    stems = list(Question.objects.values_list("version__stem", flat=True))
    assert not any(stem in client.get(at("sit", examinee.pk)).content.decode() for stem in stems)
    client.post(at("start", examinee.pk))
    assert sum(stem in client.get(at("sit", examinee.pk)).content.decode() for stem in stems) >= 12
    client.post(at("hand_in", examinee.pk))
    assert not any(stem in client.get(at("sit", examinee.pk)).content.decode() for stem in stems)


def test_the_paper_holds_no_key_in_any_form(tree):
    bank = make_bank(tree.city, each=3, kinds=("number",), key={"value": "777.25", "tolerance": "0.0625"})
    from tests.exam_factories import blueprint_of

    sitting = make_sitting(tree.city, bank=bank, blueprint=blueprint_of(bank, kinds=("number",)))
    person = make_person()
    actions.admit(sitting, [(person.pk, "W1", 0)], by=None)
    client = signed_in(make_user(person))
    pk = examinee_of(sitting, "W1").pk
    client.post(at("start", pk))
    shown = client.get(at("sit", pk)).content.decode()
    assert "777.25" not in shown
    assert "0.0625" not in shown


# --- autosave over HTTP ------------------------------------------------------------------------------------------------


def post(ticket, answers):
    return Client().post(
        "/api/v1/exams/answers",
        json.dumps({"answers": answers}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {ticket}"},
    )


def test_autosave_and_what_refuses_it(worker, sitting):
    client, examinee = worker
    client.post(at("start", examinee.pk))
    examinee.refresh_from_db()
    ticket = actions.ticket(examinee, sitting)
    answer = post(ticket, [[1, 1, "A"], [2, 1, "B"]])
    assert answer.status_code == 200
    assert answer.json()["saved"] == 2
    assert post(ticket, [[1, 1, "A"]]).status_code == 200
    assert post(ticket, [[1, 1, "B"]]).json()["code"] == "exams.sequence_used"
    assert post(ticket, [[99, 1, "B"]]).status_code == 422
    assert post("jx_nonsense", [[1, 1, "A"]]).status_code == 401
    actions.take_over(examinee, by=None)
    refused = post(ticket, [[1, 2, "B"]])
    assert refused.status_code == 409
    assert refused.json()["code"] == "exams.other_device"
    assert refused["Content-Type"] == "application/problem+json"


def test_the_straight_way_answers_as_the_ordinary_one(worker, sitting):
    """And takes nothing that the ordinary one refuses."""
    from jiangong.api.short_way import shortened

    client, examinee = worker
    client.post(at("start", examinee.pk))
    examinee.refresh_from_db()
    ticket = actions.ticket(examinee, sitting)
    ordinary = []

    def fall_back(environ, start_response):
        ordinary.append(environ["wsgi.input"].read())
        return [b""]

    said = []
    application = shortened(fall_back)

    def ask(body, authorization=f"Bearer {ticket}", **more):
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/api/v1/exams/answers",
            "HTTP_AUTHORIZATION": authorization,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **more,
        }
        return b"".join(application(environ, lambda status, headers: said.append(status)))

    one = json.loads(ask(b'{"answers": [[1, 5, "A"]]}'))
    other = post(ticket, [[1, 5, "A"]]).json()
    assert said == ["200 OK"]
    assert one.keys() == other.keys()
    assert one["ends_at"][:23] == other["ends_at"][:23]
    for body in (
        b'{"answers": [[1, 5, "B"]]}',
        b"{}",
        b"[1",
        b'{"answers": [], "more": 1}',
        b'{"answers": [[1, 6, 7]]}',
    ):
        assert ask(body) == b""
        assert ordinary.pop() == body, "the ordinary way reads the same body"
    assert ask(b'{"answers": []}', authorization="Bearer jx_no") == b""
    assert ask(b'{"answers": []}', QUERY_STRING="a=b") == b""
    assert list(Answer.objects.values_list("item", "sequence", "given")) == [(1, 5, "A")]


# --- the workbench -----------------------------------------------------------------------------------------------------


def test_the_key_is_shown_only_when_it_is_opened(officer, sitting):
    bank = sitting.bank
    Question.objects.filter(bank=bank, number=1).first()
    secret = make_bank(
        bank.organisation, each=1, kinds=("number",), key={"value": "777.25", "tolerance": "0"}
    )
    for page in (at("bank", secret.pk), at("question", secret.pk, 1)):
        assert "777.25" not in officer.get(page).content.decode()
    assert not Entry.objects.filter(verb="exams.keys_opened").exists()
    assert "777.25" in officer.post(at("key", secret.pk, 1)).content.decode()
    assert Entry.objects.filter(verb="exams.keys_opened").count() == 1
    assert officer.get(at("key", secret.pk, 1)).status_code == 405


def test_a_question_is_written_changed_and_reviewed(officer, sitting):
    bank = sitting.bank.pk
    form = {
        "kind": "single", "topic": "安全", "difficulty": "easy", "points": "1", "stem": "新题", "options": "甲\n乙", "key": "B",
    }  # fmt: skip
    assert officer.post(at("question_new", bank), form).status_code == 302
    question = Question.objects.get(bank=bank, number=21)
    assert (question.state, question.version.key) == ("draft", {"right": [1]})
    officer.post(at("question", bank, 21), {**form, "stem": "改了", "key": ""})
    question.refresh_from_db()
    assert (question.version.stem, question.version.key) == ("改了", {"right": [1]})
    assert officer.post(at("question_new", bank), {**form, "key": "C"}).status_code == 422
    officer.post(at("review", bank), {"question": ["21"]})
    question.refresh_from_db()
    assert question.state == "reviewed"
    officer.post(at("question_state", bank, 21), {"state": "retired"})
    question.refresh_from_db()
    assert question.state == "retired"


def sheet(*rows, headings="题号,题型,知识点,难度,分值,题干,选项A,选项B,选项C,选项D,答案,误差"):
    return io.BytesIO("\n".join([headings, *rows]).encode())


def upload(client, page, file):
    file.name = "a.csv"
    return client.post(page, {"file": file})


def test_importing_a_bank(officer, sitting):
    bank = sitting.bank.pk
    good = sheet(
        ",单选题,安全,易,1,一加一等于几？,1,2,3,,B,",
        ",多选,安全,,2,哪些是偶数？,2,3,4,,AC,",
        ",判断题,安全,难,1,对不对？,,,,,√,",
        ",计算题,安全,中,1.5,圆周率？,,,,,3.14,0.01",
        "1,单选题,安全,易,1,改过的第一题,1,2,,,A,",
    )
    assert upload(officer, at("bank_import", bank), good).status_code == 302
    assert Question.objects.filter(bank=bank).count() == 24
    assert Question.objects.get(bank=bank, number=1).version.stem == "改过的第一题"
    assert Question.objects.get(bank=bank, number=23).version.key == {"right": [0]}


def test_every_fault_is_told_and_nothing_imported(officer, sitting):
    bank = sitting.bank.pk
    bad = sheet(
        ",单选题,安全,易,1,好的一题,1,2,,,A,",
        ",问答题,安全,易,1,题型不对,1,2,,,A,",
        ",单选题,安全,易,1,答案不对,1,2,,,C,",
        ",单选题,安全,易,1,中间空着,1,,3,,A,",
        "99,单选题,安全,易,1,没有这个题号,1,2,,,A,",
        "1,单选题,安全,易,x,分值不对,1,2,,,A,",
    )
    answer = upload(officer, at("bank_import", bank), bad)
    assert answer.status_code == 422
    assert [(one.row, one.column) for one in answer.context["faults"]] == [
        (3, "题型"), (4, "答案"), (5, "选项B"), (6, "题号"), (7, "分值"),
    ]  # fmt: skip
    assert Question.objects.filter(bank=bank).count() == 20


def test_an_exported_bank_reads_back_unchanged_and_runs_no_formula(officer, tree):
    bank = make_bank(tree.city, each=1)
    actions.write_question(bank, facts(stem="=cmd|' /C calc'!A0"), by=None)
    before = [
        (one.version.kind, one.version.stem, one.version.key)
        for one in queries.questions_of(bank).order_by("number")
    ]
    file = officer.post(at("bank_export", bank.pk)).content
    assert b"<f>" not in file
    assert actions.import_questions(bank, file, by=None) == 5
    after = [
        (one.version.kind, one.version.stem, one.version.key)
        for one in queries.questions_of(bank).order_by("number")
    ]
    assert after == before
    assert Entry.objects.filter(verb="exams.keys_opened").count() == 1


@pytest.fixture
def on_paper(tree):
    return make_sitting(tree.city, mode="paper", people=2)


def test_answers_on_paper(officer, on_paper):
    assert officer.get(at("sheet", on_paper.pk)).status_code == 200
    headings = "考号," + ",".join(f"第{n}题" for n in range(1, 13))
    rows = ["001," + ",".join(["A"] * 3 + ["AC"] * 3 + ["B"] * 3 + ["3.14"] * 3)]
    assert upload(officer, at("answers", on_paper.pk), sheet(*rows, headings=headings)).status_code == 302
    rows = ["001," + ",".join(["B"] * 3 + ["AC"] * 3 + ["B"] * 3 + ["3.14"] * 3)]
    assert upload(officer, at("answers", on_paper.pk), sheet(*rows, headings=headings)).status_code == 302
    closed = actions.close_sitting(on_paper, by=None)
    assert queries.scores(closed) == {"001": 18}
    assert Examinee.objects.get(sitting=on_paper, code="002").state == "absent"


def test_faults_of_answers_on_paper(officer, on_paper):
    headings = "考号," + ",".join(f"第{n}题" for n in range(1, 13))
    row = ",".join(["A"] * 3 + ["AC"] * 3 + ["B"] * 3 + ["3.14"] * 3)
    bad = sheet(
        f"001,{row}", f"001,{row}", f"404,{row}", "002,AB,A,A,Z,AC,AC,C,B,B,abc,3.14,3.14", headings=headings
    )
    answer = upload(officer, at("answers", on_paper.pk), bad)
    assert [(one.row, one.column) for one in answer.context["faults"]] == [
        (3, "考号"), (4, "考号"), (5, "第1题"), (5, "第4题"), (5, "第7题"), (5, "第10题"),
    ]  # fmt: skip
    assert not Answer.objects.exists()


def test_a_blueprint_is_checked_against_the_bank_and_the_sitting_set_up(officer, sitting, tree):
    page = at("new", "organisations.organisation", tree.city.pk)
    form = {
        "name": "新场次", "bank": sitting.bank_id, "mode": "screen", "opens_at": "2030-01-01T09:00",
        "closes_at": "2030-01-01T12:00", "minutes": "90", "papers": "one", "order": "fixed", "options": "shuffled",
        "multiple": "all", "lines-TOTAL_FORMS": "8", "lines-INITIAL_FORMS": "0", "lines-0-kind": "single",
        "lines-0-count": "6", "lines-0-points": "2.50",
    }  # fmt: skip
    shown = officer.post(page, {**form, "check": "1"}).content.decode()
    assert "不够" in shown
    assert officer.post(page, form).status_code == 302
    made = Sitting.objects.get(name="新场次")
    assert made.full == 15
    assert officer.post(page, {**form, "lines-0-count": ""}).status_code == 422
    assert officer.get(at("new", "people.person", 1)).status_code == 404


def test_running_and_closing_by_pages(officer, tree):
    sitting = make_sitting(tree.city, people=2, drawn=False)
    officer.post(at("draw", sitting.pk))
    one = actions.start(examinee_of(sitting), by=None)
    end = one.ends_at
    officer.post(at("time", sitting.pk), {"minutes": "5", "reason": "停电", "code": ""})
    one.refresh_from_db()
    assert (one.ends_at - end).total_seconds() == 300
    officer.post(at("examinee", sitting.pk, "001"), {"reason": "违纪"})
    one.refresh_from_db()
    assert one.ending == "forced"
    assert officer.post(at("close", sitting.pk), {"reason": ""}).status_code == 422
    assert officer.post(at("close", sitting.pk), {"reason": "考完"}).status_code == 302
    number = one.items[0]
    page = at("item", sitting.pk, number)
    shown = officer.post(page, {"ruling": "give", "reason": "有误", "preview": "1"})
    assert shown.context["effect"].up == 1
    assert officer.post(page, {"ruling": "give", "reason": "有误", "apply": "1"}).status_code == 302
    assert queries.scores(Sitting.objects.get(pk=sitting.pk)) == {"001": 2}
    for name in ("results", "results_file", "items", "draw_file", "sitting"):
        assert officer.get(at(name, sitting.pk)).status_code == 200
    again = officer.get(at("draw_file", sitting.pk)).json()
    assert again["papers"]["001"] == one.items
    assert not any(str(key) in json.dumps(again) for key in KEYS.values())


def test_the_draw_file_and_results_come_with_the_end(officer, sitting):
    for name in ("draw_file", "results", "results_file", "items"):
        assert officer.get(at(name, sitting.pk)).status_code == 404
    assert sitting.seed not in officer.get(at("sitting", sitting.pk)).content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_lists_ask_the_same_however_long_they_are(tree, n):
    user = make_officer(tree.city)
    for _ in range(n):
        sitting = make_sitting(tree.city, people=n)
    person = make_person()
    actions.admit(sitting, [(person.pk, "x", 0)], by=None)
    client, mine = signed_in(user), signed_in(make_user(person))
    counts = {}
    pages = {
        "sittings": (client, at("sittings")),
        "banks": (client, at("banks")),
        "sitting": (client, at("sitting", sitting.pk)),
        "bank": (client, at("bank", sitting.bank_id)),
        "mine": (mine, at("mine")),
    }
    for name, (who, page) in pages.items():
        with CaptureQueriesContext(connection) as asked:
            assert who.get(page).status_code == 200
        counts[name] = len(asked)
    assert counts == {"sittings": 5, "banks": 5, "sitting": 10, "bank": 8, "mine": 4}
