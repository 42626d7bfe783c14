"""What a database superuser changes behind the ledger's back shows in the public files: sixty changes on 3,000 entries.

`python -m tests.load.tamper` does the same with a thousand changes on a million entries.
"""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from jiangong.foundation.ledger.actions import Row, copy_entries, correct_many, record
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.ledger.queries.soundness import verify_log
from jiangong.foundation.organisations.models import Lineage
from jiangong.foundation.people.models import Membership
from jiangong.operations.growing import grow_to_the_end
from jiangong.plan.actions import rebuild
from jiangong.plan.queries.tagging import tagging
from tests.factories import make_person
from tests.load.publishing import Reader, round_of
from tests.load.tampering import CHANGES, Touched, World, drawn

ENTRIES, ROUNDS, SEED = 3_000, 60, 20_261_126


def fill(tree) -> None:
    """About 3,000 entries of two years: trainings of forty people, enrolments that are nobody's business, corrections."""
    chance = random.Random(SEED)
    people = [make_person(f"演示职工{n:03d}") for n in range(40)]
    unions = [tree.branch, tree.enterprise, tree.other_enterprise, tree.industry_enterprise, tree.village]
    for one in people[:24]:
        Membership.objects.create(
            person=one, organisation=chance.choice(unions[:2]), state="active", joined_on=date(2020, 1, 1)
        )
    lineages = dict(Lineage.objects.values_list("organisation_id", "pk"))

    def row() -> Row:
        union, day = chance.choice(unions), date(2025, 1, 1) + timedelta(days=chance.randrange(690))
        verb = chance.choice(["growth.completed", "growth.completed", "growth.enrolled"])
        payload = {"mode": chance.choice(["online", "classroom"]), "hours": chance.choice([4, 8])}
        return Row(
            verb, "growth.enrolment", chance.randrange(1, 10**6), union.pk, lineages[union.pk], chance.choice(people).pk, 1,
            f"K{chance.randrange(9)}", payload, day, datetime(2026, 11, 1, tzinfo=UTC), None,
        )  # fmt: skip

    copy_entries(row() for _ in range(ENTRIES - 60))
    some = Entry.objects.filter(verb="growth.completed").order_by("pk").values_list("pk", flat=True)[:500:10]
    correct_many(list(some), reason="演示：记错了", by=None)
    for dropped, kept in zip(people[:5], people[5:10], strict=True):
        record(
            "people.merged",
            dropped,
            organisation=tree.city,
            by=None,
            payload={"from": str(dropped.pk), "into": str(kept.pk)},
        )
    grow_to_the_end(lambda done, whole: None)
    rebuild()


@pytest.fixture
def reader(tree, tmp_path):
    fill(tree)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    reader = Reader(tmp_path)
    status, facts, _ = reader.verify_all(tmp_path / "sound")
    assert (status, facts["findings"]) == (0, [])
    assert facts["corrections"] == 50
    assert facts["cells"] > 300
    reader.remember(tmp_path / "sound")
    return reader


def test_sixty_changes_by_a_superuser_are_seen_by_a_stranger(reader, tmp_path):
    """Every kind of change once, then by chance; every tenth is exported and verified as a whole too."""
    missed, unlike, kinds = [], [], Counter()
    for number, name in enumerate(drawn(ROUNDS, SEED)):
        world = World(reader.size, random.Random(f"{SEED} {number}"), None)
        full = tmp_path / "full" if number % 10 == 0 else None
        found, whole = round_of(reader, world, CHANGES[name][1], full=full)
        kinds[name] += 1
        if not found:
            missed.append((number, name))
        if full is not None and bool(found) != bool(whole):
            unlike.append((number, name, found, whole))
    assert kinds.keys() == CHANGES.keys()
    assert (missed, unlike) == ([], [])
    assert reader.verify_all(tmp_path / "after")[0] == 0  # each was undone


def test_nothing_is_found_where_nothing_public_was_changed(reader):
    """The judging of a round can say no: with every file published again, and after a salt was destroyed."""
    last = (reader.size - 1) // 256
    everything = Touched(
        bundles=set(range(last + 1)),
        stored=set(range(last + 1)),
        tiles={(0, 3), (1, 0)},
        figures=True,
        checkpoint=True,
    )
    destroyed = []

    def destroy_a_salt(world: World) -> Touched:
        world.sql("DELETE FROM ledger_salt WHERE position = %s", world.place())
        destroyed.extend(verify_log(tagging()))
        return everything

    world = World(reader.size, random.Random(1), None)
    assert round_of(reader, world, lambda _: everything) == ([], [])
    assert round_of(reader, world, destroy_a_salt) == ([], [])
    assert destroyed == ["1 leaves cannot be opened, but erasures account for 0."]
