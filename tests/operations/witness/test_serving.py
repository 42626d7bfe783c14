"""C2SP tlog-witness word for word: the statuses, and the log's side that asks."""

import http.client
import threading
from collections.abc import Iterator

import pytest

from jiangong.foundation.ledger.tlog.merkle import EMPTY_ROOT
from jiangong.foundation.ledger.tlog.notes import NoteError, Signer, open_note, read_cosignature
from jiangong.operations.witness import folder, kinds
from jiangong.operations.witness.folder import read_alarm, read_state
from jiangong.operations.witness.following import look
from jiangong.operations.witness.network import Unreachable
from jiangong.operations.witness.pushing import NotCosigned, push
from jiangong.operations.witness.serving import LONGEST, Server, add_checkpoint
from tests.forged_log import ORIGIN, ForgedLog
from tests.forks import request


def ask(witness, body: bytes):
    return add_checkpoint(witness, body, now=lambda: 1_700_000_000.9)


def test_200_gives_our_line_after_it_is_on_disk(witness, log):
    answer = ask(witness, request(0, [], log.note()))
    assert answer.status == 200
    text = log.note().partition("\n\n")[0] + "\n"
    assert read_cosignature(witness.signer.verifier, text, answer.body) == 1_700_000_000
    assert answer.body.startswith("— ")
    assert read_state(witness.logs[0]).note.endswith(answer.body)
    before = log.tree.size
    log.grow([b"more", b"and more"])
    answer = ask(witness, request(before, log.tree.proof(before, log.tree.size), log.note()))
    assert answer.status == 200
    assert read_state(witness.logs[0]).checkpoint.size == before + 2


def test_200_for_the_same_again(witness, log):
    ask(witness, request(0, [], log.note()))
    assert ask(witness, request(log.tree.size, [], log.note())).status == 200


def test_200_for_an_empty_log(witness, log):
    assert ask(witness, request(0, [], log.sign(0, EMPTY_ROOT))).status == 200
    assert ask(witness, request(0, [], log.note())).status == 200


def test_many_signatures_are_fine_and_unknown_ones_ignored(witness, log):
    text = log.note().partition("\n\n")[0] + "\n"
    others = "".join(Signer.generate(f"other.example/{n}").sign(text) for n in range(20))
    assert ask(witness, request(0, [], log.note() + others)).status == 200
    assert "other.example" not in read_state(witness.logs[0]).note


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: b"",
        lambda body: body.replace(b"old 0", b"old 00"),
        lambda body: body.replace(b"old 0", b"old -1"),
        lambda body: body.replace(b"old 0", b"old  0"),
        lambda body: body.replace(b"old 0\n", b"old 0\r\n"),
        lambda body: body.replace(b"old 0", b"size 0"),
        lambda body: body.replace(b"old 0\n\n", b"old 0\n"),
        lambda body: body.replace(b"old 0\n", b"old 0\nAAAA\n"),
        lambda body: body.replace(b"old 0\n", b"old 0\n" + b"A" * 43 + b"\n"),
        lambda body: body.replace(b"old 0\n", b"old 0\n" + 64 * (b"A" * 43 + b"=\n")),
        lambda body: body[:-1],
        lambda body: body.replace(b"\n300\n", b"\n0300\n"),
        lambda body: body + b"\xff",
        lambda body: body + b" " * LONGEST,
    ],
)
def test_400_for_what_is_malformed(witness, log, spoil):
    assert ask(witness, spoil(request(0, [], log.note()))).status == 400
    assert read_state(witness.logs[0]) is None


def test_400_for_an_old_size_larger_than_the_checkpoint(witness, log):
    assert ask(witness, request(301, [], log.note())).status == 400


def test_403_without_a_trusted_signature(witness, log):
    stranger = ForgedLog(Signer.generate(ORIGIN), log.tree.leaves)
    assert ask(witness, request(0, [], stranger.note())).status == 403
    spoiled = log.note()[:-8] + ("AAAA" if log.note()[-8:-4] != "AAAA" else "BBBB") + log.note()[-4:]
    assert ask(witness, request(0, [], spoiled)).status in (400, 403)


def test_404_for_an_unknown_log(witness, log):
    note = log.sign(log.tree.size, log.tree.root, origin="another.example/log")
    assert ask(witness, request(0, [], note)).status == 404


def test_409_says_the_size_that_was_cosigned_last(witness, log):
    ask(witness, request(0, [], log.note()))
    before = log.tree.size
    log.grow([b"more"])
    for old in (0, before - 1, before + 1):
        answer = ask(witness, request(old, [], log.note()))
        assert answer == (409, f"{before}\n", "text/x.tlog.size")


def test_409_and_an_alarm_for_another_root_of_the_same_size(witness, log):
    ask(witness, request(0, [], log.note()))
    fork = ForgedLog(log.signer, [b"else", *log.tree.leaves[1:]])
    assert ask(witness, request(fork.tree.size, [], fork.note())).status == 409
    assert read_alarm(witness.logs[0])["kind"] == kinds.FORK.name
    log.grow([b"more"])
    answer = ask(witness, request(300, log.tree.proof(300, 301), log.note()))
    assert answer.status == 403, "until somebody has acknowledged"
    folder.acknowledge(witness.logs[0], by="演示", because="seen", at="-")
    assert ask(witness, request(300, log.tree.proof(300, 301), log.note())).status == 200


def test_422_for_a_proof_that_does_not_hold(witness, log):
    assert ask(witness, request(0, [bytes(32)], log.note())).status == 422
    assert ask(witness, request(0, [], log.sign(0, bytes(32)))).status == 422
    ask(witness, request(0, [], log.note()))
    log.grow([b"more", b"and more"])
    good = log.tree.proof(300, 302)
    for proof in ([], good[:-1], [*good, bytes(32)], good[::-1]):
        assert ask(witness, request(300, proof, log.note())).status == 422
    assert read_state(witness.logs[0]).checkpoint.size == 300
    assert read_alarm(witness.logs[0]) is None, "anybody can write a wrong proof"
    assert ask(witness, request(300, good, log.note())).status == 200


def test_pushes_and_looks_go_together(witness, log):
    [pinned] = witness.logs
    assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.FIRST
    log.grow([b"%d" % n for n in range(700)])
    assert ask(witness, request(300, log.tree.proof(300, 1000), log.note())).status == 200
    log.grow([b"x"])
    assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.GROWN
    log.show(500)
    assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.STALE


@pytest.fixture
def served(witness) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), witness, print) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_log_pushes_and_learns_the_size(served, witness, log):
    address = f"http://127.0.0.1:{served.server_port}/any/prefix"
    keys = [witness.signer.verifier]
    [line] = push(address, log.note(), log.tree.proof, keys)
    assert open_note(log.note() + line, keys)
    log.grow([b"more"])
    assert push(address, log.note(), log.tree.proof, keys), "by way of 409"
    log.grow([b"more"])
    assert push(address, log.note(), log.tree.proof, keys, old=301)
    assert push(address, log.note(), log.tree.proof, []) == [], "of keys we do not know nothing is taken"
    with pytest.raises(NotCosigned, match="409"):
        push(address, log.note(5), log.tree.proof, keys)
    with pytest.raises(NotCosigned, match="404"):
        push(address, log.sign(3, bytes(32), origin="another.example"), log.tree.proof, keys)


def test_pushing_to_nobody(log):
    with pytest.raises(Unreachable):
        push("http://127.0.0.1:9/", log.note(), log.tree.proof, [])
    with pytest.raises(Unreachable):
        push("file:///etc/", log.note(), log.tree.proof, [])


@pytest.mark.parametrize("length", [None, "x", "-5", "99999999", str(LONGEST + 1)])
def test_strange_lengths_are_malformed(served, length):
    connection = http.client.HTTPConnection("127.0.0.1", served.server_port, timeout=5)
    connection.putrequest("POST", "/add-checkpoint")
    if length is not None:
        connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()


def test_a_connection_is_kept_alive(served, log):
    connection = http.client.HTTPConnection("127.0.0.1", served.server_port, timeout=5)
    for _ in range(3):
        connection.request("POST", "/add-checkpoint", body=request(9, [], log.note()))
        answer = connection.getresponse()
        assert answer.status == 409
        assert answer.headers["Content-Type"] == "text/x.tlog.size"
        assert answer.read() == b"0\n"
    connection.request("POST", "/elsewhere", body=b"")
    assert connection.getresponse().status == 404
    connection.close()


def test_of_two_at_once_one_gets_the_cosignature(witness, log):
    """Check and persist are one step: from one state only one of many different futures is cosigned."""
    ask(witness, request(0, [], log.note()))
    futures = [ForgedLog(log.signer, [*log.tree.leaves, b"future %d" % n]) for n in range(12)]
    answers = []

    def one(future):
        proof = future.tree.proof(300, 301)
        answers.append(add_checkpoint(witness, request(300, proof, future.note())).status)

    threads = [threading.Thread(target=one, args=(future,)) for future in futures]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(200) == 1


def test_a_witness_key_signs_nothing_else(witness):
    with pytest.raises(NoteError):
        witness.signer.sign("some text\n")
