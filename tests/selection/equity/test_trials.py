"""Trials: asked for by who may, done in the background, the same from a seed, with rules of a programme that is drawn for."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from jiangong.foundation.common.acting import NOT_PERMITTED
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.ledger.models import Entry
from jiangong.programmes.care.convalescence.models import Programme
from jiangong.programmes.growth.states import Verb as Growth
from jiangong.selection.draws.formulas.planning import Plan
from jiangong.selection.draws.formulas.rules import Pool
from jiangong.selection.draws.states import DrawSubject
from jiangong.selection.equity import actions, tasks
from jiangong.selection.equity.models import Simulation
from jiangong.selection.equity.queries import simulations
from jiangong.selection.equity.states import Reason, Simulated, SimulationState, Verb
from tests.equity_factories import ASKED, make_trial
from tests.selection.draws import programme

FORM = {**{key: value for key, value in ASKED.items() if value is not False}, "title": "演示推演一"}


def ask(tree, **more):
    return actions.ask_simulation(tree.city, "演示推演", ASKED | more, by=None)


def test_a_trial_is_done_once_and_a_seed_gives_the_same(city):
    made = actions.run_simulation(ask(city.tree).pk)
    assert made.state == SimulationState.DONE
    assert made.step == 0 or made.step == made.steps
    again = actions.run_simulation(ask(city.tree).pk)
    other = actions.run_simulation(ask(city.tree, seed="other").pk)
    assert made.result == again.result
    assert made.result != other.result
    assert made.assumed["members"] == len(city.people)
    with pytest.raises(Refused) as refused:
        actions.run_simulation(made.pk)
    assert refused.value.reason == Reason.NOT_WAITING
    assert Entry.objects.filter(verb=Verb.SIMULATED).count() == 3


def test_more_reserved_than_there_is_is_refused(city):
    with pytest.raises(Refused) as refused:
        ask(city.tree, flexible=60, no_office=60)
    assert refused.value.reason == Reason.NOTHING_TO_TRY


def test_who_is_no_officer_asks_for_nothing(city, cast):
    with pytest.raises(Refused) as refused:
        actions.ask_simulation(city.tree.city, "演示", ASKED, by=cast["worker"])
    assert refused.value.reason == NOT_PERMITTED


def test_a_rule_that_cannot_be_drawn_by_is_kept_as_failed(city, monkeypatch):
    made = ask(city.tree)
    monkeypatch.setattr(simulations, "policies_of", lambda *_: (_ for _ in ()).throw(ValueError("演示错误")))
    with pytest.raises(ValueError, match="演示错误"):
        tasks.simulate(made.pk)
    made.refresh_from_db()
    assert (made.state, made.result) == (SimulationState.FAILED, {"fault": "演示错误"})


def test_places_in_proportion_to_members_sum(city):
    kinds = simulations.kinds_now(programme.CLOSES.date())
    [chosen, *_others], _words = simulations.policies_of(
        ASKED | {"places": 101, "by_district": True}, kinds, None
    )
    assert sum(one.places for one in chosen.reserves) == 101
    assert {next(iter(one.values)) for one in chosen.reserves if one.dimension == "district"} == {
        str(city.tree.district.pk), str(city.tree.other_district.pk), "0"
    }  # fmt: skip


def plan(row):
    return Plan(
        "演示", {"a": 20, "b": 10}, (Pool("riders", 6, "district"), Pool("district", 9, "all"), Pool("all", 15)),
        {"riders": "骑手", "district": "区市"}, "", programme.CLOSES,
    )  # fmt: skip


def pools(row):
    return {"riders": {"form": {"外卖配送员"}}}


@pytest.fixture
def drawn_for(monkeypatch):
    """A programme (here: a union) that is drawn for, and says who is in one of its pools."""
    here = __name__
    kinds = {
        "DRAWS": {
            "organisations.organisation": DrawSubject(
                "organisations.organisation", may="organisations.view", page="", plan=f"{here}.plan", listed="", told="",
                organisation="",
            )
        },
        "SIMULATED": {"organisations.organisation": Simulated("organisations.organisation", f"{here}.pools")},
    }  # fmt: skip
    for module in ("jiangong.selection.draws.queries.draws", "jiangong.selection.equity.queries.simulations"):
        monkeypatch.setattr(f"{module}.declared_kinds", lambda name, **_more: kinds[name])


def test_any_programme_that_is_drawn_for_can_be_tried_by_its_own_plan(city, drawn_for):
    subject = simulations.subject_named(f"organisations.organisation/{city.tree.enterprise.pk}")
    [chosen, equal, *_], words = simulations.policies_of(ASKED, [], subject)
    assert chosen.places == 30
    assert [(one.code, one.places, one.dimension, one.share, one.then) for one in chosen.reserves] == [
        ("riders", 6, "form", 0.0, "district"),
        ("district", 9, "", 0.05, "open"),
    ]
    assert equal.reserves == chosen.reserves
    assert equal.turns is None
    assert len(words) == 1
    assert "区市" in words[0]


def test_an_officer_asks_sees_and_takes_it_away(
    client, city, cast, monkeypatch, django_assert_max_num_queries
):
    deferred = []
    monkeypatch.setattr(
        "jiangong.selection.equity.tasks.simulate.defer", lambda **more: deferred.append(more)
    )
    client.force_login(cast["city_officer"])
    assert client.get(reverse("equity:trial_new")).status_code == 200
    wrong = client.post(reverse("equity:trial_new"), FORM | {"first": 7})
    assert wrong.status_code == 422
    answer = client.post(reverse("equity:trial_new"), FORM)
    made = Simulation.objects.get()
    assert answer.url == reverse("equity:trial", args=[made.pk])
    assert deferred == [{"simulation_id": made.pk}]
    assert "等待推演" in client.get(answer.url).content.decode()
    assert client.get(reverse("equity:trial_download", args=[made.pk])).status_code == 404
    actions.run_simulation(made.pk)
    assert client.get(answer.url, headers={"HX-Target": "progress"})["HX-Refresh"] == "true"
    with django_assert_max_num_queries(12):
        page = client.get(answer.url)
    assert len(page.context["tried"]) == 4
    assert page.content.decode().count("<figcaption>") == 4
    file = client.get(reverse("equity:trial_download", args=[made.pk])).content
    rows = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python()
    assert any(row[0] == "这套规则" for row in rows)


def test_a_list_of_three_takes_as_many_queries_as_one_and_shows_what_one_may_open(
    client, tree, cast, django_assert_max_num_queries
):
    made = make_trial(tree.district)
    client.force_login(cast["district_cadre"])
    for _ in range(2):
        with django_assert_max_num_queries(10):
            page = client.get(reverse("equity:trials"))
        make_trial(tree.enterprise)
        make_trial(tree.other_district)
    assert [one.organisation for one in page.context["page"].rows] == [tree.enterprise, tree.district]
    for name, user in cast.items():
        client.force_login(user)
        seen = client.get(reverse("equity:trial", args=[made.pk])).status_code == 200
        listed = made in simulations.simulations_at(user, tree.city)
        assert seen == listed, name


def test_a_convalescence_programme_is_tried_by_its_plan_before_it_is_announced(city, cast):
    made = Programme.objects.create(
        organisation=city.tree.city,
        year=2026,
        title="演示疗休养",
        opens_at=programme.CLOSES - timedelta(9),
        closes_at=programme.CLOSES,
    )
    made.batches.create(code="a", title="第一批", starts_on="2026-05-01", ends_on="2026-05-05", places=20)
    made.pools.create(code="new", kind="new_form", name="新就业形态", places=5, order=1, then="all")
    made.pools.create(
        code="d", kind="district", name="区", places=5, order=2, then="all", organisation=city.tree.district
    )
    made.pools.create(code="hard", kind="hard", name="苦脏累险", places=4, order=3, then="all")
    made.pools.create(code="all", kind="everybody", name="全体", places=6, order=4)
    key = f"convalescence.programme/{made.pk}"
    [chosen, *_others], words = simulations.policies_of(ASKED, [], simulations.subject_named(key))
    assert chosen.places == 20
    assert [(one.code, one.dimension, one.share) for one in chosen.reserves] == [
        ("new", "form", 0.0),
        ("d", "district", 0.0),
        ("hard", "", 0.05),
    ]
    assert len(words) == 1
    assert (key, "演示疗休养") in simulations.subjects_to_try(cast["city_officer"], city.tree.city)
    asked = actions.ask_simulation(city.tree.city, "演示", ASKED, subject=key, by=cast["city_officer"])
    assert actions.run_simulation(asked.pk).assumed["places"] == 20


def test_who_applied_last_year_is_measured_by_form_of_work_and_office(city):
    """Of the couriers 10 of 40 enrolled or waited."""
    couriers = city.people[44:84]
    for number, person in enumerate(couriers[:10]):
        record(
            Growth.ENROLLED if number % 2 else Growth.WAITING,
            city.tree.city,
            organisation=city.tree.city,
            person=person,
            by=None,
            happened_on=date(2025, 3, 1),
        )
    rates = simulations.measured_rates("training", date(2026, 6, 1))
    assert rates["外卖配送员", "none"] == 0.25
    assert rates["", "none"] == 0
    assert simulations.measured_rates("honour", date(2026, 6, 1)) == {}
    made = actions.run_simulation(ask(city.tree, measured="training").pk)
    assert made.assumed["measured"] is (timezone.localdate().year == 2026)
