"""Requests of one process, collected and committed together.

A single hot row (places left in a session) lets through only as many commits a second as the disk syncs. When
many threads want the same thing at once, one of them takes everybody's request into one transaction. Measured
in tests/load/enrolment_rush.py.

There is no thread of its own: the first to ask leads, commits what has gathered, and hands the lead to the one who
has waited longest. So there is nothing to start, to fork or to find dead, and each batch runs on the leader's own
database connection.

Those who are answered wake each other, one after the other. If the leader woke them all, they would stand in line
for the interpreter, and whoever leads next behind them, while the database has nothing to do.
"""

import itertools
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


class _Waiting(Generic[Ask, Answer]):
    """One request. Its gate opens once: when it is answered, or when it is its turn to lead."""

    __slots__ = ("answer", "ask", "behind", "done", "error", "gate", "gone", "leads")

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.answer: Answer | None = None
        self.error: BaseException | None = None
        self.behind: _Waiting[Ask, Answer] | None = None  # whom to wake next
        self.done = False  # answered, well or ill
        self.leads = False
        self.gone = False  # its thread was ended while it waited
        self.gate = threading.Lock()  # a bare lock: to set an Event takes three
        self.gate.acquire()


class GroupCommit(Generic[Ask, Answer]):
    """Run `together(asks)` for all asks that arrived while the last batch was being committed.

    `together` gets the asks in order of arrival, writes them in one transaction, and returns one answer per ask:
    a value, or an exception that is raised in the asker's own thread. If it raises itself, every asker of that
    batch gets the exception and nothing was written. `most` bounds a batch, and with it how long one holds locks.

    First come, first served: a batch takes from the front of the queue, and whoever leads is its first.
    """

    def __init__(
        self, together: Callable[[Sequence[Ask]], Sequence[Answer | Exception]], *, most: int = 200
    ) -> None:
        self._together = together
        self._most = most
        self._queue: deque[_Waiting[Ask, Answer]] = deque()
        self._led = False  # somebody leads, or has been woken to
        self._lock = threading.Lock()

    def ask(self, ask: Ask) -> Answer:
        """Hand in one request and wait until it is committed (or refused)."""
        mine: _Waiting[Ask, Answer] = _Waiting(ask)
        with self._lock:
            self._queue.append(mine)
            mine.leads = not self._led
            self._led = True
        try:
            if not mine.leads:
                mine.gate.acquire()
            if not mine.done:
                self._lead(mine)
        finally:
            if not mine.done or mine.leads:
                self._leave(mine)
            if mine.behind is not None:
                mine.behind.gate.release()
        if mine.error is not None:
            raise mine.error
        return mine.answer  # type: ignore[return-value]  # done without error: the answer is there

    def _lead(self, mine: _Waiting[Ask, Answer]) -> None:
        """Serve one batch and hand the lead on, whatever happens."""
        with self._lock:
            batch = [self._queue.popleft() for _ in range(min(self._most, len(self._queue)))]
        try:
            self._serve(batch)
        finally:
            with self._lock:
                for waiting in batch:
                    waiting.done = True
                there = [waiting for waiting in batch if not waiting.gone]
                for waiting, behind in itertools.pairwise(there):
                    waiting.behind = behind
                self._hand_on(mine)

    def _serve(self, batch: list[_Waiting[Ask, Answer]]) -> None:
        try:
            answers = self._together([waiting.ask for waiting in batch])
            if len(answers) != len(batch):
                raise RuntimeError(f"{len(batch)} asked, {len(answers)} answered")
            for waiting, answer in zip(batch, answers, strict=True):
                if isinstance(answer, Exception):
                    waiting.error = answer
                else:
                    waiting.answer = answer
        except BaseException as error:  # also when the leader's thread is being ended
            ended = not isinstance(error, Exception)
            for waiting in batch:
                waiting.error = RuntimeError("the leader was ended") if ended else error
            if ended:
                raise

    def _hand_on(self, mine: _Waiting[Ask, Answer]) -> None:
        """Wake whoever has waited longest to lead; the caller holds the lock."""
        mine.leads = False
        self._led = bool(self._queue)
        if self._queue:
            self._queue[0].leads = True
            self._queue[0].gate.release()

    def _leave(self, mine: _Waiting[Ask, Answer]) -> None:
        """This thread is being ended. Its ask is taken back, or written all the same if its batch is under way."""
        with self._lock:
            mine.gone = True
            if mine in self._queue:
                self._queue.remove(mine)
            if mine.leads:
                self._hand_on(mine)
