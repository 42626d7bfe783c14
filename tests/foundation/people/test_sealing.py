"""A sealed value opens only in its own place, under a key of the ring."""

import json
import stat

import pytest

from jiangong.foundation.people import sealing
from jiangong.foundation.people.sealing import Unreadable, blind_index, seal, unseal

HERE = {"model": "people.person", "field": "document", "pk": 7}
NUMBER = "11010519491231002X"


@pytest.fixture(autouse=True)
def own_keyring(monkeypatch, tmp_path):
    """A ring for each test; the installation's own is not touched."""
    monkeypatch.delenv("JIANGONG_KEYS", raising=False)
    monkeypatch.setenv("JIANGONG_KEYRING", str(tmp_path / "keyring"))
    sealing.forget_keyring()
    yield tmp_path / "keyring"
    sealing.forget_keyring()


def test_what_is_sealed_opens_again_and_hides_the_value():
    text = seal(NUMBER, **HERE)
    assert unseal(text, **HERE) == NUMBER
    assert NUMBER not in text
    version, kid, algorithm, _ = text.split(".")
    assert (version, kid, algorithm) == ("v1", sealing.keyring().current, "A256GCM")


def test_the_same_value_never_looks_the_same_twice():
    assert seal(NUMBER, **HERE) != seal(NUMBER, **HERE)


@pytest.mark.parametrize("elsewhere", [{"pk": 8}, {"field": "phone"}, {"model": "people.look"}])
def test_ciphertext_moved_to_another_place_is_refused(elsewhere):
    text = seal(NUMBER, **HERE)
    with pytest.raises(Unreadable):
        unseal(text, **{**HERE, **elsewhere})


def test_changed_ciphertext_is_refused_in_every_place():
    text = seal(NUMBER, **HERE)
    for place in range(len(text)):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises(Unreadable):
            unseal(changed, **HERE)


@pytest.mark.parametrize(
    "text", ["", "v1", "v1.k", "v1.k.A256GCM", "v2.k.A256GCM.AAAA", NUMBER, "v1.k.SM4.AA"]
)
def test_what_is_no_sealed_value_is_refused(text):
    with pytest.raises(Unreadable):
        unseal(text, **HERE)


def test_old_keys_still_open_after_a_new_one_came(own_keyring):
    before = seal(NUMBER, **HERE)
    sealing.write_keyring(sealing.with_new_key(sealing.keyring()), own_keyring)
    after = seal(NUMBER, **HERE)
    assert before.split(".")[1] != after.split(".")[1]
    assert unseal(before, **HERE) == unseal(after, **HERE) == NUMBER
    assert blind_index("document", NUMBER) == blind_index("document", NUMBER)


def test_a_key_that_is_gone_is_named():
    text = seal(NUMBER, **HERE).replace(sealing.keyring().current, "k000000gone")
    with pytest.raises(Unreadable, match="k000000gone"):
        unseal(text, **HERE)


def test_the_file_is_for_its_owner_only(own_keyring):
    seal(NUMBER, **HERE)
    assert stat.S_IMODE(own_keyring.stat().st_mode) == 0o600


def test_another_process_that_changed_the_file_is_noticed(own_keyring, monkeypatch):
    first = sealing.keyring().current
    ring = sealing.with_new_key(sealing.keyring())
    sealing.write_keyring(ring, own_keyring)
    assert sealing.keyring().current == ring.current
    own_keyring.write_text(
        own_keyring.read_text().replace(f'"current": "{ring.current}"', f'"current": "{first}"')
    )
    assert sealing.keyring().current == ring.current  # still fresh
    monkeypatch.setattr(sealing._Known, "fresh_until", 0.0)
    assert sealing.keyring().current == first


def test_the_ring_may_come_from_the_environment(own_keyring, monkeypatch):
    text = seal(NUMBER, **HERE)
    monkeypatch.setenv("JIANGONG_KEYS", own_keyring.read_text())
    own_keyring.unlink()
    sealing.forget_keyring()
    assert unseal(text, **HERE) == NUMBER
    assert not own_keyring.exists()


def test_the_blind_index_finds_every_way_of_writing_and_tells_fields_apart():
    assert len(blind_index("document", NUMBER)) == 16
    assert blind_index("document", NUMBER) == blind_index("document", " 11010519491231002x")
    assert blind_index("phone", "13800000001") == blind_index("phone", "+86 138 0000 0001")
    assert blind_index("document", "13800000001") != blind_index("phone", "13800000001")


def test_another_installation_has_another_index(own_keyring, monkeypatch):
    here = blind_index("document", NUMBER)
    monkeypatch.setenv("JIANGONG_KEYRING", str(own_keyring.with_name("other")))
    sealing.forget_keyring()
    assert blind_index("document", NUMBER) != here


def test_the_ring_is_plain_json_with_the_days_of_its_keys(own_keyring):
    sealing.keyring()
    ring = json.loads(own_keyring.read_text())
    assert set(ring) == {"current", "index", "keys"}
    assert set(ring["keys"][ring["current"]]) == {"key", "since"}


def test_bulk_stays_right_with_reused_ciphers():
    texts = [seal(NUMBER, model="people.person", field="document", pk=pk) for pk in range(5_000)]
    assert all(
        unseal(text, model="people.person", field="document", pk=pk) == NUMBER
        for pk, text in enumerate(texts)
    )


def test_ids_can_be_had_before_the_rows(db):
    first, second = sealing.allocate_pks(2), sealing.allocate_pks(3)
    assert len({*first, *second}) == 5
