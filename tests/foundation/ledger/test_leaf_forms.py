"""Our leaves are canonical JSON by RFC 8785, whatever stands in them."""

import json

from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.ledger.leaves import (
    Source,
    bare_leaf,
    canonical,
    correcting_leaf,
    facts_of,
    public_leaf,
    record_text,
    says_the_same,
    tag,
)

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


NUMBERS = st.integers(0, 2**53)
SOURCES = st.builds(
    Source,
    position=NUMBERS, id=NUMBERS, verb=st.just("growth.completed"), subject_type=st.just("growth.enrolment"),
    subject_id=NUMBERS, organisation_id=NUMBERS, lineage_id=NUMBERS, person_id=NUMBERS | st.none(),
    quantity=st.just("2.5"), attribute=TEXT, payload_text=st.dictionaries(KEYS, VALUES).map(json.dumps),
    happened_on=st.dates(), recorded_at=st.just("2026-03-06T01:02:03.000004Z"), recorded_by_id=NUMBERS | st.none(),
    corrects=NUMBERS | st.none(), corrects_at=NUMBERS | st.none(),
)  # fmt: skip


@given(SOURCES, TEXT)
def test_a_record_is_canonical_and_says_everything(source, organisation):
    said = json.loads(record_text(source, organisation))
    assert by_the_rfc(said) == record_text(source, organisation)
    assert said == {
        "attribute": source.attribute, "by": source.recorded_by_id, "corrects": source.corrects,
        "happened_on": source.happened_on.isoformat(), "id": source.id, "organisation": organisation,
        "payload": json.loads(source.payload_text), "person": source.person_id, "quantity": "2.5",
        "recorded_at": "2026-03-06T01:02:03.000004Z", "subject": f"growth.enrolment/{source.subject_id}",
        "verb": "growth.completed",
    }  # fmt: skip


@given(
    SOURCES,
    st.lists(TEXT.filter(bool), unique=True).map(sorted),
    st.frozensets(KEYS),
    st.dictionaries(KEYS, KEYS),
)
def test_a_public_leaf_is_canonical_and_says_what_may_be_said(source, under, names, tags):
    org = under[0] if under else "T"
    leaf = public_leaf(
        source, "Y29t", org=canonical(org), under=canonical(under), facts=names, tags=sorted(tags.items())
    )
    said = json.loads(leaf)
    assert by_the_rfc(said).encode() == leaf
    expected = {
        "attribute": source.attribute, "commitment": "Y29t",
        "facts": facts_of(json.loads(source.payload_text), names), "on": source.happened_on.isoformat(), "org": org,
        "quantity": "2.5", "recorded": "2026-03-06", "tags": tags, "v": 1, "verb": "growth.completed",
    }  # fmt: skip
    absent = ("", None, {})
    assert said == {"under": under} | {name: value for name, value in expected.items() if value not in absent}
    back = json.loads(correcting_leaf(source._replace(corrects_at=7), "YmFjaw==", leaf))
    assert back == {**said, "commitment": "YmFjaw==", "corrects": 7}


@given(SOURCES)
def test_a_correction_of_a_bare_leaf_is_bare(source):
    bare = bare_leaf("Y29t")
    assert correcting_leaf(source, "YmFjaw==", bare) == bare_leaf("YmFjaw==")


def test_leaves_made_under_other_rules_say_the_same_and_nothing_else_does():
    leaf = {
        "commitment": "Y29t",
        "facts": {"a": "1", "b": "2"},
        "on": "2026-03-05",
        "tags": {"D7": "x"},
        "v": 1,
    }

    def same(**changes):
        return says_the_same(canonical(leaf).encode(), canonical({**leaf, **changes}).encode())

    assert same()
    assert same(facts={"a": "1", "c": "3"})
    assert same(tags={})
    assert says_the_same(canonical(leaf).encode(), bare_leaf("Y29t"))
    assert says_the_same(bare_leaf("Y29t"), canonical(leaf).encode())
    assert not says_the_same(canonical(leaf).encode(), bare_leaf("YW5k"))
    assert not same(commitment="YW5k")
    assert not same(facts={"a": "2"})
    assert not same(tags={"D7": "y"})
    assert not same(on="2026-03-06")
    assert not same(org="T")
    for nonsense in (b"", b"[]", b"5", b"{", b'{"commitment":"Y29t","facts":5,"v":1}'):
        assert not says_the_same(canonical(leaf).encode(), nonsense)
