"""verify.py against a site: kept-alive connections, gzip, tiles thrown away, a site that moved or is in trouble."""

import gzip
import json
import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jiangong.foundation.ledger.verifier import verify
from tests.foundation.ledger.verifier.logs import Log


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        site = self.server.site
        with site.lock:
            site.asked[self.path] += 1
            site.connections.add(self.client_address)
            turn = site.asked[self.path]
        status, headers, body = site.answer(self.path, turn)
        if status is None:  # the connection breaks
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if "gzip" in self.headers.get("Accept-Encoding", "") and status == 200 and site.gzip:
            body, headers = gzip.compress(body), {**headers, "Content-Encoding": "gzip"}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class FakeSite:
    """Serves a folder below /ledger/; `special` answers some paths otherwise: (status, headers, body) by turn from 1."""

    def __init__(self, folder):
        self.folder, self.special, self.gzip = folder, {}, True
        self.asked, self.connections, self.lock = Counter(), set(), threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.site = self
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path, turn):
        if path in self.special and (answer := self.special[path](turn)):
            return answer
        file = self.folder / path.removeprefix("/ledger/")
        if path.startswith("/ledger/") and file.is_file():
            return 200, {}, file.read_bytes()
        return 404, {}, b"not here"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture(scope="module")
def log():
    return Log(3).fill(1100)


@pytest.fixture(scope="module")
def folder(log, tmp_path_factory):
    return log.write(tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(folder):
    site = FakeSite(folder)
    yield site
    site.close()


@pytest.fixture
def run(capsys, monkeypatch):
    monkeypatch.setattr(verify.time, "sleep", lambda seconds: None)

    def run(*arguments):
        status = verify.main([*arguments, "--json", "--processes", "1"])
        return status, json.loads(capsys.readouterr().out)

    return run


@pytest.mark.parametrize("address", ["/ledger/", "/ledger", "/", ""])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_site_is_read_over_few_connections(site, run, address, zipped):
    site.gzip = zipped
    status, facts = run(site.address + address)
    assert (status, facts["findings"], facts["lines"]) == (0, [], 1100)
    assert all(number == 1 for path, number in site.asked.items() if "tile" in path)
    assert len(site.asked - Counter(["/checkpoint"])) == 16
    assert len(site.connections) <= 8


def test_a_full_tile_serves_where_the_partial_one_was_thrown_away(site, run, log):
    """The site grew while we read: 900 lines are signed, of which the last bundle is full by now."""
    note = log.checkpoint(size=900)
    size = {
        "/ledger/checkpoint": note.encode(),
        "/ledger/figures.csv": b"size,0\n" + verify.HEADER.encode() + b"\n",
    }
    size["/ledger/tile/1/000.p/3"] = (site.folder / "tile/1/000.p/4").read_bytes()[:96]
    site.special = {path: (lambda turn, body=body: (200, {}, body)) for path, body in size.items()}
    status, facts = run(site.address + "/ledger/")
    assert (status, facts["findings"], facts["lines"]) == (0, [], 900)
    assert site.asked["/ledger/tile/entries/003.p/132"] == 1
    assert site.asked["/ledger/tile/entries/003"] == 1


@pytest.mark.parametrize("trouble", [(None, {}, b""), (503, {}, b"busy"), (429, {}, b"slower")])
def test_it_has_patience(site, run, trouble):
    for path in ("/ledger/checkpoint", "/ledger/tile/entries/003", "/ledger/figures.csv"):
        site.special[path] = lambda turn: trouble if turn < 3 else None
    assert run(site.address + "/ledger/")[0] == 0


@pytest.mark.parametrize(
    "trouble", [(None, {}, b""), (500, {}, b""), (404, {}, b""), (200, {"Content-Encoding": "gzip"}, b"x")]
)
def test_what_a_site_withholds_is_named(site, run, trouble):
    site.gzip = False
    site.special["/ledger/tile/entries/003"] = lambda turn: trouble
    status, facts = run(site.address + "/ledger/")
    assert (status, facts["verdict"]) == (2, "unreadable")
    assert "tile/entries/003" in facts["unreadable"]


def test_a_site_that_moved_is_followed(site, run):
    site.special["/old/ledger/checkpoint"] = lambda turn: (301, {"Location": "/ledger/checkpoint"}, b"")
    assert run(site.address + "/old/ledger/")[0] == 0


def test_an_endless_file_is_not_read_to_its_end(site, run):
    site.special["/ledger/keys.json"] = lambda turn: (200, {}, b" " * (3 << 20))
    status, facts = run(site.address + "/ledger/")
    assert status == 2
    assert "keys.json" in facts["unreadable"]


def test_figures_a_moment_ahead_of_the_checkpoint_are_waited_for(site, run, log):
    older = log.checkpoint(size=700).encode()
    site.special["/ledger/checkpoint"] = lambda turn: (200, {}, older) if turn < 3 else None
    status, facts = run(site.address + "/ledger/")
    assert (status, facts["size"]) == (0, 1100)


def test_figures_that_nobody_signed_are_found(site, run, log):
    older = log.checkpoint(size=900).encode()
    site.special["/ledger/checkpoint"] = lambda turn: (200, {}, older)
    status, facts = run(site.address + "/ledger/")
    assert status == 1
    assert "figure" in facts["kinds"]
    assert facts["findings"][0]["what"] == "figure.unsigned"


def test_where_there_is_no_site_nothing_can_be_said(run):
    assert run("http://127.0.0.1:9/ledger/")[0] == 2
