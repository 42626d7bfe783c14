"""Notes, keys, cosignatures, checkpoints and proofs written and read back."""

import pytest

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.merkle import EMPTY_ROOT, leaf_hash, verify_inclusion
from jiangong.foundation.ledger.tlog.notes import (
    COSIGNATURE,
    NoteError,
    Signer,
    Verifier,
    cosign,
    open_note,
    read_cosignature,
    split_note,
)
from jiangong.foundation.ledger.tlog.proofs import read_proof, write_proof

LOG = Signer.generate("demo.example/log")
WITNESS = Signer.generate("witness.example/w1", COSIGNATURE)
TEXT = Checkpoint("demo.example/log", 1, leaf_hash(b"leaf")).text()
NOTE = f"{TEXT}\n{LOG.sign(TEXT)}{cosign(WITNESS, TEXT, 1700000000)}"


def test_keys_are_read_back_as_written():
    for signer in (LOG, WITNESS):
        assert Signer.parse(signer.skey) == signer
        assert Verifier.parse(signer.verifier.vkey) == signer.verifier
        assert signer.skey not in repr(signer)


def test_a_note_opens_with_the_keys_that_signed_it():
    assert open_note(NOTE, [LOG.verifier]) == (TEXT, [LOG.verifier])
    assert open_note(NOTE, [WITNESS.verifier, LOG.verifier]) == (TEXT, [LOG.verifier, WITNESS.verifier])
    with pytest.raises(NoteError):
        open_note(NOTE, [Signer.generate("demo.example/log").verifier])


def test_a_cosignature_says_when():
    text, lines = split_note(NOTE)
    assert read_cosignature(WITNESS.verifier, text, lines[1]) == 1700000000
    with pytest.raises(NoteError):
        read_cosignature(WITNESS.verifier, text, lines[0])


def test_a_changed_text_does_not_open():
    with pytest.raises(NoteError):
        open_note(NOTE.replace("\n1\n", "\n2\n"), [LOG.verifier])


def test_checkpoints_and_proofs_are_read_back_as_written():
    assert Checkpoint.parse(TEXT) == Checkpoint("demo.example/log", 1, leaf_hash(b"leaf"))
    assert Checkpoint.parse(Checkpoint("o", 0, EMPTY_ROOT, ("more",)).text()).extensions == ("more",)
    written = write_proof(0, [], NOTE, b"extra")
    proof = read_proof(written)
    assert (proof.index, proof.proof, proof.note, proof.extra) == (0, (), NOTE, b"extra")
    head = Checkpoint.parse(open_note(proof.note, [LOG.verifier])[0])
    verify_inclusion(leaf_hash(b"leaf"), proof.index, head.size, proof.proof, head.root)
