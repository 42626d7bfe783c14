"""The enrolment rush (issue 2, figure 3): 20,000 people want 2,000 places, 64 at a time, over HTTP.

    python tests/load/enrolment_rush.py [--people 20000] [--places 2000] [--rounds 3] [--threads 32] [--concurrency 64]

Starts the web server as `jiangong serve` does, on a free port and with a database of its own, and drives two things
alternately from separate processes over kept-open connections: enrolling by the API with signed tokens, and a bare
Django view that does one INSERT behind the ordinary middleware of a request without a token. Both are warmed before.
Prints requests a second (medians), the ratio, how many were oversold and how many lost, and before each round how
many processors others keep busy. Exits with 1 if any was oversold or lost: a duration never fails it, a lost row
always.
"""

import argparse
import collections
import contextlib
import http.client
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("JIANGONG_DATABASE", "load_rush")
os.environ.setdefault("JIANGONG_DEMONSTRATION", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiangong.settings")

from jiangong.operations.processes import THREADS, WORKERS, web_command  # noqa: E402

CLIENTS = 2  # processes that drive; each has concurrency / CLIENTS connections
SCOPES = ["growth:write", "convalescence:write"]


def main() -> int:
    options = _options()
    import django

    from jiangong.operations.embedded import ensure_database

    ensure_database()
    django.setup()
    people = prepare(options.people)
    with server(options.threads) as port:
        bare, rush, oversold, lost = [], [], 0, 0
        drive(port, [("POST", "/api/v1/bare/", {})] * 2000, options.concurrency)  # both sides warm
        drive(port, asks(new_session(options.places), people[:2000]), options.concurrency)
        for n in range(options.rounds):
            session, others = new_session(options.places), busy_processors()
            speed, answers = rate(port, [("POST", "/api/v1/bare/", {})] * len(people), options.concurrency)
            assert {status for status, _ in answers} == {201}
            bare.append(speed)
            speed, answers = rate(port, asks(session, people), options.concurrency)
            said = collections.Counter(status for status, _ in answers)
            if said.keys() != {201}:
                print("answers:", dict(said), next(body for status, body in answers if status != 201)[:300])
            rush.append(speed)
            over, gone = check(session, options.places, people, answers)
            oversold, lost = oversold + over, lost + gone
            print(
                f"round {n + 1}: bare INSERT {bare[-1]:,.0f}/s, enrolment {rush[-1]:,.0f}/s, "
                f"ratio {rush[-1] / bare[-1]:.2f}, oversold {over}, lost {gone}; others kept {others:.1f} cores busy",
                flush=True,
            )
    ratios = [one / other for one, other in zip(rush, bare, strict=True)]
    print(
        f"median: bare INSERT {statistics.median(bare):,.0f}/s, enrolment {statistics.median(rush):,.0f}/s, "
        f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}; bar 1.5), oversold {oversold}, lost {lost}; "
        f"{options.people} people, {options.places} places, concurrency {options.concurrency}, "
        f"granian WSGI {WORKERS} workers × {options.threads} threads, {os.cpu_count()} cores"
    )
    return 1 if oversold or lost else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--places", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=THREADS)
    parser.add_argument("--concurrency", type=int, default=64)
    return parser.parse_args()


def prepare(number: int) -> list[tuple[int, str]]:
    """The tree, `number` members with an account and a token each; (person, token) of everybody."""
    from django.core.management import call_command
    from django.db import connection

    from jiangong.api.models import Token
    from jiangong.foundation.common.endpoints import sign_token
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import Membership, Person, User
    from jiangong.programmes.growth.models import Enrolment

    call_command("migrate", verbosity=0)
    Enrolment.objects.filter(session__course__code="RUSH").delete()  # those of the last time
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS load_bare (id bigserial PRIMARY KEY, n int)")
    from django.utils import timezone

    from tests.cast import make_tree

    enterprise = Organisation.objects.filter(code__startswith="T", kind="enterprise").order_by("pk").first()
    enterprise = enterprise or make_tree().enterprise
    missing = number - Membership.objects.filter(organisation=enterprise, state="active").count()
    if missing > 0:
        print(f"making {missing} members …", flush=True)
        persons = Person.objects.bulk_create(
            [Person(name=f"演示职工{n:05d}", is_demonstration=True) for n in range(missing)], batch_size=2000
        )
        Membership.objects.bulk_create(
            [
                Membership(
                    person=person, organisation=enterprise, state="active", joined_on=enterprise.founded_on
                )
                for person in persons
            ],
            batch_size=2000,
        )
        users = User.objects.bulk_create(
            [User(username=f"rush-{person.pk}", person=person) for person in persons], batch_size=2000
        )
        until = timezone.now() + timezone.timedelta(days=365)
        Token.objects.bulk_create(
            [Token(user=user, name="rush", scopes=SCOPES, expires_at=until) for user in users],
            batch_size=2000,
        )
    Token.objects.filter(name="rush").exclude(scopes=SCOPES).update(scopes=SCOPES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = Token.objects.filter(name="rush").order_by("pk").values_list("pk", "user_id", "user__person_id")
    until_then = int(time.time()) + 86_400
    return [
        (person, sign_token(token, user, person, SCOPES, until_then)) for token, user, person in rows[:number]
    ]


def asks(session: int, people: list[tuple[int, str]]) -> list[tuple[str, str, dict[str, str]]]:
    """One request a person for a place in this session."""
    return [
        (
            "POST",
            f"/api/v1/training/sessions/{session}/enrolments",
            {"Authorization": f"Bearer {token}", "Idempotency-Key": f"rush-{session}-{person}"},
        )
        for person, token in people
    ]


def busy_processors() -> float:
    """How many processors are busy while we are not: what else runs on this machine (Linux; 0 elsewhere)."""

    def ticks() -> int:
        fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return sum(fields) - fields[3] - fields[4]  # idle, waiting for the disk

    if not Path("/proc/stat").exists():
        return 0.0
    before, seconds = ticks(), 2.0
    time.sleep(seconds)
    return (ticks() - before) / os.sysconf("SC_CLK_TCK") / seconds


def new_session(places: int) -> int:
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.programmes.growth.models import Course
    from tests.factories import make_session

    city = Organisation.objects.get(kind="city")
    course, _new = Course.objects.get_or_create(
        code="RUSH", defaults={"title": "演示课程", "hours": 8, "organiser": city, "is_demonstration": True}
    )
    return make_session(course, places=places).pk


def check(
    session: int, places: int, people: list[tuple[int, str]], answers: list[tuple[int, bytes]]
) -> tuple[int, int]:
    """(oversold, lost): every 2xx is one row with the state it was told, every row was told, none above the places."""
    import json

    from jiangong.programmes.growth.models import Enrolment, Session

    told = {}
    for status, body in answers:
        if status == 201:
            answer = json.loads(body)
            told[answer["id"]] = answer["state"]
    rows = dict(Enrolment.objects.filter(session=session).values_list("pk", "state"))
    placed = sum(state == "enrolled" for state in rows.values())
    taken = Session.objects.get(pk=session).taken
    lost = len(told.items() ^ rows.items()) + abs(len(people) - len(told)) + abs(placed - taken)
    last_placed = max((pk for pk, state in rows.items() if state == "enrolled"), default=0)
    first_waiting = min((pk for pk, state in rows.items() if state == "waiting"), default=last_placed + 1)
    if first_waiting < last_placed:
        print("the waiting list was overtaken", flush=True)
        lost += 1
    return max(0, placed - places), lost


@contextlib.contextmanager
def server(threads: int):
    """granian on a free port; yields the port when it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = web_command(
        host="127.0.0.1",
        port=port,
        workers=WORKERS,
        threads=threads,
        application="tests.load.rush_wsgi:application",
    )
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "JIANGONG_HOSTS": "127.0.0.1"})
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise SystemExit("the server did not start")
        yield port
    finally:
        child.terminate()
        child.wait(20)


def rate(port: int, requests, concurrency: int) -> tuple[float, list[tuple[int, bytes]]]:
    """Requests a second from the first sent to the last answered, and the answers."""
    began = time.perf_counter()
    answers = drive(port, requests, concurrency)
    return len(requests) / (time.perf_counter() - began), answers


def drive(port: int, requests, concurrency: int) -> list[tuple[int, bytes]]:
    with multiprocessing.get_context("fork").Pool(CLIENTS) as pool:
        parts = pool.starmap(
            _client, [(port, requests[n::CLIENTS], concurrency // CLIENTS) for n in range(CLIENTS)]
        )
    return [answer for part in parts for answer in part]


def _client(port: int, requests, connections: int) -> list[tuple[int, bytes]]:
    answers: list[tuple[int, bytes]] = []
    todo = iter(requests)
    taking = threading.Lock()

    def one() -> None:
        with socket.create_connection(("127.0.0.1", port)) as link:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                with taking:
                    request = next(todo, None)
                if request is None:
                    return
                answers.append(_exchange(link, *request))

    threads = [threading.Thread(target=one) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _exchange(link: socket.socket, method: str, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    """One request on a kept-open connection; a hand's breadth above the socket, so that the client is not the limit."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    link.sendall(f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}Content-Length: 0\r\n\r\n".encode())
    received = b""
    while b"\r\n\r\n" not in received:
        more = link.recv(65536)
        if not more:
            raise http.client.RemoteDisconnected(path)
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = (
        int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        if b"content-length:" in head.lower()
        else 0
    )
    while len(body) < length:
        body += link.recv(65536)
    return int(head[9:12]), body


if __name__ == "__main__":
    sys.exit(main())
