"""No number of law in code: the house is clean, and a number planted anywhere in a formula or a decision is found."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("legal_numbers", ROOT / "tools" / "legal_numbers.py")
lint = importlib.util.module_from_spec(_spec)
sys.modules["legal_numbers"] = lint
_spec.loader.exec_module(lint)

FORMULA = ROOT / "jiangong" / "programmes" / "planted" / "formulas.py"
ACTION = ROOT / "jiangong" / "programmes" / "planted" / "actions" / "deciding.py"


def numbers(text: str, file: Path = FORMULA) -> list[str]:
    return [one.number for one in lint.bare_numbers(text, file)]


def test_the_house_holds_no_bare_number():
    assert [str(one) for file in lint.sources() for one in lint.bare_numbers(file.read_text(), file)] == []


def test_formulas_and_decisions_of_every_room_are_looked_at():
    looked_at = {str(file.relative_to(lint.PACKAGE)) for file in lint.sources()}
    for name in (
        "foundation/people/formulas.py",
        "programmes/growth/formulas/training.py",
        "foundation/organisations/actions/committees.py",
    ):
        assert name in looked_at
    assert lint.kind_of(lint.PACKAGE / "operations" / "cli.py") == ""
    assert lint.kind_of(lint.PACKAGE / "programmes" / "growth" / "migrations" / "0001_initial.py") == ""


PLANTED = {
    "a comparison": ("def f(x):\n    return x >= 25\n", ["25"]),
    "a float": ("def f(x):\n    return x * 0.005\n", ["0.005"]),
    "money": ("from decimal import Decimal\ndef f(x):\n    return x < Decimal('1062.50')\n", ["'1062.50'"]),
    "a fraction": (
        "from fractions import Fraction\ndef f(a, b):\n    return Fraction(a, b) >= Fraction('3/4')\n",
        ["'3/4'"],
    ),
    "days": ("from datetime import timedelta\ndef f(day):\n    return day + timedelta(days=15)\n", ["15"]),
    "a default": ("def f(x, most=60):\n    return min(x, most)\n", ["60"]),
    "a constant": ("REPLY_DAYS = 10\n", ["10"]),
    "a table": ("SIZES = {25: 3, 201: 7}\n", ["25", "3", "201", "7"]),
    "a list of bands": ("BANDS = [(10_000, 40_000, 80)]\n", ["10000", "40000", "80"]),
    "a ternary": ("def f(x):\n    return 50 if x else 18\n", ["50", "18"]),
    "an argument": ("def f(x):\n    return capped(x, 50000)\n", ["50000"]),
    "a negative": ("def f(x):\n    return x - 90\n", ["90"]),
    "a match": ("def f(x):\n    match x:\n        case 7:\n            return True\n", ["7"]),
    "in a lambda": ("f = lambda x: x > 300\n", ["300"]),
    "in a comprehension": ("def f(xs):\n    return [x for x in xs if x > 30]\n", ["30"]),
    "behind two thirds of a line": ("def f(x):\n    return x * 100 // 3 >= 67\n", ["3", "67"]),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_number_planted_in_a_formula_is_found(what):
    text, expected = PLANTED[what]
    assert sorted(numbers(text)) == sorted(expected)


LIMITING = {
    "a comparison": ("def act(x):\n    if x.members < 25:\n        raise ValueError\n", ["25"]),
    "a stretch of days": ("def act(day):\n    return day + timedelta(days=15)\n", ["15"]),
    "months": ("def act(day):\n    return add_months(day, 6)\n", ["6"]),
    "a constant that says so": ("NOTICE_DAYS = 5\n", ["5"]),
    "a constant with a date": ("FIRST_LAW = date(2022, 1, 1)\n", ["2022"]),
    "a share": ("def act(x):\n    return x.amount * 0.4\n", ["0.4"]),
    "days reckoned": (
        "def act(day, months):\n    return day.fromordinal(day.toordinal() + round(months * 30.44))\n",
        ["30.44"],
    ),
    "a membership": ("def act(years):\n    return years in (3, 5)\n", ["3", "5"]),
}


@pytest.mark.parametrize("what", LIMITING)
def test_a_number_that_limits_something_in_a_decision_is_found(what):
    text, expected = LIMITING[what]
    assert sorted(numbers(text, ACTION)) == sorted(expected)


def test_the_size_of_a_batch_in_a_decision_is_nobodys_right():
    assert (
        numbers("BATCH = 5000\nROWS = list(range(500))\ndef f(text):\n    return text[:200]\n", ACTION) == []
    )


HARMLESS = {
    "nought, one, two": "def f(x):\n    return 0 if x < 1 else 2 * x - 1\n",
    "a percentage": "def f(x, y):\n    return -(-x * y // 100)\n",
    "a place in a sequence": "def f(x):\n    return x[3] + x[4:9]\n",
    "digits to round to": "def f(x):\n    return round(x, 4)\n",
    "explained on its line": "def f(x):\n    return x > 64  # not law: the longest line of a form\n",
    "explained above": "# not law: the longest line of a form\nWIDTH = 64\n",
    "explained for the file": "# not law in this file (7, 9): weights of a check digit\nA = [7, 9]\n",
}


@pytest.mark.parametrize("what", HARMLESS)
def test_what_arithmetic_needs_and_what_is_explained_is_left_alone(what):
    assert numbers(HARMLESS[what]) == []


def test_an_explanation_covers_only_what_it_says():
    assert numbers("# not law in this file (7): weights of a check digit\nA = [7, 9]\n") == ["9"]
    assert numbers("A = 64  # not law: the longest line\nB = 65\n") == ["65"]
    assert numbers("A = 64  # not law:\n") == ["64"], "without a reason it explains nothing"
    assert numbers("def f(x):  # not law: something else entirely\n    return x > 64\n") == ["64"]


def test_a_number_planted_in_each_formula_of_the_house_is_found():
    """Whatever a file explains for itself: seventeen and a half days are in no list of any."""
    files = [file for file in lint.sources() if lint.kind_of(file) == "formulas"]
    assert len(files) > 10
    for file in files:
        text = file.read_text()
        planted = text + "\n\ndef planted(days):\n    return days <= 17.5\n"
        assert len(lint.bare_numbers(planted, file)) == len(lint.bare_numbers(text, file)) + 1, file


def test_the_command_fails_and_says_where(tmp_path, capsys):
    file = tmp_path / "formulas.py"
    file.write_text("REPLY_DAYS = 10\n")
    assert lint.main([str(file)]) == 1
    assert "formulas.py:1: 10" in capsys.readouterr().out
