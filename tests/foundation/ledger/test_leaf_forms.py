"""Our leaves are canonical JSON by RFC 8785, whatever stands in them."""

import json

from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.ledger.leaves import canonical, facts_of, tag

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8)
VALUES = st.recursive(
    TEXT | st.integers(-(2**53), 2**53) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def by_the_rfc(value):
    """RFC 8785 for what our leaves hold, written out by the text of its section 3.2."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        signs = (ESCAPES.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 0x20 else c) for c in value)
        return f'"{"".join(signs)}"'
    if isinstance(value, list):
        return f"[{','.join(map(by_the_rfc, value))}]"
    rows = sorted(value.items(), key=lambda row: row[0].encode("utf-16-be"))
    return "{" + ",".join(f"{by_the_rfc(name)}:{by_the_rfc(one)}" for name, one in rows) + "}"


@given(st.dictionaries(KEYS, VALUES))
def test_canonical(value):
    assert canonical(value) == by_the_rfc(value)
    assert json.loads(canonical(value)) == value


def test_facts_are_texts_as_the_database_says_them():
    payload = {"a": "x", "b": 8, "c": None, "d": True, "e": 2.5, "f": "hidden"}
    assert facts_of(payload, ["a", "b", "c", "d", "e", "missing"]) == {
        "a": "x",
        "b": "8",
        "d": "true",
        "e": "2.5",
    }


def test_tags_depend_on_everything():
    one = tag(b"k", "D7", "plan", 12)
    assert len(one) == 22
    others = {
        tag(b"l", "D7", "plan", 12),
        tag(b"k", "D9", "plan", 12),
        tag(b"k", "D7", "2026", 12),
        tag(b"k", "D7", "plan", 1),
    }
    assert one not in others
    assert len(others) == 4
    assert one == tag(b"k", "D7", "plan", "12")
