"""Rules and lists that can be drawn, those that cannot, and their published texts."""

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given

from jiangong.selection.draws.formulas.applications import Application, close, parse_list
from jiangong.selection.draws.formulas.rules import DrawError, Pool, Rules
from tests.selection.draws.strategies import draws

RULES = Rules("d", "演示", {"may": 2, "june": 1}, (Pool("model", 1, "open"), Pool("open", 2)), {"drand": 7})
ANNA = Application("a", 1, 2, ("model",), ("june", "may"))


@given(draws())
def test_what_is_published_is_read_back(drawn):
    rules, closed = drawn
    assert Rules.parse(rules.text()) == rules
    assert parse_list(closed.text(), rules) == closed


def test_the_texts_are_these():
    assert RULES.text() == (
        '{"batches":[["may",2],["june",1]],"draw":"d","pools":[["model",1,"open"],["open",2,""]],'
        '"randomness":{"drand":7},"title":"演示","v":1}'
    )
    assert ANNA.line() == '{"lots":2,"people":1,"pools":["model"],"ticket":"a","wants":["june","may"]}'
    # The root of one leaf is its hash: SHA-256 of a nought byte and the line (RFC 6962, 2.1).
    root = b64encode(sha256(b"\0" + ANNA.line().encode()).digest()).decode()
    assert close([ANNA], RULES).commitment(RULES) == f'{{"applications":1,"draw":"d","root":"{root}"}}'
    assert close([], RULES).root() == b64encode(sha256(b"").digest()).decode()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("code", {"draw": "a b"}),
        ("code", {"batches": {"五月": 3}}),
        ("batches", {"batches": {}}),
        ("batches", {"batches": {"may": 3, "june": 0}}),
        ("pools", {"pools": ()}),
        ("pools", {"pools": (Pool("open", 1, "open"), Pool("open", 2))}),
        ("pools", {"pools": (Pool("model", -1, "open"), Pool("open", 4))}),
        ("sum", {"pools": (Pool("model", 1, "open"), Pool("open", 3))}),
        ("sum", {"pools": (Pool("model", 1, "open"), Pool("open", 1))}),
        ("then", {"pools": (Pool("model", 1), Pool("open", 2))}),
        ("then", {"pools": (Pool("model", 1, "model"), Pool("open", 2))}),
        ("then", {"pools": (Pool("model", 1, "open"), Pool("open", 2, "model"))}),
    ],
)
def test_rules_that_do_not_add_up_are_refused(code, change):
    with pytest.raises(DrawError) as refused:
        replace(RULES, **change)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("ticket", {"ticket": ""}),
        ("ticket", {"ticket": "a\n"}),
        ("people", {"people": 0}),
        ("people", {"people": 65}),
        ("people", {"people": True}),
        ("lots", {"lots": 0}),
        ("lots", {"lots": 65}),
        ("pool", {"pools": ("open",)}),
        ("pool", {"pools": ("model", "model")}),
        ("want", {"wants": ()}),
        ("want", {"wants": ("july",)}),
        ("want", {"wants": ("may", "may")}),
    ],
)
def test_an_application_that_the_rules_cannot_place_is_refused(code, change):
    with pytest.raises(DrawError) as refused:
        close([replace(ANNA, **change)], RULES)
    assert refused.value.code == code


def test_the_largest_numbers_are_taken():
    close([replace(ANNA, people=64, lots=64, ticket="T" * 32)], RULES)


def test_a_ticket_stands_once():
    with pytest.raises(DrawError) as refused:
        close([ANNA, replace(ANNA, lots=1)], RULES)
    assert refused.value.code == "twice"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("line", ANNA.line()),
        ("line", ANNA.line().replace(":", ": ") + "\n"),
        ("line", "[]\n"),
        ("line", "{}\n"),
        ("line", "\n"),
        ("order", f"{replace(ANNA, ticket='b').line()}\n{ANNA.line()}\n"),
    ],
)
def test_a_list_in_another_form_is_refused(code, text):
    with pytest.raises(DrawError) as refused:
        parse_list(text, RULES)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["", "[]", "{}", RULES.text() + " ", RULES.text().replace('"v":1', '"v":2')])
def test_an_announcement_in_another_form_is_refused(text):
    with pytest.raises(DrawError) as refused:
        Rules.parse(text)
    assert refused.value.code == "text"
