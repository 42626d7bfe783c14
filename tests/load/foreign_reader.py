"""A log of a million leaves, read by a program that nobody here wrote (`python -m tests.load.foreign_reader`).

The log is made with foundation/ledger/tlog and laid down in a folder as `jiangong ledger export` does; Go's own
golang.org/x/mod/sumdb/{note,tlog} then verifies signature, random leaves, older checkpoints, and counts the root again
from every entry and every tile. Then one byte is changed, at random places in turn, and each change must be found.
A duration fails nothing; a log that Go does not believe, or a change that it does not see, does.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.foreign import go, log


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument(
        "--samples", type=int, default=1_000, help="random leaves whose inclusion Go proves and verifies"
    )
    parser.add_argument("--proofs", type=int, default=1_000, help="proofs of our making that Go verifies")
    parser.add_argument(
        "--changes", type=int, default=3, help="changes of one byte, each of which Go must notice"
    )
    parser.add_argument("--seed", type=int, default=20_260_101)
    asked = parser.parse_args()
    if reason := go.missing():
        print(reason)
        return 2
    chance = random.Random(asked.seed)
    sizes = sorted(
        {1, 255, 256, 257, 65_536, *(chance.randint(1, asked.leaves) for _ in range(20)), asked.leaves}
    )
    sizes = [size for size in sizes if size <= asked.leaves]
    with tempfile.TemporaryDirectory(prefix="foreign-reader-") as name:
        started = time.monotonic()
        program = go.build(Path(name) / "go")
        print(f"{time.monotonic() - started:7.2f} s  Go's reader built")
        folder = Path(name) / "log"
        started = time.monotonic()
        vkey = log.write(folder, sizes, proofs=asked.proofs)
        files = [path for path in folder.rglob("*") if path.is_file()]
        print(
            f"{time.monotonic() - started:7.2f} s  our log written: {asked.leaves} leaves in {len(sizes)} steps, "
            f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB"
        )
        started = time.monotonic()
        done = go.run(program, folder, vkey, samples=asked.samples, seed=asked.seed)
        print(done.stdout + done.stderr, end="")
        print(
            f"{time.monotonic() - started:7.2f} s  read by Go: {'sound' if done.returncode == 0 else 'NOT SOUND'}"
        )
        unseen = 0
        for _ in range(asked.changes):
            path = chance.choice([path for path in files if path.is_relative_to(folder / "tile")])
            data = bytearray(path.read_bytes())
            at = chance.randrange(len(data))
            data[at] ^= 1 << chance.randrange(8)
            whole = path.read_bytes()
            path.write_bytes(data)
            found = go.run(program, folder, vkey, samples=1, seed=asked.seed)
            path.write_bytes(whole)
            unseen += found.returncode == 0
            print(
                f"           byte {at} of {path.relative_to(folder)} changed: {found.stdout.splitlines()[-1][:110]}"
            )
    return int(done.returncode != 0 or unseen > 0)


if __name__ == "__main__":
    sys.exit(main())
