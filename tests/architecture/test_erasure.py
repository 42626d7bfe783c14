"""Every way in which a row can lead to a person is decided: a new table cannot forget the right to be forgotten."""

import inspect

import pytest
from django.apps import apps
from django.db import connection, models

from jiangong.foundation.people.erasure.queries import offers, steps, tables
from jiangong.foundation.people.erasure.states import FATES, LABELS, Fate
from jiangong.foundation.people.models import Person, User

# Columns with a person's number that are no foreign keys: who sees to them.
NUMBERS = {
    "roster.StagedRow.person_id": "roster forgets them (roster/actions/forgetting.py)",
    "erasure.ErasureRequest.numbers": "what is left after an erasure: numbers that name nobody",
}


def leading_to_people() -> dict[str, models.ForeignKey]:
    """Every foreign key to a person or an account, and those to rows that are deleted with them."""
    found: dict[str, models.ForeignKey] = {}
    targets: set[type[models.Model]] = {Person, User}
    while True:
        new = {
            f"{model._meta.label}.{field.name}": field
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.local_fields
            if isinstance(field, models.ForeignKey) and field.related_model in targets
        }
        targets |= {field.model for key, field in new.items() if FATES.get(key) == Fate.DELETE}
        if new.keys() == found.keys():
            return found
        found = new


def test_every_foreign_key_that_leads_to_a_person_has_its_fate():
    found = leading_to_people()
    assert sorted(found.keys() - FATES.keys()) == [], (
        "say in foundation/people/erasure/states.py what erasure does to it"
    )
    assert sorted(FATES.keys() - found.keys()) == [], "no such foreign key any more"


def test_the_fates_are_possible():
    for key, field in leading_to_people().items():
        if FATES[key] == Fate.CLEAR:
            assert field.null, f"{key} cannot be cleared"
        if FATES[key] == Fate.KEEP:
            assert not field.db_constraint, f"{key} would be refused by the database"


def test_every_fate_is_carried_out_and_shown():
    own = {key for key, field in leading_to_people().items() if field.related_model is field.model}
    assert {step.key for step in steps()} == FATES.keys() - own
    assert LABELS.keys() <= FATES.keys()
    order = [step.model for step in steps() if step.fate == Fate.DELETE]
    assert order.index(apps.get_model("growth", "Attendance")) < order.index(
        apps.get_model("growth", "Enrolment")
    )


def test_columns_named_like_a_person_are_foreign_keys_or_explained():
    named = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if not isinstance(field, models.ForeignKey)
        and field.name
        in {"person_id", "user_id", "person", "user", "people_ids", "numbers", "account_id", "holder_id"}
    }
    assert named == NUMBERS.keys()


@pytest.mark.django_db
def test_the_database_knows_no_reference_that_the_models_do_not():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid IN ('people_person'::regclass, 'people_user'::regclass)"
        )
        there = set(cursor.fetchall())
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        all_tables = {name for (name,) in cursor.fetchall()}
    known = {(field.model._meta.db_table, field.column) for field in leading_to_people().values()}
    assert there <= known
    assert set(tables()) <= all_tables


def test_rooms_offer_what_they_forget_in_one_form():
    forgetting = offers("actions", "forget")
    assert {function.__module__.rsplit(".", 2)[0] for function in forgetting} >= {
        "jiangong.programmes.competitions",
        "jiangong.programmes.growth",
        "jiangong.foundation.people.roster",
    }
    for function in forgetting:
        assert list(inspect.signature(function).parameters) == ["people", "accounts", "words"], function
    assert offers("queries", "stands_against_erasure")
