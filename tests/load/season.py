"""A whole season by the room's own actions: how long, how many acts a second, and where the time goes.

    JIANGONG_DATABASE=season .venv/bin/python -m jiangong.operations demo --scale medium --load-only
    JIANGONG_DATABASE=season .venv/bin/python -m tests.load.season [--trades 110] [--entrants 30000]

Prints each act with how often it was called, its seconds in all and milliseconds each (acts called by acts count for the outer
one), the processor's share, entries of the ledger written a second; then the season as `jiangong demo-season --status` does.
Nothing passes or fails here by its duration.
"""

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

os.environ.setdefault("JIANGONG_DATABASE", "season")
os.environ["JIANGONG_DEMONSTRATION"] = "1"

from jiangong.operations.console import prepare, progress


class Stopwatch:
    """Replaces the acts of a module by ones that are timed; an act within an act is part of the outer one."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.seconds: dict[str, float] = defaultdict(float)
        self.queries: Counter[str] = Counter()
        self.database = 0.0
        self.act = ""

    def asked(self, execute: Callable[..., Any], *question: Any) -> Any:
        """Counts what the database is asked, and how long it takes to answer, by act."""
        began = time.perf_counter()
        try:
            return execute(*question)
        finally:
            self.queries[self.act] += 1
            self.database += time.perf_counter() - began

    def watch(self, module: Any) -> None:
        for name in module.__all__:
            found = getattr(module, name)
            if callable(found) and not isinstance(found, type):
                setattr(module, name, self._timed(name, found))

    def _timed(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **words: Any) -> Any:
            if self.act:
                return act(*args, **words)
            self.act, began = name, time.perf_counter()
            try:
                return act(*args, **words)
            finally:
                self.act = ""
                self.calls[name] += 1
                self.seconds[name] += time.perf_counter() - began

        return timed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trades", type=int, default=110)
    parser.add_argument("--entrants", type=int, default=30_000)
    options = parser.parse_args()
    prepare()
    from django.db import connection

    from jiangong.foundation.notices import actions as notices
    from jiangong.operations.demonstration import season
    from jiangong.programmes.competitions import actions

    def entries() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_entry")
            return int((cursor.fetchone() or (0,))[0])

    watch = Stopwatch()
    watch.watch(actions)
    watch.watch(notices)
    before, began, processor = entries(), time.monotonic(), time.process_time()
    with connection.execute_wrapper(watch.asked), progress("season") as tell:
        season.play(trades=options.trades, entrants=options.entrants, tell=tell)
    seconds, processor = time.monotonic() - began, time.process_time() - processor
    written, acts = entries() - before, sum(watch.calls.values())
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    for name, spent in sorted(watch.seconds.items(), key=lambda one: -one[1]):
        count = watch.calls[name]
        print(
            f"{spent:9.1f} s {100 * spent / seconds:5.1f} % {count:8,} × {1000 * spent / count:8.1f} ms  {name}"
        )
    print(
        f"{seconds:.0f} s (this process computed {processor:.0f} s of it, waited {watch.database:.0f} s for answers), {acts:,} acts, {acts / seconds:.1f} a second; "
        f"{written:,} entries of the ledger, {written / seconds:.0f} a second"
    )
    began = time.monotonic()
    season.count()
    print(f"plan and log: {time.monotonic() - began:.0f} s")
    print("\n".join(season.standing()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
