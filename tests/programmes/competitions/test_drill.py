"""A drill within one enterprise, from nothing to a result, by its own foreman, through the pages."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind, Role
from jiangong.foundation.people.models import Membership
from jiangong.programmes.competitions import actions, queries
from jiangong.programmes.competitions.models import Contest, Office
from jiangong.programmes.competitions.states import ContestState
from tests.factories import make_member, make_officer, make_organisation
from tests.programmes.competitions.stage import make_trade
from tests.programmes.competitions.test_views import client_of, shown

pytestmark = pytest.mark.django_db
PEOPLE = 3


@pytest.fixture
def shop() -> Organisation:
    city = make_organisation("演示市总工会", kind=Kind.CITY)
    actions.open_season(
        city, year=timezone.localdate().year, name="演示赛季", by=make_officer(city, Role.CHAIR)
    )
    make_trade()
    return make_organisation("演示一厂工会", parent=city, kind=Kind.ENTERPRISE)


def test_a_foreman_runs_it_alone(shop: Organisation) -> None:
    workers = [make_member(shop) for _ in range(PEOPLE)]
    foreman = make_officer(shop, Role.CHAIR)
    Membership.objects.get_or_create(
        person=foreman.person, organisation=shop, defaults={"joined_on": timezone.localdate()}
    )
    client = client_of(foreman)
    page = shown(foreman, reverse("competitions:contest_light"))
    assert 'list="trades"' in page
    assert f"{timezone.localdate():%Y-%m-%d}" in page
    sent = {
        "title": "演示练兵",
        "trade": "演示车工",
        "level": "drill",
        "day": f"{timezone.localdate()}",
        "judging": "on",
    }
    client.post(reverse("competitions:contest_light"), sent)
    contest = Contest.objects.get(title="演示练兵")
    manage = reverse("competitions:manage", args=[contest.pk])
    assert "选人参赛" in shown(foreman, manage)
    colleagues = reverse("competitions:colleagues", args=[contest.pk])
    page = shown(foreman, colleagues)
    assert f'id="p{foreman.person_id}"' not in page, "who marks is not offered to compete"
    assert "在本市参加社会保险" not in page
    answer = client.post(colleagues, {"person": [one.person_id for one in workers]})
    assert answer.url == manage
    assert "截止报名，开始比赛" in shown(foreman, manage)
    client.post(reverse("competitions:step", args=[contest.pk]), {"act": "light"})
    contest.refresh_from_db()
    assert contest.state == ContestState.RUNNING
    office = Office.objects.get(contest=contest)
    board = reverse("competitions:marking", args=[office.pk])
    assert board in shown(foreman, manage)
    page = shown(foreman, board)
    assert all(one.person.name in page for one in workers)
    marks = [
        {"key": f"k{n}", "component": "score", "code": f"A{n:03d}", "value": str(80 + n), "at": timezone.now().isoformat()}
        for n in range(1, PEOPLE + 1)
    ]  # fmt: skip
    answer = client.post(
        reverse("competitions:send_marks", args=[office.pk]), json.dumps({"marks": marks}), "application/json"
    )
    assert [one["kept"] for one in answer.json()["marks"]] == [True] * PEOPLE
    lead = reverse("competitions:lead", args=[office.pk])
    assert "锁定记分册" in shown(foreman, lead), "people of the own employer are marked by their own foreman"
    client.post(reverse("competitions:seal", args=[office.pk]))
    contest.refresh_from_db()
    assert contest.state == ContestState.KNOWN
    assert "成绩已经算出" in shown(foreman, lead)
    outcome = queries.newest_outcome(contest)
    assert outcome is not None
    assert [one["total"] for one in outcome.result["lines"]] == ["83", "82", "81"]
    shown(None, reverse("competitions:contest", args=[contest.pk]))
    assert queries.last_light(shop)["trade"] == contest.trade.key
