"""Reading a log and posting to it over HTTP(S), by the standard library alone. Answers are limited in size and time."""

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import IO

SECONDS = 30  # for an answer to begin, and for each pause within it
CHECKPOINT = 16 * 1024  # bytes: more is no checkpoint
TILE = 256 * 32  # bytes of a full tile
AGENT = "jiangong-witness/1"

Fetch = Callable[[str, int], bytes]  # (relative path, most bytes) -> body; raises Unreachable, Missing


class Unreachable(Exception):
    """No answer, or one that is no answer (server error, too long, cut off). Says nothing about the log."""


class Missing(Unreachable):
    """The server is there and says that it has no such thing (404, 410)."""


class _OnlyWeb(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http and https only, and never from https down to http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:  # fmt: skip
        scheme = newurl.partition(":")[0].lower()
        if scheme != "https" and not (scheme == "http" and req.type == "http"):
            raise urllib.error.HTTPError(newurl, code, "redirect refused", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    """Speaks HTTP and HTTPS and nothing else: no files, no FTP, whatever a redirect says."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(), urllib.request.HTTPErrorProcessor(), _OnlyWeb(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


OPENER = _opener()


def fetching(address: str) -> Fetch:
    """How to read what is served below `address` (which ends in a slash)."""

    def fetch(path: str, most: int) -> bytes:
        status, body = _ask(urllib.request.Request(address + path, headers={"User-Agent": AGENT}), most)  # noqa: S310
        if status in (404, 410):
            raise Missing(f"{address}{path}: {status}")
        if status != 200:
            raise Unreachable(f"{address}{path}: {status}")
        return body

    return fetch


def post(address: str, body: bytes, *, most: int = CHECKPOINT) -> tuple[int, bytes]:
    """Send `body`; the status and the answer. Raises Unreachable."""
    headers = {"User-Agent": AGENT, "Content-Type": "text/plain; charset=utf-8"}
    return _ask(urllib.request.Request(address, data=body, headers=headers, method="POST"), most)  # noqa: S310


def _ask(request: urllib.request.Request, most: int) -> tuple[int, bytes]:
    if request.type not in ("http", "https"):
        raise Unreachable(f"{request.full_url}: http(s)?")
    try:
        with OPENER.open(request, timeout=SECONDS) as answer:
            status, body, left = answer.status, answer.read(most + 1), answer.length
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(most)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{request.full_url}: {error}") from error
    if len(body) > most:
        raise Unreachable(f"{request.full_url}: longer than {most} bytes")
    if left:
        raise Unreachable(f"{request.full_url}: cut off, {left} bytes are missing")
    return status, body
