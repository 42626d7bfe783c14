"""Background jobs: one that failed is tried again, one whose worker is gone has failed."""

from typing import Any

from django.db import connection, transaction

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.refusals import Refused
from jiangong.web.states import Reason

SILENT = (
    600  # seconds without a word, after which a worker is taken for dead; it says every ten that it lives
)


@transaction.atomic
def retry_job(pk: int, *, by: Any) -> None:
    """Put a failed job back into its queue, to be done now. Raises Refused(NOT_RETRIED) for any other."""
    require(by, "web.administer")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE id = %s AND status = 'failed'"
            " AND (queueing_lock IS NULL OR NOT EXISTS (SELECT 1 FROM procrastinate_jobs AS other"
            " WHERE other.queueing_lock = procrastinate_jobs.queueing_lock AND other.status = 'todo')) FOR UPDATE",
            [pk],
        )
        if cursor.fetchone() is None:
            raise Refused(Reason.NOT_RETRIED)
        # procrastinate's own function; its Python side offers it only to the worker's connection
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [pk])


def fail_abandoned() -> int:
    """Let jobs count as failed whose worker was killed or its machine lost; returns how many.

    Every room goes on by itself with what such a job left behind; here the queue only stops saying that somebody
    works on it, and an administrator sees it and may try it again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_finish_job_v1(job.id, 'failed', false) FROM procrastinate_jobs AS job"
            " LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id WHERE job.status = 'doing'"
            " AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))",
            [SILENT],
        )
        return int(cursor.rowcount)
