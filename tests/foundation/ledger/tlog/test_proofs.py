"""Proofs in a file: read back as written, everything else refused; a whole one verified from the text alone."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.merkle import ProofError, leaf_hash, verify_inclusion
from jiangong.foundation.ledger.tlog.notes import COSIGNATURE, Signer, cosign, open_note
from jiangong.foundation.ledger.tlog.proofs import Proof, read_proof, write_proof
from jiangong.foundation.ledger.tlog.tiles import grow, inclusion_proof

LOG = Signer.generate("demo.example/log")
WITNESS = Signer.generate("witness.example/w1", COSIGNATURE)
LEAVES = [leaf_hash(b"%d" % number) for number in range(300)]
TILES, _, ROOT = grow({}, 0, LEAVES)
TEXT = Checkpoint("demo.example/log", 300, ROOT).text()
NOTE = f"{TEXT}\n{LOG.sign(TEXT)}{cosign(WITNESS, TEXT, 1_700_000_000)}"
PATH = inclusion_proof(lambda level, index, width: TILES[level, index], 267, 300)
HASHES = "".join(base64.b64encode(each).decode() + "\n" for each in PATH)


def test_a_proof_line_by_line():
    assert write_proof(267, PATH, NOTE) == f"c2sp.org/tlog-proof@v1\nindex 267\n{HASHES}\n{NOTE}"
    assert write_proof(267, PATH, NOTE, b"more") == (
        f"c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 267\n{HASHES}\n{NOTE}"
    )
    assert write_proof(0, [], NOTE) == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{NOTE}"


def test_a_proof_is_read_back():
    for extra in (b"", b"more", bytes(1000)):
        assert read_proof(write_proof(267, PATH, NOTE, extra)) == Proof(267, tuple(PATH), NOTE, extra)
    assert Proof(0, (), NOTE).extra == b""


def test_a_proof_is_verified_from_its_text_and_two_keys():
    proof = read_proof(write_proof(267, PATH, NOTE, b"267"))
    text, verified = open_note(proof.note, [LOG.verifier, WITNESS.verifier])
    assert verified == [LOG.verifier, WITNESS.verifier]
    checkpoint = Checkpoint.parse(text)
    verify_inclusion(leaf_hash(proof.extra), proof.index, checkpoint.size, proof.proof, checkpoint.root)
    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash(b"268"), proof.index, checkpoint.size, proof.proof, checkpoint.root)


HEAD = "a proof begins with the line c2sp.org/tlog-proof@v1"
INDEX = "a proof has an index, decimal without leading zeros"
GOOD = write_proof(267, PATH, NOTE, b"more")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", HEAD),
        ("c2sp.org/tlog-proof@v1", HEAD),
        ("\n\n" + NOTE, HEAD),
        (GOOD.replace("@v1", "@v2"), HEAD),
        (" " + GOOD, HEAD),
        (GOOD[GOOD.index("\n") + 1 :], HEAD),
        (f"c2sp.org/tlog-proof@v1\nindex 267\n{HASHES}", HEAD),
        (f"c2sp.org/tlog-proof@v1\n\n{NOTE}", INDEX),
        (GOOD.replace("index 267\n", ""), INDEX),
        (GOOD.replace("index 267", "index"), INDEX),
        (GOOD.replace("index 267", "index  267"), INDEX),
        (GOOD.replace("index 267", "267"), INDEX),
        (GOOD.replace("index 267", "Index 267"), INDEX),
        (GOOD.replace("index 267", "index 0267"), INDEX),
        (GOOD.replace("index 267", "index -1"), INDEX),
        (GOOD.replace("index 267", "index 267 "), INDEX),
        (GOOD.replace("index 267", "index ٢"), INDEX),
        (GOOD.replace("index 267", "index 300"), "index 300 is not in a tree of 300 leaves"),
        (GOOD.replace("extra bW9yZQ==", "extra "), "an extra line without data"),
        (
            GOOD.replace("extra bW9yZQ==", "extra bW9yZR=="),
            "the proof is malformed: not base64 in its canonical",
        ),
        (GOOD.replace("extra bW9yZQ==", "extra bW9yZQ==\nextra bW9yZQ=="), INDEX),
        (GOOD.replace("extra bW9yZQ==", "more bW9yZQ=="), INDEX),
        (GOOD.replace("index 267", "index 267\nindex 267"), "the proof is malformed: not base64"),
        (GOOD.replace("index 267", "index 267\nAAAA"), "the proof is malformed: 3 bytes where 32 belong"),
        (GOOD.replace(HASHES, HASHES[:-2] + "\n"), "the proof is malformed: not base64"),
        (GOOD.replace(HASHES, HASHES + "\n"), "the proof's checkpoint is malformed: "),
        (GOOD.replace("\n\ndemo", "\n\n\ndemo"), "the proof's checkpoint is malformed: "),
        (GOOD[:-1], "the proof's checkpoint is malformed: a note ends with a signature line and its newline"),
        (
            GOOD.replace("\n300\n", "\n0300\n"),
            "the proof's checkpoint is malformed: a tree size is decimal without",
        ),
    ],
)
def test_malformed_proofs(text, words):
    assert text != GOOD
    with pytest.raises(ProofError) as refused:
        read_proof(text)
    assert str(refused.value).startswith(words)


@pytest.mark.parametrize(
    ("index", "path", "note", "words"),
    [
        (-1, PATH, NOTE, "index -1 is not in a tree of 300 leaves"),
        (300, PATH, NOTE, "index 300 is not in a tree of 300 leaves"),
        (0, [PATH[0][:31]], NOTE, "an audit path has at most 63 hashes of 32 bytes"),
        (0, [PATH[0]] * 64, NOTE, "an audit path has at most 63 hashes of 32 bytes"),
        (0, [], TEXT, "the proof's checkpoint is malformed: a note has a blank line before its signatures"),
        (
            0,
            [],
            f"x\n\n{LOG.sign(TEXT)}",
            "the proof's checkpoint is malformed: a checkpoint has origin, size and root",
        ),
    ],
)
def test_values_that_no_proof_can_have(index, path, note, words):
    with pytest.raises(ProofError) as refused:
        write_proof(index, path, note)
    assert str(refused.value) == words


def test_the_longest_path():
    assert len(read_proof(write_proof(0, PATH[:1] * 63, NOTE)).proof) == 63


@settings(deadline=None)
@given(st.integers(0, 299), st.binary(max_size=100))
def test_every_leafs_proof_is_read_back_and_holds(index, extra):
    path = inclusion_proof(lambda level, at, width: TILES[level, at], index, 300)
    text = write_proof(index, path, NOTE, extra)
    proof = read_proof(text)
    assert write_proof(proof.index, proof.proof, proof.note, proof.extra) == text
    verify_inclusion(LEAVES[index], proof.index, 300, proof.proof, ROOT)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.characters(exclude_categories=("Cs",)))
def test_what_is_read_is_written_again(at, character):
    changed = GOOD[:at] + character + GOOD[at + 1 :]
    try:
        proof = read_proof(changed)
    except ProofError:
        return
    assert write_proof(proof.index, proof.proof, proof.note, proof.extra) == changed


@given(st.text())
def test_no_text_breaks_the_parser_otherwise_than_by_a_refusal(text):
    with pytest.raises(ProofError):
        read_proof(text)
