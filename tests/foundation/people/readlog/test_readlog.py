"""The read log: written before anything is seen, without gaps, known to the ledger, readable by whom it concerns."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people.actions import merge_people, reveal
from jiangong.foundation.people.models import Look
from jiangong.foundation.people.readlog import actions, queries
from jiangong.foundation.people.readlog.formulas import BUCKET, parts_of, people_in
from jiangong.foundation.people.readlog.models import Export, ExportPart, Reading
from jiangong.foundation.people.states import Looked, Sealed
from tests.factories import make_member, make_person

NUMBER = "11010519491231002X"


@pytest.fixture
def person(tree):
    found = make_person(document=NUMBER, phone="13800000000")
    make_member(tree.enterprise, person=found)
    return found


@pytest.fixture
def filled(tree, cast, person):
    """Two looks and a list between them."""
    actions.look(person, Looked.PHONE, purpose="核对", by=cast["chair"], organisation=tree.enterprise)
    actions.exported(
        "test.list", [person.pk, person.pk + 5000], title="名单", purpose="慰问", organisation=tree.enterprise,
        by=cast["chair"],
    )  # fmt: skip
    actions.look(person, Looked.DOCUMENT, purpose="核对证件", by=cast["city_officer"])
    return person


def altering(sql, *values):
    """What only a superuser can do: past all triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_every_look_and_list_has_its_place_and_the_ledger_knows_it(filled):
    found = queries.check()
    assert found.whole
    assert (found.first, found.last, found.total) == (1, 3, 3)
    entries = Entry.objects.filter(verb="readlog.read").order_by("pk")
    assert [one.payload["number"] for one in entries] == [1, 2, 3]
    assert [one.person_id for one in entries] == [filled.pk, None, filled.pk]


def test_without_a_purpose_nothing_is_written_or_shown(tree, cast, person):
    for act in (
        lambda: reveal(person, Sealed.PHONE, purpose=" ", by=cast["chair"]),
        lambda: actions.exported("t", [1], title="t", purpose="", organisation=tree.city, by=None),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "readlog.purpose_missing"
    assert not Reading.objects.exists()


@pytest.mark.parametrize("table", ["people_look", "readlog_reading", "ledger_entry"])
def test_what_cannot_be_written_is_not_shown(cast, person, table):
    """The insert fails in the database itself, in each of the tables that it takes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER refuse BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    client = Client()
    client.force_login(cast["chair"])
    answer = client.post(
        f"/workbench/members/{person.pk}/look/", {"what": "document", "purpose": "other", "detail": "核对"}
    )
    assert answer.status_code == 503
    assert "查看记录写不进去" in answer.content.decode()
    assert NUMBER not in answer.content.decode()
    assert not Reading.objects.exists()
    assert not Look.objects.exists()


def test_no_place_can_be_changed_or_taken_away(filled):
    for sql in (
        "UPDATE readlog_reading SET people = 9",
        "DELETE FROM readlog_reading",
        "TRUNCATE readlog_reading",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "finding", "numbers"),
    [
        ("DELETE FROM people_look WHERE number = 1", "gone", [1]),
        ("UPDATE people_look SET purpose = '别的' WHERE number = 3", "altered", [3]),
        ("UPDATE people_look SET by_id = NULL WHERE number = 1", "altered", [1]),
        ("UPDATE people_look SET looked_at = looked_at - interval '1 day' WHERE number = 1", "altered", [1]),
        ("UPDATE readlog_exportpart SET bits = set_bit(bits, 7, 1 - get_bit(bits, 7))", "altered", [2]),
        ("UPDATE readlog_export SET title = '别的名单'", "altered", [2]),
        ("DELETE FROM readlog_reading WHERE number = 2", "missing", [2]),
        ("DELETE FROM readlog_reading WHERE number = 3", "missing", [3]),
        ("UPDATE readlog_reading SET people = 1 WHERE number = 2", "broken", [2]),
        ("UPDATE readlog_reading SET at = at + interval '1 second' WHERE number = 1", "broken", [1]),
        ("DELETE FROM ledger_entry WHERE verb = 'readlog.read' AND subject_id = 2", "unknown", [2]),
    ],
)
def test_whatever_a_superuser_changes_is_found(filled, sql, finding, numbers):
    altering(sql)
    found = queries.check()
    assert not found.whole
    assert getattr(found, finding) == numbers


def test_a_chain_made_anew_by_a_superuser_is_not_what_the_ledger_says(filled):
    """Somebody takes the last look away and hashes what is left again: the ledger knows one place more."""
    altering("DELETE FROM people_look WHERE number = 3")
    altering("DELETE FROM readlog_reading WHERE number = 3")
    found = queries.check()
    assert (found.broken, found.gone, found.missing) == ([], [], [3])


def test_a_person_sees_looks_and_lists_and_strangers_do_not(filled, cast, tree):
    stranger = make_person()
    assert [one.title for one in queries.exports_with(filled.pk)] == ["名单"]
    assert not queries.exports_with(stranger.pk).exists()
    cast["worker"].person = filled
    cast["worker"].save()
    client = Client()
    client.force_login(cast["worker"])
    text = client.get("/me/looks/").content.decode()
    assert "慰问" in text
    assert "2 人的名单" in text
    assert "核对证件" in text


def test_merging_two_registrations_leaves_the_log_whole(filled, tree):
    merge_people(make_person(), filled, reason="同一人", by=None)
    assert queries.check().whole


def test_an_erasure_takes_what_was_said_and_never_a_place(filled, tree, cast):
    from jiangong.foundation.people.erasure.actions.forgetting import forget

    actions.look(
        make_person(), Looked.PHONE, purpose="代演示某核对", by=cast["chair"], organisation=tree.enterprise
    )
    filled.name = "演示某"
    filled.save()
    filled.memberships.all().delete()
    with transaction.atomic():
        forget([filled.pk])
    found = queries.check()
    assert found.whole
    assert (found.erased, found.last) == (4, 5)
    assert not queries.exports_with(filled.pk).exists()
    assert Export.objects.get().people == 2  # how many there were stays
    assert not Look.objects.filter(purpose__contains="演示某").exists()


def test_auditors_see_that_there_is_no_gap_and_nobody_else_sees_the_page(filled, cast):
    client = Client()
    client.force_login(cast["auditor"])
    text = client.get("/workbench/reading-log/").content.decode()
    assert "第 1 号到第 3 号，没有缺号" in text
    altering("DELETE FROM people_look WHERE number = 1")
    text = client.get("/workbench/reading-log/").content.decode()
    assert "没有缺号" not in text
    for key in ("chair", "city_officer", "administrator", "worker"):
        client.force_login(cast[key])
        assert client.get("/workbench/reading-log/").status_code == 403


def test_a_list_of_a_hundred_thousand_is_some_hundred_rows(tree, django_assert_max_num_queries):
    people = range(7, 100_007)
    with django_assert_max_num_queries(14):
        export = actions.exported(
            "test.list", people, title="名单", purpose="慰问", organisation=tree.city, by=None
        )
    assert (export.people, ExportPart.objects.count()) == (100_000, 98)
    assert queries.exports_with(99_999).exists()
    assert not queries.exports_with(6).exists()
    assert not queries.exports_with(100_007).exists()
    assert queries.check().whole


@given(st.sets(st.integers(1, 5_000)))
def test_the_parts_name_exactly_the_persons_of_the_list(people):
    parts = parts_of(sorted(people))
    named = {
        bucket * BUCKET + bit
        for bucket, bits in parts.items()
        for bit in range(BUCKET)
        if bits[bit >> 3] >> (bit & 7) & 1
    }
    assert named == people
    assert people_in(parts) == len(people)
