"""Requests of one process, collected and committed together.

A single hot row (places left in a session) lets through only as many commits a second as the disk syncs. When
many threads want the same thing at once, one of them takes everybody's request into one transaction. Measured
in tests/load/enrolment_rush.py.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


class GroupCommit(Generic[Ask, Answer]):
    """Run `together(asks)` for all asks that arrived while the last batch was being committed.

    `together` gets the asks in order of arrival, writes them in one transaction, and returns one answer per ask:
    a value, or an exception that is raised in the asker's own thread. If it raises itself, every asker of that
    batch gets the exception and nothing was written.
    """

    def __init__(
        self, together: Callable[[Sequence[Ask]], Sequence[Answer | Exception]], *, most: int = 200
    ) -> None:
        self._together = together
        self._most = most
        self._waiting: list[tuple[Ask, Future[Answer]]] = []
        self._queue_lock = threading.Lock()
        self._turn = threading.Lock()

    def ask(self, ask: Ask) -> Answer:
        """Hand in one request and wait until it is committed (or refused)."""
        mine: Future[Answer] = Future()
        with self._queue_lock:
            self._waiting.append((ask, mine))
        with self._turn:  # whoever gets the turn serves everybody who waits
            while not mine.done():
                with self._queue_lock:
                    batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                self._serve(batch)
        return mine.result()

    def _serve(self, batch: list[tuple[Ask, "Future[Answer]"]]) -> None:
        try:
            answers = self._together([ask for ask, _ in batch])
        except Exception as error:
            for _, future in batch:
                future.set_exception(error)
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
