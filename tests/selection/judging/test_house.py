"""What the architecture promises of this room: formulas without Django, a shadow without the formulas, words for everything."""

import ast
import json
import string
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from jiangong.selection.judging import formulas, states
from jiangong.selection.judging.formulas.agreement import outcome
from jiangong.selection.judging.formulas.computing.result import Place, WhyNot
from jiangong.selection.judging.formulas.computing.steps import Lacking, What
from jiangong.selection.judging.formulas.plain import plain
from tests.selection.judging.contests import contest

FORMULAS = Path(formulas.__file__).parent
OWN = "jiangong.selection.judging.formulas"


def imported(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield node.module


@pytest.mark.parametrize(
    "file", sorted(FORMULAS.rglob("*.py")), ids=lambda file: str(file.relative_to(FORMULAS))
)
def test_formulas_import_only_python_and_themselves(file):
    for name in imported(file):
        assert name.startswith(OWN) or name.split(".")[0] in sys.stdlib_module_names


def test_the_shadow_shares_no_code_and_no_arithmetic_with_the_first_computation():
    names = set(imported(FORMULAS / "shadow.py"))
    assert names == {"__future__", "json", "sys", "collections.abc", "decimal", "math", "typing"}


def test_nothing_is_ever_evaluated():
    for file in FORMULAS.rglob("*.py"):
        called = {node.id for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Name)}
        assert not called & {"eval", "exec", "compile", "__import__", "getattr_static"}, file


def test_the_shadow_runs_alone_on_a_file(tmp_path):
    scheme, sheet = contest(3, whole=True)
    file = tmp_path / "contest.json"
    file.write_text(json.dumps({"scheme": plain(scheme), "sheet": plain(sheet)}), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(FORMULAS / "shadow.py"), str(file)],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert json.loads(done.stdout) == outcome(formulas.compute(scheme, sheet))


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (formulas.Wrong, states.FAULTS), (Lacking, states.LACKING), (Place, states.PLACES),
        (WhyNot, states.WHY_NOT), (What, states.STEPS),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)  # fmt: skip
def test_every_kind_has_its_words(kinds, words):
    assert set(words) == set(kinds)


def placeholders(text):
    return {part.split(")")[0] for part in str(text).replace("%%", "").split("%(")[1:]}


def test_the_words_of_faults_use_only_facts_that_faults_have():
    """The facts that each kind of fault is made with are read from the code that makes it."""
    known = {}
    for file in FORMULAS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Dict) and all(
                isinstance(key, ast.Constant) or key is None for key in node.keys
            ):
                for key in node.keys:
                    known.setdefault(key.value if key else "", set()).add(file.name)
    for refusal in states.FAULTS.values():
        for text in (refusal.what, refusal.rule, refusal.remedy):
            assert placeholders(text) <= set(known) | {"where"}


def test_words_are_chinese_and_english():
    with translation.override("en"):
        english = str(states.FAULTS[formulas.Wrong.WEIGHTS].what)
    assert english.startswith("%(where)s: the components' weights")
    assert set(str(states.FAULTS[formulas.Wrong.WEIGHTS].what)) - set(string.printable)
