"""The witness is killed before and after every step that leaves a trace; then the log shows it another future.

Whatever the moment, all that it ever cosigned (kept or posted) lies on one line of growth.
"""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import open_note
from jiangong.operations.witness import folder, kinds
from jiangong.operations.witness.following import look
from tests.forged_log import ForgedLog

STEPS = ((os, "fsync"), (Path, "replace"), (Path, "rename"), (Path, "write_bytes"))


class Killed(BaseException):
    """Like SIGKILL: nothing catches it."""


@contextmanager
def killed_at(step: int, *, after: bool, send):
    """The `step`-th trace (from 0) is the last, done or not done; yields the sending function to use."""
    count = -1
    patch = pytest.MonkeyPatch()

    def guarded(act):
        def run(*args, **kwargs):
            nonlocal count
            count += 1
            if count == step and not after:
                raise Killed
            result = act(*args, **kwargs)
            if count == step:
                raise Killed
            return result

        return run

    for owner, name in STEPS:
        patch.setattr(owner, name, guarded(getattr(owner, name)))
    try:
        yield guarded(send)
    finally:
        patch.undo()


def cosigned_by(witness, notes):
    found = set()
    for note in notes:
        text, verified = open_note(note, [witness.signer.verifier])
        assert verified
        found.add(Checkpoint.parse(text))
    return found


def consistent(checkpoints, *futures: ForgedLog) -> bool:
    """All of them are heads of one of the trees."""
    return any(
        all(one.size <= tree.size and tree.root_at(one.size) == one.root for one in checkpoints)
        for tree in (future.tree for future in futures)
    )


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("began", [False, True], ids=["first", "later"])
def test_killed_anywhere_it_never_cosigns_two_futures(tmp_path, log, began, after):
    for step in range(1000):
        here = tmp_path / str(step)
        witness = folder.add_log(
            folder.make(here, "witness.example.org/yanshi"), [log.vkey], "https://a.example/"
        )
        [pinned] = witness.logs
        if began:
            look(witness, pinned, log.fetch, log.take)
        log.posted.clear()
        one = ForgedLog(log.signer, [*log.tree.leaves, *(b"one %d" % n for n in range(300))])
        other = ForgedLog(log.signer, [*log.tree.leaves, *(b"other %d" % n for n in range(301))])
        one.posted = other.posted = log.posted
        try:
            with killed_at(step, after=after, send=one.take) as send:
                look(witness, pinned, one.fetch, send)
            break
        except Killed:
            pass
        again = folder.open_folder(here)
        kept = folder.read_state(again.logs[0])
        committed = kept is not None and kept.checkpoint.size == one.tree.size
        seen = look(again, again.logs[0], other.fetch, other.take)
        assert (seen.finding.kind is kinds.FORK) == committed
        heads = cosigned_by(again, [*log.posted, *folder.cosigned(again.logs[0])])
        assert heads
        assert consistent(heads, one) or consistent(heads, other)
        if not committed:
            grown = kinds.GROWN if began else kinds.FIRST
            assert seen.finding.kind is grown
            assert other.tree.size in {head.size for head in heads}
        else:
            assert log.posted, "what was on disk is posted after all"
    assert step > 8, "the steps were counted"


def test_a_torn_line_in_the_list_is_left_behind(witness, log):
    [pinned] = witness.logs
    look(witness, pinned, log.fetch, log.take)
    with (pinned.folder / "cosigned.jsonl").open("ab") as file:
        file.write(b'{"at": 17000')
    log.grow([b"more"])
    look(witness, pinned, log.fetch, log.take)
    sizes = [Checkpoint.parse(note.partition("\n\n")[0] + "\n").size for note in folder.cosigned(pinned)]
    assert sizes == [
        300,
        300,
        301,
    ]  # who mends cannot tell whether the torn line was this one: twice hurts nobody


def test_a_file_is_the_old_one_until_the_new_one_is_on_disk(tmp_path, monkeypatch):
    """Power may fail at any step: first the data reaches the disk, then the name, then the folder."""
    path = tmp_path / "state.json"
    folder.write_whole(path, b"old")
    steps = []
    fsync, replace = os.fsync, Path.replace

    def synced(handle):
        steps.append(
            ("sync", os.fstat(handle).st_size if not os.path.isdir(f"/proc/self/fd/{handle}") else "folder")
        )
        assert path.read_bytes() in (b"old", b"newer")
        fsync(handle)

    def replaced(beside, target):
        steps.append(("replace", path.read_bytes()))
        replace(beside, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    folder.write_whole(path, b"newer")
    assert steps == [("sync", 5), ("replace", b"old"), ("sync", "folder")]
    assert path.read_bytes() == b"newer"
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]
