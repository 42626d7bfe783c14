"""The theory sitting (issue 5, figure 4): 20,000 examinees answer 50 questions with autosave, 64 at a time, over HTTP.

    python -m tests.load.sitting [--examinees 20000] [--questions 50] [--kills 10] [--rounds 3] [--concurrency 64]

Starts the web server as `jiangong serve` does, on a free port and with a database of its own. First it drives, by turns,
the bare Django view that does one INSERT and answers of examinees of a sitting of their own (`--rounds` times 10,000
each), and prints requests a second, p50 and p95 of both and the ratio. Then the whole sitting: every examinee gives every
answer with a request of its own, those of one examinee in their order and some of them changed once; meanwhile the server
is killed (SIGKILL, all of it) `--kills` times and started again, and who was not answered asks again with the same
sequence. At the end the database is compared with what was told: every acknowledged answer is there once, as it was
given, none is there that nobody gave, and the newest counts. Exits with 1 if one was lost or doubled: a duration never
fails it.
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
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("JIANGONG_DATABASE", "load_sitting")
os.environ.setdefault("JIANGONG_DEMONSTRATION", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")

from jiangong.operations.processes import THREADS, WORKERS, web_command  # noqa: E402
from tests.load.crash import _kill_tree  # noqa: E402
from tests.load.enrolment_rush import busy_processors  # noqa: E402

CLIENTS = 2  # processes that drive; each has concurrency / CLIENTS connections
SAMPLE = 10_000  # requests of each side in a round
ADDRESS = "/api/v1/exams/answers"
CHANGED = 10  # one answer in so many is given twice
LETTERS = "ABCD"


def main() -> int:
    options = _options()
    import django

    from jiangong.operations.embedded import ensure_database

    ensure_database()
    django.setup()
    sitting, tickets = prepare(options.examinees, options.questions)
    warm, others = prepare(max(200, SAMPLE // options.questions * (options.rounds + 1)), options.questions)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(port, options.threads)
    wrong = 0
    try:
        compare(options, server, others)
        wrong += check(warm, None)
        wrong += sit(options, server, sitting, tickets)
    finally:
        server.stop()
    if not wrong:
        close(sitting)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--examinees", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=THREADS)
    parser.add_argument("--concurrency", type=int, default=64)
    return parser.parse_args()


def prepare(number: int, questions: int) -> tuple[int, list[tuple[int, str]]]:
    """A new sitting in which `number` examinees have started; its number, and (examinee, ticket) of each."""
    from datetime import timedelta

    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import Person
    from jiangong.selection.exams import actions
    from jiangong.selection.exams.formulas import Blueprint, Line
    from jiangong.selection.exams.models import Examinee, Sitting
    from tests.cast import make_tree
    from tests.exam_factories import make_bank

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS load_bare (id bigserial PRIMARY KEY, n int)")
    city = Organisation.objects.filter(code="T", kind="city").first() or make_tree().city
    missing = number - Person.objects.filter(name__startswith="演示考生").count()
    Person.objects.bulk_create(
        [Person(name=f"演示考生{n:05d}", is_demonstration=True) for n in range(max(0, missing))],
        batch_size=2000,
    )
    people = Person.objects.filter(name__startswith="演示考生").order_by("pk").values_list("pk", flat=True)
    bank = make_bank(city, each=questions, kinds=("single",))
    now = timezone.now()
    print(f"a sitting of {number:,} …", flush=True)
    sitting = actions.create_sitting(
        subject=city,
        organisation=city,
        name="演示考试",
        blueprint=Blueprint(bank.pk, (Line("single", questions, "2"),)),
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=12),
        minutes=600,
        by=None,
    )
    began = time.perf_counter()
    actions.admit(sitting, [(pk, f"{n:05d}", 0) for n, pk in enumerate(people[:number])], by=None)
    admitted = time.perf_counter()
    actions.draw_paper(sitting, by=None)
    print(
        f"admitted in {admitted - began:.1f} s, papers drawn in {time.perf_counter() - admitted:.1f} s",
        flush=True,
    )
    sitting = Sitting.objects.get(pk=sitting.pk)
    Examinee.objects.filter(sitting=sitting).update(
        state="sitting", started_at=now, ends_at=now + timedelta(hours=10), device=1
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = Examinee.objects.filter(sitting=sitting).order_by("pk")
    return sitting.pk, [(one.pk, actions.ticket(one, sitting)) for one in rows]


class Server:
    """granian on a port: started, killed with everything it has, started again."""

    def __init__(
        self, port: int, threads: int, application: str = "tests.load.sitting_wsgi:application"
    ) -> None:
        self.port, self.threads, self.application = port, threads, application
        self.log = open(Path(tempfile.mkdtemp()) / "server.log", "ab")  # noqa: SIM115  # for as long as there is a server
        self.start()

    def start(self) -> None:
        command = web_command(
            host="127.0.0.1",
            port=self.port,
            workers=WORKERS,
            threads=self.threads,
            application=self.application,
        )
        self.child = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "JIANGONG_HOSTS": "127.0.0.1"},
            start_new_session=True,
            stdout=self.log,
            stderr=self.log,
        )
        for _ in range(600):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.1)
        raise SystemExit("the server did not start")

    def kill(self) -> None:
        _kill_tree(self.child.pid)
        self.child.wait(20)

    def stop(self) -> None:
        self.child.terminate()
        self.child.wait(30)


def compare(options, server: Server, tickets: list[tuple[int, str]]) -> None:
    """Both sides by turns, warmed before."""
    bare, ours = [], []
    asks = answers_of(tickets, options.questions, changed=False)
    drive(server.port, [("/api/v1/bare/", "", b"")] * 2000, options.concurrency)
    drive(server.port, [next(asks) for _ in range(2000)], options.concurrency)
    for n in range(options.rounds):
        others = busy_processors()
        bare.append(
            figures(drive(server.port, [("/api/v1/bare/", "", b"")] * SAMPLE, options.concurrency), {201})
        )
        ours.append(
            figures(drive(server.port, [next(asks) for _ in range(SAMPLE)], options.concurrency), {200})
        )
        print(
            f"round {n + 1}: bare INSERT {words(bare[-1])}; autosave {words(ours[-1])}; "
            f"ratio {ours[-1][0] / bare[-1][0]:.2f}; others kept {others:.1f} cores busy",
            flush=True,
        )
    ratios = [one[0] / other[0] for one, other in zip(ours, bare, strict=True)]
    print(
        f"median: bare INSERT {statistics.median(one[0] for one in bare):,.0f}/s, "
        f"autosave {statistics.median(one[0] for one in ours):,.0f}/s, ratio {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f}; bar 0.9); concurrency {options.concurrency}, "
        f"granian WSGI {WORKERS} workers × {options.threads} threads, {os.cpu_count()} cores",
        flush=True,
    )


def figures(done, expected: set[int]) -> tuple[float, float, float]:
    """(a second, p50 in ms, p95 in ms)."""
    seconds, answers = done
    said = collections.Counter(status for status, _ in answers)
    assert said.keys() == expected, said
    times = sorted(1000 * one for _, one in answers)
    return len(answers) / seconds, times[len(times) // 2], times[len(times) * 95 // 100]


def words(one: tuple[float, float, float]) -> str:
    return f"{one[0]:,.0f}/s (p50 {one[1]:.1f} ms, p95 {one[2]:.1f} ms)"


def given(examinee: int, item: int, sequence: int) -> str:
    """What an examinee answers: the same each time it is asked."""
    return LETTERS[(examinee * 7 + item * 3 + sequence) % 4]


def answers_of(tickets, questions: int, *, changed: bool = True):
    """Requests, as the examinees come to them: everybody's first answer, then everybody's second …"""
    for item in range(1, questions + 1):
        for examinee, ticket in tickets:
            sequences = (1, 2) if changed and (examinee + item) % CHANGED == 0 else (1,)
            for sequence in sequences:
                body = {"answers": [[item, sequence, given(examinee, item, sequence)]]}
                yield ADDRESS, ticket, json.dumps(body).encode()


def drive(port: int, requests, concurrency: int):
    """Seconds from the first sent to the last answered, and (status, seconds) of each."""
    began = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(CLIENTS) as pool:
        parts = pool.starmap(
            _client, [(port, requests[n::CLIENTS], concurrency // CLIENTS) for n in range(CLIENTS)]
        )
    return time.perf_counter() - began, [answer for part in parts for answer in part]


def _client(port: int, requests, connections: int) -> list[tuple[int, float]]:
    answers: list[tuple[int, float]] = []
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
                    status = _exchange(link, *request)
                except OSError:  # killed: ask again, the same
                    if link is not None:
                        link.close()
                    link = None
                    time.sleep(0.05)
                    continue
                if status < 500:
                    break
                time.sleep(0.05)
            answers.append((status, time.perf_counter() - began))

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


def _exchange(link: socket.socket, path: str, ticket: str, body: bytes) -> int:
    """One request on a kept-open connection; a hand's breadth above the socket, so that the client is not the limit."""
    token = f"Authorization: Bearer {ticket}\r\nContent-Type: application/json\r\n" if ticket else ""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{token}Content-Length: {len(body)}\r\n\r\n"
    link.sendall(head.encode() + body)
    received = b""
    while b"\r\n\r\n" not in received:
        more = link.recv(65536)
        if not more:
            raise ConnectionResetError(path)
        received += more
    top, _, rest = received.partition(b"\r\n\r\n")
    lower = top.lower()
    length = (
        int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]) if b"content-length:" in lower else 0
    )
    while len(rest) < length:
        more = link.recv(65536)
        if not more:
            raise ConnectionResetError(path)
        rest += more
    return int(top[9:12])


def sit(options, server: Server, sitting: int, tickets: list[tuple[int, str]]) -> int:
    """The whole sitting with its kills; how many answers are wrong."""
    requests = list(answers_of(tickets, options.questions))
    total, killed, ending = len(requests), 0, threading.Event()

    def killing() -> None:
        nonlocal killed
        from django.db import connection

        while killed < options.kills and not ending.is_set():
            wanted = total * (killed + 1) // (options.kills + 1)
            while not ending.wait(0.3):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT last_value FROM exams_answer_id_seq")
                    if cursor.fetchone()[0] - first >= wanted:
                        break
            if ending.is_set():
                return
            time.sleep(random.uniform(0, 0.5))
            server.kill()
            killed += 1
            server.start()

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM exams_answer_id_seq")
        first = cursor.fetchone()[0]
    connection.close()
    killer = threading.Thread(target=killing, daemon=True)
    done_by_fork = multiprocessing.get_context("fork").Pool(CLIENTS)  # before there is a second thread
    killer.start()
    began = time.perf_counter()
    parts = done_by_fork.starmap(
        _client, [(server.port, requests[n::CLIENTS], options.concurrency // CLIENTS) for n in range(CLIENTS)]
    )
    seconds = time.perf_counter() - began
    ending.set()
    killer.join(60)
    done_by_fork.close()
    answers = [one for part in parts for one in part]
    said = collections.Counter(status for status, _ in answers)
    times = sorted(1000 * one for _, one in answers)
    print(
        f"the sitting: {len(tickets):,} examinees × {options.questions} questions, {total:,} answers in {seconds:.0f} s, "
        f"{total / seconds:,.0f}/s, p50 {times[len(times) // 2]:.1f} ms, p95 {times[len(times) * 95 // 100]:.1f} ms, "
        f"longest {times[-1] / 1000:.1f} s; {killed} × kill -9; answers {dict(said)}",
        flush=True,
    )
    if said.keys() != {200}:
        return 1
    return check(sitting, requests_of(tickets, options.questions))


def requests_of(tickets, questions: int) -> set[tuple[int, int, int]]:
    return {
        (examinee, item, sequence)
        for item in range(1, questions + 1)
        for examinee, _ticket in tickets
        for sequence in ((1, 2) if (examinee + item) % CHANGED == 0 else (1,))
    }


def check(sitting: int, told: set[tuple[int, int, int]] | None) -> int:
    """How many answers are lost, doubled, changed or from nowhere. Without `told` only whether each is what was given."""
    from jiangong.selection.exams.models import Answer

    rows = Answer.objects.filter(examinee__sitting=sitting).values_list(
        "examinee_id", "item", "sequence", "given"
    )
    seen: collections.Counter[tuple[int, int, int]] = collections.Counter()
    changed = 0
    for examinee, item, sequence, text in rows.iterator(50_000):
        seen[examinee, item, sequence] += 1
        changed += text != given(examinee, item, sequence)
    lost = len(told - seen.keys()) if told is not None else 0
    strange = len(seen.keys() - told) if told is not None else 0
    doubled = sum(count - 1 for count in seen.values())
    if told is not None:
        print(
            f"of {len(told):,} acknowledged: lost {lost}, doubled {doubled}, changed {changed}, strange {strange}"
        )
    return lost + doubled + changed + strange


def close(sitting: int) -> None:
    """How long the request that closes takes, and the worker that marks everybody after it."""
    from jiangong.selection.exams import actions, queries
    from jiangong.selection.exams.models import Sitting

    began = time.perf_counter()
    closed = actions.close_sitting(Sitting.objects.get(pk=sitting), reason="演示", by=None, background=True)
    closing = time.perf_counter() - began
    steps = 0
    while actions.mark_step(sitting):
        steps += 1
    closed.refresh_from_db()
    scores = queries.scores(closed)
    print(
        f"closed {len(scores):,} papers in {closing:.1f} s (the request), marked them in {steps} steps, "
        f"{time.perf_counter() - began - closing:.1f} s (the worker)"
    )


if __name__ == "__main__":
    sys.exit(main())
