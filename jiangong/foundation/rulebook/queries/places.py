"""Where the code reads a parameter: found by looking for its key, written out, in the source of every room."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jiangong.foundation.rulebook.queries.files import rulebook

PACKAGE = Path(__file__).resolve().parents[3]
_LITERAL = re.compile(r"""["']([a-z_]+\.[a-z0-9_]+)["']""")


@dataclass(frozen=True)
class CodePlace:
    """A function (or a module's own level, without a name) that names a parameter."""

    module: str
    function: str
    says: str


def places_of(key: str) -> tuple[CodePlace, ...]:
    """Where a parameter is read or named, by module."""
    return _places().get(key, ())


@cache
def _places() -> Mapping[str, tuple[CodePlace, ...]]:
    """Every place, read once per process when it is first asked for: a tenth of a second for the whole house."""
    known = rulebook().keys()
    found: dict[str, dict[CodePlace, None]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        if {"migrations", "demonstration"} & set(file.parts):
            continue
        text = file.read_text(encoding="utf-8")
        if known.isdisjoint(_LITERAL.findall(text)):
            continue
        module = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for key, place in _in_module(ast.parse(text), module):
            if key in known:
                found.setdefault(key, {})[place] = None
    return {key: tuple(many) for key, many in found.items()}


def _in_module(tree: ast.Module, module: str) -> list[tuple[str, CodePlace]]:
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # an example in a docstring uses nothing
    found = []
    for part in tree.body:
        function = part.name if isinstance(part, ast.FunctionDef | ast.ClassDef) else ""
        says = (ast.get_docstring(part) or "").split("\n")[0] if isinstance(part, ast.FunctionDef) else ""
        for node in ast.walk(part):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                found.append((node.value, CodePlace(module, function, says)))
    return found
