"""The queue of background jobs, as procrastinate keeps it: how many wait, which failed, who works."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

LISTED = 50
ALIVE = timedelta(seconds=60)  # a worker says every ten seconds that it lives


@dataclass(frozen=True)
class Queue:
    """How many jobs of one queue wait, are being done, and have failed."""

    name: str
    todo: int
    doing: int
    failed: int
    oldest: datetime | None  # since when the first that should be done by now has been waiting


@dataclass(frozen=True)
class Jobs:
    """The queues, the workers that have said within a minute that they live, failed jobs, and those under way."""

    queues: list[Queue]
    workers: int
    heard: datetime | None
    failed: list[ProcrastinateJob]
    waiting: list[ProcrastinateJob]

    @property
    def failures(self) -> int:
        return sum(one.failed for one in self.queues)


def jobs() -> Jobs:
    """The queue as it is now; four queries."""
    now = timezone.now()
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    oldest: dict[str, datetime | None] = {}
    rows = ProcrastinateJob.objects.filter(status__in=["todo", "doing", "failed"])
    for name, status, count, since in (
        rows.values_list("queue_name", "status").annotate(n=Count("pk"), since=Min("scheduled_at")).order_by()
    ):
        counted[name][status] = count
        if status == "todo" and since is not None and since < now:
            oldest[name] = since
    workers = ProcrastinateWorker.objects.filter(last_heartbeat__gte=now - ALIVE).count()
    return Jobs(
        queues=[
            Queue(name, found.get("todo", 0), found.get("doing", 0), found.get("failed", 0), oldest.get(name))
            for name, found in sorted(counted.items())
        ],
        workers=workers,
        heard=ProcrastinateWorker.objects.aggregate(at=Max("last_heartbeat"))["at"],
        failed=list(_with_time(rows.filter(status="failed"))[:LISTED]),
        waiting=list(
            _with_time(rows.filter(status__in=["doing", "todo"])).order_by("status", "scheduled_at", "pk")[
                :LISTED
            ]
        ),
    )


def _with_time(rows: "QuerySet[ProcrastinateJob]") -> "QuerySet[ProcrastinateJob]":
    """Jobs with when they last moved, the newest first."""
    return rows.annotate(moved_at=Max("procrastinateevent__at")).order_by("-pk")
