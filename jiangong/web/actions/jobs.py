"""Background jobs: one that failed is tried again."""

from typing import Any

from django.db import connection, transaction

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.refusals import Refused
from jiangong.web.states import Reason


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
