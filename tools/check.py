"""`make check`: everything that can be wrong without running a test. Runs all parts, then says which failed."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "types": [str(BIN / "mypy")],
    "imports": [str(BIN / "lint-imports"), "--no-logo"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "numbers": [sys.executable, "tools/legal_numbers.py"],
    "catalogues": [sys.executable, "tools/messages.py", "--check"],
}
# Each makes its table from the code and, with --check, compares it with the file in docs/.
GENERATED = {
    "permissions": "tools/permissions.py",
    "openapi": "tools/openapi.py",
    "contrast": "tools/contrast.py",
}


def main() -> int:
    # Checks need Django's tables nowhere but need a database to connect to: a demonstration's settings will do.
    environment = {**os.environ, "JIANGONG_DEMONSTRATION": "1"}
    checks = dict(CHECKS)
    for name, script in GENERATED.items():
        if (ROOT / script).exists():
            checks[name] = [sys.executable, script, "--check"]
    failed = []
    for name, command in checks.items():
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        print(
            f"{'ok  ' if done.returncode == 0 else 'FAIL'}  {name:<12} {time.monotonic() - started:5.1f} s",
            flush=True,
        )
        if done.returncode != 0:
            failed.append(name)
            print("\n".join((done.stdout + done.stderr).splitlines()[-40:]))
    print("make check: all sound" if not failed else f"make check: {', '.join(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
