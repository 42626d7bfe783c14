"""A log written into a folder with the package under test, as `jiangong ledger export` lays it out."""

import base64
import json
import random
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.merkle import leaf_hash
from jiangong.foundation.ledger.tlog.notes import COSIGNATURE, Signer, cosign
from jiangong.foundation.ledger.tlog.proofs import write_proof
from jiangong.foundation.ledger.tlog.tiles import (
    WIDTH,
    consistency_proof,
    grow,
    inclusion_proof,
    pack,
    tile_path,
    widths,
)

ORIGIN = "demo.example/ledger"


def leaf(index: int) -> bytes:
    """A leaf of the published form, different for every index; every fifth is bare."""
    fields: dict[str, object] = {
        "commitment": base64.b64encode(sha256(b"%d" % index).digest()).decode(),
        "v": 1,
    }
    if index % 5:
        fields |= {
            "on": f"2026-{index % 12 + 1:02}-{index % 28 + 1:02}",
            "org": f"37060200{index % 997:04}",
            "quantity": "1",
            "recorded": "2026-12-31",
            "tags": {
                "D7": base64.urlsafe_b64encode(sha256(b"t%d" % index).digest()[:16]).decode().rstrip("=")
            },
            "under": ["T", f"T{index % 97:03}"],
            "verb": "growth.completed",
        }
    return json.dumps(fields, separators=(",", ":"), sort_keys=True).encode()


def write(folder: Path, sizes: Sequence[int], *, proofs: int) -> str:
    """Grow a log to each of the sizes (ascending) and lay it down: the last checkpoint with a cosignature and a line of an
    unknown algorithm, the former ones, `proofs` proofs of random leaves. Returns the log's verifier key."""
    signer, witness = Signer.generate(ORIGIN), Signer.generate("witness.example/w1", COSIGNATURE)
    tiles: dict[tuple[int, int], bytes] = {}
    edge: dict[int, bytes] = {}
    size, roots, note = 0, {}, ""
    for next_size in sizes:
        written, edge, root = grow(edge, size, [leaf_hash(leaf(index)) for index in range(size, next_size)])
        tiles |= written
        size, roots[next_size] = next_size, root
        text = Checkpoint(ORIGIN, size, root).text()
        foreign = f"— 演示.example/sm2 {base64.b64encode(sha256(text.encode()).digest() * 2).decode()}\n"
        note = f"{text}\n{foreign}{signer.sign(text)}{cosign(witness, text, 1_800_000_000 + size)}"
        _put(folder / "former" / str(size), note.encode())
    (folder / "former" / str(size)).rename(folder / "checkpoint")
    keys = {"log": signer.verifier.vkey, "witnesses": [witness.verifier.vkey]}
    _put(folder / "keys.json", json.dumps(keys).encode())

    last = widths(size)
    for (level, index), data in tiles.items():
        rightmost, width = last[level]
        _put(folder / tile_path(level, index, width if index == rightmost else WIDTH), data)
    for index in range(last[0][0] + 1):
        entries = [leaf(at) for at in range(index * WIDTH, min(size, (index + 1) * WIDTH))]
        _put(folder / tile_path("entries", index, len(entries)), pack(entries))

    def read(level: int, index: int, width: int) -> bytes:
        return tiles[level, index]

    for old in sizes[:-1]:
        lines = [base64.b64encode(each).decode() for each in consistency_proof(read, old, size)]
        _put(folder / "consistency" / str(old), "\n".join(lines).encode())
    for index in random.Random(size).sample(range(size), proofs):
        proof = write_proof(index, inclusion_proof(read, index, size), note, leaf(index))
        _put(folder / "proofs" / f"{index}.tlog-proof", proof.encode())
    return signer.verifier.vkey


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
