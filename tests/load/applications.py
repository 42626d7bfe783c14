"""The application window's last hour (issue 6, figure 3): 50,000 people apply for places by lot, 64 at a time, over HTTP.

    python -m tests.load.applications [courses|convalescence] [--people 50000] [--kills 10] [--rounds 3] [--concurrency 64]

Starts the web server as `jiangong serve` does, on a free port and with a database of its own. First it drives, by turns, the
bare Django view that does one INSERT and applications for places by lot (`--rounds` times 10,000 each), and prints requests a
second, p50 and p95 of both and the ratio. Then the window: everybody applies once; meanwhile the server is killed (SIGKILL,
all of it) `--kills` times and started again, and who was not answered asks again, the same. At the end the database
is compared with what was told: every acknowledged application is there once, under the number that was told, none is there
that nobody was told of. Exits with 1 if one was lost or doubled: a duration never fails it.

What is applied for (applications_for.py): the year's convalescence, or a session of a course that gives its places by lot.
"""

import argparse
import collections
import contextlib
import json
import multiprocessing
import os
import random
import socket
import statistics
import sys
import threading
import time

os.environ.setdefault("JIANGONG_DATABASE", "load_rush")
os.environ.setdefault("JIANGONG_DEMONSTRATION", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")

from jiangong.operations.processes import THREADS, WORKERS
from tests.load.applications_for import KINDS, Kind
from tests.load.enrolment_rush import busy_processors, prepare
from tests.load.sitting import Server, words

CLIENTS = 2  # processes that drive; each has concurrency / CLIENTS connections
SAMPLE = 10_000  # requests of each side in a round
BARE = ("POST", "/api/v1/bare/", {}, b"")


def main() -> int:
    options = _options()
    import django

    from jiangong.operations.embedded import ensure_database

    ensure_database()
    django.setup()
    kind = KINDS[options.what]()
    people = prepare(options.people)
    kind.prepare()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(port, options.threads, application="tests.load.rush_wsgi:application")
    wrong = 0
    try:
        if options.rounds:
            wrong += compare(options, kind, server, people)
        wrong += window(options, kind, server, people)
    finally:
        server.stop()
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=sorted(KINDS), default="convalescence")
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=THREADS)
    parser.add_argument("--concurrency", type=int, default=64)
    return parser.parse_args()


def compare(options, kind: Kind, server: Server, people) -> int:
    """Both sides by turns, warmed before; how many applications were lost or doubled."""
    bare, ours, wrong = [], [], 0
    drive(server.port, [BARE] * 2000, options.concurrency)
    drive(server.port, kind.asks(kind.new(), people[:2000]), options.concurrency)
    for n in range(options.rounds):
        pk, others = kind.new(), busy_processors()
        asks = kind.asks(pk, people[:SAMPLE])
        bare.append(figures(drive(server.port, [BARE] * SAMPLE, options.concurrency), 201))
        seconds, answers = drive(server.port, asks, options.concurrency)
        ours.append(figures((seconds, answers), kind.status))
        wrong += check(kind, pk, answers)
        print(
            f"round {n + 1}: bare INSERT {words(bare[-1])}; {kind.name} {words(ours[-1])}; "
            f"ratio {ours[-1][0] / bare[-1][0]:.2f}; others kept {others:.1f} cores busy",
            flush=True,
        )
    ratios = [one[0] / other[0] for one, other in zip(ours, bare, strict=True)]
    print(
        f"median: bare INSERT {statistics.median(one[0] for one in bare):,.0f}/s, "
        f"{kind.name} {statistics.median(one[0] for one in ours):,.0f}/s, ratio {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f}; bar 0.9); concurrency {options.concurrency}, "
        f"granian WSGI {WORKERS} workers × {options.threads} threads, {os.cpu_count()} cores",
        flush=True,
    )
    return wrong


def figures(done, expected: int) -> tuple[float, float, float]:
    """(a second, p50 in ms, p95 in ms)."""
    seconds, answers = done
    said = collections.Counter(status for status, _, _ in answers)
    assert said.keys() == {expected}, (said, answers[0][2][:300])
    times = sorted(1000 * one for _, one, _ in answers)
    return len(answers) / seconds, times[len(times) // 2], times[len(times) * 95 // 100]


def window(options, kind: Kind, server: Server, people) -> int:
    """Everybody applies while the server is killed again and again; how many applications are wrong."""
    pk, ending, killed = kind.new(), threading.Event(), 0
    asks = kind.asks(pk, people)

    def killing() -> None:
        nonlocal killed
        while killed < options.kills:
            wanted = len(people) * (killed + 1) // (options.kills + 1)
            while not ending.wait(0.2):
                if kind.count(pk) >= wanted:
                    break
            if ending.is_set():
                return
            time.sleep(random.uniform(0, 0.3))
            server.kill()
            killed += 1
            server.start()

    from django.db import connection

    connection.close()
    pool = multiprocessing.get_context("fork").Pool(CLIENTS)  # before there is a second thread
    killer = threading.Thread(target=killing, daemon=True)
    killer.start()
    seconds, answers = drive(server.port, asks, options.concurrency, pool)
    ending.set()
    killer.join(60)
    said = collections.Counter(status for status, _, _ in answers)
    times = sorted(1000 * one for _, one, _ in answers)
    print(
        f"the window: {len(people):,} {kind.name} in {seconds:.0f} s, {len(people) / seconds:,.0f}/s, "
        f"p50 {times[len(times) // 2]:.1f} ms, p95 {times[len(times) * 95 // 100]:.1f} ms, "
        f"longest {times[-1] / 1000:.1f} s; {killed} × kill -9; answers {dict(said)}",
        flush=True,
    )
    return check(kind, pk, answers, loudly=True) + (said.keys() != {kind.status})


def check(kind: Kind, pk: int, answers, *, loudly: bool = False) -> int:
    """How many applications are lost, doubled, in another state than was told, told to nobody, or not whole."""
    told = collections.Counter()
    for status, _seconds, body in answers:
        if status == kind.status:
            told[kind.told(json.loads(body))] += 1
    rows = kind.rows(pk)
    there = {row for row, _person in rows}
    lost, strange = len(told.keys() - there), len(there - told.keys())
    doubled = len(rows) - len({person for _, person in rows}) + sum(n - 1 for n in told.values())
    odd = kind.odd(pk)
    if loudly:
        print(
            f"of {len(told):,} acknowledged: lost {lost}, doubled {doubled}, strange {strange}; "
            + ", ".join(f"{what} {many}" for what, many in odd.items())
        )
    return lost + doubled + strange + sum(odd.values())


def drive(port: int, requests, concurrency: int, pool=None):
    """Seconds from the first sent to the last answered, and (status, seconds, body) of each."""
    began = time.perf_counter()
    with pool or multiprocessing.get_context("fork").Pool(CLIENTS) as clients:
        parts = clients.starmap(
            _client, [(port, requests[n::CLIENTS], concurrency // CLIENTS) for n in range(CLIENTS)]
        )
    return time.perf_counter() - began, [answer for part in parts for answer in part]


def _client(port: int, requests, connections: int) -> list[tuple[int, float, bytes]]:
    answers: list[tuple[int, float, bytes]] = []
    todo, taking = iter(requests), threading.Lock()

    def one() -> None:
        link = None
        while True:
            with taking:
                request = next(todo, None)
            if request is None:
                return
            began = time.perf_counter()
            while True:
                try:
                    link = link or _connect(port)
                    status, body = _exchange(link, *request)
                except OSError:  # killed: ask again, with the same key
                    if link is not None:
                        link.close()
                    link = None
                    time.sleep(0.05)
                    continue
                if status < 500:
                    break
                time.sleep(0.05)
            answers.append((status, time.perf_counter() - began, body))

    threads = [threading.Thread(target=one) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _connect(port: int) -> socket.socket:
    link = socket.create_connection(("127.0.0.1", port), timeout=30)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def _exchange(
    link: socket.socket, method: str, path: str, headers: dict[str, str], sent: bytes
) -> tuple[int, bytes]:
    """One request on a kept-open connection; a hand's breadth above the socket, so that the client is not the limit."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}Content-Length: {len(sent)}\r\n\r\n"
    link.sendall(head.encode() + sent)
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(link)
    head, _, body = received.partition(b"\r\n\r\n")
    lower = head.lower()
    length = 0
    if b"content-length:" in lower:
        length = int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    while len(body) < length:
        body += _more(link)
    return int(head[9:12]), body


def _more(link: socket.socket) -> bytes:
    more = link.recv(65536)
    if not more:
        raise ConnectionResetError
    return more


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
