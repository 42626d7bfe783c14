"""Evidence holds by its files alone; whoever changes it, or makes some against an honest log, is found out."""

import hashlib
import json
import shutil

import pytest

from jiangong.operations.witness import folder, kinds
from jiangong.operations.witness.checking import check_evidence
from jiangong.operations.witness.following import look
from tests.forged_log import ForgedLog


@pytest.fixture
def fork(witness, log):
    """Evidence of a fork across sizes."""
    [pinned] = witness.logs
    look(witness, pinned, log.fetch, log.take)
    other = ForgedLog(log.signer, [b"changed", *log.tree.leaves])
    return look(witness, pinned, other.fetch, log.take).evidence


def resum(evidence):
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(evidence)}\n"
        for file in sorted(evidence.rglob("*"))
        if file.is_file() and file.name != "SHA256SUMS"
    ]
    (evidence / "SHA256SUMS").write_text("".join(lines))


def test_a_fork_is_proven_without_log_and_witness(fork, witness, log, tmp_path):
    elsewhere = tmp_path / "court"
    shutil.move(fork, elsewhere)
    shutil.rmtree(witness.folder)
    verdict = check_evidence(elsewhere, [log.signer.verifier])
    assert verdict.sound
    assert verdict.proves
    assert verdict.kind == "fork"


@pytest.mark.parametrize("name", ["shown.note", "cosigned.note", "record.json", "report.txt", "log.vkey", "SHA256SUMS"])  # fmt: skip
def test_any_changed_or_missing_file_is_seen(fork, name):
    path = fork / name
    data = path.read_bytes()
    path.write_bytes(data[:10] + bytes([data[10] ^ 1]) + data[11:])
    assert not check_evidence(fork).sound
    path.unlink()
    assert not check_evidence(fork).sound


def test_an_added_file_or_a_link_is_seen(fork, tmp_path):
    (fork / "more.txt").write_text("more")
    assert not check_evidence(fork).sound
    (fork / "more.txt").unlink()
    assert check_evidence(fork).sound
    (fork / "link").symlink_to("/dev/zero")
    assert not check_evidence(fork).sound


def test_the_key_must_be_the_one_that_the_reader_knows(fork):
    verdict = check_evidence(fork, [ForgedLog().signer.verifier])
    assert not verdict.sound
    assert not verdict.proves


@pytest.mark.parametrize("kind", [kind for kind in kinds.KINDS if kind != "fork"])
def test_evidence_of_one_kind_does_not_pass_for_another(fork, kind):
    record = json.loads((fork / "record.json").read_text())
    (fork / "record.json").write_text(json.dumps({**record, "kind": kind}))
    resum(fork)
    verdict = check_evidence(fork)
    if kind == kinds.WRONG_PROOF.name:
        return  # true of a fork as well: the proof does not hold between the two signed roots
    assert not verdict.sound
    assert not verdict.proves


@pytest.mark.parametrize("later", [300, 301, 600])
def test_no_fork_can_be_invented_against_an_honest_log(fork, log, later):
    """Honest notes, and any proof and implied root that somebody may write beside them."""
    (fork / "cosigned.note").write_text(log.note(300))
    log.grow([b"%d" % n for n in range(300)])
    (fork / "shown.note").write_text(log.note(later))
    record = json.loads((fork / "record.json").read_text())
    proof = [hashlib.sha256(one).digest() for one in (b"a", b"b")]
    import base64

    for implied in (log.tree.root_at(300), bytes(32)):
        for hashes in (log.tree.proof(300, later), proof, []):
            said = {
                **record,
                "implied_root": base64.b64encode(implied).decode(),
                "proof": [base64.b64encode(one).decode() for one in hashes],
            }
            (fork / "record.json").write_text(json.dumps(said))
            resum(fork)
            assert not check_evidence(fork).proves


def test_the_same_refusal_is_kept_once(witness, log):
    [pinned] = witness.logs
    look(witness, pinned, log.fetch, log.take)
    log.checkpoint = b"<html>"
    first = look(witness, pinned, log.fetch, log.take).evidence
    assert look(witness, pinned, log.fetch, log.take).evidence == first
    log.checkpoint = b"<body>"
    assert look(witness, pinned, log.fetch, log.take).evidence != first


def test_harmless_evidence_does_not_fill_the_disk(witness, log, monkeypatch):
    monkeypatch.setattr("jiangong.operations.witness.evidence.MOST_HARMLESS", 3)
    [pinned] = witness.logs
    look(witness, pinned, log.fetch, log.take)
    for n in range(6):
        log.checkpoint = b"<%d>" % n
        look(witness, pinned, log.fetch, log.take)
    assert len(list(witness.evidence.iterdir())) == 3
    fork = ForgedLog(log.signer, [b"changed", *log.tree.leaves])
    assert look(witness, pinned, fork.fetch, log.take).evidence is not None
    assert folder.read_alarm(pinned)["kind"] == "fork"


def test_the_report_is_for_people_in_both_languages(fork):
    words = (fork / "report.txt").read_text()
    assert "两种过去" in words
    assert "two pasts of one ledger" in words
    assert "{" not in words


def test_all_kinds_that_are_kept_have_a_report(witness, log):
    from jiangong.operations.witness.words import report

    record = {"origin": "o", "address": "", "witness": "w", "at": "t", "why": "y", "since": "s"}
    for kind in kinds.KINDS.values():
        if kind.kept:
            assert kind.zh in report(kind, record)
