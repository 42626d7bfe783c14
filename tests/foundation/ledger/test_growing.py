"""Leaves and the tree: what is published of an entry, what is not, and that the same entry gives the same leaf."""

import json
import threading
from base64 import b64decode
from datetime import UTC, date
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, connections, transaction

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import (
    Fact,
    correct,
    destroy_salts,
    grow,
    record,
    record_many,
    sequence,
)
from jiangong.foundation.ledger.leaves import record_text
from jiangong.foundation.ledger.models import Bundle, Head, Named, Salt, Tile
from jiangong.foundation.ledger.queries import Standing, Tagging
from jiangong.foundation.ledger.queries.soundness import verify_log
from jiangong.foundation.ledger.tlog import merkle
from jiangong.foundation.people.models import Membership
from tests.factories import make_person

DAY = date(2026, 3, 5)


def counts_of(verb, payload, attribute, happened_on):
    return [("D7", "plan"), ("D9", str(happened_on.year))] if verb == "growth.completed" else []


TAGGING = Tagging(key=b"k" * 32, counts_of=counts_of, people=[("D7", "plan")])


def complete(organisation, person=None, **more):
    more = {"attribute": "K1", "payload": {"mode": "online", "hours": 8, "secret": "x"}, **more}
    return record(
        "growth.completed",
        organisation,
        organisation=organisation,
        by=None,
        person=person,
        happened_on=DAY,
        **more,
    )


def logged(position):
    return json.loads(queries.leaf(position))


def grow_all():
    while sequence():
        pass
    while grow(TAGGING):
        pass


@pytest.fixture
def members(tree):
    """Ten members in the branch: enough for the branch, and so for its enterprise, to be named."""
    people = [make_person(f"演示职工{n}") for n in range(10)]
    for one in people:
        Membership.objects.create(
            person=one, organisation=tree.branch, state="active", joined_on=date(2020, 1, 1)
        )
    return people


def test_a_public_leaf_says_what_may_be_counted_and_nobodys_name(tree, members):
    entry = complete(tree.branch, members[0])
    grow_all()
    leaf = logged(0)
    assert set(leaf) == {
        "attribute", "commitment", "facts", "on", "org", "quantity", "recorded", "tags", "under", "v", "verb",
    }  # fmt: skip
    assert leaf["org"] == tree.branch.code
    assert leaf["under"] == sorted(
        one.code for one in (tree.city, tree.district, tree.township, tree.enterprise, tree.branch)
    )
    assert leaf["facts"] == {"mode": "online", "hours": "8"}
    assert (leaf["on"], leaf["quantity"], leaf["attribute"], leaf["v"]) == ("2026-03-05", "1", "K1", 1)
    assert set(leaf["tags"]) == {"D7", "D9"}
    [source], [salt] = queries.sources(0, 1), queries.salts(0, 1).values()
    committed = b64decode(leaf["commitment"])
    assert committed == sha256(salt + record_text(source, tree.branch.code).encode()).digest()
    assert json.loads(record_text(source, tree.branch.code))["person"] == members[0].pk
    assert json.loads(record_text(source, tree.branch.code))["id"] == entry.pk
    assert (
        queries.leaf(0)
        == json.dumps(leaf, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )


def test_what_is_nobodys_business_is_a_bare_commitment(tree, members):
    record("people.registered", members[0], organisation=tree.branch, by=None, person=members[0])
    grow_all()
    assert set(logged(0)) == {"commitment", "v"}


def test_a_union_too_small_is_rolled_up_and_stays_so_for_the_year(tree):
    complete(tree.enterprise)
    grow_all()
    assert logged(0)["org"] == tree.township.code
    assert tree.enterprise.code not in logged(0)["under"]
    assert tree.industry.code in logged(0)["under"]
    assert Named.objects.get(organisation_id=tree.enterprise.pk, year=2026).named is False
    for n in range(10):
        Membership.objects.create(
            person=make_person(f"演示职工{n}"), organisation=tree.enterprise, state="active", joined_on=DAY
        )
    complete(tree.enterprise)
    record(
        "growth.completed",
        tree.enterprise,
        organisation=tree.enterprise,
        by=None,
        happened_on=date(2025, 1, 2),
    )
    grow_all()
    assert logged(1)["org"] == tree.township.code, "decided for 2026"
    assert logged(2)["org"] == tree.enterprise.code, "2025 was decided now"


def test_tags_join_a_person_within_a_promise_and_nothing_else(tree, members):
    for one in (members[0], members[0], members[1]):
        complete(tree.branch, one)
    grow_all()
    first, again, other = (logged(n)["tags"] for n in range(3))
    assert first == again
    assert not set(first.values()) & set(other.values())
    assert first["D7"] != first["D9"]


def test_a_correction_repeats_the_leaf_it_takes_back(tree, members):
    entry = complete(tree.branch, members[0])
    correct(entry, reason="演示：记错了", by=None)
    grow_all()
    was, back = logged(0), logged(1)
    assert back.pop("corrects") == 0
    assert was.pop("commitment") != back.pop("commitment")
    assert back == was
    assert "记错" not in queries.leaf(1).decode()


def test_a_merge_says_which_tags_are_one_person(tree, members):
    kept, dropped = members[0], members[1]
    complete(tree.branch, kept)
    complete(tree.branch, dropped)
    record(
        "people.merged", kept, organisation=tree.branch, person=kept, by=None,
        payload={"from": dropped.pk, "into": kept.pk},
    )  # fmt: skip
    grow_all()
    assert logged(2)["same"] == {"D7": [logged(1)["tags"]["D7"], logged(0)["tags"]["D7"]]}
    assert not {"org", "under", "on", "quantity"} & set(logged(2))


@pytest.mark.parametrize("batch", [1, 7, 256, 300])
def test_the_tree_is_the_same_however_it_grew(tree, members, batch):
    record_many(
        [Fact("growth.completed", "growth.enrolment", n, tree.branch, person_id=members[n % 10].pk) for n in range(300)],
        by=None,
    )  # fmt: skip
    sequence()
    standing = Standing()
    while grow(TAGGING, most=batch, standing=standing):
        pass
    size, root = queries.head()
    leaves = [queries.leaf(n) for n in range(300)]

    def naive(rows):
        if len(rows) == 1:
            return merkle.leaf_hash(rows[0])
        split = 1 << (len(rows) - 1).bit_length() - 1
        return merkle.node_hash(naive(rows[:split]), naive(rows[split:]))

    assert (size, root) == (300, naive(leaves))
    assert queries.root_at(257) == naive(leaves[:257])
    merkle.verify_inclusion(merkle.leaf_hash(leaves[299]), 299, 300, queries.inclusion(299, 300), root)
    merkle.verify_consistency(7, naive(leaves[:7]), 300, root, queries.consistency(7, 300))
    assert verify_log(TAGGING) == []


TAMPERING = [
    ("UPDATE ledger_entry SET quantity = 2 WHERE id = (SELECT entry_id FROM ledger_place WHERE position = 3)", "no longer say"),
    ("UPDATE ledger_entry SET happened_on = happened_on - 1 WHERE id = (SELECT min(id) FROM ledger_entry)", "no longer say"),
    ("DELETE FROM ledger_entry WHERE id = (SELECT entry_id FROM ledger_place WHERE position = 4)", "no longer say"),
    ("UPDATE ledger_place SET position = position + 1000 WHERE position IN (3, 4);"
        " UPDATE ledger_place SET position = 1007 - position WHERE position > 1000", "no longer say"),
    ("UPDATE ledger_salt SET salt = decode(repeat('00', 32), 'hex') WHERE position = 5", "no longer say"),
    ("DELETE FROM ledger_salt WHERE position = 5", "cannot be opened"),
    ("UPDATE ledger_tile SET data = overlay(data PLACING '\\x00ff00ff'::bytea FROM 40) WHERE level = 0", "tiles do not"),
    ("UPDATE ledger_bundle SET data = overlay(data PLACING '\\x41'::bytea FROM 30)", "no longer say"),
    ("UPDATE ledger_head SET root = sha256('x'::bytea)", "do not hash to the root"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "said"), TAMPERING)
def test_deep_verification_sees_what_a_superuser_changed(tree, members, statement, said):
    for one in members:
        complete(tree.branch, one)
    grow_all()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match=r"凭据|台账"), transaction.atomic():
            cursor.execute(
                statement
                if "DELETE FROM ledger_salt" not in statement
                else "UPDATE ledger_salt SET salt = ''"
            )
        cursor.execute("SET session_replication_role = replica")
        try:
            cursor.execute(statement)
        finally:
            cursor.execute("SET session_replication_role = origin")
    found = verify_log(TAGGING)
    assert any(said in sentence for sentence in found)


def test_erasure_destroys_what_opens_a_leaf_and_nothing_else(tree, members):
    entry, other = complete(tree.branch, members[0]), complete(tree.branch, members[1])
    with pytest.raises(Refused, match="还没有入册"):
        destroy_salts([entry.pk])
    grow_all()
    before = [queries.leaf(n) for n in range(2)]
    assert destroy_salts([entry.pk]) == 1
    assert destroy_salts([entry.pk]) == 0
    assert list(Salt.objects.values_list("position", flat=True)) == [1]
    record("ledger.erased", tree.city, organisation=tree.city, by=None)
    grow_all()
    assert [queries.leaf(n) for n in range(2)] == before
    assert verify_log(TAGGING) == []
    assert other.pk


def test_nothing_moves_while_the_log_is_held(tree):
    complete(tree.enterprise)
    grow_all()
    Head.objects.update(held="恢复的备份缺 12 条")
    complete(tree.enterprise)
    for act in (sequence, lambda: grow(TAGGING)):
        with pytest.raises(Refused, match="缺 12 条"):
            act()
    assert queries.head()[0] == 1


@pytest.mark.django_db(transaction=True)
def test_two_growers_at_once_make_one_tree(tree):
    record_many([Fact("growth.completed", "growth.enrolment", n, tree.city) for n in range(600)], by=None)
    sequence()
    grown, failed = [], []

    def work():
        try:
            while more := grow(TAGGING, most=50):
                grown.append(more)
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (sum(grown), failed) == (600, [])
    assert verify_log(TAGGING) == []
    assert (Bundle.objects.count(), Tile.objects.count()) == (3, 4)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1", "1"),
        ("1.00", "1"),
        ("2.50", "2.5"),
        ("100", "100"),
        ("0", "0"),
        ("-3.10", "-3.1"),
        ("0.05", "0.05"),
    ],
)
def test_quantities_are_written_plainly(tree, number, words):
    complete(tree.city, quantity=Decimal(number))
    grow_all()
    assert logged(0)["quantity"] == words


def test_records_say_when_to_the_microsecond(tree):
    entry = complete(tree.city)
    sequence()
    [source] = queries.sources(0, 1)
    entry.refresh_from_db()
    assert source.recorded_at == entry.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
