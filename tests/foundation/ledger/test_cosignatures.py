"""Collecting cosignatures: only named witnesses, only our checkpoints, idempotent, and refused in words."""

import json
import time

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.utils import Error

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import accept_cosignatures, publish_checkpoint, publish_key
from jiangong.foundation.ledger.models import Cosignature
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import COSIGNATURE, Signer, cosign

pytestmark = pytest.mark.django_db
LOG = Signer.generate("ledger.example.org/yanshi")
ONE, OTHER, STRANGER = (
    Signer.generate(f"{name}.example.org/witness", kind=COSIGNATURE) for name in ("one", "other", "stranger")
)


def checkpoint(size: int, root: bytes = bytes(32), *, signer: Signer = LOG) -> str:
    text = Checkpoint(signer.verifier.name, size, root).text()
    return f"{text}\n{signer.sign(text)}"


def cosigned(note: str, *witnesses: Signer, at: float | None = None) -> str:
    text = note.partition("\n\n")[0] + "\n"
    moment = int(time.time() if at is None else at)
    return note + "".join(cosign(witness, text, moment) for witness in witnesses)


@pytest.fixture(autouse=True)
def _named(settings):
    settings.WITNESSES = [ONE.verifier.vkey, OTHER.verifier.vkey]
    caches["process"].clear()


@pytest.fixture
def note(db) -> str:
    publish_key(LOG.verifier.vkey)
    for size in (5, 9, 12):
        publish_checkpoint(checkpoint(size), log=LOG.verifier)
    return checkpoint(9)


def post(client, note: str | bytes):
    return client.post("/ledger/cosignatures", data=note, content_type="text/plain; charset=utf-8")


def test_a_named_witness_line_is_kept_and_served(client, note):
    answer = post(client, cosigned(note, ONE))
    assert answer.status_code == 200
    assert answer.json() == {"size": 9, "witnesses": ["one.example.org/witness"], "new": 1}
    assert client.get("/ledger/witnessed").content.decode() == note + Cosignature.objects.get().line
    assert client.get("/ledger/checkpoint").content.decode() == checkpoint(12)
    assert post(client, cosigned(checkpoint(12), ONE, OTHER)).json()["new"] == 2
    shown = client.get("/ledger/checkpoint")
    assert shown["Cache-Control"] == "no-cache"
    assert shown.content.decode().count("\n— ") == 3
    assert client.get("/ledger/witnessed").content == shown.content


def test_the_same_again_changes_nothing(client, note):
    sent = cosigned(note, ONE)
    post(client, sent)
    row = Cosignature.objects.values().get()
    for again in (sent, cosigned(note, ONE, at=time.time() - 60)):
        answer = post(client, again)
        assert (answer.status_code, answer.json()["new"]) == (200, 0)
    assert Cosignature.objects.values().get() == row


def test_only_lines_of_named_witnesses_are_kept(client, note):
    assert post(client, cosigned(note, STRANGER, ONE)).json()["new"] == 1
    assert {row.witness for row in Cosignature.objects.all()} == {"one.example.org/witness"}
    answer = post(client, cosigned(note, STRANGER))
    assert answer.status_code == 403
    assert answer.json()["code"] == "ledger.unknown_witness"
    assert answer["Content-Type"] == "application/problem+json"
    assert post(client, note).status_code == 403, "the log's own line is no witness's"
    impostor = Signer.generate(ONE.verifier.name, kind=COSIGNATURE)
    assert post(client, cosigned(note, impostor)).status_code == 403


@pytest.mark.parametrize("size", [4, 9])
def test_a_checkpoint_that_was_not_published_is_not_taken(client, note, size):
    """Also if the log's key signed it: that would be a fork, and the answer says what to do."""
    answer = post(client, cosigned(checkpoint(size, b"x" * 32), ONE))
    assert answer.status_code == 404
    assert answer.json()["code"] == "ledger.not_our_checkpoint"
    assert answer.json()["remedy"]
    assert not Cosignature.objects.exists()


def test_a_named_witness_line_over_something_else_is_refused(client, note):
    line = cosigned(checkpoint(12), ONE).removeprefix(checkpoint(12))
    answer = post(client, note + line)
    assert (answer.status_code, answer.json()["code"]) == (403, "ledger.bad_cosignature")
    assert post(client, cosigned(note, OTHER) + line).status_code == 403
    assert not Cosignature.objects.exists()


@pytest.mark.parametrize("at", [3600, 10**12, 2**62])
def test_no_line_from_the_future(client, note, at):
    answer = post(client, cosigned(note, ONE, at=time.time() + at))
    assert answer.json()["code"] == "ledger.bad_cosignature"
    assert post(client, cosigned(note, ONE, at=time.time() + 60)).status_code == 200, "clocks differ a little"


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"nonsense", b"a\n\n\x00", b"o\n5\nAAAA\n\n\xe2\x80\x94 a AAAAAAAA\n"]
)
def test_what_is_no_checkpoint_is_a_problem(client, note, body):
    answer = post(client, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "ledger.no_checkpoint")


def test_too_large_is_not_even_read(client, note):
    assert post(client, b"x" * (16 * 1024 + 1)).status_code == 413
    assert post(client, b"x" * (16 * 1024)).status_code == 400


def test_no_session_and_no_csrf_token_are_needed(note):
    from django.test import Client

    answer = post(Client(enforce_csrf_checks=True), cosigned(note, ONE))
    assert answer.status_code == 200
    assert not answer.cookies
    assert Client().get("/ledger/cosignatures").status_code == 405


def test_one_address_cannot_flood_it(client, note):
    answers = [post(client, b"x").status_code for _ in range(61)]
    assert set(answers[:60]) == {400}
    assert answers[60] == 429
    assert client.post("/ledger/cosignatures", data=b"x", content_type="text/plain", REMOTE_ADDR="10.0.0.9").status_code == 400  # fmt: skip


def test_the_words_follow_the_reader(client, note):
    answer = client.post("/ledger/cosignatures", data=note, content_type="text/plain", headers={"Accept-Language": "en"})  # fmt: skip
    assert "None of the signature lines" in json.loads(answer.content)["detail"]


def test_newest_witnessed_counts_witnesses_that_are_named_today(note, settings):
    assert queries.newest_witnessed() is None
    accept_cosignatures(cosigned(checkpoint(12), OTHER))
    accept_cosignatures(cosigned(checkpoint(9), ONE, OTHER))
    accept_cosignatures(cosigned(checkpoint(5), ONE, OTHER))
    assert queries.newest_witnessed().size == 12
    assert queries.newest_witnessed(2).size == 9
    assert queries.newest_witnessed(3) is None
    assert [one.witness for one in queries.witnesses_of(9)] == [ONE.verifier.name, OTHER.verifier.name]
    settings.WITNESSES = [ONE.verifier.vkey]
    assert queries.newest_witnessed().size == 9
    assert queries.newest_witnessed(2) is None


@pytest.mark.parametrize("vkey", ["nonsense", LOG.verifier.vkey], ids=["no key", "a log's key"])
def test_a_wrong_key_in_the_settings_is_named(settings, vkey):
    settings.WITNESSES = [vkey]
    with pytest.raises(ImproperlyConfigured, match="JIANGONG_WITNESSES"):
        queries.witness_keys()


def test_the_database_keeps_them_as_they_are(note):
    accept_cosignatures(cosigned(note, ONE))
    for change in (lambda rows: rows.update(line="x"), lambda rows: rows.delete()):
        with pytest.raises(Error), transaction.atomic():
            change(Cosignature.objects.all())


def test_a_refusal_writes_nothing(note):
    with pytest.raises(Refused):
        accept_cosignatures(cosigned(note, STRANGER))
    assert not Cosignature.objects.exists()
