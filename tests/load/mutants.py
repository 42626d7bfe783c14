"""Which small faults in the formulas of judging do their tests notice? One operator is changed at a time.

    .venv/bin/python -m tests.load.mutants [--only computing/cells] [--contests 150]

Comparisons, and/or/not, arithmetic, whole numbers, min/max: in a copy of one function's code, put in its place while the
cases, the faults, the rejudging tests and random contests against the shadow run (those of the suite, without hypothesis).
Prints what survived and the score. A survivor is a place to look at: a missing test, or a change without effect.
"""

import argparse
import ast
import copy
import importlib
import inspect
import os
import signal
import sys
import types
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")
os.environ.setdefault("JIANGONG_DEMONSTRATION", "1")

import django

django.setup()

from jiangong.selection.judging.formulas import shadow
from jiangong.selection.judging.formulas.agreement import outcome
from jiangong.selection.judging.formulas.computing import computed
from jiangong.selection.judging.formulas.plain import plain
from jiangong.selection.judging.formulas.scheme.kinds import Joint
from tests.selection.judging import test_cases, test_faults, test_properties, test_ranking, test_rejudging
from tests.selection.judging.contests import contest

ROOM = "jiangong.selection.judging.formulas"
MODULES = [
    "exact", "plain", "faults", "rejudging", "scheme.checking", "scheme.checking_honours", "sheet.checking",
    "sheet.shapes", "computing", "computing.cells", "computing.measuring", "computing.components",
    "computing.ranking", "computing.honours", "computing.teams",
]  # fmt: skip
SECONDS = 20  # a mutant that takes longer loops
SWAPS: dict[type[ast.AST], list[type[ast.AST]]] = {
    ast.Lt: [ast.LtE, ast.Gt], ast.LtE: [ast.Lt], ast.Gt: [ast.GtE, ast.Lt], ast.GtE: [ast.Gt],
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn], ast.NotIn: [ast.In], ast.And: [ast.Or], ast.Or: [ast.And],
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Div], ast.Div: [ast.Mult], ast.Mod: [ast.Add],
}  # fmt: skip


def mutants(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Each changed module: line, what was changed, the tree."""
    for place, node in enumerate(inside(tree)):
        for change in changes(node):
            new = copy.deepcopy(tree)
            changed = inside(new)[place]
            said = change(changed)
            yield changed.lineno, said, ast.fix_missing_locations(new)  # type: ignore[attr-defined]


def inside(tree: ast.Module) -> list[ast.AST]:
    """All nodes in functions, in a fixed order; constants of the module stay, for only functions are replaced."""
    whole = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inner = {
        id(one)
        for node in whole
        for one in ast.walk(node)
        if isinstance(one, ast.FunctionDef) and one is not node
    }
    return [one for node in whole if id(node) not in inner for part in node.body for one in ast.walk(part)]


def changes(node: ast.AST) -> list[Callable[[ast.AST], str]]:
    found: list[Callable[[ast.AST], str]] = []
    if isinstance(node, ast.Compare):
        for n, op in enumerate(node.ops):
            found += [swap_comparison(n, new) for new in SWAPS.get(type(op), [])]
    elif isinstance(node, ast.BoolOp | ast.BinOp):
        found += [swap_operator(new) for new in SWAPS.get(type(node.op), [])]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        found.append(drop_sign)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        found.append(one_more)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("max", "min"):
        found.append(other_end)
    return found


def swap_comparison(n: int, new: type[ast.AST]) -> Callable[[ast.AST], str]:
    def change(node: ast.AST) -> str:
        before = ast.unparse(node)
        node.ops[n] = new()  # type: ignore[attr-defined]
        return f"{before} → {ast.unparse(node)}"

    return change


def swap_operator(new: type[ast.AST]) -> Callable[[ast.AST], str]:
    def change(node: ast.AST) -> str:
        before = ast.unparse(node)
        node.op = new()  # type: ignore[attr-defined]
        return f"{before} → {ast.unparse(node)}"

    return change


def drop_sign(node: ast.AST) -> str:
    before = ast.unparse(node)
    node.op = ast.UAdd() if isinstance(node.op, ast.USub) else node.op  # type: ignore[attr-defined]
    if isinstance(node.op, ast.Not):  # type: ignore[attr-defined]
        node.operand = ast.UnaryOp(ast.Not(), node.operand)  # type: ignore[attr-defined]
    return f"{before} → {ast.unparse(node)}"


def one_more(node: ast.AST) -> str:
    node.value += 1  # type: ignore[attr-defined]
    return f"{node.value - 1} → {node.value}"  # type: ignore[attr-defined]


def other_end(node: ast.AST) -> str:
    node.func.id = "min" if node.func.id == "max" else "max"  # type: ignore[attr-defined]
    return ast.unparse(node)


class Installed:
    """The functions of a module running another module's code, until put back."""

    def __init__(self, module: types.ModuleType, changed: ast.Module, file: str) -> None:
        space: dict[str, object] = {"__name__": module.__name__}
        exec(compile(changed, file, "exec"), space)
        new, old = dict(functions(space)), dict(functions(vars(module), module.__name__))
        self.kept = [(old[name], old[name].__code__) for name in old if name in new]
        for name, function in old.items():
            if name in new and function.__code__.co_freevars == new[name].__code__.co_freevars:
                function.__code__ = new[name].__code__

    def put_back(self) -> None:
        for function, code in self.kept:
            function.__code__ = code


def functions(space: dict[str, object], module: str = "") -> Iterator[tuple[str, types.FunctionType]]:
    for name, value in list(space.items()):
        if isinstance(value, types.FunctionType) and module in ("", value.__module__):
            yield name, value
            if hasattr(value, "__wrapped__"):
                yield f"{name}.wrapped", value.__wrapped__
        elif isinstance(value, type) and value.__module__ == (module or value.__module__):
            for inner, method in vars(value).items():
                if (isinstance(method, types.FunctionType) and inner[:2] != "__") or inner == "__init__":
                    if isinstance(method, types.FunctionType):
                        yield f"{name}.{inner}", method
                elif isinstance(method, property) and isinstance(method.fget, types.FunctionType):
                    yield f"{name}.{inner}", method.fget


class Checks:
    def __init__(self, contests: int) -> None:
        self.contests = [
            (one, shadow.recompute(plain(one[0]), plain(one[1]))) for one in map(contest, range(contests))
        ]
        self.cases = [param.values[0] for param in test_cases.CASES]
        self.plain = [
            function
            for module in (test_rejudging, test_ranking)
            for name, function in vars(module).items()
            if name.startswith("test_") and not inspect.signature(function).parameters
        ]
        self.plain += [
            test_faults.test_the_base_has_no_fault,
            test_faults.test_practice_weighs_at_least_what_the_rulebook_says,
            test_faults.test_nothing_is_computed_from_a_sheet_with_a_fault,
            test_properties.test_too_few_have_no_scale,
            *(
                partial(test_ranking.test_every_small_field_is_ranked_as_counting_says, joint)
                for joint in Joint
            ),
        ]

    def run(self) -> None:
        """Raises whatever a test that notices raises."""
        for case in self.cases:
            test_cases.test_case(case)
        for case in test_faults.DATA["cases"]:
            test_faults.test_faults_of_schemes(case)
        for changed, expect in test_faults.SPOILED:
            test_faults.test_faults_of_sheets(changed, expect)
        for arguments in ((30, True, False), ("29.9", True, True), (20, False, False)):
            test_faults.test_theory_weighs_at_most_what_the_rulebook_says(*arguments)
        for function in self.plain:
            function()
        for (scheme, sheet), expected in self.contests:
            assert outcome(computed(scheme, sheet)) == expected
        for (scheme, sheet), _ in self.contests[:20]:
            test_properties.check_steps(scheme, sheet)


def noticed(checks: Checks) -> bool:
    def too_long(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    try:
        checks.run()
    except BaseException as error:  # also what pytest raises, and loops
        if isinstance(error, KeyboardInterrupt):
            raise
        return True
    finally:
        signal.alarm(0)
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="a part of a module's path, such as computing/cells")
    parser.add_argument("--contests", type=int, default=150)
    options = parser.parse_args()
    checks = Checks(options.contests)
    checks.run()
    tried, survivors = 0, []
    for name in MODULES:
        module = importlib.import_module(f"{ROOM}.{name}")
        file = Path(inspect.getfile(module))
        short = str(file).partition("formulas/")[2]
        if options.only not in short:
            continue
        before = tried
        for line, said, changed in mutants(ast.parse(file.read_text(encoding="utf-8"))):
            try:
                installed = Installed(module, changed, str(file))
            except Exception:  # it does not even load
                tried += 1
                continue
            tried += 1
            try:
                if not noticed(checks):
                    survivors.append(f"{short}:{line}: {said}")
                    print(survivors[-1], flush=True)
            finally:
                installed.put_back()
        print(f"{short}: {tried - before} tried", flush=True)
    print(
        f"{tried} changed, {tried - len(survivors)} noticed, {100 * (1 - len(survivors) / max(tried, 1)):.1f} %"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
