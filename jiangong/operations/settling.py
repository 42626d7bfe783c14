"""After a restore: what was forgotten is forgotten again, and the tree is compared with what the outside world has seen.

Entries that were signed and are not in the restored database are lost; going on from here would write other entries in
their places, a second history. So the log is held until the tree is equal to, or an extension of, everything known
from outside: the signer's memory where it can be read, and the newest witnessed checkpoint somebody brings along.
"""

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import hold, release
from jiangong.foundation.ledger.queries.soundness import hashed_again
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import NoteError, Signer, Verifier, open_note, split_note
from jiangong.foundation.people.erasure import actions as erasure
from jiangong.operations.console import Code, Stopped
from jiangong.operations.signer import last_signed, signer_folder

LARGEST = 64 * 2**10  # bytes of a checkpoint with all its cosignatures
PATIENCE = 20  # seconds
MARK = "jiangong_restored"  # a table that says "held" where the restored database is too old to know the word
JUST_RESTORED = "刚从备份恢复，还没有与见证过的检查点核对。 / Just restored, not compared yet."
# What `restore` adds to the script of a backup, inside its transaction: there is no moment without the mark.
HOLDING = f"""
DO $$ BEGIN
  IF to_regclass('public.ledger_head') IS NULL THEN
    CREATE TABLE public.{MARK} AS SELECT now() AS since;
  ELSE
    INSERT INTO public.ledger_head (id, size, root, grown_at, held)
    VALUES (1, 0, sha256(''::bytea), now(), '{JUST_RESTORED}')
    ON CONFLICT (id) DO UPDATE SET held = excluded.held;
  END IF;
END $$;
"""  # noqa: S608  # our own words

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Known:
    """A signed checkpoint from outside the restored database: where it was found, and how many witnesses stand under it."""

    statement: Checkpoint
    source: str
    witnesses: int


@dataclass(frozen=True)
class Settled:
    """What came out: the tree, what it was compared with, what does not fit (a sentence each), erasures done again."""

    size: int
    root: bytes
    known: tuple[Known, ...]
    problems: tuple[str, ...]
    forgotten: int


def require_settled() -> None:
    """Refuse to start on a database that was restored and not settled. A database without our tables passes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('ledger_head') IS NOT NULL, to_regclass(%s) IS NOT NULL", [MARK])
        [known, marked] = cursor.fetchone()
        why = JUST_RESTORED if marked else ""
        if known and not why:
            cursor.execute("SELECT held FROM ledger_head WHERE held <> ''")
            why = next((row[0] for row in cursor.fetchall()), "")
    if why:
        raise Stopped(
            f"台账停着，不启动：{why} 请运行 jiangong settle，见《运行手册》“恢复”。"
            " / The log is held: run jiangong settle.",
            Code.DIFFERENT,
        )


def given_checkpoint(where: str) -> str:
    """The note that `--checkpoint` names: a file, a witness's folder, or the address of a site. Raises Stopped."""
    try:
        if where.startswith(("https://", "http://")):
            address = where if where.endswith("/checkpoint") else f"{where.rstrip('/')}/ledger/checkpoint"
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310  # http(s), named by the operator
                return str(answer.read(LARGEST).decode())
        path = Path(where)
        if path.is_dir():
            notes = [_note_in(one.read_text()) for one in path.rglob("state.json")]
            return max(notes, key=lambda note: Checkpoint.parse(split_note(note)[0]).size)
        return _note_in(path.read_text())
    except (OSError, ValueError) as error:
        raise Stopped(
            f"读不到检查点 {where}：{error}。 / The checkpoint cannot be read.", Code.USAGE
        ) from error


def _note_in(text: str) -> str:
    """A note, or the note in a witness's state file."""
    return str(json.loads(text)["note"]) if text.lstrip().startswith("{") else text


def settle(given: str | None, *, unwitnessed: bool, tell: Tell | None = None) -> Settled:
    """Do erasures again, hash the tree again, compare; release the log, or hold it and say why.

    `given` is the note of a checkpoint. Without one, or with one under which no configured witness stands,
    `unwitnessed` must say that this is on purpose: raises Stopped otherwise.
    """
    known = list(_known(given))
    if not unwitnessed and not any(one.witnesses for one in known):
        raise Stopped(
            "没有见证过的检查点可以核对：请用 --checkpoint 给出（网站、见证人文件夹、文件），或者写明 --unwitnessed。"
            " / Bring a witnessed checkpoint with --checkpoint, or say --unwitnessed.",
            Code.USAGE,
        )
    hold(queries.why_held() or JUST_RESTORED)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {MARK}")
    forgotten = erasure.catch_up().done
    size, root = queries.head()
    problems = [*_own_problems(size, root, tell), *(one for each in known for one in _differs(each, size))]
    if problems:
        hold(problems[0])
    else:
        release()
    return Settled(size, root, tuple(known), tuple(problems), forgotten)


def _known(given: str | None) -> Iterator[Known]:
    log = _log_key()
    folder = signer_folder()
    try:
        if (folder / "key").exists():
            key = Signer.parse((folder / "key").read_text().strip())
            if (last := last_signed(folder, key)) is not None:
                yield Known(last[0], f"签名进程的记忆 / the signer's memory {folder}", 0)
    except PermissionError:
        pass  # another account's, as it should be: its signer compares for itself
    if (published := queries.newest_checkpoint()) is not None:
        yield Known(published.statement, "库里最新的检查点 / newest in the database", 0)
    if given is not None:
        yield _read(given, log)


def _log_key() -> Verifier | None:
    told = queries.log_key()
    return Verifier.parse(told) if told else None


def _read(note: str, log: Verifier | None) -> Known:
    """The brought checkpoint, opened with the log's key; unsigned only where the restored database knows no key."""
    witnesses = 0
    try:
        text = open_note(note, [log])[0] if log else split_note(note)[0]
        statement = Checkpoint.parse(text)
        for vkey in settings.WITNESSES:
            try:
                open_note(note, [Verifier.parse(vkey)])
                witnesses += 1
            except NoteError:
                continue
    except NoteError as error:
        raise Stopped(
            f"检查点不是这本台账的：{error}。 / This is no checkpoint of this log.", Code.USAGE
        ) from error
    return Known(statement, "带来的检查点 / the checkpoint brought along", witnesses)


def _own_problems(size: int, root: bytes, tell: Tell | None) -> Iterator[str]:
    """What does not fit inside the restored database: head, leaves, tiles, places."""
    leaves, hashed = hashed_again(tell)
    if (leaves, hashed) != (size, root):
        yield f"库里的 {leaves} 片叶与树头（{size}）不符。 / The {leaves} leaves do not hash to the head of {size}."
    elif size and queries.root_at(size) != root:
        yield "库里的哈希块与树头不符。 / The tiles do not hash to the head."
    if queries.next_position() < size:
        yield "有叶没有对应的记录。 / There are leaves without entries."


def _differs(known: Known, size: int) -> Iterator[str]:
    """How the tree contradicts a checkpoint that others have: entries lost, or another history."""
    said = known.statement
    if said.size > size:
        yield (
            f"少了 {said.size - size} 条：{known.source} 有 {said.size} 条，恢复出来的树只有 {size} 条。"
            f" / {said.size - size} entries are missing: {said.size} were signed, {size} are here."
        )
    elif said.size and queries.root_at(said.size) != said.root:
        yield (
            f"历史不一致：前 {said.size} 条的根与{known.source}不同。"
            f" / Another history: the root of the first {said.size} differs."
        )
