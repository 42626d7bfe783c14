"""What WeChat Work and official accounts share: a token that is fetched and kept, and answers with `errcode`."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from jiangong.foundation.inbox.channels import NotSent, Refused, Unsure
from jiangong.foundation.inbox.channels.http import exchange

TOKEN_INVALID = frozenset({40001, 40014, 42001})
MARGIN = 300  # seconds before its end in which a token is fetched anew


class Token:
    """An access token, kept for as long as the provider says. One for all threads of a process."""

    def __init__(self, fetch: Callable[[], tuple[int, dict[str, Any]]]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._value = ""
        self._until = 0.0

    def get(self) -> str:
        """Raises NotSent when it cannot be had."""
        with self._lock:
            if time.monotonic() >= self._until:
                answer = self._asked()
                self._value = str(answer["access_token"])
                self._until = time.monotonic() + max(int(answer.get("expires_in", 7200)) - MARGIN, 0)
            return self._value

    def forget(self, value: str) -> None:
        """The provider does not take it any more."""
        with self._lock:
            if value == self._value:
                self._until = 0.0

    def _asked(self) -> dict[str, Any]:
        try:
            status, answer = self._fetch()
        except Unsure as error:  # to have asked for a token twice does no harm
            raise NotSent(f"token: {error}") from error
        if answer.get("errcode", 0) or not answer.get("access_token"):
            raise NotSent(
                f"token: HTTP {status} {answer.get('errcode', '')} {answer.get('errmsg', '')}"[:200]
            )
        return answer


def call(token: Token, address: str, body: dict[str, Any]) -> dict[str, Any]:
    """POST JSON with the token; the answer whatever its errcode, after one more try with a new token where that was it.

    Raises NotSent, Unsure.
    """
    text = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    for last in (False, True):
        value = token.get()
        status, answer = exchange(
            "POST", f"{address}?access_token={value}", headers={"Content-Type": "application/json"}, body=text
        )
        if status >= 500 or "errcode" not in answer:
            raise Unsure(f"HTTP {status}")
        if answer["errcode"] not in TOKEN_INVALID or last:
            return answer
        token.forget(value)
    raise AssertionError


def judge(answer: dict[str, Any], *, later: frozenset[int], never: frozenset[int]) -> None:
    """Raise what an errcode other than 0 means: in `never` Refused, in `later` and in all others NotSent."""
    code = int(answer["errcode"])
    if code == 0:
        return
    why = f"{code} {answer.get('errmsg', '')}"[:200]
    if code in never:
        raise Refused(why)
    raise NotSent(why, wait=60 if code in later else 0)
