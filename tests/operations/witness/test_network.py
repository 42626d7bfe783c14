"""Only http and https, only so much, and never from https down to http."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from jiangong.operations.witness.network import Missing, Unreachable, fetching, post


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        match self.path.strip("/").split("/", 1):
            case ["long"]:
                self._answer(200, b"x" * 101)
            case ["short"]:
                self.send_response(200)
                self.send_header("Content-Length", "50")
                self.end_headers()
                self.wfile.write(b"x" * 49)
                self.close_connection = True
            case ["to", where]:
                self.send_response(302)
                self.send_header("Location", where.replace("%3A", ":"))
                self.send_header("Content-Length", "0")
                self.end_headers()
            case [status]:
                self._answer(int(status), b"body")

    def do_POST(self) -> None:
        self._answer(422, self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_what_is_there(address):
    assert fetching(address)("200", 100) == b"body"
    assert fetching(address)("200", 4) == b"body"
    assert fetching(address)("to//200", 100) == b"body"


@pytest.mark.parametrize("path", ["404", "410"])
def test_what_is_missing(address, path):
    with pytest.raises(Missing):
        fetching(address)(path, 100)


@pytest.mark.parametrize("path", ["500", "403", "204", "long", "short", "to/file%3A///etc/hostname", "to/ftp%3A//127.0.0.1/x", "to/data%3A,x"])  # fmt: skip
def test_no_answer_is_no_accusation(address, path):
    with pytest.raises(Unreachable) as caught:
        fetching(address)(path, 100)
    assert not isinstance(caught.value, Missing)


def test_no_other_schemes():
    for other in ("file:///etc/", "ftp://127.0.0.1/", "data:,"):
        with pytest.raises(Unreachable):
            fetching(other)("hostname", 100)


def test_posting(address):
    assert post(address, b"note") == (422, b"note")
