"""Badges checked by Digital Bazaar's libraries for Node, with the contexts as W3C and 1EdTech published them.

`badges/package.json` names them, `badges/package-lock.json` pins them by hash; `npm ci --ignore-scripts` in that folder brings
them (.ci/run does). Nothing of theirs is in this repository, and nothing is fetched while they check.
"""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("badges")


@dataclass(frozen=True)
class Outcome:
    """What the program said of one credential, and the canonical lines it hashed."""

    verified: bool
    why: list[str]
    quads: str


def missing() -> str:
    """Why they cannot check here; empty if they can."""
    if shutil.which("node") is None:
        return "no Node on this machine"
    if not (FOLDER / "node_modules" / "@digitalbazaar" / "vc").is_dir():
        return "run `npm ci --ignore-scripts` in tests/foreign/badges"
    return ""


def check(folder: Path, documents: list[dict[str, Any]]) -> list[Outcome]:
    """Let them check these documents against `did.json` and `lists/` in the folder. Raises CalledProcessError with Node's words."""
    files = []
    for nth, document in enumerate(documents):
        path = folder / f"credential-{nth}.json"
        path.write_text(json.dumps(document, ensure_ascii=False))
        files.append(str(path))
    done = subprocess.run(
        ["node", "verify.mjs", str(folder), *files], cwd=FOLDER, capture_output=True, text=True, check=True
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    return [Outcome(one["verified"], one["why"], one["quads"]) for one in said]
