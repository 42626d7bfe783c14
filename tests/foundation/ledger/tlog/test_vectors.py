"""Public test vectors: the reference tree of eight leaves with its proofs, and every corruption of them that the reference
implementations try; the worked examples of the note specification; a real cosigned checkpoint."""

import json
from pathlib import Path

import pytest

from jiangong.foundation.ledger.tlog import tiles
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.merkle import (
    EMPTY_ROOT,
    ProofError,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from jiangong.foundation.ledger.tlog.notes import (
    NoteError,
    Signer,
    Verifier,
    open_note,
    read_cosignature,
    split_note,
)

FACTS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
LEAVES = [leaf_hash(bytes.fromhex(each)) for each in FACTS["leaves"]]
ROOTS = [bytes.fromhex(each) for each in FACTS["roots"]]
RANDOM = bytes.fromhex(FACTS["random"])


def unhex(hashes):
    return [bytes.fromhex(each) for each in hashes]


def flipped(proof, at, bit):
    return [*proof[:at], bytes([proof[at][0] ^ bit]) + proof[at][1:], *proof[at + 1 :]]


@pytest.fixture(scope="module")
def read():
    written, _, _ = tiles.grow({}, 0, LEAVES)
    return lambda level, index, width: written[level, index]


def test_the_reference_tree_has_its_published_roots(read):
    assert ROOTS[0] == EMPTY_ROOT
    assert [tiles.root(read, size) for size in range(9)] == ROOTS
    assert [tiles.grow({}, 0, LEAVES[:size])[2] for size in range(9)] == ROOTS


def test_the_published_proofs_are_the_ones_we_make(read):
    for case in FACTS["inclusion"]:
        assert tiles.inclusion_proof(read, case["index"], case["size"]) == unhex(case["proof"])
    for case in FACTS["consistency"]:
        assert tiles.consistency_proof(read, case["old"], case["new"]) == unhex(case["proof"])


def test_the_example_of_rfc_6962_section_2_1_3(read):
    """Seven leaves; the nodes are named as in the RFC's figure."""
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, l = node_hash(g, h), node_hash(i, j)  # noqa: E741 - the RFC's name
    assert tiles.root(read, 7) == node_hash(k, l)
    assert tiles.inclusion_proof(read, 0, 7) == [b, h, l]
    assert tiles.inclusion_proof(read, 3, 7) == [c, g, l]
    assert tiles.inclusion_proof(read, 4, 7) == [f, j, k]
    assert tiles.inclusion_proof(read, 6, 7) == [i, k]
    assert tiles.consistency_proof(read, 3, 7) == [c, d, g, l]
    assert tiles.consistency_proof(read, 4, 7) == [l]
    assert tiles.consistency_proof(read, 6, 7) == [i, j, k]


@pytest.mark.parametrize("case", FACTS["inclusion"], ids=lambda case: f"{case['index']} of {case['size']}")
def test_published_inclusion_proofs_hold_and_no_corruption_of_them_does(case):
    index, size, proof = case["index"], case["size"], unhex(case["proof"])
    leaf, root = LEAVES[index], ROOTS[size]
    verify_inclusion(leaf, index, size, proof, root)
    corrupted = [
        (leaf, index - 1, size, proof, root),
        (leaf, index + 1, size, proof, root),
        (leaf, index ^ 2, size, proof, root),
        (leaf, index + 2**64, size, proof, root),
        (leaf, index, size * 2, proof, root),
        (leaf, index, size // 2, proof, root),
        (b"WrongLeaf", index, size, proof, root),
        (RANDOM, index, size, proof, root),
        (leaf, index, size, proof, EMPTY_ROOT),
        (leaf, index, size, proof, RANDOM),
        *[
            (leaf, index, size, wrong, root)
            for wrong in (
                [*proof, b""],
                [*proof, root],
                [b"", *proof],
                [root, *proof],
                *[flipped(proof, at, 8) for at in range(len(proof))],
                *[proof[:at] + proof[at + 1 :] for at in range(len(proof))],
                *[[*proof[:at], RANDOM, *proof[at:]] for at in range(len(proof) + 1)],
            )
        ],
    ]
    for probe in corrupted:
        with pytest.raises(ProofError):
            verify_inclusion(*probe)


@pytest.mark.parametrize("case", FACTS["consistency"], ids=lambda case: f"{case['old']} to {case['new']}")
def test_published_consistency_proofs_hold_and_no_corruption_of_them_does(case):
    old, new, proof = case["old"], case["new"], unhex(case["proof"])
    before, after = ROOTS[old], ROOTS[new]
    verify_consistency(old, before, new, after, proof)
    corrupted = [
        (old + 1, before, new, after, proof),
        (old ^ 2, before, new, after, proof),
        (old - 2**64, before, new, after, proof),
        (old, before, new * 2, after, proof),
        (old, before, new // 2, after, proof),
        (old, b"WrongRoot", new, after, proof),
        (old, before, new, b"WrongRoot", proof),
        *[
            (old, before, new, after, wrong)
            for wrong in (
                [*proof, b""],
                [*proof, before],
                [*proof, after],
                [b"", *proof],
                [before, *proof],
                [after, *proof],
                *[flipped(proof, at, 16) for at in range(len(proof))],
                *[proof[:at] + proof[at + 1 :] for at in range(len(proof))],
                *[[*proof[:at], RANDOM, *proof[at:]] for at in range(len(proof) + 1)],
            )
        ],
    ]
    if proof:
        corrupted += [
            (old - 1, before, new, after, proof),
            (old, after, new, before, proof),
            (old, before, new, after, []),
            (old, before, new, after, [proof[0], *proof]),
            (old, before, new, after, proof[:-1]),
        ]
    for probe in corrupted:
        with pytest.raises(ProofError):
            verify_consistency(*probe)


@pytest.mark.parametrize("probe", FACTS["inclusion_probes"])
def test_degenerate_inclusion_proofs(probe):
    assert not probe["holds"]
    with pytest.raises(ProofError):
        verify_inclusion(
            bytes.fromhex(probe["leaf"]), probe["index"], probe["size"], [], bytes.fromhex(probe["root"])
        )


@pytest.mark.parametrize("probe", FACTS["consistency_probes"])
def test_degenerate_consistency_proofs(probe):
    question = (
        probe["old"],
        bytes.fromhex(probe["old_root"]),
        probe["new"],
        bytes.fromhex(probe["new_root"]),
        unhex(probe["proof"]),
    )
    if probe["holds"]:
        verify_consistency(*question)
    else:
        with pytest.raises(ProofError):
            verify_consistency(*question)


def test_everything_extends_the_empty_tree():
    """As C2SP tlog-witness wants it: old size 0 comes with an empty proof."""
    for size in range(9):
        verify_consistency(0, EMPTY_ROOT, size, ROOTS[size], [])


def test_a_single_leaf_is_its_own_root():
    leaf = leaf_hash(bytes.fromhex(FACTS["single_leaf"]["data"]))
    verify_inclusion(leaf, 0, 1, [], leaf)
    for wrong in ((leaf, b""), (b"", leaf), (b"", b"")):
        with pytest.raises(ProofError):
            verify_inclusion(wrong[0], 0, 1, [], wrong[1])


@pytest.mark.parametrize("case", FACTS["notes"], ids=lambda case: case["about"][:30])
def test_published_notes_open(case):
    verifiers = [Verifier.parse(vkey) for vkey in case["vkeys"]]
    assert [verifier.vkey for verifier in verifiers] == case["vkeys"]
    text, lines = split_note(case["note"])
    assert text + "\n" + "".join(lines) == case["note"]
    assert open_note(case["note"], verifiers) == (text, verifiers)
    for verifier in verifiers:
        assert open_note(case["note"], [verifier]) == (text, [verifier])
        with pytest.raises(NoteError):
            open_note("?" + case["note"], [verifier])


def test_gos_example_key_signs_gos_example_note():
    case = FACTS["notes"][1]
    signer = Signer.parse(case["skey"])
    assert signer.skey == case["skey"]
    assert signer.verifier.vkey == case["vkeys"][0]
    text, lines = split_note(case["note"])
    assert signer.sign(text) == lines[0]


def test_a_real_witnesss_cosignature_says_when():
    case = FACTS["notes"][2]
    text, lines = split_note(case["note"])
    assert read_cosignature(Verifier.parse(case["vkeys"][1]), text, lines[4]) == case["timestamp"]
    checkpoint = Checkpoint.parse(text)
    assert (checkpoint.origin, checkpoint.size) == ("arche2025h1.staging.ct.transparency.dev", 1432088532)
    assert checkpoint.text() == text


def test_published_keys_are_read_and_wrong_ones_refused():
    for vkey in FACTS["vkeys"]:
        assert Verifier.parse(vkey).vkey == vkey
    for vkey in FACTS["refused_vkeys"]:
        with pytest.raises(NoteError):
            Verifier.parse(vkey)
