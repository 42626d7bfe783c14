"""Random draws, and the same draw made by three programs: ours, the one for the browser, and one in Go."""

import subprocess
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from jiangong.selection.draws.formulas.allocation import allocate
from jiangong.selection.draws.formulas.applications import Application, ClosedList, close
from jiangong.selection.draws.formulas.lots import ranked, seed
from jiangong.selection.draws.formulas.rules import Pool, Rules

SCRIPT = Path("jiangong/web/static/jiangong/draws/draw.js")


class Published(NamedTuple):
    """The published texts of a draw and its randomness."""

    announcement: str
    list: str
    randomness: bytes


class Made(NamedTuple):
    commitment: str
    result: str

    @property
    def hashes(self) -> str:
        return " ".join(sha256(text.encode()).hexdigest() for text in self)


def random_draw(chance: Random, applications: int) -> tuple[Rules, ClosedList, bytes]:
    """Rules with pools that feed each other, and a list of that length with groups, weights and wishes."""
    batches = {f"b{n}": chance.randint(1, max(1, applications // 4)) for n in range(chance.randint(1, 6))}
    codes = [f"p{n}" for n in range(chance.randint(1, 5))]
    left, pools = sum(batches.values()), []
    for number, code in enumerate(codes[:-1]):
        places = chance.randint(0, left)
        left -= places
        pools.append(Pool(code, places, chance.choice(codes[number + 1 :])))
    rules = Rules("demo", "演示抽签", batches, (*pools, Pool(codes[-1], left)), {"drand": 1})
    listed = [
        Application(
            f"{number:06d}-{chance.randrange(10**6):06d}",
            people=chance.choice((1, 1, 1, 1, 2, 3)),
            lots=chance.randint(1, 5),
            pools=tuple(chance.sample(codes[:-1], chance.randint(0, len(codes) - 1))),
            wants=tuple(chance.sample(sorted(batches), chance.randint(1, len(batches)))),
        )
        for number in range(applications)
    ]
    return rules, close(listed, rules), chance.randbytes(32)


def ours(rules: Rules, closed: ClosedList, randomness: bytes) -> tuple[Published, Made]:
    """What is published, and what our formulas make of it."""
    commitment = closed.commitment(rules)
    ranks = ranked(closed.applications, seed(rules.text(), commitment, randomness))
    return Published(rules.text(), closed.text(), randomness), Made(
        commitment, allocate(rules, ranks).text(ranks)
    )


def in_browser(page: Any, published: Published) -> Made:
    """The browser's own making; `page` has loaded SCRIPT."""
    script = (
        "([announcement, list, randomness]) => jiangong.draws.recompute("
        "announcement, list, Uint8Array.from(atob(randomness), (letter) => letter.charCodeAt(0)))"
    )
    made = page.evaluate(
        script, [published.announcement, published.list, b64encode(published.randomness).decode()]
    )
    return Made(made["commitment"], made["result"])


def in_go(program: Path, folder: Path, published: Published) -> str:
    """The hashes of what the program in Go makes of the files."""
    folder.mkdir(exist_ok=True)
    (folder / "announcement.json").write_text(published.announcement, encoding="utf-8")
    (folder / "list.jsonl").write_text(published.list, encoding="utf-8")
    (folder / "randomness").write_bytes(published.randomness)
    done = subprocess.run([str(program), str(folder)], capture_output=True, text=True, check=True)
    return done.stdout.strip()
