"""Entries are written, corrected once, never changed; places have no gaps whoever commits and sequences at once."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import Fact, Row, copy_entries, correct, record, record_many, sequence
from jiangong.foundation.ledger.models import Entry, Pending, Place
from jiangong.foundation.organisations.models import Lineage
from tests.factories import make_organisation, make_person

VERB = "growth.completed"


def write(organisation, **more):
    return record(VERB, organisation, organisation=organisation, by=None, **more)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET quantity = 2",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
        "UPDATE ledger_place SET position = position + 1",
        "DELETE FROM ledger_place",
        "TRUNCATE ledger_place",
    ],
)
def test_the_database_itself_refuses_change(tree, statement):
    write(tree.enterprise)
    sequence()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="台账只增不改"), transaction.atomic():
            cursor.execute(statement)
    assert (Entry.objects.count(), Place.objects.count()) == (1, 1)


def test_an_unknown_verb_is_a_mistake_in_the_code(tree):
    with pytest.raises(ValueError, match=r"growth\.competed"):
        record("growth.competed", tree.enterprise, organisation=tree.enterprise, by=None)


def test_an_entry_stands_on_the_lineage_of_its_day(tree):
    old = Lineage.objects.get(organisation=tree.enterprise)
    Lineage.objects.filter(pk=old.pk).update(until=date(2024, 1, 1))
    new = Lineage.objects.create(
        organisation=tree.enterprise,
        parent=tree.other_township,
        ancestors=[tree.enterprise.pk],
        since=date(2024, 1, 1),
    )
    assert write(tree.enterprise, happened_on=date(2023, 12, 31)).lineage_id == old.pk
    assert write(tree.enterprise, happened_on=date(2024, 1, 1)).lineage_id == new.pk


def test_nothing_is_recorded_before_the_union_was_founded(tree):
    with pytest.raises(Refused) as refused:
        write(tree.enterprise, happened_on=date(2019, 12, 31))
    assert refused.value.code == "ledger.organisation_not_established"
    assert not Entry.objects.exists()


def test_a_correction_repeats_the_entry_and_gives_the_reason(tree):
    entry = write(
        tree.enterprise, person=make_person(), quantity=3, attribute="K1", payload={"mode": "online"}
    )
    correction = correct(entry, reason=" 重复登记 ", by=None)
    same = (
        "verb",
        "organisation_id",
        "lineage_id",
        "person_id",
        "quantity",
        "attribute",
        "happened_on",
        "subject_id",
    )
    entry.refresh_from_db()
    assert [getattr(correction, name) for name in same] == [getattr(entry, name) for name in same]
    assert correction.payload == {"mode": "online", "reason": "重复登记"}
    assert queries.history(entry) == queries.history(correction) == [entry, correction]


def test_an_entry_is_corrected_once_and_a_correction_never(tree):
    entry = write(tree.enterprise)
    correction = correct(entry, reason="记错", by=None)
    for again in (entry, correction):
        with pytest.raises(Refused) as refused:
            correct(again, reason="再改", by=None)
        assert refused.value.code == "ledger.already_corrected"
    assert Entry.objects.count() == 2


def test_a_correction_needs_a_reason(tree):
    entry = write(tree.enterprise)
    with pytest.raises(Refused) as refused:
        correct(entry, reason="  ", by=None)
    assert refused.value.code == "ledger.reason_missing"


def test_sequencing_gives_places_from_zero_in_order(tree):
    entries = [write(tree.enterprise) for _ in range(5)]
    assert [sequence(most=2), sequence(most=2), sequence(), sequence()] == [2, 2, 1, 0]
    assert list(Place.objects.order_by("position").values_list("position", "entry")) == [
        (n, entry.pk) for n, entry in enumerate(entries)
    ]
    assert not Pending.objects.exists()


def row(organisation, **more):
    lineage = Lineage.objects.get(organisation=organisation).pk
    values = {
        "verb": VERB, "subject_type": "growth.enrolment", "subject_id": 1, "organisation_id": organisation.pk,
        "lineage_id": lineage, "person_id": None, "quantity": 1, "attribute": "K1", "payload": {"mode": "online", "词": "\t\\"},
        "happened_on": date(2024, 1, 1), "recorded_at": timezone.now(), "recorded_by_id": None,
    }  # fmt: skip
    return Row(**{**values, **more})


def test_copied_entries_have_their_places_and_go_on_from_the_last(tree, monkeypatch):
    monkeypatch.setattr("jiangong.foundation.ledger.actions.copying.COPIED", 2)
    write(tree.enterprise)
    waiting = write(tree.enterprise)
    assert sequence(most=1) == 1
    told = []
    assert copy_entries((row(tree.enterprise, subject_id=n) for n in range(5)), progress=told.append) == 5
    assert told == [2, 4, 5]
    assert list(Pending.objects.values_list("entry", flat=True)) == [waiting.pk]
    written = Place.objects.order_by("position")[1:]
    assert [(p.position, p.entry.subject_id) for p in written] == [(n + 1, n) for n in range(5)]
    assert written[0].entry.payload == {"mode": "online", "词": "\t\\"}
    write(tree.enterprise)
    assert sequence() == 2
    assert queries.verify() == []


def test_copying_refuses_unknown_verbs(tree):
    with pytest.raises(ValueError, match="unknown"):
        copy_entries([row(tree.enterprise, verb="unknown.verb")])


@pytest.mark.django_db(transaction=True)
def test_places_have_no_gaps_under_many_writers_and_two_sequencers():
    city = make_organisation(kind="city")
    unit = make_organisation(parent=city)
    lineage = Lineage.objects.get(organisation=unit).pk
    writing, failures = threading.Event(), []

    def alone(work):
        def run():
            try:
                work()
            except Exception as error:
                failures.append(error)
            finally:
                connections.close_all()

        return threading.Thread(target=run)

    def write_some():
        for number in range(20):
            with transaction.atomic():
                record_many([Fact(VERB, "growth.enrolment", number, unit)] * 2, by=None)
                if number % 5 == 4:
                    transaction.set_rollback(True)

    def copy_some():
        for number in range(5):
            copy_entries([row(unit, lineage_id=lineage, subject_id=number)] * 3)

    def sequence_until_done():
        while not writing.is_set():
            sequence(most=3)

    writers = [alone(write_some) for _ in range(4)] + [alone(copy_some)]
    sequencers = [alone(sequence_until_done) for _ in range(2)]
    for thread in [*writers, *sequencers]:
        thread.start()
    for thread in writers:
        thread.join()
    writing.set()
    for thread in sequencers:
        thread.join()
    while sequence():
        pass
    assert not failures
    total = 4 * 16 * 2 + 15
    assert queries.totals() == queries.Totals(entries=total, placed=total, pending=0, next_position=total)
    assert list(Place.objects.order_by("position").values_list("position", flat=True)) == list(range(total))
    assert queries.verify() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_is_refused():
    unit = make_organisation(kind="city")
    entry = write(unit)
    outcomes, start = [], threading.Barrier(2)

    def run():
        try:
            start.wait()
            correct(entry, reason="同时更正", by=None)
            outcomes.append("corrected")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["corrected", "ledger.already_corrected"]
