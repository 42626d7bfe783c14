"""`make mutation`: how many small faults in the tree, tile, note and proof code do its tests notice?

mutmut changes one thing at a time (an operator, a number, a text, an argument) in a copy of foundation/ledger/tlog under
var/mutation and runs the package's tests, all but the exhaustive ones, against each. It lives in .venv-mutation, outside
of the lock files. Prints the score and every survivor, and ends with 1 when the score is below the bar. With names
(`tools/mutation.py 'jiangong.foundation.ledger.tlog.notes*'`) only those are tried. A thousand mutants take some seven
minutes of processor time.
"""

import importlib.metadata
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "var/mutation"
VENV = ROOT / ".venv-mutation"
PACKAGE = Path("jiangong/foundation/ledger/tlog")
TESTS = Path("tests/foundation/ledger/tlog")
LEFT_OUT = {"test_exhaustive.py", "test_foreign.py"}
TOOL = "mutmut==3.8.1"
BAR = 95.0
MEMORY = 4 << 30
"""Bytes that a mutant which loops for ever may fill before it is killed."""
SETTINGS = f"""\
[mutmut]
source_paths={PACKAGE}
also_copy=
    jiangong
    tests
pytest_add_cli_args_test_selection={TESTS}

[tool:pytest]
pythonpath = .
addopts = --import-mode=importlib -p no:cacheprovider
"""


def install() -> None:
    if (VENV / "bin/mutmut").exists():
        return
    needed = [
        f"{name}=={importlib.metadata.version(name)}" for name in ("pytest", "hypothesis", "cryptography")
    ]
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    pip = [str(VENV / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, TOOL, *needed], check=True)


def lay_out() -> None:
    """The package and its tests alone, without Django: packages above are empty, so that nothing else is imported."""
    shutil.rmtree(PLACE, ignore_errors=True)
    shutil.copytree(ROOT / PACKAGE, PLACE / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / TESTS, PLACE / TESTS, ignore=shutil.ignore_patterns("__pycache__", *LEFT_OUT))
    for package in (PACKAGE, TESTS):
        for folder in list(package.parents)[:-1]:
            (PLACE / folder / "__init__.py").touch()
    (PLACE / "setup.cfg").write_text(SETTINGS, "utf-8")


def mutmut(*arguments: str, quiet: bool = False) -> str:
    command = [str(VENV / "bin/mutmut"), *arguments]
    done = subprocess.run(
        command, cwd=PLACE, text=True, stdout=subprocess.PIPE if quiet else None, check=True
    )
    return done.stdout or ""


def main() -> int:
    install()
    lay_out()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    mutmut("run", *sys.argv[1:])
    found = re.findall(r"^\s*(\S+): (.+)$", mutmut("results", "--all", "true", quiet=True), re.MULTILINE)
    found = [(name, outcome) for name, outcome in found if outcome != "not checked"]  # a run of chosen names
    outcomes: dict[str, list[str]] = {}
    for name, outcome in found:
        outcomes.setdefault(outcome, []).append(name)
    killed = len(outcomes.get("killed", [])) + len(outcomes.get("timeout", []))
    for outcome in sorted(outcomes.keys() - {"killed", "timeout"}):
        for name in outcomes[outcome]:
            print(f"\n{outcome}:\n{mutmut('show', name, quiet=True).strip()}")
    score = 100 * killed / len(found)
    print("\n" + ", ".join(f"{outcome} {len(names)}" for outcome, names in sorted(outcomes.items())))
    print(f"{TOOL}: {len(found)} mutants, {killed} killed, score {score:.1f} %, bar {BAR:.0f} %")
    return int(score < BAR)


if __name__ == "__main__":
    sys.exit(main())
