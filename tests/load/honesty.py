"""How often honesty alarms are false, and how often they find what was planted: simulated panels, fixed seeds.

    .venv/bin/python -m tests.load.honesty [--contests 300] [--level 0.05] [--rounds 199]

Prints, for each kind of clean contest, the share that raised any alarm beside the level that was asked for, and for each
planted anomaly the share in which it was found by its own alarm and by any. Nothing passes or fails here.
"""

import argparse
import time
from collections import Counter

from jiangong.selection.judging.formulas.honesty import Alert, alarms
from tests.selection.judging.panels import Simulation

CLEAN = {
    "same level, normal": {"severity": 0.0},
    "levels differ (sd 2)": {"severity": 2.0},
    "long tails (t4)": {"severity": 0.0, "heavy": True},
    "uneven judges (0.7–1.4)": {"severity": 0.0, "uneven": True},
    "three judges": {"severity": 0.0, "judges": 3},
    "cards 0–3, 6 aspects": {"severity": 0.0, "judges": 3, "aspects": 6, "noise": 6.0},
}
PLANTED = {
    "favour +6": (Alert.FAVOUR, lambda one: one.favour("j1", "e3", 6)),
    "favour +8": (Alert.FAVOUR, lambda one: one.favour("j1", "e3", 8)),
    "favour +12": (Alert.FAVOUR, lambda one: one.favour("j1", "e3", 12)),
    "severe −6": (Alert.SEVERE, lambda one: one.severe("j1", 6)),
    "severe −8": (Alert.SEVERE, lambda one: one.severe("j1", 8)),
    "erratic ×2": (Alert.ERRATIC, lambda one: one.erratic("j1", 2)),
    "erratic ×3": (Alert.ERRATIC, lambda one: one.erratic("j1", 3)),
    "twins (±0.5)": (Alert.TWINS, lambda one: one.twins("j1", "j2")),
}


def raised(simulation: Simulation, seed: int, options: argparse.Namespace, tails: int | None) -> set[Alert]:
    found = alarms(
        simulation.scheme, simulation.sheet(), level=options.level, rounds=options.rounds, seed=seed,
        least_cells=8, least_judges=3, tolerated=5.0, tails=tails,
    )  # fmt: skip
    return {one.alert for one in found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contests", type=int, default=300)
    parser.add_argument("--level", type=float, default=0.05)
    parser.add_argument("--rounds", type=int, default=199)
    options = parser.parse_args()
    started = time.process_time()
    print(
        f"12 entrants, 5 judges, noise sd 2 of 100, {options.contests} contests each; level {options.level:.0%}, "
        f"{options.rounds} rounds; severity up to 5 tolerated"
    )
    for tails in (None, 4):
        print(
            f"\nmarks drawn anew from {'the normal distribution' if tails is None else f'Student t, {tails} df'}"
        )
        for name, how in CLEAN.items():
            counts: Counter[str] = Counter()
            contests = options.contests if not how.get("aspects") else options.contests // 5
            for seed in range(contests):
                found = raised(Simulation(seed, **how), seed, options, tails)
                counts.update(found)
                counts["any"] += bool(found)
            told = ", ".join(f"{alert} {counts[alert] / contests:.1%}" for alert in Alert)
            print(f"clean    {name:<26} any {counts['any'] / contests:6.1%}   ({told})", flush=True)
        for name, (alert, plant) in PLANTED.items():
            own = some = 0
            for seed in range(options.contests):
                simulation = Simulation(seed, severity=0.0)
                plant(simulation)
                found = raised(simulation, seed, options, tails)
                own += alert in found
                some += bool(found)
            print(
                f"planted  {name:<26} found {own / options.contests:6.1%}   any {some / options.contests:6.1%}",
                flush=True,
            )
    print(f"\n{time.process_time() - started:.0f} s of processor")


if __name__ == "__main__":
    main()
