"""Go's own transparency log packages as a reader that nobody here wrote.

Every Go installation carries golang.org/x/mod/sumdb/{note,tlog} for its module checksums (Debian: `apt install golang-go`).
They are copied from there at run time into a folder of their own, and `reader.go` is built against them: no network, no
module proxy, nothing committed.
"""

import os
import shutil
import subprocess
from pathlib import Path

PACKAGES = ("mod/sumdb/note", "mod/sumdb/tlog")
BESIDE = ("crypto/ed25519",)
"""What an older Go's note package imports besides."""


def missing() -> str:
    """Why Go's reader cannot be built here; empty if it can."""
    if shutil.which("go") is None:
        return "no Go on this machine: apt install golang-go"
    absent = [name for name in PACKAGES if not (_source() / name).is_dir()]
    return f"this Go has no golang.org/x/{absent[0]}" if absent else ""


def build(folder: Path) -> Path:
    """Build the reader below `folder` and return its path. Raises CalledProcessError with Go's words."""
    for name in (*PACKAGES, *BESIDE):
        target = folder / "src/golang.org/x" / name
        target.mkdir(parents=True)
        for path in (_source() / name).glob("*.go"):
            if not path.name.endswith("_test.go"):
                shutil.copyfile(path, target / path.name)
    return compile_program(folder, "reader")


def compile_program(folder: Path, name: str) -> Path:
    """Compile `name`.go, which stands beside this file, below `folder`. Raises CalledProcessError with Go's words."""
    program = folder / name
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(folder),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",
    }
    source = Path(__file__).with_name(f"{name}.go")
    subprocess.run(["go", "build", "-o", str(program), str(source)], env=environment, check=True, cwd=folder)
    return program


def run(
    program: Path, log: Path, vkey: str, *, samples: int, seed: int = 1
) -> subprocess.CompletedProcess[str]:
    """Let the reader read a log; exit code 0 means that all was sound, the output says what was done."""
    command = [str(program), str(log), vkey, str(samples), str(seed)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _source() -> Path:
    root = subprocess.run(["go", "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    return Path(root) / "src/cmd/vendor/golang.org/x"
