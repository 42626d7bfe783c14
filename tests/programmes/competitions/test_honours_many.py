"""Honours of a large contest: page by page by rank, and one act over everybody it is for."""

import re

import pytest
from django.urls import reverse

from jiangong.programmes.competitions import queries
from jiangong.programmes.competitions.models import Honour
from jiangong.programmes.competitions.states import HonourKind, HonourState
from tests.programmes.competitions.stage import Stage
from tests.programmes.competitions.test_honours import papers, stage  # noqa: F401  (fixtures)
from tests.programmes.competitions.test_views import client_of, shown

pytestmark = pytest.mark.django_db


def test_pages_by_rank_hold_everybody_once(stage: Stage) -> None:  # noqa: F811
    wanted = [(one.rank, one.pk) for one in queries.honours_of(stage.contest)]
    assert len(wanted) > 3
    seen: list[tuple[int | None, int]] = []
    after: str | None = None
    for _turn in range(len(wanted)):
        page = queries.honours_page(queries.standings_of(stage.contest), after=after, size=3)
        seen += [(one.rank, one.pk) for one in page.rows]
        if page.next is None:
            break
        after = str(page.next)
    assert seen == wanted
    known = queries.standings_of(stage.contest)
    assert queries.honours_page(known, after="nobody's", size=3).rows[0].pk == wanted[0][1]


def test_promotions_are_reported_and_approved_all_at_once(stage: Stage) -> None:  # noqa: F811
    promotions = Honour.objects.filter(contest=stage.contest, kind=HonourKind.PROMOTION)
    many = promotions.count()
    assert many > 1
    there = reverse("competitions:honours", args=[stage.contest.pk])
    bulk, client = reverse("competitions:honours_bulk", args=[stage.contest.pk]), client_of(stage.chair)
    assert f"晋升全部报人社部门，{many} 人" in shown(stage.chair, there)
    client.post(bulk, {"act": "submit_all"})
    assert promotions.filter(state=HonourState.SUBMITTED).count() == many
    page = shown(stage.chair, there)
    assert f"已报的 {many} 人全部核准" in page
    assert "晋升全部报人社部门" not in page
    refused = client.post(bulk, {"act": "approve_all", "number": ""}, follow=True).content.decode()
    assert re.search(rf"{many} 项没有办", refused)
    client.post(bulk, {"act": "approve_all", "number": "演示人社〔2026〕8号"})
    assert set(promotions.values_list("state", "approval_number")) == {
        (HonourState.APPROVED, "演示人社〔2026〕8号")
    }


def test_nobody_else_acts_over_everybody(stage: Stage) -> None:  # noqa: F811
    bulk = reverse("competitions:honours_bulk", args=[stage.contest.pk])
    assert client_of(stage.judges[0]).post(bulk, {"act": "submit_all"}).status_code == 403
    assert not Honour.objects.filter(state=HonourState.SUBMITTED).exists()
