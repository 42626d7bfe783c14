"""The start page of administration, and the background jobs: what waits, what failed, trying again."""

import pytest
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk import tasks
from jiangong.foundation.organisations.states import Role
from jiangong.web import actions
from tests.factories import make_officer

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


def job(status="failed"):
    pk = tasks.take_effect.defer(pending_id=7)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, pk])
    return pk


@pytest.fixture
def administrator(tree):
    return make_officer(tree.city, Role.SYSTEM_ADMINISTRATOR)


@pytest.mark.parametrize(
    ("person", "opens"),
    [
        ("administrator", True),
        ("city_officer", True),
        ("district_cadre", False),
        ("auditor", False),
        ("worker", False),
    ],
)
def test_who_looks_after_the_platform(client, cast, person, opens):
    client.force_login(cast[person])
    for name in ("web:administration", "web:jobs"):
        assert client.get(reverse(name), **CHINESE).status_code == (200 if opens else 403)


def test_every_link_of_the_start_page_opens(client, administrator, cast):
    for user in (administrator, cast["city_officer"]):
        client.force_login(user)
        answer = client.get(reverse("web:administration"), **CHINESE)
        assert answer.context["links"]
        for link, _note in answer.context["links"]:
            assert client.get(link.path, **CHINESE).status_code == 200, link.path


def test_a_failed_job_is_shown_and_tried_again(client, administrator):
    pk = job()
    client.force_login(administrator)
    assert "1 项后台任务失败" in client.get(reverse("web:administration"), **CHINESE).content.decode()
    page = client.get(reverse("web:jobs"), **CHINESE).content.decode()
    assert "desk.take_effect" in page
    assert "pending_id=7" in page
    assert "没有后台进程在运行" in page
    client.post(reverse("web:retry_job", args=[pk]))
    assert ProcrastinateJob.objects.get(pk=pk).status == "todo"
    assert "后台任务正常" in client.get(reverse("web:jobs"), **CHINESE).content.decode()


@pytest.mark.parametrize("status", ["todo", "doing", "succeeded", "cancelled"])
def test_only_failed_jobs_are_tried_again(administrator, status):
    pk = job(status)
    with pytest.raises(Refused) as refused:
        actions.retry_job(pk, by=administrator)
    assert refused.value.code == "web.not_retried"
    assert ProcrastinateJob.objects.get(pk=pk).status == status


def test_nobody_else_tries_again(tree):
    with pytest.raises(Refused) as refused:
        actions.retry_job(job(), by=make_officer(tree.district))
    assert refused.value.code == "not_permitted"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_jobs_needs_few_queries(client, administrator, django_assert_max_num_queries, count):
    for _ in range(count):
        job()
        job("todo")
    client.force_login(administrator)
    client.get(reverse("web:jobs"))
    with django_assert_max_num_queries(9):
        client.get(reverse("web:jobs"))


@pytest.mark.django_db
def test_jobs_of_a_dead_worker_have_failed_and_those_of_a_living_one_go_on():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - interval '1 hour') RETURNING id"
        )
        alive, dead = (pk for (pk,) in cursor.fetchall())
        for worker in (alive, dead, None):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id) VALUES ('q', 't', 'doing', %s)",
                [worker],
            )
    assert actions.fail_abandoned() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, worker_id FROM procrastinate_jobs WHERE queue_name = 'q' ORDER BY id")
        assert [status for status, _ in cursor.fetchall()] == ["doing", "failed", "failed"]
    assert actions.fail_abandoned() == 0
