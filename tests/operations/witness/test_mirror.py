"""The mirror holds nothing that does not hash into a signed root."""

import random

import pytest

from jiangong.foundation.ledger.tlog.tiles import consistency_proof, root
from jiangong.operations.witness import mirror
from jiangong.operations.witness.judging import Astray, served
from tests.forged_log import ForgedLog, Tree


@pytest.mark.parametrize(
    "sizes", [(1, 2, 3), (255, 256, 257, 512, 513), (300, 70_000, 70_001), (65_536, 65_537)]
)
def test_every_earlier_tree_can_be_read_from_it(tmp_path, sizes):
    tree = Tree()
    before = 0
    log = ForgedLog()
    log.tree = tree
    for size in sizes:
        tree.extend([b"%d" % n for n in range(before, size)])
        mirror.extend(tmp_path, before, size, tree.root, served(size, log.fetch))
        before = size
    read = mirror.mirrored(tmp_path)
    for size in {*sizes, *(random.Random(1).randint(1, before) for _ in range(20))}:
        assert root(read, size) == tree.root_at(size)
        assert consistency_proof(read, size, before) == tree.proof(size, before)


def test_any_wrong_byte_in_any_new_tile_is_refused(tmp_path):
    log = ForgedLog(leaves=[b"%d" % n for n in range(1000)])
    rng = random.Random(3)
    for path in log.paths():
        tile = bytearray(log.fetch(path, 0))
        tile[rng.randrange(len(tile))] ^= 1
        log.lies = {path: bytes(tile)}
        with pytest.raises(Astray):
            mirror.extend(tmp_path / path, 0, 1000, log.tree.root, served(1000, log.fetch))
        log.lies = {path: None, path.partition(".p/")[0]: None}
        with pytest.raises(Astray):
            mirror.extend(tmp_path / path, 0, 1000, log.tree.root, served(1000, log.fetch))


def test_a_partial_tile_that_was_filled_meanwhile_is_cut_from_the_full_one(tmp_path):
    log = ForgedLog(leaves=[b"%d" % n for n in range(600)])
    log.lies = {"tile/0/001.p/44": None}
    mirror.extend(tmp_path, 0, 300, log.tree.root_at(300), served(300, log.fetch))
    assert root(mirror.mirrored(tmp_path), 300) == log.tree.root_at(300)


def test_what_was_mirrored_before_a_break_is_not_fetched_again(tmp_path):
    log = ForgedLog(leaves=[b"%d" % n for n in range(3000)])
    asked: list[str] = []

    def fetch(path, most):
        asked.append(path)
        if len(asked) == 9:
            raise ConnectionError
        return log.fetch(path, most)

    with pytest.raises(ConnectionError):
        mirror.extend(tmp_path, 0, 3000, log.tree.root, served(3000, fetch))
    had = {path for path in asked[:8] if ".p/" not in path}
    assert had
    asked.clear()
    asked += [""] * 10
    mirror.extend(tmp_path, 0, 3000, log.tree.root, served(3000, fetch))
    assert not had & set(asked)


def test_an_endless_log_does_not_fill_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(mirror, "MOST_GROWTH", 500)
    log = ForgedLog(leaves=[b"%d" % n for n in range(600)])
    with pytest.raises(Astray, match="at once"):
        mirror.extend(tmp_path, 0, 600, log.tree.root, served(600, log.fetch))
    assert not list(tmp_path.iterdir())
    mirror.extend(tmp_path, 0, 500, log.tree.root_at(500), served(500, log.fetch))


def test_a_damaged_mirror_accuses_nobody(witness, log):
    from jiangong.operations.witness import kinds
    from jiangong.operations.witness.following import look

    [pinned] = witness.logs
    look(witness, pinned, log.fetch, log.take)
    for tile in pinned.tiles.rglob("*"):
        if tile.is_file():
            tile.write_bytes(bytes(tile.stat().st_size))
    log.show(200)
    assert look(witness, pinned, log.fetch, log.take).finding.kind is kinds.STALE
