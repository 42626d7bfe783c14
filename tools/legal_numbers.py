"""No number of law stands in code: it is in a rulebook file with regulation, article, dates and status.

    python tools/legal_numbers.py [FILE …]    say where a formula or a decision holds a bare number

In formulas (formulas.py, and packages of that name) every number is looked at; in decisions (actions, permissions, queries,
states, forms) those that limit something: compared with, a stretch of time, reckoned with days, shares or money, a constant named so. What arithmetic itself needs
is left alone: 0, 1, 2, the hundred of a percentage, places in a sequence, digits to round to.

A number that is not law says what it is, on its line or the line above:

    CODE_SECONDS = 30  # not law: how long the code on the screen stays

A file of mathematics or formats says once which numbers it has, and no others are let through:

    # not law in this file (7, 9, 12): forms of certificates
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "jiangong"
FORMULAS = {"formulas"}
DECISIONS = {"actions", "permissions", "queries", "states", "forms"}
NOT_ROOMS = {"operations", "api", "web", "common"}  # the machine, its pages: they decide nothing of law
HARMLESS = {0, 1, 2}
MARK = re.compile(r"#\s*not law(?: in this file \((?P<numbers>[^)]+)\))?:\s*(?P<why>\S.{5,})")
# Constants whose name says that they limit somebody's right or duty; how many rows a statement writes is nobody's right.
RIGHTS = re.compile(
    r"(^|_)(SECONDS?|MINUTES?|HOURS?|DAYS?|WEEKS?|MONTHS?|YEARS?|PERCENT|SHARE|RATE|QUORUM|AGE|FEE|CAP|TERM|RULE|LAW|MAJORITY)(_|$)"
)
AMOUNTS = re.compile(r"days|months|years|hours|percent|share|rate\b|fee|income|amount")
STRETCHES = re.compile(
    r"timedelta|fromordinal|relativedelta|add_months|months_after|working_days|years_later|\bdays_|_days$|_months$"
)


@dataclass(frozen=True, order=True)
class Found:
    """A bare number: where, and which."""

    file: str
    line: int
    number: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.number}"


def main(arguments: list[str]) -> int:
    files = [Path(one).resolve() for one in arguments] or sources()
    found = sorted(one for file in files for one in bare_numbers(file.read_text(encoding="utf-8"), file))
    for one in found:
        print(one)
    if found:
        print(
            f"{len(found)} bare numbers. A number of law goes into the room's rulebook/*.yaml and is read with"
            " rulebook.queries.value; any other says behind it what it is:  # not law: …"
        )
    return 1 if found else 0


def sources() -> list[Path]:
    """Every file that holds formulas or decisions."""
    return [file for file in sorted(PACKAGE.rglob("*.py")) if kind_of(file)]


def kind_of(file: Path) -> str:
    """formulas, decisions, or nothing for code that decides nothing of law."""
    parts = (
        file.relative_to(PACKAGE).with_suffix("").parts
        if file.is_relative_to(PACKAGE)
        else file.with_suffix("").parts
    )
    if "migrations" in parts or parts[0] in NOT_ROOMS or (len(parts) > 1 and parts[1] in NOT_ROOMS):
        return ""
    if FORMULAS & set(parts):
        return "formulas"
    return "decisions" if DECISIONS & set(parts) else ""


def bare_numbers(text: str, file: Path) -> list[Found]:
    """The numbers of a file that neither arithmetic needs nor a comment explains."""
    explained, numbers = _explained(text)
    name = str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else file.name
    tree = ast.parse(text)
    _link(tree)
    strict = kind_of(file) != "decisions"
    seen = {}
    for node, value in _numbers(tree):
        if _is_harmless(node, value) or not (strict or _limits(node)):
            continue
        number = ast.unparse(node)
        if number not in numbers and not explained & _lines(node):
            seen[Found(name, node.lineno, number)] = None
    return list(seen)


def _explained(text: str) -> tuple[set[int], set[str]]:
    """The lines whose numbers a comment explains (its own and the next), and the numbers explained for the whole file."""
    lines: set[int] = set()
    numbers: set[str] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and (mark := MARK.match(token.string)):
            if mark["numbers"]:
                numbers |= {one.strip() for one in mark["numbers"].split(",")}
                continue
            alone = token.line.strip().startswith("#")
            lines |= {token.start[0]} | ({token.start[0] + 1} if alone else set())
    return lines, numbers


def _numbers(tree: ast.Module) -> Iterator[tuple[ast.expr, float]]:
    """Every number written out, also as text in Decimal("0.05") or Fraction("1/3")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node, node.value
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("Decimal", "Fraction"):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument, _as_number(argument.value)


def _as_number(text: str) -> float:
    above, _, below = text.partition("/")
    try:
        return float(above) / float(below or 1)
    except (ValueError, ZeroDivisionError):
        return 0


def _link(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.above = node  # type: ignore[attr-defined]


def _above(node: ast.AST) -> Iterator[ast.AST]:
    while (node := getattr(node, "above", None)) is not None:  # type: ignore[assignment]
        yield node


def _lines(node: ast.expr) -> set[int]:
    """The lines that a comment about this number may stand on: those of its statement, without what is inside it."""
    statement = next(one for one in _above(node) if isinstance(one, ast.stmt))
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if isinstance(body, list) and body else statement.end_lineno
    return {node.lineno, *range(statement.lineno, (last or node.lineno) + 1)}


def _is_harmless(node: ast.expr, value: float) -> bool:
    """What arithmetic needs: 0, 1, 2; a place in a sequence; the hundred of a percentage; digits to round to."""
    if abs(value) in HARMLESS and not isinstance(value, bool):
        return True
    above = next(_above(node))
    if isinstance(above, ast.keyword) and above.arg == "status":
        return True  # of HTTP
    if isinstance(above, ast.UnaryOp):
        above = next(_above(above))
    if (
        isinstance(above, ast.BinOp)
        and value == 100
        and isinstance(above.op, ast.Div | ast.FloorDiv | ast.Mult | ast.Mod)
    ):
        return True
    if isinstance(above, ast.Subscript | ast.Slice):
        return True
    return isinstance(above, ast.Call) and ast.unparse(above.func) == "round" and node is above.args[-1]


def _limits(node: ast.expr) -> bool:
    """Whether the number limits something: it is compared, a stretch of time, or has a name of its own."""
    for one in _above(node):
        if isinstance(one, ast.Compare):
            return True
        if isinstance(one, ast.BinOp) and AMOUNTS.search(ast.unparse(one)):
            return True
        if isinstance(one, ast.Call) and STRETCHES.search(ast.unparse(one.func)):
            return True
        if isinstance(one, ast.Assign | ast.AnnAssign):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            return any(isinstance(target, ast.Name) and RIGHTS.search(target.id) for target in targets)
        if isinstance(one, ast.stmt):
            return False
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
