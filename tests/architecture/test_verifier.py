"""verify.py is for strangers: one file of the standard library that runs on Python 3.8, alone."""

import ast
import subprocess
import sys
from pathlib import Path

import jiangong.foundation.ledger.verifier as verifier

FILE = Path(verifier.__file__).parent / "verify.py"


def test_it_parses_as_python_3_8():
    ast.parse(FILE.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_imports_the_standard_library_alone():
    imported = set()
    for node in ast.walk(ast.parse(FILE.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add((node.module or "").partition(".")[0])
    assert len(imported) > 10
    assert imported <= sys.stdlib_module_names


def test_its_annotations_stay_unread():
    """`list[str]` and `X | None` are newer than 3.8: fine as annotations that nobody evaluates, and nowhere else."""
    tree = ast.parse(FILE.read_text(encoding="utf-8"))
    assert any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    aliases = [node.value for node in tree.body if isinstance(node, ast.Assign)]
    new = [
        ast.unparse(node)
        for alias in aliases
        for node in ast.walk(alias)
        if isinstance(node, ast.Subscript)
        and ast.unparse(node.value) in {"list", "dict", "tuple", "set", "frozenset"}
    ]
    assert not new


def test_it_runs_alone(tmp_path):
    """Copied elsewhere, without our packages on the path and without the user's settings."""
    copy = tmp_path / "verify.py"
    copy.write_bytes(FILE.read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", copy, tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "figures.csv" in done.stdout
    assert done.stderr == ""
