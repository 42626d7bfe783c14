"""The worker's jobs: waking is a job a channel, once; running them through the queue brings a message out."""

import asyncio
from functools import wraps

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from jiangong.foundation.inbox import tasks
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.inbox.channels import adapter
from jiangong.foundation.inbox.models import Delivery
from tests.factories import make_person


def closing(job):
    """The job, which closes the connection of the thread that ran it: the worker's threads end with this test."""

    @wraps(job)
    def run(*args, **kwargs):
        try:
            return job(*args, **kwargs)
        finally:
            connection.close()

    return run


async def work(working):
    """Work off what is queued, and close the pool of connections behind it."""
    async with working.open_async():
        await working.run_worker_async(
            queues=["messages"], wait=False, install_signal_handlers=False, listen_notify=False
        )


@pytest.fixture
def _no_jobs(transactional_db):
    """The queue's tables are none of Django's own: emptying the database after a test leaves them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def _console(monkeypatch):
    for channel in ("MAIL", "SMS", "WORK_WECHAT", "OFFICIAL_ACCOUNT"):
        monkeypatch.delenv(f"JIANGONG_CHANNEL_{channel}", raising=False)
    adapter.cache_clear()
    yield
    adapter.cache_clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_console", "_no_jobs")
def test_what_is_told_is_planned_and_sent_by_jobs_alone(monkeypatch):
    person = make_person(phone="19900000001")
    tell([person.pk], "tests.urgent", words={"what": "甲"})
    tell([person.pk], "tests.urgent", words={"what": "乙"})  # the job waits already: once is enough
    assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["inbox.plan"]
    tasks.sweep(timestamp=0)
    tasks.sweep(timestamp=0)
    assert sorted(job.task_name for job in ProcrastinateJob.objects.all()) == ["inbox.plan", "inbox.send"]
    for task in set(app.tasks.values()):  # periodic ones fall due meanwhile
        monkeypatch.setattr(task, "func", closing(task.func))
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        asyncio.run(work(working))
    assert {one.state for one in Delivery.objects.all()} == {"sent"}
    ours = ProcrastinateJob.objects.filter(task_name__in=("inbox.plan", "inbox.send"))
    assert {job.status for job in ours} == {"succeeded"}
