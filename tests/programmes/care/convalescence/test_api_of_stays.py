"""Stays over HTTP: one's own and nobody else's; a batch to who runs it, with masked names to who audits it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiangong.api.actions import create_token
from jiangong.foundation.people.readlog.models import Export
from jiangong.programmes.care.convalescence import actions
from jiangong.programmes.care.convalescence.models import Stay
from jiangong.programmes.care.convalescence.states import StayReason
from tests.factories import make_officer, make_user
from tests.stay_factories import at, make_drawn, show

ROOT = "/api/v1/convalescence"


@pytest.fixture
def batch(tree):
    """Three places: a couple holds two of them, somebody the third; one waits."""
    return make_drawn(tree.city, home=tree.enterprise, many=3, couples=1, places=(3,)).batches.get()


@pytest.fixture
def alone(batch):
    return next(one for one in batch.stays.all() if one.applicant.application.applicants.count() == 1)


@pytest.fixture
def one_of_two(batch):
    return batch.stays.filter(applicant__application__applicants__number=2).order_by("pk").first()


def account(stay):
    return getattr(stay.applicant.person, "user", None) or make_user(stay.applicant.person)


@pytest.fixture
def ask(client):
    """ask(user, method, path, body) → the answer to a token of that user."""

    def send(user, method, path, body=None, scopes=("convalescence:read", "convalescence:write")):
        token = create_token(name="测试", scopes=list(scopes), days=1, by=user)[1]
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(ROOT + path, headers={"Authorization": f"Bearer {token}"}, **more)

    return send


def test_one_sees_accepts_prepares_and_gives_back_ones_own_place(ask, batch, one_of_two):
    me = account(one_of_two)
    [row] = ask(me, "get", "/stays").json()["rows"]
    assert (row["id"], row["state"], row["batch"]) == (one_of_two.pk, "offered", batch.pk)
    assert row["answer_by"] is not None
    path = f"/stays/{one_of_two.pk}"
    found = ask(me, "get", path).json()
    other = batch.stays.get(applicant__application=one_of_two.applicant.application_id, applicant__number=2)
    if other == one_of_two:
        other = batch.stays.get(
            applicant__application=one_of_two.applicant.application_id, applicant__number=1
        )
    assert found["companions"] == [{"name": other.applicant.person.name, "state": "offered"}]
    assert "年休假" in found["annual_leave"]["words"]
    assert found["coaches"] == []
    accepted = ask(me, "put", f"{path}/acceptance", {"wish": "quiet"})
    assert accepted.status_code == 200
    assert (accepted.json()["state"], accepted.json()["wish"], accepted.json()["answer_by"]) == (
        "accepted", "quiet", None,
    )  # fmt: skip
    again = ask(me, "put", f"{path}/acceptance", {})
    assert (again.status_code, again.json()["code"]) == (409, StayReason.NOT_OFFERED.code)
    coach = actions.add_coach(
        batch, "一号车", meeting_point="演示广场", leaves_at=at(batch.starts_on), seats=1, by=None
    )
    chosen = ask(me, "put", f"{path}/travel", {"coach": coach.pk, "wish": "low"}).json()
    assert (chosen["coach"], chosen["wish"], chosen["coaches"][0]["left"]) == (coach.pk, "low", 0)
    assert ask(me, "put", f"{path}/travel", {"coach": coach.pk + 1}).status_code == 404
    assert ask(me, "delete", path).json()["state"] == "withdrawn"
    assert ask(me, "delete", path).status_code == 409
    other.refresh_from_db()
    assert other.state == "withdrawn"


def test_declining_and_answering_too_late(ask, batch, alone, one_of_two):
    assert ask(account(alone), "delete", f"/stays/{alone.pk}").json()["state"] == "declined"
    type(one_of_two.clock).objects.filter(pk=one_of_two.clock_id).update(
        due_at=timezone.now() - timedelta(minutes=1)
    )
    late = ask(account(one_of_two), "put", f"/stays/{one_of_two.pk}/acceptance", {})
    assert (late.status_code, late.json()["code"]) == (409, StayReason.TOO_LATE.code)


def test_nobody_else_sees_or_answers_a_stay(ask, tree, alone, one_of_two):
    for other in (account(one_of_two), make_officer(tree.city), make_officer(tree.enterprise, "chair")):
        for method, path, body in (
            ("get", "", None),
            ("put", "/acceptance", {}),
            ("put", "/travel", {}),
            ("delete", "", None),
        ):
            assert ask(other, method, f"/stays/{alone.pk}{path}", body).status_code == 404
    reading = ("convalescence:read",)
    path = f"/stays/{alone.pk}/acceptance"
    assert ask(account(alone), "put", path, {}, scopes=reading).status_code == 403
    assert Stay.objects.get(pk=alone.pk).state == "offered"


def test_who_runs_a_batch_reads_names_who_audits_reads_them_masked_others_nothing(ask, tree, batch, alone):
    actions.accept_place(alone, by=None)
    officer, auditor = make_officer(tree.city), make_officer(tree.city, "auditor")
    for user, name in (
        (officer, alone.applicant.person.name),
        (auditor, f"{alone.applicant.person.name[:1]}**"),
    ):
        [row] = ask(user, "get", "/batches").json()["rows"]
        assert (row["id"], row["offered"], row["accepted"], row["finished"]) == (batch.pk, 2, 1, False)
        [guest] = ask(user, "get", f"/batches/{batch.pk}/stays?state=accepted").json()["rows"]
        assert (guest["id"], guest["name"]) == (alone.pk, name)
        assert len(ask(user, "get", f"/batches/{batch.pk}/stays").json()["rows"]) == 3
    for user in (make_officer(tree.enterprise, "chair"), account(alone)):
        assert ask(user, "get", "/batches").json()["rows"] == []
        assert ask(user, "get", f"/batches/{batch.pk}/stays").status_code == 404


def test_nothing_sealed_and_no_number_goes_over_the_api(ask, tree, batch, alone):
    alone.applicant.person.refresh_from_db()
    actions.accept_place(alone, by=None)
    actions.give_health_form(alone, {"illnesses": "演示：哮喘"}, by=account(alone))
    show(batch)
    actions.confirm_batch(batch, by=None)
    mine = ask(account(alone), "get", f"/stays/{alone.pk}")
    theirs = ask(make_officer(tree.city), "get", f"/batches/{batch.pk}/stays")
    assert mine.json()["health_form"] is True
    for answer in (mine, theirs):
        assert "哮喘" not in answer.content.decode()
        assert alone.code not in answer.content.decode()
    assert not Export.objects.exists(), "names alone, as the page shows them, are no look at anybody's record"


def test_lists_take_as_many_queries_for_many_as_for_one(ask, tree, batch, django_assert_max_num_queries):
    officer = make_officer(tree.city)
    with django_assert_max_num_queries(12):
        ask(officer, "get", f"/batches/{batch.pk}/stays")
    with django_assert_max_num_queries(12):
        ask(officer, "get", "/batches")
    stay = batch.stays.first()
    me = account(stay)
    with django_assert_max_num_queries(16):  # with the token's writing
        ask(me, "get", f"/stays/{stay.pk}")
