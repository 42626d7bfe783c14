"""The first checkpoint is not taken on trust alone: its tiles must lead to it."""

import pytest

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.merkle import EMPTY_ROOT
from jiangong.operations.witness import folder, kinds
from jiangong.operations.witness.checking import check_evidence
from jiangong.operations.witness.following import look
from jiangong.operations.witness.judging import Signed, judge, served
from tests.forged_log import ForgedLog


def signed(log: ForgedLog, size: int, root: bytes) -> Signed:
    note = log.sign(size, root)
    return Signed(note, Checkpoint.parse(note.partition("\n\n")[0] + "\n"))


@pytest.mark.parametrize("size", [1, 255, 256, 257, 300])
def test_a_first_checkpoint_with_an_invented_root_is_not_taken(log, size):
    read = served(size, log.fetch)
    assert judge(signed(log, size, log.tree.root_at(size)), None, read).kind is kinds.FIRST
    assert judge(signed(log, size, bytes(32)), None, read).kind is kinds.UNPROVEN


def test_its_evidence_holds_though_nothing_was_cosigned_before(witness, log):
    log.checkpoint = log.sign(300, bytes(32)).encode()
    seen = look(witness, witness.logs[0], log.fetch, log.take)
    assert seen.finding.kind is kinds.UNPROVEN
    assert check_evidence(seen.evidence, witness.logs[0].keys).sound
    assert folder.read_state(witness.logs[0]) is None
    assert not log.posted


def test_an_empty_log_is_witnessed_too(witness):
    log = ForgedLog()
    witness = folder.add_log(
        folder.make(witness.folder / "empty", "w.example"), [log.vkey], "https://a.example/"
    )
    [pinned] = witness.logs
    log.checkpoint = log.sign(0, b"x" * 32).encode()
    assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.MALFORMED
    log.checkpoint = log.sign(0, EMPTY_ROOT).encode()
    assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.FIRST
    log.grow([b"one"])
    assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.GROWN
    log.checkpoint = log.sign(0, EMPTY_ROOT).encode()
    assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.STALE


def test_every_step_of_growth_is_cosigned(witness):
    """Around the edges of tiles, one leaf at a time."""
    log = ForgedLog(leaves=[b"%d" % n for n in range(250)])
    witness = folder.add_log(
        folder.make(witness.folder / "edge", "w.example"), [log.vkey], "https://a.example/"
    )
    [pinned] = witness.logs
    look(witness, pinned, log.fetch, log.take)
    for n in range(250, 262):
        log.grow([b"%d" % n])
        assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.GROWN
    log.grow([b"%d" % n for n in range(262, 65_530)])
    assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.GROWN
    for n in range(65_530, 65_540):
        log.grow([b"%d" % n])
        assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.GROWN


def test_what_the_network_breaks_accuses_nobody(witness, log):
    """A tile that could not be fetched is no missing tile."""
    from jiangong.operations.witness.network import Unreachable

    [pinned] = witness.logs
    look(witness, pinned, log.fetch, log.take)
    log.grow([b"more"])

    def broken(path, most):
        if path != "checkpoint":
            raise Unreachable(path)
        return log.fetch(path, most)

    with pytest.raises(Unreachable):
        look(witness, pinned, broken, log.take)
    assert not list(witness.evidence.iterdir())
    assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.GROWN
