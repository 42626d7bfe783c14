"""`jiangong worker`: background jobs, and the plan's figures following the ledger."""

import asyncio
import contextlib
import signal
import threading
from typing import Any

import click

from jiangong.operations.console import prepare

GRACE = 10  # seconds that running jobs get after the signal


@click.command()
@click.option(
    "--jobs",
    default=2,
    show_default=True,
    type=click.IntRange(1, 32),
    help="同时处理的任务数 / jobs at a time",
)
def worker(jobs: int) -> None:
    """处理后台任务（花名册导入、证书等），并让规划数字跟随台账。收到 SIGTERM 时做完手头的再停。

    Work through background jobs and keep the plan's figures current; stops cleanly on SIGTERM.
    """
    prepare()
    from django.conf import settings
    from procrastinate.contrib.django import app

    from jiangong.operations.asking import ask_forever
    from jiangong.operations.settling import require_settled
    from jiangong.plan.tasks import follow_forever

    require_settled()
    if settings.DEMONSTRATION:
        import jiangong.operations.demonstration.tasks  # noqa: F401  (the import makes the tasks known)

    ending = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda signum, frame: ending.set())
    follower = threading.Thread(target=follow_forever, args=(ending,), name="plan", daemon=True)
    follower.start()
    if settings.WITNESSES_PUSH:
        asking = (settings.WITNESSES_PUSH, ending)
        threading.Thread(target=ask_forever, args=asking, name="witnesses", daemon=True).start()
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as working:
        asyncio.run(_work(working, jobs, ending))
    ending.set()
    follower.join(GRACE)


async def _work(app: object, jobs: int, ending: threading.Event) -> None:
    """Run the worker until `ending` is set; jobs that are running then get GRACE seconds."""
    async with app.open_async():  # type: ignore[attr-defined]
        task = asyncio.create_task(
            app.run_worker_async(  # type: ignore[attr-defined]
                concurrency=jobs,
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE,
                delete_jobs="successful",
            )
        )
        while not ending.is_set() and not task.done():
            await asyncio.sleep(0.2)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
