"""The short way to an operation that thousands ask for in the same minute (`ShortWay` in a room's api.py).

To bring a request to its operation and the answer back takes Django and ninja longer than the act itself. The short
way, before both, takes only what is right in every part: a POST without query or body, a good token that has the
scope, an idempotency key, a number in the address, not too often. All else goes the ordinary way, and so does what
was refused or failed: it is asked once more there and told what is wrong, and its key makes sure that nothing is done
twice. An operation that is harmless to repeat has a straight way (`Straight`), with a body and without a key. So the two differ in nothing but the time they take; tests/api/test_short_way.py compares them.
"""

import importlib
import io
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware

from jiangong.api import assembly
from jiangong.foundation.common.endpoints import KEY_PATTERN, ShortWay, Straight, read_token

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_good_key = re.compile(KEY_PATTERN).fullmatch
_NO_BODY = (None, "", "0")


def shortened(ordinary: Application) -> Application:
    """The WSGI application with the short ways before it."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            if (way := _straight().get(environ["PATH_INFO"])) is not None:
                status, body = "200 OK", _straight_answer(way, environ)
            else:
                status, body = "201 Created", _answer(environ)
            if body is not None:
                start_response(status, [*_headers(), ("Content-Length", str(len(body)))])
                return [body]
        return ordinary(environ, start_response)

    return application


def _answer(environ: dict[str, Any]) -> bytes | None:
    """The body of a 201, or None if the request has to go the ordinary way."""
    if (wanted := _way_to(environ["PATH_INFO"])) is None:
        return None
    way, number = wanted
    kind, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    key = environ.get("HTTP_IDEMPOTENCY_KEY", "")
    if (
        kind != "Bearer"
        or not _good_key(key)
        or environ.get("QUERY_STRING")
        or environ.get("CONTENT_LENGTH") not in _NO_BODY
        or (caller := read_token(token)) is None
        or not caller.may(way.scope)
        or not assembly.PER_ACCOUNT.allow(caller.user_id)
    ):
        return None
    try:
        return way.act(caller, number, key).encode()
    except Exception:
        return None


def _straight_answer(way: Straight, environ: dict[str, Any]) -> bytes | None:
    """The body of a 200, or None if the request has to go the ordinary way, which then reads the same body."""
    kind, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    length = environ.get("CONTENT_LENGTH") or ""
    if kind != "Bearer" or environ.get("QUERY_STRING") or not length.isdecimal() or int(length) > way.most:
        return None
    sent = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(sent)
    try:
        return way.act(token, sent, assembly.PER_ACCOUNT.allow)
    except Exception:
        return None


@cache
def _straight() -> dict[str, Straight]:
    return {
        f"{assembly.PREFIX}{prefix}{way.path}": way
        for prefix, module in assembly.ROOMS.items()
        for way in getattr(importlib.import_module(module), "STRAIGHT", ())
    }


def _way_to(path: str) -> tuple[ShortWay, int] | None:
    """The short way that has this address, and the number in it."""
    for matches, way in _ways():
        if found := matches(path):
            return way, int(found[1])
    return None


@cache
def _ways() -> list[tuple[Callable[[str], re.Match[str] | None], ShortWay]]:
    return [
        (re.compile(f"{re.escape(assembly.PREFIX)}{prefix}{way.path}").fullmatch, way)
        for prefix, module in assembly.ROOMS.items()
        for way in getattr(importlib.import_module(module), "SHORT_WAYS", ())
    ]


@cache
def _headers() -> list[tuple[str, str]]:
    """Those of the ordinary way."""
    answer = assembly.finished(HttpResponse(content_type="application/json; charset=utf-8"))
    return list(SecurityMiddleware(lambda request: answer).process_response(HttpRequest(), answer).items())
