"""Do the two computations of a contest's result agree? A hundred thousand random contests, numbered seeds.

    .venv/bin/python -m tests.load.judging [--contests 100000] [--first 0] [--jobs 1]

Contests and their variants come from tests/selection/judging/contests.py. Prints what was among them, every difference
(ends with 1 then), contests a second of the first computation, and of the second with the comparison; their ratio.
"""

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from jiangong.selection.judging.formulas.agreement import differences
from jiangong.selection.judging.formulas.computing import computed
from tests.selection.judging.contests import contest

BATCH = 500


def batch(first: int) -> tuple[Counter[str], list[str], float, float]:
    counts: Counter[str] = Counter()
    wrong = []
    main_time = shadow_time = 0.0
    for seed in range(first, first + BATCH):
        scheme, sheet = contest(seed)
        before = time.process_time()
        result = computed(scheme, sheet)
        between = time.process_time()
        wrong += [f"seed {seed}: {one}" for one in differences(scheme, sheet, result)]
        main_time += between - before
        shadow_time += time.process_time() - between
        ranks = [line.rank for line in result.lines if line.rank is not None]
        counts["contests"] += 1
        counts["entrants"] += len(result.lines)
        counts["marks"] += len(sheet.marks)
        counts["with ranks"] += bool(ranks)
        counts["with gaps"] += bool(result.gaps)
        counts["void"] += result.void
        counts["joint ranks"] += len(set(ranks)) < len(ranks)
        counts["ties broken"] += any(one.step for line in result.lines for one in line.partings)
        counts["medals"] += any(line.medal for line in result.lines)
        counts["standard scale"] += any(line.scale is not None for line in result.lines)
        counts["awards given or refused"] += any(line.awards for line in result.lines)
        counts["teams ranked"] += any(team.rank for team in result.teams)
        for gap in result.gaps:
            counts[f"gap {gap.lacking}"] += 1
    return counts, wrong, main_time, shadow_time


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contests", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    first_time = second_time = 0.0
    starts = range(options.first, options.first + options.contests, BATCH)
    with ProcessPoolExecutor(options.jobs) as pool:
        for n, (some, differing, one, other) in enumerate(pool.map(batch, starts), start=1):
            counts += some
            wrong += differing
            first_time += one
            second_time += other
            if n % 20 == 0:
                print(f"{n * BATCH:>7} contests, {len(wrong)} differences", flush=True)
    print("\n".join(f"{number:>9}  {name}" for name, number in counts.items()))
    print("\n".join(wrong[:20]))
    print(
        f"main {counts['contests'] / first_time:.0f} contests a second, shadow and comparison {counts['contests'] / second_time:.0f}, "
        f"ratio {second_time / first_time:.2f}; {len(wrong)} differences"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
