"""Forks, rollbacks and stale checkpoints against a witness, by somebody who holds the log's signing key; and kill -9.

    python -m tests.load.forks [--seed 1] [--each 100] [--kills 100]

Part 1 plays every lie of tests/forks.py `--each` times, with honest growth before each; the witness must refuse each under
its name, keep evidence that checks again from its files alone, and cosign every growth. Part 2 kills the witness's process
at drawn moments while it looks at one future of the log, then shows it another: never two cosignatures on trees that exclude
each other. Ends with 5 if anything was not so. The same seed plays the same.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import open_note
from jiangong.operations.witness import folder
from tests.forged_log import ForgedLog
from tests.forged_site import Site, serving
from tests.forks import CASES, Tally, leaves, play

COMMAND = [sys.executable, "-m", "jiangong.operations", "witness"]


@dataclass
class Kills:
    killed: int = 0  # while it ran
    before: int = 0  # of these, before the new state was on disk
    after: int = 0
    heads: int = 0  # different cosigned checkpoints, kept or posted
    forks: int = 0  # futures that were refused as a fork
    wrong: int = 0


def lies(seed: int, each: int) -> Tally:
    tally = Tally()
    with tempfile.TemporaryDirectory() as place:
        for tally in play(Path(place) / "witness", seed, each):
            if tally.growths % 100 == 0:
                print(
                    f"  {tally.growths} growths, {tally.told.total()} lies, {len(tally.wrong)} wrong",
                    flush=True,
                )
    return tally


def kills(seed: int, rounds: int) -> Kills:
    rng = random.Random(seed)
    log = ForgedLog(leaves=leaves(rng, 300))
    done = Kills()
    with tempfile.TemporaryDirectory() as name, serving(log) as site:
        place = Path(name) / "witness"
        made = folder.add_log(folder.make(place, "witness.example.org/yanshi"), [log.vkey], site.address)
        [pinned] = made.logs
        whole = _timed(place, site)
        for _ in range(rounds):
            line = list(log.tree.leaves)
            futures = [ForgedLog(log.signer, [*line, *leaves(rng, 300), *leaves(rng, 300)]) for _ in range(2)]
            _show(log, futures[0])
            if _killed(place, site, rng.uniform(0, whole)):
                done.killed += 1
            state = folder.read_state(pinned)
            committed = state is not None and state.checkpoint.size == log.tree.size
            done.after += committed
            done.before += not committed
            _show(log, futures[1])
            code = _follow(place)
            if code == 5:
                done.forks += 1
                folder.acknowledge(pinned, by="演示", because="play", at="-")
                _show(log, futures[0])
                code = _follow(place)
            done.wrong += code != 0 or committed != (log.tree is futures[0].tree)
        heads = {Checkpoint.parse(open_note(note, [made.signer.verifier])[0]) for note in (*log.posted, *folder.cosigned(pinned))}  # fmt: skip
        done.heads = len(heads)
        done.wrong += sum(log.tree.root_at(head.size) != head.root for head in heads)
    return done


def _show(log: ForgedLog, future: ForgedLog) -> None:
    log.tree = future.tree
    log.show()


def _follow(place: Path) -> int:
    return subprocess.run([*COMMAND, "follow", str(place), "--once"], capture_output=True).returncode


def _timed(place: Path, site: Site) -> float:
    """Seconds from the question for the checkpoint to the end of the process."""
    looking = subprocess.Popen([*COMMAND, "follow", str(place), "--once"], stdout=subprocess.DEVNULL)
    site.asked.wait()
    asked = time.monotonic()
    if looking.wait() != 0:
        raise SystemExit("the first look failed")
    return time.monotonic() - asked


def _killed(place: Path, site: Site, seconds: float) -> bool:
    """Run one look and kill it so many seconds after it asked for the checkpoint; whether it still ran."""
    site.asked.clear()
    looking = subprocess.Popen([*COMMAND, "follow", str(place), "--once"], stdout=subprocess.DEVNULL)
    site.asked.wait()
    try:
        looking.wait(seconds)
    except subprocess.TimeoutExpired:
        os.kill(looking.pid, signal.SIGKILL)
        looking.wait()
        return True
    return False


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--each", type=int, default=100)
    words.add_argument("--kills", type=int, default=100)
    said = words.parse_args()
    started = time.monotonic()
    tally = lies(said.seed, said.each)
    print(f"\nseed {said.seed}\n{'lie':<20}{'told':>6}{'refused':>9}{'evidence':>10}{'proven':>8}")
    for name in [*(case.name for case in CASES), "wrong_proof"]:
        row = (tally.told[name], tally.refused[name], tally.evidence[name], tally.proven[name])
        print(f"{name:<20}{row[0]:>6}{row[1]:>9}{row[2]:>10}{row[3]:>8}")
    print(f"honest growths {tally.growths}, cosigned {tally.cosigned}; {time.monotonic() - started:.0f} s")
    for sentence in tally.wrong:
        print(f"WRONG  {sentence}")
    done = kills(said.seed, said.kills)
    print(
        f"kill -9: {done.killed} of {said.kills} while it looked, state not yet on disk {done.before}, on disk {done.after};"
        f" other futures refused {done.forks}; cosigned checkpoints {done.heads}; wrong {done.wrong}"
    )
    if tally.wrong or tally.cosigned != tally.growths or tally.refused != tally.told or done.wrong:
        sys.exit(5)


if __name__ == "__main__":
    main()
