"""A witness of the platform's own log: what is signed is cosigned and shown; what was changed behind it is a fork."""

import threading

import pytest
from django.core.cache import caches
from django.db import connection

from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import grow, record, sequence
from jiangong.foundation.ledger.queries import Tagging
from jiangong.foundation.ledger.tlog.notes import read_cosignature, split_note
from jiangong.operations import asking
from jiangong.operations import signer as signing
from jiangong.operations.witness import folder, kinds
from jiangong.operations.witness.checking import check_evidence
from jiangong.operations.witness.following import look, posting
from jiangong.operations.witness.network import Missing, fetching
from jiangong.operations.witness.pushing import NotCosigned
from jiangong.operations.witness.serving import Server

pytestmark = pytest.mark.django_db


def add(tree, many, word="K"):
    for n in range(many):
        record("growth.completed", tree.city, organisation=tree.city, by=None, attribute=f"{word}{n}")
    sequence()
    grow(Tagging(key=b"k", counts_of=lambda *one: [], people=[]))


@pytest.fixture
def place(tmp_path):
    return tmp_path / "signer"


@pytest.fixture
def key(place):
    place.mkdir()
    return signing.signing_key(place)


@pytest.fixture
def outsider(tmp_path, key, settings):
    made = folder.make(tmp_path / "witness", "witness.example.org/yanshi")
    settings.WITNESSES = [made.vkey]
    caches["process"].clear()
    return folder.add_log(made, [key.verifier.vkey], "https://ledger.example.org/ledger/")


@pytest.fixture
def watch(outsider, client):
    """One look of the witness at the platform's own addresses."""

    def fetch(path, most):
        answer = client.get(f"/ledger/{path}")
        if answer.status_code == 404:
            raise Missing(path)
        return answer.content

    def send(note):
        answer = client.post("/ledger/cosignatures", data=note, content_type="text/plain")
        return answer.status_code == 200

    return lambda: look(outsider, outsider.logs[0], fetch, send)


def test_growth_is_cosigned_and_shown(tree, place, key, outsider, watch, client):
    add(tree, 3)
    signing.sign_next(place, key)
    assert queries.newest_witnessed() is None, "unwitnessed"
    assert watch().finding.kind is kinds.FIRST
    add(tree, 300)
    signing.sign_next(place, key)
    assert watch().finding.kind is kinds.GROWN
    found = queries.newest_witnessed()
    assert found.size == 303
    text, lines = split_note(client.get("/ledger/checkpoint").content.decode())
    assert len(lines) == 2
    assert read_cosignature(outsider.signer.verifier, text, lines[1]) > 0
    assert folder.read_state(outsider.logs[0]).posted


def test_a_past_that_the_superuser_changed_is_a_fork_even_if_the_signer_forgets(
    tree, place, key, outsider, watch
):
    add(tree, 5)
    signing.sign_next(place, key)
    watch()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        for table in (
            "tile",
            "bundle",
            "salt",
            "head",
            "cosignature",
            "checkpoint",
            "place",
            "entry",
            "pending",
        ):
            cursor.execute(f"DELETE FROM ledger_{table}")
        cursor.execute("SET session_replication_role = origin")
    add(tree, 6, "other")
    (place / "checkpoint").unlink()
    signing.sign_next(place, key)
    seen = watch()
    assert seen.finding.kind is kinds.FORK
    assert seen.refused
    verdict = check_evidence(seen.evidence, [key.verifier])
    assert verdict.proves
    assert queries.newest_witnessed() is None


@pytest.fixture
def waiting(outsider):
    with Server(("127.0.0.1", 0), outsider, print) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_witness_that_waits_is_asked(tree, place, key, waiting):
    assert asking.ask(waiting) is None
    for many in (3, 4, 300):
        add(tree, many)
        signed = signing.sign_next(place, key)
        accepted = asking.ask(waiting)
        assert (accepted.size, accepted.new) == (signed.size, 1)
        assert queries.newest_witnessed().size == signed.size
    assert asking.ask(waiting, old=307).new == 0


def test_a_witness_that_refuses_is_asked_again_later(
    tree, place, key, outsider, waiting, monkeypatch, caplog
):
    add(tree, 3)
    signing.sign_next(place, key)
    [log] = outsider.logs
    folder.raise_alarm(log, "fork", log.folder, "-")
    with pytest.raises(NotCosigned, match="403"):
        asking.ask(waiting)
    waits = []

    class Ending(threading.Event):
        def wait(self, timeout=None):
            waits.append(timeout)
            if len(waits) == 1:
                folder.acknowledge(log, by="演示", because="演示", at="-")
            else:
                self.set()
            return True

    monkeypatch.setattr(asking.connection, "close", lambda: None)  # the test's own transaction
    monkeypatch.setattr(asking, "close_old_connections", lambda: None)
    asking.ask_forever([waiting], Ending())
    assert waits == [asking.AFTER_A_FAILURE, asking.PAUSE]
    assert "403" in caplog.text
    assert queries.newest_witnessed().size == 3


@pytest.mark.django_db(transaction=True)
def test_over_real_http(live_server, tree, place, key, tmp_path, settings):
    made = folder.make(tmp_path / "witness", "witness.example.org/yanshi")
    settings.WITNESSES = [made.vkey]
    caches["process"].clear()
    outsider = folder.add_log(made, [key.verifier.vkey], f"{live_server.url}/ledger/")
    [log] = outsider.logs
    for many in (3, 400):
        add(tree, many)
        signed = signing.sign_next(place, key)
        said: list[str] = []
        seen = look(outsider, log, fetching(log.address), posting(log, said.append))
        assert seen.finding.kind.cosigned
        assert not said
        assert queries.newest_witnessed().size == signed.size
