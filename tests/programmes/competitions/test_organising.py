"""The workbench of competitions: every page for whom it is for, at the same cost for one row as for three."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Role
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.actions import Change
from jiangong.programmes.competitions.models import Benefit, Contest, Entry, Honour, Season, Trade
from jiangong.programmes.competitions.states import (
    ContestState,
    Duty,
    EntryState,
    HonourState,
    Kinship,
    RowKind,
)
from tests.factories import make_member, make_officer, make_organisation
from tests.foundation.notices.conftest import let_pass
from tests.programmes.competitions.stage import (
    Stage,
    apart,
    draw,
    entry_of,
    make_trade,
    mark_all,
    set_up,
    unseal,
)

pytestmark = pytest.mark.django_db

MOST = 12
OF_CONTEST = (
    "manage",
    "contest_edit",
    "file",
    "cancel_contest",
    "entries",
    "colleagues",
    "colleagues_upload",
    "teams",
    "offices",
    "bench",
    "relation",
    "coverage",
    "rules",
    "rules_upload",
    "draw",
    "appeals",
    "honours",
    "benefits",
)
OF_SEASON = ("season", "season_report", "quotas")
WITHOUT = ("contests", "contest_new", "contest_light", "seasons", "season_new", "trades", "trades_import")
FILES = ("entries_download", "rules_download")


def stranger_union() -> Organisation:
    """A union whose people work with nobody of the stage."""
    return apart()


def url(name: str, *args: Any) -> str:
    return reverse(f"competitions:{name}", args=args)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def addresses(contest: Contest) -> list[str]:
    found = [url(name, contest.pk) for name in OF_CONTEST]
    found += [url(name, contest.season_id) for name in OF_SEASON]
    found += [url(name) for name in WITHOUT]
    found.append(url("rules_version", contest.pk, 1))
    if first := contest.entries.first():
        found += [url("entry", first.pk), url("team_leader", contest.pk, first.team_id)]
    found += [url("appeal_assign", one.pk) for one in contest.appeals.all()[:1]]
    found += [url("rejudging", one.pk) for one in contest.rejudgings.all()[:1]]
    found += [url("honour_revoke", one.pk) for one in contest.honours.all()[:1]]
    found += [url("benefit_confirm", contest.pk, one.pk) for one in contest.benefits.all()[:1]]
    return found


def look(client: Client, contest: Contest) -> list[str]:
    """Open everything; returns the addresses that did not answer with a page, or asked more than twelve times."""
    wrong = []
    for address in addresses(contest):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        if response.status_code != 200 or len(asked) > MOST:
            wrong.append(f"{address}: {response.status_code}, {len(asked)} queries")
            wrong += [one["sql"][:200] for one in asked if len(asked) > MOST]
    return wrong


def known(stage: Stage) -> Contest:
    """Marked, opened, with an appeal and a rejudging that waits."""
    draw(stage)
    mark_all(stage)
    unseal(stage)
    contest = stage.fresh()
    outcome = queries.newest_outcome(contest)
    assert outcome is not None
    second = next(one for one in stage.entrants if entry_of(one).pk == outcome.result["lines"][1]["entry"])
    appeal = actions.file_appeal(
        entry_of(second), component="practice", aspect="", words="第三工位计时有误", by=second
    )
    actions.take_appeal(appeal, stage.office(stage.supervisors[0]), by=stage.chair)
    numbers, _entries = queries.all_numbers(queries.Book(contest))
    code = outcome.result["lines"][1]["code"]
    marked = next(one for one, who in numbers.items() if who == code and one.startswith("C"))
    change = Change(
        kind=RowKind.CORRECTION, code=marked, component="practice", judge=stage.office(stage.judges[0]).alias,
        value="100", words="复核计时",
    )  # fmt: skip
    actions.prepare_rejudging(contest, [change], reason="计时有误", appeal=appeal, by=stage.supervisors[0])
    return contest


@pytest.mark.parametrize("entrants", [1, 3])
def test_every_page_while_people_enter(entrants: int) -> None:
    stage = set_up(entrants=entrants)
    for _ in range(entrants - 1):
        actions.copy_contest(stage.contest, stage.season, by=stage.chair)
    wrong = look(signed_in(stage.chair), stage.fresh())
    assert not wrong, "\n".join(wrong)


def test_every_page_after_the_result() -> None:
    stage = set_up()
    contest = known(stage)
    actions.report_benefit(
        contest, stage.city, title="演示改进", adopted_on=timezone.localdate() - timedelta(days=400),
        amount=1000, reckoned="演示", by=stage.chair,
    )  # fmt: skip
    wrong = look(signed_in(stage.chair), contest)
    assert not wrong, "\n".join(wrong)


def test_an_outsider_is_refused_everywhere() -> None:
    stage = set_up(entrants=1)
    elsewhere = make_officer(stranger_union(), Role.CHAIR)
    worker = stage.entrants[0]
    for name in OF_CONTEST:
        for user in (elsewhere, worker):
            if user is elsewhere and name in ("colleagues", "colleagues_upload", "benefits"):
                continue  # their own members: any union enters its own and reports its own
            answer = signed_in(user).get(url(name, stage.contest.pk)).status_code
            assert answer in (403, 404), (name, user)
    for name in (*OF_SEASON[1:], "season_report_download"):
        assert signed_in(elsewhere).get(url(name, stage.season.pk)).status_code == 403
    for name in ("step", "entries_bulk", "rules_preset", "honours_bulk", "contest_copy"):
        assert signed_in(elsewhere).post(url(name, stage.contest.pk)).status_code == 403
    entry = Entry.objects.get()
    assert signed_in(elsewhere).get(url("entry", entry.pk)).status_code == 404
    assert signed_in(worker).post(url("entry", entry.pk), {"decision": "accept"}).status_code == 403
    for name in FILES:
        assert signed_in(elsewhere).get(url(name, stage.contest.pk)).status_code == 403


def test_a_drill_in_five_fields() -> None:
    union = stranger_union()
    chair = make_officer(union, Role.CHAIR)
    actions.open_season(union, year=timezone.localdate().year, name="演示赛季", by=chair)
    make_trade()
    client = signed_in(chair)
    sent = {
        "title": "演示练兵", "trade": "演示车工", "level": "drill", "day": timezone.localdate().isoformat(),
        "place": "一车间", "judging": "on",
    }  # fmt: skip
    answer = client.post(url("contest_light"), sent)
    contest = Contest.objects.get()
    assert answer.url == url("manage", contest.pk)
    assert contest.state == ContestState.ENTERING
    assert contest.offices.get().duty == Duty.CHIEF
    assert "选人参赛" in client.get(answer.url).content.decode()
    wrong = client.post(url("contest_light"), {**sent, "trade": "没有这个"})
    assert wrong.status_code == 422
    assert "工种目录里没有" in wrong.content.decode()


def test_a_contest_by_the_form_and_its_steps() -> None:
    stage = set_up(entrants=1)
    client = signed_in(stage.chair)
    now = timezone.localtime()
    sent = {
        "title": "演示新赛", "level": "city", "trade": "6-18-01-01", "call": "", "place": "演示厂",
        "starts_on": "2026-12-01", "ends_on": "2026-12-02", "enter_from": f"{now:%Y-%m-%dT%H:%M}",
        "enter_until": f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}", "open_to": stage.city.pk, "places": "",
        "places_per_unit": "", "stations": "2", "layers": "1", "climbs_to": "",
    }  # fmt: skip
    answer = client.post(url("contest_new"), sent)
    contest = Contest.objects.get(title="演示新赛")
    assert answer.url == url("manage", contest.pk)
    assert "还没有评分方案" in client.get(answer.url).content.decode()
    client.post(url("rules_preset", contest.pk), {"preset": "standard", "places": "3"})
    contest.refresh_from_db()
    assert contest.scheme["cut"]["places"] == 3
    assert "办理备案" in client.get(answer.url).content.decode()
    client.post(url("file", contest.pk), {"number": "演示备1号", "contest_class": "first"})
    client.post(url("step", contest.pk), {"act": "open"})
    client.post(url("contest_edit", contest.pk), {**sent, "place": "另一处"})
    contest.refresh_from_db()
    assert (contest.state, contest.place, contest.contest_class) == (ContestState.ENTERING, "另一处", "first")
    client.post(url("step", contest.pk), {"act": "close"})
    text = client.get(answer.url).content.decode()
    assert "赛务还缺" in text
    assert "开赛要" in text
    client.post(url("cancel_contest", contest.pk), {"reason": "演示停办"})
    contest.refresh_from_db()
    assert contest.state == ContestState.CANCELLED


def test_the_calendar_says_clashes_in_words() -> None:
    stage = set_up(entrants=1)
    Contest.objects.update(place="演示赛场")
    actions.copy_contest(stage.fresh(), stage.season, by=stage.chair)
    text = signed_in(stage.chair).get(url("season", stage.season.pk)).content.decode()
    assert "同一天在同一地点（演示赛场）" in text
    away = make_officer(make_organisation(parent=stage.city), Role.CHAIR)
    text = signed_in(away).get(url("season", stage.season.pk)).content.decode()
    assert "另一项筹备中的竞赛" in text


def test_a_season_and_its_battlefields() -> None:
    union = stranger_union()
    client = signed_in(make_officer(union, Role.CHAIR))
    client.post(url("season_new"), {"year": 2026, "name": "演示赛季", "theme": ""})
    season = Season.objects.get()
    client.post(url("season", season.pk), {"kind": "works", "name": "演示大桥", "document_number": ""})
    assert season.battlefields.get().name == "演示大桥"
    client.post(url("season_close", season.pk))
    season.refresh_from_db()
    assert season.state == "closed"


def workbook(headings: list[str], rows: list[list[str]]) -> io.BytesIO:
    book = openpyxl.Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.name = "演示.xlsx"
    file.seek(0)
    return file


def test_the_catalogue_comes_in_whole_or_not_at_all() -> None:
    client = signed_in(make_officer(stranger_union(), Role.CHAIR))
    headings = ["职业编码", "职业", "工种"]
    bad = workbook(headings, [["6-18-01-01", "车工", ""], ["六", "铣工", ""], ["6-18-01-01", "车工", ""]])
    answer = client.post(url("trades_import"), {"file": bad})
    assert answer.status_code == 422
    assert "和第 2 行重复" in answer.content.decode()
    assert not Trade.objects.exists()
    client.post(
        url("trades_import"),
        {"file": workbook(headings, [["6-18-01-01", "车工", ""], ["6-18-01-02", "铣工", "数控铣"]])},
    )
    assert Trade.objects.count() == 2
    assert client.get(url("trades_template")).status_code == 200


def test_entries_decided_one_and_many() -> None:
    stage = set_up(entrants=3)
    Entry.objects.update(state=EntryState.APPLIED)
    client = signed_in(stage.chair)
    first, second, third = Entry.objects.order_by("pk")
    text = client.get(url("entries", stage.contest.pk)).content.decode()
    assert first.person.name not in text
    client.post(url("entry", first.pk), {"decision": "accept"})
    assert client.post(url("entry", second.pk), {"decision": "refuse", "reason": ""}).status_code == 422
    client.post(
        url("entries_bulk", stage.contest.pk),
        {"decision": "accept", "entry": [first.pk, second.pk]},
    )  # the first stands already: one goes through, one is said
    client.post(
        url("entries_bulk", stage.contest.pk),
        {"decision": "refuse", "reason": "演示不符", "entry": [third.pk]},
    )
    states = [one.state for one in Entry.objects.order_by("pk")]
    assert states == [EntryState.ACCEPTED, EntryState.ACCEPTED, EntryState.REFUSED]


def test_the_list_goes_out_masked_and_defused() -> None:
    stage = set_up(entrants=1)
    entry = Entry.objects.get()
    Entry.objects.update(refused_reason="=1+1")
    book = openpyxl.load_workbook(
        io.BytesIO(signed_in(stage.chair).get(url("entries_download", stage.contest.pk)).content)
    )
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert entry.person.name not in [cell.value for cell in cells]
    assert next(cell for cell in cells if cell.value == "=1+1").data_type == "s"


def test_a_union_enters_its_members_by_list_and_by_file() -> None:
    stage = set_up(entrants=0)
    union = stage.units[0]
    members = [make_member(union, born_on=timezone.localdate() - timedelta(days=11_000)) for _ in range(3)]
    for n, one in enumerate(members):
        one.number = f"9000000{n}"
        one.save()
    client = signed_in(make_officer(union))
    client.post(url("colleagues", stage.contest.pk), {"person": [members[0].person_id], "insured": "yes"})
    assert Entry.objects.get().state == EntryState.ACCEPTED
    file = workbook(
        ["姓名", "会员号", "替补"],
        [
            [members[1].person.name, "90000001", "是"],
            ["不是这人", "90000002", ""],
            [members[0].person.name, "90000000", ""],
            ["谁", "1234", ""],
        ],
    )
    answer = client.post(url("colleagues_upload", stage.contest.pk), {"file": file, "insured": "yes"})
    text = answer.content.decode()
    assert "已报名 1 人" in text
    assert "会员号对应的姓名与表里不一致" in text
    assert text.count("没有这个会员号，或者已经报过") == 2
    assert Entry.objects.filter(is_substitute=True).count() == 1
    assert client.get(url("colleagues_template")).status_code == 200


def test_a_leader_is_named_by_number_and_name() -> None:
    stage = set_up(entrants=1)
    team = stage.contest.teams.get()
    leader = make_member(team.organisation)
    leader.number = "80000001"
    leader.save()
    client = signed_in(stage.chair)
    wrong = client.post(url("team_leader", stage.contest.pk, team.pk), {"member": "80000001", "name": "别人"})
    assert wrong.status_code == 422
    client.post(
        url("team_leader", stage.contest.pk, team.pk), {"member": "80000001", "name": leader.person.name}
    )
    team.refresh_from_db()
    assert team.leader == leader.person


def test_offices_benches_and_relations() -> None:
    stage = set_up(entrants=2)
    client = signed_in(stage.chair)
    new = make_member(stranger_union())
    new.number = "80000002"
    new.save()
    sent = {"member": "80000002", "name": new.person.name, "duty": "judge", "qualification": "演示"}
    client.post(url("offices", stage.contest.pk), sent)
    office = stage.contest.offices.get(person=new.person)
    client.post(url("bench", stage.contest.pk), {"part": "practice/", "judges": [office.pk]})
    text = client.get(url("coverage", stage.contest.pk)).content.decode()
    assert "2 名选手的评委少于" in text
    assert new.person.name not in text
    entrant = Entry.objects.first().person
    member = entrant.memberships.get()
    member.number = "80000003"
    member.save()
    client.post(
        url("relation", stage.contest.pk), {"one": "80000002", "other": "80000003", "kind": Kinship.MASTER}
    )
    short = next(one for one in queries.coverage_of(stage.fresh()) if one.part == "实操")
    assert (short.judges, short.entrants, short.short) == (1, 2, 2)
    client.post(url("office_end", stage.contest.pk, office.pk))
    office.refresh_from_db()
    assert office.ended_at


def test_recusal_takes_judges_away_from_those_it_concerns_alone() -> None:
    stage = set_up(entrants=2)
    least = next(one for one in queries.coverage_of(stage.contest) if one.part == "实操").least
    panel = [make_member(stranger_union()) for _ in range(least)]
    offices = [actions.give_office(stage.fresh(), one.person, Duty.JUDGE, by=stage.chair) for one in panel]
    actions.set_bench(stage.fresh(), "practice", offices, by=stage.chair)
    assert next(one for one in queries.coverage_of(stage.contest) if one.part == "实操").short == 0
    actions.declare_relation(panel[0].person, Entry.objects.first().person, Kinship.KIN, by=None)
    assert next(one for one in queries.coverage_of(stage.contest) if one.part == "实操").short == 1


def test_appeals_are_given_to_who_is_free_and_a_rejudging_is_decided_whole() -> None:
    stage = set_up()
    contest = known(stage)
    client = signed_in(stage.chair)
    rejudging = contest.rejudgings.get()
    text = client.get(url("rejudging", rejudging.pk)).content.decode()
    assert "整体执行" in text
    assert "<del" in text
    assert "更正为 100" in text
    assert all(one.person.name not in text for one in stage.entrants)
    inside = signed_in(stage.supervisors[0])
    assert "整体执行</button>" not in inside.get(url("rejudging", rejudging.pk)).content.decode()
    assert signed_in(stage.judges[0]).get(url("rejudging", rejudging.pk)).status_code == 403
    client.post(url("rejudging_decision", rejudging.pk), {"decision": "apply"})
    rejudging.refresh_from_db()
    assert rejudging.state == "applied"
    first = stage.entrants[0]
    appeal = actions.file_appeal(entry_of(first), component="theory", aspect="", words="演示", by=first)
    page = client.get(url("appeal_assign", appeal.pk)).content.decode()
    assert stage.supervisors[1].person.name in page
    client.post(url("appeal_assign", appeal.pk), {"office": stage.office(stage.supervisors[1]).pk})
    appeal.refresh_from_db()
    assert appeal.heard_by == stage.office(stage.supervisors[1])


def test_honours_many_at_once_and_one_back() -> None:
    stage = set_up()
    draw(stage)
    mark_all(stage)
    unseal(stage)
    let_pass(0.2)
    client = signed_in(stage.chair)
    there = url("manage", stage.contest.pk)
    assert "提出荣誉名单" in client.get(there).content.decode()
    client.post(url("step", stage.contest.pk), {"act": "finish"})
    assert "拟公示" in client.get(there).content.decode()
    honours = list(Honour.objects.order_by("pk"))
    client.post(
        url("honours_bulk", stage.contest.pk), {"act": "issue", "honour": [one.pk for one in honours]}
    )
    assert not Honour.objects.filter(state=HonourState.ISSUED).exists()
    client.post(url("honour_revoke", honours[0].pk), {"reason": "演示撤销"})
    honours[0].refresh_from_db()
    assert honours[0].state == HonourState.REVOKED


def test_benefits_are_reported_and_confirmed() -> None:
    stage = set_up(entrants=1)
    client = signed_in(stage.chair)
    sent = {"title": "演示改进", "adopted_on": "2024-01-01", "amount": "1200.50", "reckoned": "演示计算"}
    client.post(url("benefits", stage.contest.pk), sent)
    benefit = Benefit.objects.get()
    client.post(url("benefit_confirm", stage.contest.pk, benefit.pk), {"finance_officer": "演示会计"})
    report = queries.report_of(stage.season)
    assert (report.sums.confirmed, float(report.sums.amount)) == (1, 1200.5)


def test_the_report_of_a_season_as_page_and_file() -> None:
    stage = set_up()
    draw(stage)
    mark_all(stage)
    Entry.objects.filter(pk=Entry.objects.first().pk).update(new_field="work")
    unseal(stage)
    report = queries.report_of(stage.season)
    whole = report.whole
    assert (whole.entrants, whole.from_new, whole.share, report.persons) == (10, 1, 0.1, 10)
    answer = signed_in(stage.chair).get(url("season_report_download", stage.season.pk))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [
        "合计", "规划承诺", "层级", "工种", "区市", "服务对象", "单位规模", "荣誉", "口径",
    ]  # fmt: skip
    assert ("参赛人次（实际开赛）", 10) in list(book["合计"].values)
