"""A small ledger's public files, written with the tlog package, and its figures counted slowly and plainly.

The counting here shares no idea with verify.py: for every cell it goes through all lines again.
"""

import base64
import csv
import json
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.merkle import leaf_hash
from jiangong.foundation.ledger.tlog.notes import COSIGNATURE, Signer
from jiangong.foundation.ledger.tlog.tiles import grow, inclusion_proof, pack, tile_path

ORIGIN = "log.example/ledger"
SIGNER = Signer.parse(f"PRIVATE+KEY+{ORIGIN}+1460fc13+" + base64.b64encode(b"\x01" + b"k" * 32).decode())
WITNESSES = [Signer.generate(f"witness{n}.example", COSIGNATURE) for n in (1, 2)]
PLAN = {
    "slug": "plan-2023-2027",
    "since": "2023-01-01",
    "until": "2024-12-31",
    "promises": {
        "D1": {"kind": "count", "verbs": ["growth.completed"]},
        "D2": {
            "kind": "count",
            "verbs": ["growth.completed", "growth.taught"],
            "payload": {"mode": "online"},
        },
        "D7": {"kind": "distinct_people", "verbs": ["growth.completed"]},
        "D10": {"kind": "distinct_people", "verbs": ["growth.completed"], "attributes": ["焊工", "电工"]},
        "E1": {"kind": "sum", "verbs": ["rights.paid"]},
        "E2": {"kind": "distinct_attribute", "verbs": ["growth.completed", "rights.paid"]},
    },
}
UNIONS = [
    ["T", "T1", "T1a", "T1a1"],
    ["T", "T1", "T1a"],
    ["T", "T1", "T1b"],
    ["T", "T2", "T2a"],
    ["T", "T2", "T2a", "行业,一"],
]


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Log:
    """Lines of a ledger. `rows` are what was meant, `leaves` the bytes."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.rows: list[dict] = []
        self.leaves: list[bytes] = []

    def add(self, **fields) -> int:
        row = {"commitment": base64.b64encode(self.chance.randbytes(32)).decode(), "v": 1, **fields}
        return self.add_raw(canonical(row), row)

    def add_raw(self, leaf: bytes, row: dict | None = None) -> int:
        self.rows.append(row or {})
        self.leaves.append(leaf)
        return len(self.leaves) - 1

    def completed(self, person: int = 1, under=UNIONS[0], **fields) -> int:
        """Somebody completed a course."""
        return self.add(
            **{
                "verb": "growth.completed",
                "on": "2023-05-06",
                "recorded": "2023-05-07",
                "org": under[-1],
                "under": sorted(under),
                "quantity": "1",
                "tags": {promise: tag(promise, person) for promise in ("D1", "D10", "D7")},
                **fields,
            }
        )

    def correct(self, index: int) -> int:
        return self.add(**{**self.rows[index], "commitment": self.commitment(), "corrects": index})

    def commitment(self) -> str:
        return base64.b64encode(self.chance.randbytes(32)).decode()

    def same(self, verb: str, dropped: int, kept: int) -> int:
        pairs = {promise: [tag(promise, dropped), tag(promise, kept)] for promise in ("D10", "D7")}
        return self.add(verb=verb, recorded="2023-05-07", same=pairs)

    def fill(self, number: int) -> "Log":
        """Lines of every kind by chance, until there are `number`."""
        chance = self.chance
        corrected: set[int] = set()
        joined: list[tuple[int, int]] = []
        while len(self.leaves) < number:
            dice = chance.random()
            if dice < 0.2:
                self.add()
            elif dice < 0.28 and self.rows:
                index = chance.randrange(len(self.rows))
                row = self.rows[index]
                if "verb" in row and "corrects" not in row and index not in corrected:
                    corrected.add(index)
                    self.correct(index)
            elif dice < 0.31:
                joined.append(
                    tuple(sorted(chance.sample(range(40), 2)))
                )  # sorted: no rings, which no room writes
                self.same("people.merged", *joined[-1])
            elif dice < 0.33 and joined:
                self.same("people.separated", *joined.pop(chance.randrange(len(joined))))
            else:
                self._something()
        return self

    def _something(self) -> None:
        chance = self.chance
        under = chance.choice(UNIONS)
        day = str(date(2022, 12, 1) + timedelta(days=chance.randrange(800)))
        fields: dict = {"on": day, "recorded": day, "org": under[-1], "under": sorted(under), "quantity": "1"}
        if chance.random() < 0.7:
            fields["attribute"] = chance.choice(["焊工", "电工", 'a"b\\c\n\u0001', "钳工", "𝒳"])
        if chance.random() < 0.7:
            fields["facts"] = {"mode": chance.choice(["online", "classroom"]), "hours": "8", "备注": ""}
        fields["verb"] = chance.choice(["growth.completed"] * 3 + ["growth.taught", "rights.paid"])
        if fields["verb"] == "rights.paid":
            fields["quantity"] = chance.choice(["0.1", "2.5", "-3", "1000000.01", "7"])
        elif chance.random() < 0.9:
            person = chance.randrange(40)
            fields["tags"] = {promise: tag(promise, person) for promise in ("D1", "D10", "D7")}
        self.add(**fields)

    def checkpoint(
        self, *, signer: Signer = SIGNER, witnesses=(), size: int | None = None, more: str = ""
    ) -> str:
        """The signed note over the first `size` lines."""
        size = len(self.leaves) if size is None else size
        _, _, root = grow({}, 0, [leaf_hash(leaf) for leaf in self.leaves[:size]])
        text = Checkpoint(signer.verifier.name, size, root).text()
        cosigned = "".join(
            witness._line(
                (1700000000).to_bytes(8, "big"), f"cosignature/v1\ntime 1700000000\n{text}".encode()
            )
            for witness in witnesses
        )
        return f"{text}\n{more}{signer.sign(text)}{cosigned}"

    def write(self, folder: Path, *, counted: int | None = None, **of_checkpoint) -> Path:
        """All files of an export but the pages' own."""
        size = len(self.leaves)
        tiles, _, _ = grow({}, 0, [leaf_hash(leaf) for leaf in self.leaves])
        for (level, index), tile in tiles.items():
            put(folder / tile_path(level, index, len(tile) // 32), tile)
        for first in range(0, size, 256):
            some = self.leaves[first : first + 256]
            put(folder / tile_path("entries", first // 256, len(some)), pack(some))
        put(folder / "checkpoint", self.checkpoint(**of_checkpoint).encode())
        keys = {"log": SIGNER.verifier.vkey, "witnesses": [one.verifier.vkey for one in WITNESSES]}
        put(folder / "keys.json", json.dumps(keys).encode())
        put(folder / "plan.json", json.dumps(PLAN).encode())
        write_figures(folder / "figures.csv", size if counted is None else counted, self.figures(counted))
        return folder

    def proof(self, index: int) -> list[bytes]:
        tiles, _, _ = grow({}, 0, [leaf_hash(leaf) for leaf in self.leaves])
        return inclusion_proof(lambda level, number, _: tiles[level, number], index, len(self.leaves))

    def figures(self, counted: int | None = None) -> dict[tuple[str, str, str], tuple[str, int]]:
        """(promise, union, period) → (value, lines)."""
        rows = list(enumerate(self.rows))[:counted]
        months = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]
        found = {}
        for promise, measure in PLAN["promises"].items():
            for code in sorted({code for union in UNIONS for code in union}):
                here = [(i, row) for i, row in rows if matches(promise, measure, row, code)]
                for period in [*months, "2023", "2024", "all"]:
                    mine = [(i, row) for i, row in here if period == "all" or row["on"].startswith(period)]
                    if mine:
                        found[promise, code, period] = (value_of(promise, measure, mine, rows), len(mine))
        return found


def matches(promise: str, measure: dict, row: dict, code: str) -> bool:
    if row.get("verb") not in measure["verbs"] or code not in row.get("under", ()):
        return False
    if not PLAN["since"] <= row["on"] <= PLAN["until"]:
        return False
    if any(row.get("facts", {}).get(name) != value for name, value in measure.get("payload", {}).items()):
        return False
    if measure.get("attributes") and row.get("attribute") not in measure["attributes"]:
        return False
    if measure["kind"] == "distinct_people":
        return promise in row.get("tags", {})
    return measure["kind"] != "distinct_attribute" or "attribute" in row


def value_of(promise: str, measure: dict, mine: list[tuple[int, dict]], rows: list[tuple[int, dict]]) -> str:
    taken_back = {row["corrects"] for _, row in mine if "corrects" in row}
    standing = [row for i, row in mine if "corrects" not in row and i not in taken_back]
    if measure["kind"] == "count":
        return str(len(standing))
    if measure["kind"] == "sum":
        total = sum(Decimal(row["quantity"]) for row in standing)
        return str(total)
    if measure["kind"] == "distinct_attribute":
        return str(len({row["attribute"] for row in standing}))
    into: dict[str, str] = {}
    for _, row in rows:
        if promise in row.get("same", {}):
            dropped, kept = row["same"][promise]
            if (row["verb"] == "people.merged") != ("corrects" in row):
                into[dropped] = kept
            elif into.get(dropped) == kept:
                into.pop(dropped)
    return str(len({end(into, row["tags"][promise]) for row in standing}))


def end(into: dict[str, str], tag: str) -> str:
    passed = [tag]
    while passed[-1] in into and into[passed[-1]] not in passed[1:]:
        passed.append(into[passed[-1]])
    return passed[-1]


def tag(promise: str, person: int) -> str:
    return base64.urlsafe_b64encode(f"{promise:4}{person:012}".encode()).decode().rstrip("=")


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def write_figures(path: Path, size: int, figures: dict[tuple[str, str, str], tuple[str, int]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["size", size])
        rows.writerow(["promise", "organisation", "period", "value", "entries"])
        rows.writerows([*cell, *figure] for cell, figure in sorted(figures.items()))
