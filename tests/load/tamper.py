"""1,000 seeded changes by a database superuser, one at a time, on a log of a million entries: which does a stranger see?

    .venv/bin/python -m tests.load.tamper [--changes 1000] [--full 10] [--seed 1] [--seconds 0]

Loads a demonstration city of about a million entries into the database `load_tamper` when it is not there, logs, signs,
exports, and verifies it (that time is printed). Then each change is made, what it could have moved is published again,
judged from the public files alone, and undone; a sample of rounds (`--full`) is exported and verified as a whole, and the
two verdicts must agree. `--seconds` stops after so long, with as many rounds as were done. What is not caught is printed,
and the exit status is 1.
"""

import argparse
import dataclasses
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("JIANGONG_DATABASE", "load_tamper")
os.environ["JIANGONG_DEMONSTRATION"] = "1"

from jiangong.operations.console import prepare, progress, step

ENTRIES = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--changes", type=int, default=1000)
    parser.add_argument(
        "--full", type=int, default=10, help="rounds that are exported and verified as a whole"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0, help="stop after so long (0: never)")
    options = parser.parse_args()
    prepare()
    from jiangong.operations.demonstration import city
    from jiangong.operations.growing import grow_to_the_end
    from jiangong.operations.preparing import prepare_everything
    from jiangong.plan.actions import rebuild

    prepare_everything()
    if city.is_empty():
        scale = dataclasses.replace(city.SCALES["small"], name="million", completions=280_000)
        city.load(scale, step=step, progress=progress)
    top_up(ENTRIES)
    grow_to_the_end(lambda done, whole: None)
    rebuild()
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), options)


def top_up(number: int) -> None:
    """Until there are so many entries: completions like those that are there, under other numbers of enrolments."""
    from django.db.models import F

    from jiangong.foundation.ledger.actions import Row, copy_entries
    from jiangong.foundation.ledger.models import Entry

    missing = number - Entry.objects.count()
    names = [*Row._fields]
    some = (
        Entry.objects.filter(verb="growth.completed", corrects=None)
        .annotate(n=F("subject_id") + 10**9)
        .order_by("pk")
    )
    at = names.index("subject_id")
    rows = some.values_list(*names[:at], "n", *names[at + 1 :])[: max(missing, 0)]
    copy_entries(Row(*row) for row in rows)


def run(folder: Path, options: argparse.Namespace) -> int:
    from tests.load.publishing import Reader, round_of
    from tests.load.tampering import CHANGES, World, drawn

    reader = Reader(folder)
    status, facts, seconds = reader.verify_all(folder / "sound")
    print(
        f"sound: {facts['size']:,} lines, {facts.get('cells', 0):,} figures: {facts['verdict']} after {seconds:.1f} s"
        f" of verify.py, steps {facts['steps']}; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    if status != 0:
        print(facts["findings"])
        return 1
    reader.remember(folder / "sound")
    names = drawn(options.changes, options.seed)
    whole = set(random.Random(options.seed).sample(range(len(names)), min(options.full, len(names))))
    began, caught, made, missed, unlike, by = time.monotonic(), 0, 0, [], [], Counter()
    for number, name in enumerate(names):
        if options.seconds and time.monotonic() - began > options.seconds:
            break
        world = World(reader.size, random.Random(f"{options.seed} {number}"), None)
        full = folder / "full" if number in whole else None
        found, in_full = round_of(reader, world, CHANGES[name][1], full=full)
        made += 1
        caught += bool(found)
        by[name, bool(found)] += 1
        if not found:
            missed.append((number, name))
        if full is not None and bool(found) != bool(in_full):
            unlike.append((number, name, found, in_full))
        if made % 50 == 0:
            print(f"  {made} of {len(names)}, caught {caught}, {time.monotonic() - began:.0f} s", flush=True)
    for name in CHANGES:
        print(f"  {name:34} {by[name, True]:4} caught {by[name, False]:4} not")
    done = sum(number < made for number in whole)
    print(
        f"caught {caught}/{made} (seed {options.seed}); {done} of them also as a whole, {len(unlike)} otherwise"
    )
    for one in (*missed, *unlike):
        print("  ", *one)
    return 1 if missed or unlike else 0


if __name__ == "__main__":
    sys.exit(main())
