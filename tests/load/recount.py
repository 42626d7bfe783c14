"""How long the plan takes to be counted again at full scale, against the same by hand in DuckDB in the same run.

    make load-recount                          (needs the database `load_full`, see load-pages)
    make load-recount FOLDER=/some/export      (pages, verify.py, DuckDB and Spark over exported files instead)

Rounds alternate; medians count. Bar (performance.md of the design notes): a rebuild, comparing and writing included,
takes at most twice the hand-written roll-up. Whatever counts differently, or a reader who saw anything but a whole
stand of the cells, fails.
"""

import csv
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

os.environ.setdefault("JIANGONG_DATABASE", "load_full")
os.environ["JIANGONG_DEMONSTRATION"] = "1"

from jiangong.operations.console import prepare

ROUNDS = 3
BAR = 2.0


def main(folder: Path | None) -> int:
    prepare()
    from jiangong.operations.preparing import prepare_everything

    prepare_everything()
    from django.db import connection

    from jiangong.plan.actions import rebuild
    from tests.load import recount_by_hand as hand

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_entry")
        [(entries,)] = cursor.fetchall()
    print(f"{entries:,} entries; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    if folder is not None:
        recounts(folder)
        return 0
    rebuild()  # warm: both sides find the ledger in the system's memory
    print("the city's plan, cells standing")
    compare(rebuild, hand.real_plan)
    print("the city's plan, from nothing")
    from_nothing(rebuild)
    print("thirty promises over five years")
    with thirty_promises() as (since, until):
        from_nothing(rebuild)
        compare(rebuild, lambda duck: hand.thirty(duck, since, until))
        one_more_entry()
    rebuild()
    return 0


def compare(rebuild: Callable[[], object], by_hand: Callable[[object], None]) -> None:
    """Rebuild and roll up by hand in turns; print both medians and their ratio; every cell must be the same."""
    ours, theirs, written = [], [], []
    for turn in range(ROUNDS):
        ours.append(seconds(rebuild))
        counted, copied = roll_up_by_hand(by_hand, first=turn == 0)
        theirs.append(counted)
        written += copied
    mine, other = statistics.median(ours), statistics.median(theirs)
    verdict = "within the bar" if mine <= BAR * other else "NOT within the bar"
    print(
        f"  rebuild {mine:.1f} s ({listed(ours)}), by hand {other:.1f} s ({listed(theirs)}): {mine / other:.2f} × – {verdict}"
    )
    print(
        f"  by hand and written into an empty table of PostgreSQL: {theirs[0] + written[0]:.1f} s (first round)"
    )


def roll_up_by_hand(by_hand: Callable[[object], None], *, first: bool) -> tuple[float, list[float]]:
    """Seconds of the roll-up; the first time also compare every cell, and write them all into a table like ours."""
    from jiangong.plan.recount.engines import Duck

    with TemporaryDirectory() as spare:
        duck = Duck(Path(spare))
        try:
            taken = seconds(lambda: by_hand(duck))
            copied = []
            if first:
                same_as_cells(duck)
                copied = [seconds(lambda: write(duck))]
        finally:
            duck.connection.close()
    return taken, copied


def write(duck: Any) -> None:
    """What a person would do with the cells: one COPY into a table with the same key."""
    from django.db import connection, transaction

    file = duck.folder / "hand.csv"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plan_cell_by_hand (LIKE plan_cell INCLUDING ALL)")
        duck.connection.execute(
            "COPY (SELECT promise, organisation, period, value, entries FROM hand ORDER BY ALL)"
            f" TO '{file}' (FORMAT csv, HEADER false)"
        )
        columns = "promise, organisation_id, period, value, entries"
        with (
            file.open("rb") as rows,
            cursor.copy(f"COPY plan_cell_by_hand ({columns}) FROM STDIN (FORMAT csv)") as copy,
        ):
            while block := rows.read(1 << 20):
                copy.write(block)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE plan_cell_by_hand")


def same_as_cells(duck: object) -> None:
    """Fail unless the table `hand` says of every cell what PostgreSQL says."""
    from jiangong.plan.actions.reading import Reader
    from jiangong.plan.recount.engines import Duck

    assert isinstance(duck, Duck)
    Reader(duck, inside=False).read(
        "standing",
        "SELECT * FROM source",
        "SELECT promise, organisation_id::int AS organisation, period, value::float8 AS value, entries FROM plan_cell",
        [],
        {},
    )
    [(cells, different)] = duck.rows(
        "SELECT count(*), count(*) FILTER ((h.value::DOUBLE, h.entries) IS DISTINCT FROM (s.value, s.entries))"
        " FROM hand h FULL JOIN standing s USING (promise, organisation, period)"
    )
    if different:
        raise AssertionError(f"{different:,} of {cells:,} cells differ from those counted by hand")
    print(f"  {cells:,} cells, all the same")


def from_nothing(rebuild: Callable[[], object]) -> None:
    """Throw all cells away and rebuild while a reader looks on, who may see no cells or all of them, never some."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE plan_cell, plan_seen")
        cursor.execute("DELETE FROM plan_rollup")
    seen: set[int] = set()
    waits: list[float] = []
    stop = threading.Event()
    reader = threading.Thread(target=look, args=(stop, seen, waits))
    reader.start()
    taken = seconds(rebuild)
    stop.set()
    reader.join()
    with connection.cursor() as cursor:
        cursor.execute(FIGURES)
        [(figures,)] = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM plan_cell")
        [(cells,)] = cursor.fetchall()
    if not seen <= {0, figures}:
        raise AssertionError(f"a reader saw a part of the cells: {sorted(seen)}")
    print(
        f"  {cells:,} cells written in {taken:.1f} s; meanwhile a reader asked {len(waits)} times and waited"
        f" {statistics.median(waits) * 1000:.0f} ms, at most {max(waits) * 1000:.0f} ms"
    )


FIGURES = "SELECT count(*) FROM plan_cell WHERE organisation_id = (SELECT id FROM organisations_organisation WHERE kind = 'city')"


def look(stop: threading.Event, seen: set[int], waits: list[float]) -> None:
    """Read the city's cells over and over, as a page does, until told to stop."""
    from django.db import connection

    try:
        while not stop.is_set():
            began = time.monotonic()
            with connection.cursor() as cursor:
                cursor.execute(FIGURES)
                seen.update(row[0] for row in cursor.fetchall())
            waits.append(time.monotonic() - began)
            time.sleep(0.05)
    finally:
        connection.close()


@contextmanager
def thirty_promises() -> Iterator[tuple[str, str]]:
    """A plan of thirty counted promises stands in for the city's; gives its first and last day."""
    from django.utils import timezone

    from jiangong.plan import definition
    from tests.load.recount_by_hand import thirty_promises as measures

    words = {"zh": "字", "en": "words"}
    year = timezone.localdate().year
    since, until = definition.date(year - 4, 1, 1), definition.date(year, 12, 31)
    chapters: dict[str, list[dict[str, object]]] = {}
    for name, measure in measures().items():
        promise = {
            "id": name,
            "title": words,
            "words": words,
            "counted_by": words,
            "unit": words,
            "measure": measure,
        }
        chapters.setdefault(name[0], []).append(promise)
    plan = definition.read(
        {
            "plan": {
                "slug": "thirty", "title": words, "since": since, "until": until, "source": words, "split_by": words,
            },
            "districts": [{"code": "3706", "column": 0, "row": 0, "weight": 1}],
            "chapters": [{"id": one, "title": words, "promises": rows} for one, rows in chapters.items()],
        }
    )  # fmt: skip
    assert len(plan.counted) == 30
    with (
        patch("jiangong.plan.actions.rebuilding.current", lambda: plan),
        patch("jiangong.plan.actions.following.current", lambda: plan),
    ):
        yield str(since), str(until)


def one_more_entry() -> None:
    """Seconds from recording a completion until every cell above has it, with thirty promises; then taken back."""
    from jiangong.foundation.ledger import actions as ledger
    from jiangong.foundation.ledger.models import Entry
    from jiangong.plan.actions import check, follow

    before = (
        Entry.objects.filter(verb="growth.completed").select_related("organisation", "person").latest("pk")
    )
    taken = []
    for _ in range(5):
        entry = ledger.record(
            before.verb, before, organisation=before.organisation, person=before.person, attribute=before.attribute,
            payload=before.payload, by=None,
        )  # fmt: skip
        taken.append(seconds(lambda: (ledger.sequence(), follow())))
        ledger.correct(entry, reason="measurement", by=None)
        taken.append(seconds(lambda: (ledger.sequence(), follow())))
    if found := check():
        raise AssertionError(f"following and counting anew differ: {found[:3]}")
    print(
        f"  one more entry in all cells after {statistics.median(taken):.2f} s, at most {max(taken):.2f} s (bar 1 s)"
    )


def recounts(folder: Path) -> None:
    """verify.py, DuckDB and Spark over the same exported files: seconds for each, and whether every cell agrees."""
    print(f"from the files in {folder}")
    as_pages_show(folder)
    jiangong = [sys.executable, "-m", "jiangong.operations", "plan", "recount", "--from", str(folder)]
    commands = {
        "verify.py": [sys.executable, str(folder / "verify.py"), str(folder)],
        "DuckDB": [*jiangong, "--engine", "duckdb"],
        "Spark": [*jiangong, "--engine", "spark"],
    }
    for name, command in commands.items():
        began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        said = (done.stdout or done.stderr).strip().splitlines()
        print(
            f"  {name}: {time.monotonic() - began:.1f} s ({worked:.1f} s of processors), exit {done.returncode};"
            f" {' | '.join(said[-2:])}"
        )


def as_pages_show(folder: Path) -> None:
    """Hold every published figure of a year or the whole plan against what the plan's pages give out, and months against
    the cells that their curves are drawn from."""
    from django.conf import settings
    from django.test import Client

    from jiangong.plan.models import Cell

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    shown: dict[Any, Any] = {}
    with (folder / "figures.csv").open(newline="") as file:
        next(file)
        next(file)
        published = {(row[0], row[1], row[2]): (row[3], row[4]) for row in csv.reader(file)}
    for promise, period in sorted(
        {(promise, period) for promise, _code, period in published if len(period) < 7}
    ):
        answer = client.get(f"/plan/{promise}/cells.csv", {"period": period})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        shown |= {
            (promise, row[0], row[3]): (row[4], row[5]) for row in list(csv.reader(text.splitlines()))[1:]
        }
    months = Cell.objects.filter(period__contains="-").values_list(
        "promise", "organisation__code", "period", "value", "entries"
    )
    shown |= {
        (promise, code, period): (value, entries)
        for promise, code, period, value, entries in months.iterator()
    }
    figures = {
        key: row for key, row in published.items() if row[0]
    }  # others are too small to be published whole
    different = [
        key
        for key, (value, entries) in figures.items()
        if key not in shown or (Decimal(shown[key][0]), int(shown[key][1])) != (Decimal(value), int(entries))
    ]
    if different:
        raise AssertionError(
            f"{len(different):,} published figures are not what the pages show: {different[:5]}"
        )
    print(f"  {len(figures):,} published figures, all as the pages show them")


def seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def listed(values: list[float]) -> str:
    return ", ".join(f"{value:.1f}" for value in values)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
