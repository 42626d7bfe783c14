"""How often one account may call the API."""

import threading
import time
from math import ceil

from django.http import HttpRequest
from ninja.throttling import BaseThrottle

MINUTE = 60.0


class PerAccount(BaseThrottle):
    """At most `most` requests of one account in a minute; counted in each process.

    Two counts an account, this minute's and the last one's, of which as much is reckoned as of the last sixty
    seconds still lies in it. So nothing is stored a request, and an account that stays away is forgotten after
    two minutes.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._minute = 0.0
        self._now: dict[int, int] = {}
        self._before: dict[int, int] = {}

    def allow_request(self, request: HttpRequest) -> bool:
        caller = getattr(request, "auth", None)
        return caller is None or self.allow(caller.user_id)

    def allow(self, account: int) -> bool:
        """Count a request of this account, or refuse it. What is refused is not counted."""
        minute, second = divmod(time.monotonic(), MINUTE)
        with self._lock:
            if minute != self._minute:
                self._before = self._now if minute == self._minute + 1 else {}
                self._now, self._minute = {}, minute
            count = self._now.get(account, 0)
            if count + self._before.get(account, 0) * (1 - second / MINUTE) >= self.most:
                return False
            self._now[account] = count + 1
        return True

    def wait(self) -> float:
        """Seconds until the minute is over, when at the latest there is room again."""
        return ceil(MINUTE - time.monotonic() % MINUTE)
