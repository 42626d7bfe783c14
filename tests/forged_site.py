"""A ForgedLog served over real HTTP, as the platform serves its own below /ledger/."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from jiangong.operations.witness.network import Missing
from tests.forged_log import ForgedLog


class Site(http.server.ThreadingHTTPServer):
    """Serves a ForgedLog below /ledger/ and takes what is posted to /ledger/cosignatures."""

    daemon_threads = True

    def __init__(self, log: ForgedLog) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.log = log
        self.refuses = False
        self.asked = threading.Event()  # somebody has asked for the checkpoint

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ledger/"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        if self.path == "/ledger/checkpoint":
            self.server.asked.set()
        try:
            self._answer(200, self.server.log.fetch(self.path.removeprefix("/ledger/"), 0))
        except (Missing, ValueError):
            self._answer(404, b"")

    def do_POST(self) -> None:
        note = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.server.refuses or self.path != "/ledger/cosignatures":
            return self._answer(503, b"not now")
        self.server.log.take(note)
        return self._answer(200, b"{}")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(log: ForgedLog) -> Iterator[Site]:
    with Site(log) as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            site.shutdown()
            thread.join()
