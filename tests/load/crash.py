"""Crash harness (issue 3, show-list 4): kill -9 under load, and nothing acknowledged is lost, doubled or forked.

    python -m tests.load.crash [--rounds 50] [--writers 4] [--members 3000] [--keep]

A PostgreSQL, a web server, two workers (two sequencers) and two signers of its own, in a folder of its own. Writers
enrol members over HTTP, each with an idempotency key, and ask again with the same key until they are answered. Every
round kills (SIGKILL, the whole process group) the worker, the signer, the web server or the database, in turn, and
every fifth round two of them at once; a supervisor starts again what ended, as systemd does. A witness collects the
checkpoints that are served. At the end:

- every acknowledged key is one enrolment and one ledger entry; no key has two; no place was given twice;
- every checkpoint that was ever served is a prefix of the final tree: no fork;
- the ledger is sound, leaf by leaf; the plan's cells equal a rebuild; verify.py accepts the export.

Prints what was killed and how long it took until writes were acknowledged and a new checkpoint was served again. Exits with 1 if anything is wrong.
"""

import argparse
import collections
import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VICTIMS = ("worker", "signer", "web", "database")
BETWEEN = (1.0, 3.0)  # seconds of load before each kill
GIVE_UP = 180.0  # seconds in which the service must be back


def main() -> int:
    options = _options()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="jiangong-crash-"))
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "JIANGONG_VAR": str(folder / "var"),
        "JIANGONG_DATABASE": "crash",
        "JIANGONG_DEMONSTRATION": "1",
        "JIANGONG_SECRET_KEY": "only-for-the-crash-harness",
        "DJANGO_SETTINGS_MODULE": "jiangong.settings",
    }
    print(f"folder {folder}", flush=True)
    import django

    from jiangong.operations.embedded import ensure_database

    ensure_database()
    django.setup()
    asks = prepare(options.members, options.rounds)
    random.seed(options.seed)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    house = House(folder, port)
    house.start()
    try:
        told, tried, seen, back = play(options, house, asks, port)
    finally:
        house.stop()
    wrong = judge(told, tried, seen, folder)
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    print(
        f"{options.rounds} rounds of kill -9 ({dict(house.killed)}), {len(told):,} writes acknowledged, "
        f"{len(seen[0]):,} checkpoints seen, restarts {dict(house.restarted)}, "
        f"back after {max(back, default=0):.1f} s at most (median {sorted(back)[len(back) // 2]:.1f} s); "
        f"{'all sound' if not wrong else f'{len(wrong)} THINGS ARE WRONG'}"
    )
    if not options.keep and not wrong:
        from django.db import connection

        from jiangong.operations import embedded

        connection.close()
        embedded.leave()
        subprocess.run(["rm", "-rf", str(folder)], check=False)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--members", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", default="")
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    return parser.parse_args()


# --- before -----------------------------------------------------------------------------------------------------


def prepare(members: int, rounds: int) -> list[tuple[int, int, str]]:
    """A tree, members with tokens, sessions; every (session, person, token) in an order that is no order."""
    from django.core.management import call_command
    from django.utils import timezone

    from jiangong.api.models import Token
    from jiangong.foundation.common.endpoints import sign_token
    from jiangong.foundation.people.models import Membership, Person, User
    from jiangong.operations.preparing import prepare_everything
    from tests.cast import make_tree
    from tests.factories import make_course, make_session

    prepare_everything()
    call_command("migrate", verbosity=0)
    tree = make_tree()
    people = Person.objects.bulk_create(
        [Person(name=f"演示职工{n:05d}", is_demonstration=True) for n in range(members)], batch_size=2000
    )
    Membership.objects.bulk_create(
        [
            Membership(
                person=one, organisation=tree.enterprise, state="active", joined_on=tree.city.founded_on
            )
            for one in people
        ],
        batch_size=2000,
    )
    users = User.objects.bulk_create(
        [User(username=f"crash-{one.pk}", person=one) for one in people], batch_size=2000
    )
    until = timezone.now() + timezone.timedelta(days=30)
    tokens = Token.objects.bulk_create(
        [Token(user=user, name="crash", scopes=["growth:write"], expires_at=until) for user in users],
        batch_size=2000,
    )
    course = make_course(tree.city)
    sessions = [make_session(course, places=members // 2).pk for _ in range(max(8, rounds))]
    seconds = int(until.timestamp())
    texts = [
        (
            token.user.person_id,
            sign_token(token.pk, token.user_id, token.user.person_id, ["growth:write"], seconds),
        )
        for token in tokens
    ]
    asks = [(session, person, text) for session in sessions for person, text in texts]
    random.Random(7).shuffle(asks)
    return asks


# --- the processes -----------------------------------------------------------------------------------------------


@dataclass
class House:
    """The processes of one installation, and a supervisor that starts again what ended."""

    folder: Path
    port: int
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    killed: collections.Counter[str] = field(default_factory=collections.Counter)
    restarted: collections.Counter[str] = field(default_factory=collections.Counter)
    ending: threading.Event = field(default_factory=threading.Event)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def commands(self) -> dict[str, list[str]]:
        jiangong = [sys.executable, "-m", "jiangong.operations"]
        return {
            "web": [*jiangong, "serve", "--port", str(self.port), "--workers", "1", "--threads", "8"],
            "worker": [*jiangong, "worker", "--jobs", "1"],
            "worker2": [*jiangong, "worker", "--jobs", "1"],
            "signer": [*jiangong, "signer", "--every", "0.3"],
            "signer2": [*jiangong, "signer", "--every", "0.3"],
        }

    def start(self) -> None:
        for name in self.commands():
            self._start(name)
        threading.Thread(target=self._watch, daemon=True).start()

    def _start(self, name: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            self.commands()[name], cwd=ROOT, start_new_session=True, stdout=log, stderr=log
        )

    def _watch(self) -> None:
        while not self.ending.wait(0.5):
            with self.guard:
                for name, child in list(self.running.items()):
                    if child.poll() is not None and not self.ending.is_set():
                        self.restarted[name] += 1
                        self._start(name)

    def kill(self, victim: str) -> None:
        """SIGKILL to everything that is the victim, no word before."""
        self.killed[victim] += 1
        if victim == "database":
            self._kill_database()
            return
        with self.guard:
            for name in (victim, f"{victim}2"):
                child = self.running.get(name)
                if child is not None and random.random() < (1.0 if name == victim else 0.5):
                    _kill_tree(child.pid)

    def _kill_database(self) -> None:
        from jiangong.operations import embedded

        data = embedded.data_folder()
        _kill_tree(int((data / "postmaster.pid").read_text().split()[0]))
        time.sleep(0.5)
        with embedded._alone():
            embedded._launch(data, embedded._account(data))

    def stop(self) -> None:
        self.ending.set()
        with self.guard:
            for child in self.running.values():
                with contextlib.suppress(ProcessLookupError):
                    child.terminate()
            for child in self.running.values():
                try:
                    child.wait(30)
                except subprocess.TimeoutExpired:
                    _kill_tree(child.pid)


def _kill_tree(pid: int) -> None:
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        family = [*top.children(recursive=True), top]
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGKILL)
        psutil.wait_procs(family, timeout=20)


# --- the load ---------------------------------------------------------------------------------------------------


class Writers:
    """Threads that enrol, and remember what they were told; each asks with one key until it is answered."""

    def __init__(self, port: int, asks: list[tuple[int, int, str]], many: int) -> None:
        self.port, self.asks = port, iter(asks)
        self.told: dict[str, int] = {}
        self.tried: dict[str, tuple[int, int]] = {}
        self.last = time.monotonic()
        self.guard = threading.Lock()
        self.ending = threading.Event()
        self.odd: collections.Counter[str] = collections.Counter()
        self.threads = [threading.Thread(target=self._write, daemon=True) for _ in range(many)]
        for one in self.threads:
            one.start()

    def _write(self) -> None:
        link = None
        while not self.ending.is_set():
            with self.guard:
                ask = next(self.asks, None)
                if ask is None:
                    return
                session, person, token = ask
                key = f"crash-{session}-{person}"
                self.tried[key] = (session, person)
            while True:
                try:
                    link = link or http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                    link.request(
                        "POST",
                        f"/api/v1/training/sessions/{session}/enrolments",
                        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": key},
                    )
                    answer = link.getresponse()
                    body = answer.read()
                except (OSError, http.client.HTTPException):
                    link = None
                    if self.ending.is_set():
                        return
                    time.sleep(0.2)
                    continue
                if answer.status == 201:
                    with self.guard:
                        self.told[key] = json.loads(body)["id"]
                        self.last = time.monotonic()
                    break
                self.odd[f"{answer.status}"] += 1
                if answer.status < 500:
                    self.odd[body.decode()[:200]] += 1
                    break
                if self.ending.is_set():
                    return
                time.sleep(0.2)
            time.sleep(0.004)

    def stop(self) -> None:
        self.ending.set()
        for one in self.threads:
            one.join(30)


class Witness:
    """Asks for the newest checkpoint all the time and keeps every one: (size, note)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.seen: dict[int, str] = {}
        self.forks: list[str] = []
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.ending.wait(0.2):
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                link.request("GET", "/ledger/checkpoint")
                answer = link.getresponse()
                note = answer.read().decode()
                link.close()
            except (OSError, http.client.HTTPException):
                continue
            if answer.status != 200:
                continue
            text = note.split("\n\n")[0]
            size = int(text.split("\n")[1])
            if self.seen.setdefault(size, text) != text:
                self.forks.append(f"two checkpoints of size {size} were served")


def play(options, house: House, asks, port: int):
    """Load and kills; what was acknowledged, what was tried, which checkpoints were seen, seconds until back."""
    writers, witness = Writers(port, asks, options.writers), Witness(port)
    _until(lambda: len(writers.told) > 20, "the first writes")
    _until(lambda: witness.seen, "the first checkpoint")
    back = []
    for n in range(options.rounds):
        time.sleep(random.uniform(*BETWEEN))
        victims = [VICTIMS[n % len(VICTIMS)]]
        if n % 5 == 4:
            victims.append(random.choice([one for one in VICTIMS if one != victims[0]]))
        before, size = len(writers.told), max(witness.seen)
        killed_at = time.monotonic()
        for victim in victims:
            house.kill(victim)
        _until(lambda before=before: len(writers.told) > before + 5, f"writes after killing {victims}")
        _until(lambda size=size: max(witness.seen) > size, f"a checkpoint after killing {victims}")
        back.append(time.monotonic() - killed_at)
        print(
            f"round {n + 1}: killed {' and '.join(victims)}, all at work again after {back[-1]:.1f} s, "
            f"{len(writers.told):,} acknowledged, checkpoint {max(witness.seen):,}",
            flush=True,
        )
    writers.stop()
    from jiangong.foundation.ledger import queries

    def done() -> bool:
        """Places, leaves and a signature for everything."""
        from django.db import Error, connection

        try:
            totals = queries.totals()
            signed = queries.newest_checkpoint()
            return (
                totals.pending == 0
                and queries.head()[0] == totals.placed
                and signed is not None
                and signed.size == totals.placed
            )
        except Error:
            connection.close()
            return False

    _until(done, "worker and signer to catch up")
    time.sleep(1)
    witness.ending.set()
    witness.thread.join(10)
    if writers.odd:
        print("answers besides 201:", dict(writers.odd))
    return writers.told, writers.tried, (witness.seen, witness.forks), back


def _until(true, what: str) -> None:
    until = time.monotonic() + GIVE_UP
    while not true():
        if time.monotonic() > until:
            raise SystemExit(f"waited {GIVE_UP:.0f} s for {what}")
        time.sleep(0.1)


# --- the judgement -------------------------------------------------------------------------------------------------


def judge(told: dict[str, int], tried: dict[str, tuple[int, int]], seen, folder: Path) -> list[str]:
    """Everything that is wrong, one sentence each."""
    return [*_writes(told, tried), *_forks(*seen), *_ledger(folder)]


def _writes(told, tried):
    from django.db.models import Count

    from jiangong.foundation.ledger.models import Entry
    from jiangong.programmes.growth.models import Enrolment, Session

    rows: dict[str, list[tuple[int, int, int]]] = collections.defaultdict(list)
    for key, pk, session, person in Enrolment.objects.values_list(
        "request_key", "pk", "session_id", "person_id"
    ):
        rows[key].append((pk, session, person))
    for key, pk in told.items():
        if [one[0] for one in rows[key]] != [pk]:
            yield f"{key} was acknowledged as {pk}, the database has {rows[key]}"
    for key, found in rows.items():
        if len(found) != 1 or found[0][1:] != tried.get(key):
            yield f"{key} stands {len(found)} times"
    entries = dict(
        Entry.objects.filter(subject_type="growth.enrolment")
        .values_list("subject_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for found in rows.values():
        for pk, _session, _person in found:
            if entries.pop(pk, 0) != 1:
                yield f"enrolment {pk} has not exactly one ledger entry"
    if entries:
        yield f"{len(entries)} ledger entries about enrolments that do not exist"
    for session in Session.objects.annotate(n=Count("enrolments")):
        held = session.enrolments.filter(state="enrolled").count()
        if held != session.taken or held > session.places:
            yield f"session {session.pk}: {held} hold a place, {session.taken} counted, {session.places} there"


def _forks(seen, forks):
    from jiangong.foundation.ledger import queries
    from jiangong.foundation.ledger.models import Checkpoint
    from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint as Statement

    yield from forks
    published = {one.size: one.note.split("\n\n")[0] for one in Checkpoint.objects.all()}
    for size, text in sorted({**published, **seen}.items()):
        if seen.get(size, text) != published.get(size, text):
            yield f"checkpoint {size}: served and published differ"
        if queries.root_at(size) != Statement.parse(text + "\n").root:
            yield f"checkpoint {size} is no prefix of the final tree"
    if missing := seen.keys() - published.keys():
        yield f"{len(missing)} checkpoints were served and are not there any more"


def _ledger(folder: Path):
    other = {**os.environ, "JIANGONG_SIGNER": str(folder / "other-signer")}
    done = subprocess.run(
        [sys.executable, "-m", "jiangong.operations", "signer", "--once"],
        cwd=ROOT,
        env=other,
        capture_output=True,
        text=True,
    )
    print(f"a signer from another machine: {done.returncode} {done.stderr.strip()[:150]}")
    if done.returncode == 0:
        yield "a second signer with a memory of its own was let in"
    for words in (
        ("ledger", "verify", "--deep"),
        ("plan", "check"),
        ("ledger", "export", str(folder / "export")),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "jiangong.operations", *words], cwd=ROOT, capture_output=True, text=True
        )
        print(f"jiangong {' '.join(words[:2])}: {done.returncode} {done.stdout.strip().splitlines()[-1:]}")
        if done.returncode:
            yield f"jiangong {' '.join(words)}: {(done.stdout + done.stderr)[-500:]}"
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "export" / "verify.py"), str(folder / "export")],
        capture_output=True, text=True,
    )  # fmt: skip
    print(f"verify.py: {done.returncode} {done.stdout.strip().splitlines()[-1:]}")
    if done.returncode:
        yield f"verify.py: {(done.stdout + done.stderr)[-500:]}"


if __name__ == "__main__":
    sys.exit(main())
