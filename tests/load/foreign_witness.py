"""A witness that we did not write, and ours, are told the same: `aics-witness` from the package index (Python 3.12 or later).

    python -m tests.load.foreign_witness --python /path/to/python3.12 [--seed 1] [--asks 500]

It is installed into a throw-away environment, never a dependency. The platform's own `push` has it cosign honest growth, and our
verifier opens its lines. Then both witnesses get the same drawn requests, honest ones, lies and nonsense: they must answer
with the same status, and where both cosign, both lines must open. Ends with 5 if they did not.

One difference is expected: another root for the size that was cosigned last is 409 here, as the text of C2SP tlog-witness
that we read says, and 422 there; both refuse.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jiangong.foundation.ledger.tlog.merkle import EMPTY_ROOT
from jiangong.foundation.ledger.tlog.notes import Signer, Verifier, read_cosignature
from jiangong.operations.witness import folder
from jiangong.operations.witness.network import Unreachable, post
from jiangong.operations.witness.pushing import push
from jiangong.operations.witness.serving import add_checkpoint
from tests.forged_log import ORIGIN, ForgedLog
from tests.forks import leaves, request, rewritten, spoiled

VERSION = "0.1.0"
SAME = {(409, 422)}  # (ours, theirs): see above


@contextmanager
def foreign(python: str, place: Path, log: ForgedLog) -> Iterator[tuple[str, Verifier]]:
    """The foreign witness, installed and running; its address and key."""
    subprocess.run([python, "-m", "venv", str(place / "venv")], check=True)
    programs = place / "venv" / "bin"
    subprocess.run([programs / "pip", "install", "--quiet", "--disable-pip-version-check", f"aics-witness=={VERSION}"], check=True)  # fmt: skip
    command = [str(programs / "aics-witness")]
    config = ["--config", str(place / "witness.json")]
    subprocess.run(
        [*command, "init", *config, "--name", "foreign.example.org/w"], check=True, capture_output=True
    )
    subprocess.run([*command, "add-log", *config, "--origin", ORIGIN, "--vkey", log.vkey], check=True, capture_output=True)  # fmt: skip
    status = subprocess.run(
        [*command, "status", *config, "--json"], check=True, capture_output=True, text=True
    )
    said = json.loads(status.stdout)
    vkey = said.get("vkey") or said["witness"]["vkey"]
    with tempfile.TemporaryFile() as words:
        serving = subprocess.Popen([*command, "serve", *config, "--listen", "127.0.0.1:7381"], stdout=words, stderr=words)  # fmt: skip
        try:
            for _ in range(100):
                try:
                    urllib.request.urlopen("http://127.0.0.1:7381/healthz", timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield "http://127.0.0.1:7381", Verifier.parse(vkey)
        finally:
            serving.terminate()
            serving.wait()


def asks(rng: random.Random, log: ForgedLog) -> Iterator[tuple[str, bytes, Callable[[], None]]]:
    """Drawn requests: what it is, its body, and what to do if it was cosigned."""

    def nothing() -> None:
        pass

    while True:
        size = log.tree.size
        more = leaves(rng, 300)
        grown = ForgedLog(log.signer, [*log.tree.leaves, *more])
        proof = grown.tree.proof(size, grown.tree.size)
        note = grown.note()
        other = ForgedLog(log.signer, [*rewritten(rng, log.tree.leaves), *more, b"x"])
        what = rng.choice(
            ("growth", "again", "wrong old", "old too large", "wrong proof", "fork", "equivocation", "smaller", "stranger",
             "origin", "torn", "text", "many lines", "empty", "extra signatures")
        )  # fmt: skip
        body, after = request(size, proof, note), nothing
        match what:
            case "growth" | "extra signatures":
                if what == "extra signatures":
                    text = note.partition("\n\n")[0] + "\n"
                    note += "".join(
                        Signer.generate(f"s{n}.example").sign(text) for n in range(rng.randint(1, 8))
                    )
                    body = request(size, proof, note)

                def after(more: list[bytes] = more) -> None:
                    log.tree.extend(more)
            case "again":
                body = request(size, [], log.note())
            case "wrong old":
                body = request(rng.choice([0, size - 1, max(1, size // 2)]), proof, note)
            case "old too large":
                body = request(grown.tree.size + rng.randint(1, 9), proof, note)
            case "wrong proof":
                body = request(size, spoiled(rng, proof), note)
            case "fork":
                body = request(size, other.tree.proof(size, other.tree.size), other.note())
            case "equivocation":
                body = request(size, [], log.sign(size, rng.randbytes(32)))
            case "smaller":
                body = request(rng.choice([0, size - 1]), [], log.note(size - 1))
            case "stranger":
                body = request(size, proof, ForgedLog(Signer.generate(ORIGIN), grown.tree.leaves).note())
            case "origin":
                body = request(
                    size, proof, log.sign(size + 1, rng.randbytes(32), origin="another.example/log")
                )
            case "torn":
                body = body[: rng.randrange(len(body) - 120)]
            case "text":
                at = rng.randrange(body.index(b"\n\n") + 1)
                body = body[:at] + rng.choice([b"0", b" ", b"\r", b"\n\n", b"-", b"\xff"]) + body[at:]
            case "many lines":
                body = request(size, [*proof, *(rng.randbytes(32) for _ in range(64))], note)
            case "empty":
                body = request(size, [], log.sign(0, EMPTY_ROOT))
        yield what, body, after


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--python", default="python3.12")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--asks", type=int, default=500)
    said = words.parse_args()
    rng = random.Random(said.seed)
    log = ForgedLog(leaves=leaves(rng, 300) + [b"a", b"b", b"c"])
    wrong: list[str] = []
    table: dict[str, Counter[tuple[int, int]]] = {}
    with tempfile.TemporaryDirectory() as name, foreign(said.python, Path(name), log) as (address, key):
        ours = folder.add_log(folder.make(Path(name) / "ours", "ours.example.org/w"), [log.vkey], "")
        started = time.monotonic()
        for _ in range(100):
            lines = push(address, log.note(), log.tree.proof, [key], old=0)
            if len(lines) != 1:
                wrong.append(f"push at {log.tree.size}: {lines}")
            log.grow(leaves(rng, 300))
        print(
            f"100 pushes cosigned by the foreign witness and opened by us, {time.monotonic() - started:.1f} s"
        )
        push(address, log.note(), log.tree.proof, [key])
        if add_checkpoint(ours, request(0, [], log.note())).status != 200:
            raise SystemExit("ours did not begin")
        for _, (what, body, after) in zip(range(said.asks), asks(rng, log), strict=False):
            mine = add_checkpoint(ours, body)
            try:
                status, answer = post(f"{address}/add-checkpoint", body)
            except Unreachable as error:
                wrong.append(f"{what}: {error}")
                continue
            table.setdefault(what, Counter())[mine.status, status] += 1
            if mine.status != status and (mine.status, status) not in SAME:
                wrong.append(f"{what}: {mine.status} and {status} {answer[:120]!r} for {body[:90]!r}")
            if mine.status == status == 200:
                text = body.decode().partition("\n\n")[2].partition("\n\n")[0] + "\n"
                for witness, line in ((ours.signer.verifier, mine.body), (key, answer.decode())):
                    read_cosignature(witness, text, line)
                after()
            for pinned in ours.logs:  # a play of ours raises alarms; the foreign witness has none
                folder.acknowledge(pinned, by="演示", because="play", at="-")
    for what, counts in sorted(table.items()):
        print(f"{what:<18}" + "  ".join(f"{a}/{b}: {n}" for (a, b), n in sorted(counts.items())))
    for sentence in wrong:
        print(f"DIFFERENT  {sentence}")
    print(f"{sum(counts.total() for counts in table.values())} asked of both, {len(wrong)} different")
    if wrong or not table:
        sys.exit(5)


if __name__ == "__main__":
    main()
