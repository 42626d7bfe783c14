"""Rotation while the platform runs: nothing unreadable, nothing lost, nothing opened in the wrong place."""

from datetime import date, timedelta

import pytest

from jiangong.foundation.people import actions, queries, sealing
from jiangong.foundation.people.actions.keys import sealed_columns, unreadable, waiting
from jiangong.foundation.people.models import Person
from jiangong.foundation.people.sealing import Unreadable
from tests.factories import make_person


@pytest.fixture(autouse=True)
def own_keyring(monkeypatch, tmp_path):
    monkeypatch.delenv("JIANGONG_KEYS", raising=False)
    monkeypatch.setenv("JIANGONG_KEYRING", str(tmp_path / "keyring"))
    sealing.forget_keyring()
    yield tmp_path / "keyring"
    sealing.forget_keyring()


@pytest.fixture
def people(db):
    return [
        make_person(document=f"E{number:08}", document_type="passport", phone=f"138{number:08}")
        for number in range(7)
    ]


def test_every_sealed_column_is_found():
    found = {(model._meta.label_lower, field) for model, field in sealed_columns()}
    assert {("people.person", "document"), ("people.person", "phone")} <= found
    assert all("sealed_path" not in field for _, field in found)


def test_rotation_leaves_everything_readable_and_found(people, monkeypatch):
    monkeypatch.setattr(actions.keys, "BATCH", 3)
    old = sealing.keyring().current
    progress = []
    assert actions.rotate_keys(progress=lambda done, of: progress.append((done, of))) == 14
    assert progress[-1] == (14, 14)
    assert len(progress) > 2
    new = sealing.keyring().current
    assert new != old
    for number, person in enumerate(Person.objects.order_by("pk")):
        assert person.document_sealed.startswith(f"v1.{new}.")
        assert (
            sealing.unseal(person.phone_sealed, model="people.person", field="phone", pk=person.pk)
            == f"138{number:08}"
        )
        assert queries.find_person(document=f"E{number:08}") == person
    assert list(unreadable()) == []
    assert actions.reseal_all() == 0


def test_what_another_process_still_wrote_under_the_old_key_is_caught(people, own_keyring):
    ring = sealing.keyring()
    late = sealing.seal("13899999999", model="people.person", field="phone", pk=people[0].pk)
    actions.rotate_keys()
    Person.objects.filter(pk=people[0].pk).update(phone_sealed=late)
    assert waiting(Person, "phone") == 1
    tomorrow = date.today() + timedelta(days=1)
    with pytest.raises(Unreadable, match="1"):
        actions.retire_keys(today=tomorrow)
    assert actions.reseal_all() == 1
    with pytest.raises(RuntimeError):
        actions.retire_keys()
    assert actions.retire_keys(today=tomorrow) == [ring.current]
    assert list(sealing.keyring().keys) == [sealing.keyring().current]
    assert list(unreadable()) == []


def test_values_exchanged_between_rows_are_noticed(people):
    one, other = people[:2]
    Person.objects.filter(pk=one.pk).update(document_sealed=other.document_sealed)
    assert list(unreadable()) == [("people.person.document", one.pk)]
    with pytest.raises(Unreadable):
        actions.rotate_keys()


def test_a_ring_from_the_environment_is_changed_there(people, own_keyring, monkeypatch):
    monkeypatch.setenv("JIANGONG_KEYS", own_keyring.read_text())
    sealing.forget_keyring()
    with pytest.raises(RuntimeError, match="JIANGONG_KEYS"):
        actions.rotate_keys()
