"""Requests of one process, collected and committed together.

A single hot row (places left in a session) lets through only as many commits a second as the disk syncs. When
many threads want the same thing at once, one of them takes everybody's request into one transaction. Measured
in tests/load/enrolment_rush.py.

There is no thread of its own: the first to ask leads, commits what has gathered, and once its own request is
answered hands the lead to the one who has waited longest. So there is nothing to start, to fork or to find dead,
and each batch runs on the leader's own database connection.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


class _Waiting(Generic[Ask, Answer]):
    """One request: woken when it is answered, or when it is its turn to lead."""

    __slots__ = ("answer", "ask", "done", "error", "woken")

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.answer: Answer | None = None
        self.error: BaseException | None = None
        self.done = False
        self.woken = threading.Event()


class GroupCommit(Generic[Ask, Answer]):
    """Run `together(asks)` for all asks that arrived while the last batch was being committed.

    `together` gets the asks in order of arrival, writes them in one transaction, and returns one answer per ask:
    a value, or an exception that is raised in the asker's own thread. If it raises itself, every asker of that
    batch gets the exception and nothing was written. `most` bounds a batch, and with it how long one holds locks.

    First come, first served: a batch takes from the front of the queue, and nobody leads longer than until its
    own answer.
    """

    def __init__(
        self, together: Callable[[Sequence[Ask]], Sequence[Answer | Exception]], *, most: int = 200
    ) -> None:
        self._together = together
        self._most = most
        self._queue: deque[_Waiting[Ask, Answer]] = deque()
        self._led = False
        self._lock = threading.Lock()

    def ask(self, ask: Ask) -> Answer:
        """Hand in one request and wait until it is committed (or refused)."""
        mine: _Waiting[Ask, Answer] = _Waiting(ask)
        with self._lock:
            self._queue.append(mine)
            lead = not self._led
            self._led = True
        if not lead:
            try:
                mine.woken.wait()
            except BaseException:  # this thread is being ended while it waits: nobody may wait for it
                self._withdraw(mine)
                raise
        if not mine.done:
            self._lead(mine)
        if mine.error is not None:
            raise mine.error
        return mine.answer  # type: ignore[return-value]  # done without error: the answer is there

    def _lead(self, mine: _Waiting[Ask, Answer]) -> None:
        """Serve batches until `mine` is answered, then hand the lead on, whatever happens."""
        try:
            while not mine.done:
                with self._lock:
                    batch = [self._queue.popleft() for _ in range(min(self._most, len(self._queue)))]
                self._serve(batch, mine)
        finally:
            with self._lock:
                self._hand_on()

    def _hand_on(self) -> None:
        """Wake whoever has waited longest to lead; the caller holds the lock."""
        self._led = bool(self._queue)
        if self._queue:
            self._queue[0].woken.set()

    def _withdraw(self, mine: _Waiting[Ask, Answer]) -> None:
        """Take an ask back that nobody will collect; if its batch is already under way it is written all the same."""
        with self._lock:
            if mine in self._queue:
                self._queue.remove(mine)
                if mine.woken.is_set():  # it had been handed the lead
                    self._hand_on()

    def _serve(self, batch: list[_Waiting[Ask, Answer]], mine: _Waiting[Ask, Answer]) -> None:
        try:
            answers = self._together([waiting.ask for waiting in batch])
            if len(answers) != len(batch):
                raise RuntimeError(f"{len(batch)} asked, {len(answers)} answered")
            for waiting, answer in zip(batch, answers, strict=True):
                if isinstance(answer, Exception):
                    waiting.error = answer
                else:
                    waiting.answer = answer
        except (
            BaseException
        ) as error:  # also when the leader's thread is being ended: nobody may wait for ever
            for waiting in batch:
                waiting.error = (
                    error if isinstance(error, Exception) else RuntimeError("the leader was ended")
                )
            if not isinstance(error, Exception):
                raise
        finally:
            for waiting in batch:
                waiting.done = True
                if waiting is not mine:
                    waiting.woken.set()
