"""Honours as badges and papers: given with the honour, taken back with it, also when somebody else is to have it."""

import io
import json

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from pypdf import PdfReader

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials.queries import credentials_about, credentials_of
from jiangong.foundation.credentials.states import State
from jiangong.foundation.notices import actions as notices
from jiangong.foundation.notices.queries import kind_of, proposal
from jiangong.foundation.people.models import User
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Change
from jiangong.programmes.competitions.models import Honour, Qualification, Row
from jiangong.programmes.competitions.states import (
    RESULT_NOTICE,
    BatchState,
    HonourKind,
    HonourState,
    Reason,
    RowKind,
)
from tests.foundation.notices.conftest import let_pass
from tests.programmes.competitions.stage import Stage, draw, mark_all, set_up, unseal
from tests.programmes.competitions.test_views import client_of, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def papers(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


def cleared(stage: Stage) -> None:
    """Show the result's honours until nobody can object any more."""
    proposed = proposal(kind_of(RESULT_NOTICE), stage.contest.pk)
    assert proposed is not None
    notice = notices.prepare(
        RESULT_NOTICE, proposed.organisation, proposed.lines, about=stage.contest, title=proposed.title, by=stage.chair
    )  # fmt: skip
    notices.put_up(notice, by=stage.chair)
    let_pass(15)
    notices.close_due()


@pytest.fixture
def stage() -> Stage:
    """A final whose honours have been shown to the end; none issued."""
    stage = set_up()
    draw(stage)
    mark_all(stage)
    unseal(stage)
    let_pass(0.2)
    actions.finish_appeals(stage.fresh(), by=stage.chair)
    cleared(stage)
    actions.confirm_contest(stage.fresh(), by=stage.chair)
    return stage


def award(stage: Stage, name: str = "一等奖") -> Honour:
    return Honour.objects.exclude(state=HonourState.REVOKED).filter(contest=stage.contest, name=name)[0]


def holder(honour: Honour) -> User:
    return User.objects.get(person=honour.entry.person)


def test_an_honour_is_also_a_badge_that_names_nobody(stage):
    honour = actions.issue_honour(award(stage), by=stage.chair)
    [badge] = credentials_about(honour)
    assert badge.person == honour.entry.person
    assert badge.organisation == stage.contest.organiser
    assert badge.claims["results"] == [{"name": "名次", "value": str(honour.rank), "type": "Result"}]
    assert badge.claims["occupations"][0]["code"] == stage.contest.trade.code
    assert honour.holder_name not in json.dumps(badge.claims, ensure_ascii=False)
    assert honour.code not in json.dumps({**badge.claims, "named_evidence": []})
    assert badge.title in shown(holder(honour), reverse("credentials:mine"))
    own = shown(holder(honour), reverse("competitions:honour", args=[honour.code]))
    assert reverse("credentials:one", args=[badge.pk]) in own
    assert reverse("credentials:one", args=[badge.pk]) not in shown(
        None, reverse("competitions:honour", args=[honour.code])
    )


def test_a_promotion_says_the_level_and_its_paper_the_document(stage):
    honour = Honour.objects.filter(contest=stage.contest, kind=HonourKind.PROMOTION)[0]
    actions.submit_promotion(honour, by=stage.chair)
    actions.decide_promotion(honour, approved=True, number="演示人社〔2026〕3号", by=stage.chair)
    honour = actions.issue_honour(honour, by=stage.chair)
    [badge] = credentials_about(honour)
    assert {"name": "职业技能等级", "value": honour.gained, "type": "PerformanceLevel"} in badge.claims[
        "results"
    ]
    text = read(actions.print_honour(honour))
    assert "晋升证明" in text
    assert "演示人社〔2026〕3号" in text
    assert honour.gained in text


def test_it_is_revoked_with_the_honour(stage):
    honour = actions.issue_honour(award(stage), by=stage.chair)
    actions.revoke_honour(honour, reason="成绩登记有误", by=stage.chair)
    [badge] = credentials_about(honour)
    assert (badge.state, badge.revoked_reason) == (State.REVOKED, "成绩登记有误")
    page = shown(None, reverse("competitions:honour", args=[honour.code]))
    assert "成绩登记有误" in page
    with pytest.raises(Refused) as caught:
        actions.print_honour(Honour.objects.get(pk=honour.pk))
    assert caught.value.code == Reason.NOT_ISSUED.code


def test_a_rejudging_takes_it_from_one_and_another_gets_it(stage):
    """An honour overturned, and reissued to somebody else only after that one was shown too."""
    first = actions.issue_honour(award(stage), by=stage.chair)
    title = Honour.objects.filter(contest=stage.contest, kind=HonourKind.TITLE).first()
    if title is not None:
        actions.issue_honour(title, by=stage.chair)
    loser = holder(first)
    outcome = queries.newest_outcome(stage.contest)
    winner_code = next(one["code"] for one in outcome.result["lines"] if one["entry"] == first.entry_id)
    numbers, _entries = queries.all_numbers(queries.Book(stage.contest))
    work = next(code for code, who in numbers.items() if who == winner_code and code.startswith("C"))
    changes = [
        Change(
            kind=RowKind.CORRECTION,
            code=work,
            component="practice",
            judge=one.judge,
            value="1",
            words="作弊查实",
        )
        for one in Row.objects.filter(
            contest=stage.contest, kind=RowKind.MARK, component="practice", code=work
        )
    ]
    supervisor = stage.supervisors[0]
    rejudging = actions.prepare_rejudging(stage.contest, changes, reason="查实", by=supervisor)
    [badge] = credentials_about(first)
    assert badge.state == State.ISSUED  # prepared is not applied
    actions.apply_rejudging(rejudging, by=stage.chair)
    first.refresh_from_db()
    assert first.state == HonourState.REVOKED
    [badge] = credentials_about(first)
    assert badge.state == State.REVOKED
    assert not Qualification.objects.filter(person=loser.person, revoked_on=None, by_contest=True).exists()
    new = award(stage)
    assert new.entry_id != first.entry_id
    with pytest.raises(Refused) as caught:
        actions.issue_honour(new, by=stage.chair)
    assert caught.value.code == Reason.NOT_CLEARED.code
    cleared(stage)
    new = actions.issue_honour(new, by=stage.chair)
    assert [one.state for one in credentials_about(new)] == [State.ISSUED]
    assert [one.state for one in credentials_of(loser.person)] == [State.REVOKED] * credentials_of(
        loser.person
    ).count()


def read(pdf: bytes) -> str:
    return "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_the_paper_is_archival_and_reads_back(stage):
    honour = actions.issue_honour(award(stage), by=stage.chair)
    made = actions.print_honour(honour)
    assert actions.print_honour(honour) == made
    for word in (honour.holder_name, honour.number, "荣誉证书", "一等奖", "演示车工决赛", stage.city.name):
        assert "".join(word.split()) in read(made), word
    metadata = PdfReader(io.BytesIO(made)).trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    client = client_of(holder(honour))
    response = client.get(reverse("competitions:honour_pdf", args=[honour.pk]))
    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")
    assert client.get(reverse("competitions:honour_png", args=[honour.pk])).content[1:4] == b"PNG"
    stranger = next(one for one in stage.entrants if one.person_id != honour.entry.person_id)
    assert client_of(stranger).get(reverse("competitions:honour_pdf", args=[honour.pk])).status_code == 404


def test_the_check_page_confirms_a_name_and_tells_none(stage):
    honour = actions.issue_honour(award(stage), by=stage.chair)
    page = reverse("competitions:honour", args=[honour.code])
    assert honour.holder_name not in shown(None, page)
    client = client_of(None)
    assert "与所填姓名相符" in client.post(page, {"name": honour.holder_name}).content.decode()
    wrong = client.post(page, {"name": "别人"}).content.decode()
    assert "与所填姓名不符" in wrong
    assert honour.holder_name not in wrong
    assert client.get(reverse("competitions:honour", args=["x" * 22])).status_code == 404
    assert client.post(reverse("competitions:honour_form"), {"number": honour.number}).status_code == 302
    assert client.post(reverse("competitions:honour_form"), {"number": "JS0-0-0"}).status_code == 422


def test_many_are_issued_in_the_background_and_what_cannot_be_is_said(stage):
    everything = list(Honour.objects.filter(contest=stage.contest).values_list("pk", flat=True))
    ready = queries.issuable(stage.contest)
    waiting = set(everything) - set(ready)  # promotions that nobody approved
    assert ready
    assert waiting
    batch = actions.begin_issuing(stage.contest, everything, by=stage.chair)
    assert batch.total == len(everything)
    with pytest.raises(Refused) as caught:
        actions.begin_issuing(stage.contest, ready, by=stage.chair)
    assert caught.value.code == Reason.BATCH_RUNS.code
    assert "hx-get" in shown(stage.chair, reverse("competitions:honours", args=[stage.contest.pk]))
    done = actions.issue_batch(batch.pk)
    assert (done.state, done.made, done.unprinted) == (BatchState.DONE, len(ready), 0)
    assert sum(done.refused.values()) == len(waiting)
    assert set(
        queries.honours_of(stage.contest).filter(state=HonourState.ISSUED).values_list("pk", flat=True)
    ) == set(ready)
    kept = [
        name
        for part in default_storage.listdir("honours")[0]
        for name in default_storage.listdir(f"honours/{part}")[1]
    ]
    assert len(kept) == len(ready)
    assert actions.issue_batch(batch.pk).made == len(ready)  # run again it does nothing
    with pytest.raises(Refused) as caught:
        actions.begin_issuing(stage.contest, [], by=stage.chair)
    assert caught.value.code == Reason.NOTHING_TO_ISSUE.code


def test_a_batch_that_was_cut_off_goes_on_where_it_stopped(stage, monkeypatch):
    ready = queries.issuable(stage.contest)
    batch = actions.begin_issuing(stage.contest, ready, by=stage.chair)
    from jiangong.programmes.competitions.actions import issuing

    real, calls = issuing.issue_honour, []

    def cut(honour, *, by):
        calls.append(honour.pk)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(honour, by=by)

    monkeypatch.setattr(issuing, "issue_honour", cut)
    with pytest.raises(KeyboardInterrupt):
        actions.issue_batch(batch.pk)
    monkeypatch.setattr(issuing, "issue_honour", real)
    done = actions.issue_batch(batch.pk)
    assert (done.state, done.made) == (BatchState.DONE, len(ready))
    assert credentials_about(Honour.objects.get(pk=ready[0])).count() == 1


def test_an_outsider_issues_nothing(stage):
    with pytest.raises(Refused) as caught:
        actions.begin_issuing(stage.contest, queries.issuable(stage.contest), by=stage.entrants[0])
    assert caught.value.code == "not_permitted"


def test_forgetting_lets_name_and_paper_go(stage):
    honour = actions.issue_honour(award(stage), by=stage.chair)
    actions.print_honour(honour)
    actions.forget(people=[honour.entry.person_id], accounts=[], words=[])
    assert not any(
        default_storage.listdir(f"honours/{part}")[1] for part in default_storage.listdir("honours")[0]
    )
    honour.refresh_from_db()
    with pytest.raises(Refused):
        actions.print_honour(honour)
