"""The signer signs what only grew, and never two histories: whatever happened to the database in between."""

from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction

from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import Fork, grow, record, sequence
from jiangong.foundation.ledger.models import Checkpoint, LogKey
from jiangong.foundation.ledger.queries import Tagging
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint as Statement
from jiangong.foundation.ledger.tlog.notes import open_note
from jiangong.operations import signer as signing
from jiangong.operations.console import Stopped

TAGGING = Tagging(key=b"k", counts_of=lambda *one: [], people=[])


def add(tree, many=1):
    for n in range(many):
        record("growth.completed", tree.city, organisation=tree.city, by=None, attribute=f"K{n}")
    sequence()
    grow(TAGGING)


def as_superuser(*statements):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        for one in statements:
            cursor.execute(one)
        cursor.execute("SET session_replication_role = origin")


@pytest.fixture
def folder(tmp_path):
    with signing.alone(tmp_path / "signer"):
        yield tmp_path / "signer"


def test_a_checkpoint_states_the_head_and_opens_with_the_told_key(tree, folder, client):
    key = signing.signing_key(folder)
    assert signing.sign_next(folder, key) is None, "nothing to sign yet"
    add(tree, 3)
    signed = signing.sign_next(folder, key)
    assert (signed.size, signed.root) == queries.head()
    assert signing.sign_next(folder, key) is None
    note = client.get("/ledger/checkpoint").content.decode()
    text, _ = open_note(note, [key.verifier])
    assert Statement.parse(text) == signed
    assert client.get("/ledger/keys.json").json()["log"] == key.verifier.vkey
    assert oct((folder / "key").stat().st_mode)[-3:] == "600"
    assert signing.signing_key(folder).verifier == key.verifier


def test_the_next_one_must_extend_the_last(tree, folder):
    key = signing.signing_key(folder)
    add(tree, 3)
    signing.sign_next(folder, key)
    add(tree, 300)
    assert signing.sign_next(folder, key).size == 303


def test_a_restored_backup_is_not_signed(tree, folder):
    key = signing.signing_key(folder)
    add(tree, 5)
    signing.sign_next(folder, key)
    everything = "ledger_tile, ledger_bundle, ledger_salt, ledger_head, ledger_checkpoint, ledger_place, ledger_entry, ledger_pending"
    as_superuser(f"TRUNCATE {everything} CASCADE")
    with pytest.raises(Fork, match="5 are gone"):
        signing.sign_next(folder, key)
    add(tree, 5)
    with pytest.raises(Fork, match="not the one that was signed"):
        signing.sign_next(folder, key)
    add(tree, 5)
    with pytest.raises(Fork, match="does not extend"):
        signing.sign_next(folder, key)
    assert Checkpoint.objects.count() == 1, "only the one that was signed, published again"


def test_a_head_that_its_tiles_do_not_bear_out_is_not_signed(tree, folder):
    key = signing.signing_key(folder)
    add(tree, 5)
    as_superuser("UPDATE ledger_head SET root = sha256('x'::bytea)")
    with pytest.raises(Fork, match="do not hash"):
        signing.sign_next(folder, key)


def test_a_kill_between_writing_and_publishing_is_made_good(tree, folder):
    key = signing.signing_key(folder)
    add(tree, 5)
    signed = signing.sign_next(folder, key)
    as_superuser("DELETE FROM ledger_checkpoint")
    assert signing.sign_next(folder, key) is None
    assert Checkpoint.objects.get().size == signed.size


def test_a_signer_that_lost_its_memory_or_its_key_does_not_sign(tree, folder):
    key = signing.signing_key(folder)
    add(tree, 5)
    signing.sign_next(folder, key)
    (folder / "checkpoint").unlink()
    add(tree, 1)
    with pytest.raises(Fork, match="remembers none"):
        signing.sign_next(folder, key)
    (folder / "key").unlink()
    with pytest.raises(Stopped, match="没有签名密钥"):
        signing.signing_key(folder)
    LogKey.objects.all().delete()
    with pytest.raises(Fork, match="remembers none"):
        signing.sign_next(folder, signing.signing_key(folder))


def test_the_signer_needs_no_more_rights_than_deploy_gives_it(tree, folder):
    grants = (Path(__file__).parents[2] / "deploy" / "signer.sql").read_text()
    grants = grants.replace("LOGIN PASSWORD :'password'", "").replace("jiangong_signer", "trial_signer")
    key = signing.signing_key(folder)
    add(tree, 3)
    with connection.cursor() as cursor:
        cursor.execute(grants)
        cursor.execute("SET ROLE trial_signer")
        try:
            assert signing.sign_next(folder, key).size == 3
            assert signing.sign_next(folder, key) is None
            for forbidden in (
                "SELECT person_id FROM ledger_entry",
                "UPDATE credentials_credential SET state = 'revoked'",
                "SELECT 1 FROM people_person",
                "SELECT 1 FROM ledger_salt",
                "DELETE FROM ledger_checkpoint",
            ):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    cursor.execute(forbidden)
        finally:
            cursor.execute("RESET ROLE")


def test_only_one_signer_works_on_a_folder(folder):
    with pytest.raises(Stopped, match="已有一个签名进程"), signing.alone(folder):
        pass


def test_another_key_cannot_take_over(tree, folder, tmp_path):
    add(tree, 1)
    signing.sign_next(folder, signing.signing_key(folder))
    LogKey.objects.update(vkey="other+00000000+AQ==")
    with pytest.raises(Fork, match="this signer is"):
        signing.sign_next(folder, signing.signing_key(folder))


def test_tiles_and_bundles_are_served_as_the_tiles_specification_has_them(tree, folder, client):
    add(tree, 300)
    tile = client.get("/ledger/tile/0/000")
    assert (tile.status_code, len(tile.content)) == (200, 8192)
    assert "immutable" in tile["Cache-Control"]
    assert len(client.get("/ledger/tile/0/001.p/44").content) == 44 * 32
    assert len(client.get("/ledger/tile/1/000.p/1").content) == 32
    bundle = client.get("/ledger/tile/entries/001.p/44", headers={"Accept-Encoding": "gzip"})
    assert bundle["Content-Encoding"] == "gzip"
    for missing in (
        "0/001",
        "0/001.p/45",
        "0/2",
        "2/000.p/1",
        "entries/001",
        "entries/001.p/0",
        "x/000",
        "0/x000/000",
    ):
        assert client.get(f"/ledger/tile/{missing}").status_code == 404, missing
    assert "Set-Cookie" not in bundle.headers
