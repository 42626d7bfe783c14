"""The C2SP tlog-witness protocol, so that any log can ask this witness: POST …/add-checkpoint.

200 our cosignature · 400 malformed · 403 no trusted signature, or a log under an alarm · 404 unknown log · 409 not the size
that we cosigned last (the body says which), or another root for that size · 422 the consistency proof does not hold.
"""

import http.server
import re
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.merkle import EMPTY_ROOT, ProofError, verify_consistency
from jiangong.foundation.ledger.tlog.notes import NoteError, decode, split_note
from jiangong.operations.witness import kinds
from jiangong.operations.witness.folder import FolderError, Log, Witness, read_alarm, read_state
from jiangong.operations.witness.following import advance, settle, signed_state
from jiangong.operations.witness.judging import Finding, Signed, read_checkpoint

MOST_PROOF = 63  # lines
LONGEST = 32 * 1024  # bytes of a request: 63 hashes and a note with many signatures
OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
AT_ONCE = 32  # requests
SECONDS = 30  # for a request to arrive


class Answer(NamedTuple):
    status: int
    body: str
    content_type: str = "text/plain; charset=utf-8"


class _Malformed(Exception):
    pass


def add_checkpoint(witness: Witness, body: bytes, *, now: Callable[[], float] = time.time) -> Answer:
    """Answer one request. Check and persist are one step under the witness's guard; the line is given out after it."""
    try:
        old, proof, note = _parse(body)
    except _Malformed as error:
        return Answer(400, f"{error}\n")
    origin = note.partition("\n")[0]
    log = witness.log(origin)
    if log is None:
        return Answer(404, "unknown log\n")
    shown = read_checkpoint(note.encode(), log.origin, log.keys)
    if isinstance(shown, Finding):
        if shown.kind is kinds.BAD_SIGNATURE:
            return Answer(403, "no signature by a trusted key\n")
        return Answer(400, f"{shown.why}\n")
    if old > shown.size:
        return Answer(400, "the old size is larger than the checkpoint\n")
    with witness.guard:
        if read_alarm(log) is not None:
            return Answer(403, "this log's key is not trusted any more: it is under an alarm\n")
        return _consider(witness, log, shown, old, proof, now)


def _consider(
    witness: Witness, log: Log, shown: Signed, old: int, proof: list[bytes], now: Callable[[], float]
) -> Answer:
    state = read_state(log)
    cosigned = signed_state(log, state)
    size, root = (cosigned.size, cosigned.root) if cosigned else (0, EMPTY_ROOT)
    if old != size:
        return Answer(409, f"{size}\n", "text/x.tlog.size")
    if cosigned and shown.size == size and shown.root != root:
        fork = Finding(kinds.FORK, shown=shown, cosigned=cosigned.note)
        settle(witness, log, fork, now=now())
        return Answer(409, f"{size}\n", "text/x.tlog.size")
    try:
        verify_consistency(size, root, shown.size, shown.root, proof)
    except ProofError as error:
        if cosigned:
            wrong = Finding(
                kinds.WRONG_PROOF, shown=shown, cosigned=cosigned.note, proof=tuple(proof), why=str(error)
            )
            settle(witness, log, wrong, now=now())
        return Answer(422, f"{error}\n")
    mirrored = state.mirrored if state else 0
    return Answer(200, advance(witness, log, shown, at=int(now()), mirrored=mirrored, posted=True))


def _parse(body: bytes) -> tuple[int, list[bytes], str]:
    """Old size, proof and note of a request's body."""
    if len(body) > LONGEST:
        raise _Malformed("too long")
    try:
        head, blank, note = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise _Malformed("not UTF-8") from error
    first, *lines = head.split("\n")
    old = OLD.fullmatch(first)
    if not blank or old is None:
        raise _Malformed("the body is: old <size>, proof lines, an empty line, a checkpoint")
    if len(lines) > MOST_PROOF:
        raise _Malformed(f"more than {MOST_PROOF} proof lines")
    try:
        proof = [decode(line, 32) for line in lines]
        Checkpoint.parse(split_note(note)[0])
    except NoteError as error:
        raise _Malformed(str(error)) from error
    return int(old[1]), proof, note


class Server(http.server.ThreadingHTTPServer):
    """HTTP for one witness. Meant to stand behind a web server that speaks TLS."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], witness: Witness, tell: Callable[[str], None]) -> None:
        super().__init__(address, _Handler)
        self.witness = witness
        self.tell = tell
        self.room = threading.BoundedSemaphore(AT_ONCE)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "jiangong-witness"
    sys_version = ""
    timeout = SECONDS
    server: Server

    def do_POST(self) -> None:
        if self.path.rpartition("/")[2] != "add-checkpoint":
            return self._answer(Answer(404, "no such address\n"), close=True)
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,6}", length) or int(length) > LONGEST:
            return self._answer(Answer(400, f"Content-Length, at most {LONGEST}, is needed\n"), close=True)
        body = self.rfile.read(int(length))
        try:
            with self.server.room:
                answer = add_checkpoint(self.server.witness, body)
        except (FolderError, OSError) as error:
            self.server.tell(str(error))
            answer = Answer(500, "this witness is out of order\n")
        return self._answer(answer)

    def _answer(self, answer: Answer, *, close: bool = False) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        if close:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: who asks is nobody's business; what was cosigned is in the folder."""
