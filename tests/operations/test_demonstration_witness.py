"""The demonstration's own witness: made with its key, follows the log of the demonstration, goes with a city thrown away."""

import pytest

from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import record
from jiangong.operations.demonstration import witnessing
from jiangong.operations.signer import signer_folder
from jiangong.operations.witness import folder

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    settings.WITNESSES = []
    monkeypatch.setenv("JIANGONG_WITNESSES", "")
    monkeypatch.delenv("JIANGONG_SIGNER", raising=False)


def test_what_it_cosigns_counts(tree):
    record("growth.completed", tree.city, organisation=tree.city, by=None)
    witness = witnessing.ready(HERE)
    witnessing.sign_and_cosign(witness)
    found = queries.newest_witnessed()
    assert found.size == queries.head()[0] > 0
    assert [one.witness for one in found.cosignatures] == ["演示见证人"]
    record("growth.completed", tree.city, organisation=tree.city, by=None)
    witnessing.sign_and_cosign(witness)
    assert queries.newest_witnessed().size == found.size + 1


def test_it_keeps_its_key_and_moves_with_the_site(tree):
    first = witnessing.ready(HERE)
    moved = witnessing.ready("http://127.0.0.1:8123")
    assert moved.vkey == first.vkey
    assert folder.open_folder(witnessing.witness_folder()).logs[0].address == "http://127.0.0.1:8123/ledger/"
    (signer_folder() / "key").unlink()  # another city's log
    other = witnessing.ready(HERE)
    assert other.vkey != first.vkey
    witnessing.forget()
    assert not witnessing.witness_folder().exists()


def test_it_stands_back_where_others_are_named(tree, settings):
    settings.WITNESSES = ["witness.example.org+00000000+xyz"]
    assert witnessing.ready(HERE) is None
    assert not witnessing.witness_folder().exists()
