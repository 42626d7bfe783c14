"""The registry of verbs, and the check that says what is wrong with a ledger."""

from django.db import connection

from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import correct, record, sequence
from jiangong.programmes.growth.states import Verb as Growth


def test_every_rooms_verbs_are_listed_under_the_rooms_name():
    verbs = queries.verbs()
    assert {"people.merged", "organisations.founded", "growth.completed"} <= verbs.keys()
    assert {verb.split(".")[0] for verb in verbs} >= {"people", "organisations", "growth"}


def test_verbs_are_shown_in_the_readers_language(settings):
    assert queries.verb_words("growth.completed") == Growth.COMPLETED.label
    assert queries.verb_words("past.verb") == "past.verb"


def test_a_sound_ledger_has_nothing_to_say(tree):
    correct(record("growth.completed", tree.branch, organisation=tree.branch, by=None), reason="错", by=None)
    sequence(most=1)
    assert queries.verify() == []
    assert queries.totals() == queries.Totals(entries=2, placed=1, pending=1, next_position=1)


def test_verify_names_gaps_lost_entries_odd_corrections_and_missing_triggers(tree):
    first = record("growth.completed", tree.branch, organisation=tree.branch, by=None)
    record("growth.completed", tree.branch, organisation=tree.branch, by=None)
    record("growth.completed", tree.branch, organisation=tree.branch, by=None)
    correct(first, reason="错", by=None)
    sequence(most=3)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what only a superuser can do
        cursor.execute("DELETE FROM ledger_place WHERE position = 1")
        cursor.execute("UPDATE ledger_entry SET quantity = 9 WHERE corrects_id IS NOT NULL")
        cursor.execute("INSERT INTO ledger_pending (entry_id) VALUES (%s)", [first.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_append_only")
    found = queries.verify()
    assert [sentence.split()[-1] for sentence in found] == [
        "missing.",
        "one.",
        "correct.",
        "ledger_entry_append_only.",
    ]
