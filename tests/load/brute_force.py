"""Brute force (security.md, bar 8): who tries a million identity numbers against everything that is left confirms nobody.

    python -m tests.load.brute_force [--candidates 1000000] [--keep]

A PostgreSQL of its own; a small city; one person who did everything one can do (tests/foundation/people/erasure), left
the union and was forgotten. The attacker has the full dump of the database, the exported public files, all files beside
the database (uploads, certificates, the register, logs, PostgreSQL's log) and, stronger than anybody outside, **all the
keys**: the tag key, the keyring with the index key, the site's secret. They know name, phone and union of the person, and
that the identity number is one of a million. For every candidate they compute what could stand somewhere: the number in
clear, its blind index, plain and keyed hashes of it, hashes of requests that named it, commitments with every salt that is
left, tags; and look for it in everything. Sealed values are opened with the keyring.

First the same attack on the living data, as a control: it must find the person. Then on what is left after the erasure: it
must find nothing. Then PostgreSQL's own files are searched for the name, before and after `jiangong erasures scrub`.
Exits with 1 if the control finds nobody, or the attack finds somebody.
"""

import argparse
import base64
import contextlib
import hashlib
import hmac
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLEAR = re.compile(rb"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
HEX = re.compile(rb"[0-9a-fA-F]{32,}")
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{22,}={0,2}")
SHORT = 16  # bytes by which digests are compared: the length of a blind index and of a tag


@dataclass(frozen=True)
class Keys:
    """Every secret of the installation."""

    index: bytes
    tag: bytes
    site: bytes


@dataclass(frozen=True)
class Guess:
    """What the attacker knows of the person besides the number."""

    name: str
    phone: str
    organisation: int
    salts: tuple[bytes, ...]
    records: tuple[bytes, ...]
    commitments: frozenset[bytes]


# --- what there is to look in ------------------------------------------------------------------------------------


def haystack(blobs: Iterable[bytes]) -> tuple[set[bytes], set[bytes]]:
    """Numbers that stand in clear, and the first 16 bytes of everything that could be a digest."""
    clear: set[bytes] = set()
    digests: set[bytes] = set()
    for blob in blobs:
        clear |= {found.upper() for found in CLEAR.findall(blob)}
        for found in HEX.findall(blob):
            raw = bytes.fromhex(found[: len(found) // 2 * 2].decode())
            digests |= {raw[at : at + SHORT] for at in range(0, len(raw) - SHORT + 1, SHORT)}
        for found in BASE64.findall(blob):
            for length in (len(found) // 4 * 4, len(found)):
                with contextlib.suppress(ValueError):
                    text = found[:length].rstrip(b"=")
                    raw = base64.urlsafe_b64decode(
                        text.translate(bytes.maketrans(b"+/", b"-_")) + b"=" * (-len(text) % 4)
                    )
                    digests |= {raw[at : at + SHORT] for at in range(0, len(raw) - SHORT + 1, SHORT)}
        digests |= {blob[at : at + SHORT] for at in range(0, len(blob) - SHORT + 1, SHORT)}
    return clear, digests


def database_texts() -> Iterator[bytes]:
    """Every row of every table as text: what a dump holds."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            while rows := cursor.fetchmany(5_000):
                yield "\n".join(row for (row,) in rows).encode()
    from django.contrib.sessions.models import Session

    yield "\n".join(
        json.dumps(one.get_decoded(), ensure_ascii=False) for one in Session.objects.all()
    ).encode()


def files(folder: Path, *, without: Iterable[str] = ()) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not set(path.relative_to(folder).parts) & set(without):
            yield path.read_bytes()


def opened() -> set[str]:
    """Everything sealed in the database, opened with the keyring."""
    from jiangong.foundation.people.models import Person
    from jiangong.foundation.people.roster.models import StagedRow
    from jiangong.foundation.people.roster.sealed import unseal_cells
    from jiangong.foundation.people.sealing import unseal
    from jiangong.foundation.people.states import Sealed

    found: set[str] = set()
    for person in Person.objects.all():
        for what in Sealed.values:
            if sealed := getattr(person, f"{what}_sealed"):
                found.add(unseal(sealed, model="people.person", field=what, pk=person.pk))
    for row in StagedRow.objects.all():
        found |= set(unseal_cells(row.cells_sealed, roster_import=row.roster_import_id, number=row.number))
        for name, sealed in (
            ("document", row.document_sealed),
            ("phone", row.values.get("phone_sealed", "")),
        ):
            if sealed:
                found.add(unseal(sealed, model="people.person", field=name, pk=row.person_id or 0))
    return found


# --- the attack -------------------------------------------------------------------------------------------------


def digests_of(number: str, keys: Keys, guess: Guess) -> Iterator[tuple[str, bytes]]:
    """What could stand somewhere if this were the person's number, each with its name."""
    text = number.encode()
    yield "blind index", hmac.digest(keys.index, b"document|" + text, "sha256")
    yield "sha256", hashlib.sha256(text).digest()
    yield "md5", hashlib.md5(text).digest()
    yield "sha1", hashlib.sha1(text).digest()
    yield "sha256 with the name", hashlib.sha256(f"{guess.name}{number}".encode()).digest()
    yield "keyed with the tag key", hmac.digest(keys.tag, text, "sha256")
    yield "tag", hmac.digest(keys.tag, b"D7|yantai-2023-2027|" + text, "sha256")
    yield "keyed with the site's secret", hmac.digest(keys.site, text, "sha256")
    body = json.dumps(
        {"organisation": guess.organisation, "name": guess.name, "document": number, "phone": guess.phone},
        ensure_ascii=False,
    ).encode()
    asked = b"POST /api/v1/people/memberships\n" + body
    yield "hash of a request", hashlib.sha256(asked).digest()
    yield (
        "keyed hash of a request",
        hmac.digest(hashlib.sha256(b"jiangong.api.answer" + keys.site).digest(), asked, "sha256"),
    )
    for salt in guess.salts:
        yield "commitment with a salt that is left", hashlib.sha256(salt + text).digest()
    for record in guess.records:
        yield "commitment salted by the number", hashlib.sha256(text + record).digest()


def attack(
    candidates: Iterable[str],
    clear: set[bytes],
    digests: set[bytes],
    sealed: set[str],
    keys: Keys,
    guess: Guess,
) -> dict[str, set[str]]:
    """Candidates that something confirms, with what confirms them."""
    found: dict[str, set[str]] = {}
    for number in candidates:
        if number.encode() in clear:
            found.setdefault(number, set()).add("in clear")
        if number in sealed:
            found.setdefault(number, set()).add("sealed value opened")
        for name, digest in digests_of(number, keys, guess):
            if digest[:SHORT] in digests or digest in guess.commitments:
                found.setdefault(number, set()).add(name)
    return found


def candidates(of: str, many: int) -> list[str]:
    """`many` well-formed numbers of the same area and of the years around the birth date, the right one among them."""
    from stdnum.cn.ric import calc_check_digit

    born = date(int(of[6:10]), int(of[10:12]), int(of[12:14]))
    days = -(-many // 1_000)
    numbers = []
    for day in range(days):
        body = f"{of[:6]}{born - timedelta(days=days // 2) + timedelta(days=day):%Y%m%d}"
        for serial in range(1_000):
            numbers.append(f"{body}{serial:03d}")
    numbers = [number + calc_check_digit(number + "0") for number in numbers[:many]]
    if of not in numbers:
        numbers[len(numbers) // 2] = of
    return numbers


def keys_of_this_installation() -> Keys:
    from django.conf import settings

    from jiangong.foundation.ledger.keys import tag_key
    from jiangong.foundation.people.sealing import keyring

    return Keys(keyring().index, tag_key(), settings.SECRET_KEY.encode())


def what_is_known(name: str, phone: str, organisation: int, people: Iterable[int]) -> Guess:
    """What the attacker can say about the person's entries, from the dump."""
    from jiangong.foundation.ledger import queries
    from jiangong.foundation.ledger.leaves import record_text

    size, _root = queries.head()
    numbers = set(people)
    mine = [one for one in queries.sources(0, size) if one.person_id in numbers]
    leaves = queries.logged_leaves(0, size)
    salts = queries.salts(0, size)
    return Guess(
        name=name,
        phone=phone,
        organisation=organisation,
        salts=tuple(salts[one.position] for one in mine if one.position in salts)[:3],
        records=tuple(record_text(one, "T").encode() for one in mine)[:3],
        commitments=frozenset(
            base64.b64decode(json.loads(leaves[one.position])["commitment"]) for one in mine
        ),
    )


# --- the whole thing as a command ----------------------------------------------------------------------------------


def main() -> int:
    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="jiangong-brute-"))
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "JIANGONG_VAR": str(folder / "var"),
        "JIANGONG_DATABASE": "city",
        "JIANGONG_SECRET_KEY": "only-for-brute-force",
        "DJANGO_SETTINGS_MODULE": "jiangong.settings",
    }
    os.environ.pop("JIANGONG_DEMONSTRATION", None)
    import django

    from jiangong.operations import embedded

    embedded.ensure_database()
    django.setup()
    from jiangong.foundation.people.cast import create_cast
    from jiangong.foundation.people.erasure import actions, queries
    from jiangong.foundation.people.erasure.states import Ground
    from jiangong.operations.growing import grow_to_the_end
    from jiangong.operations.preparing import migrate
    from tests.cast import make_tree
    from tests.foundation.people.erasure.conftest import DOCUMENT, NAME, PHONE, make_life

    migrate()
    tree = make_tree()
    life = make_life(tree, create_cast(vars(tree)))
    grow_to_the_end(lambda *one: None)
    _jiangong("signer", "--once")
    _jiangong("ledger", "export", str(folder / "var" / "public"))
    people = queries.numbers_of(life.person)
    keys, guess = keys_of_this_installation(), what_is_known(NAME, PHONE, tree.enterprise.pk, people)
    numbers = candidates(DOCUMENT, options.candidates)
    wrong = []

    middle = numbers.index(DOCUMENT)
    few = numbers[max(0, middle - 2_000) : middle + 2_000]
    control = attack(few, *_everything(folder), opened(), keys, guess)
    print(
        f"control, before the erasure: {len(few):,} candidates, confirmed {len(control)}, by {sorted(control.get(DOCUMENT, []))}"
    )
    if control.keys() != {DOCUMENT}:
        wrong.append("the control does not find the person, and nobody else")
    left = _left_in_files(NAME)
    print(f"the name in PostgreSQL's files before: {left}")

    actions.erase_person(life.asked, reason=Ground.CONSENT, by=life.other)
    grow_to_the_end(lambda *one: None)
    _jiangong("signer", "--once")
    shutil.rmtree(folder / "var" / "public")
    _jiangong("ledger", "export", str(folder / "var" / "public"))
    clear, digests = _everything(folder)
    sealed = opened()
    after = what_is_known(NAME, PHONE, tree.enterprise.pk, people)
    if after.salts:
        wrong.append("salts of the person are left")
    guess = Guess(NAME, PHONE, tree.enterprise.pk, (), after.records, after.commitments)
    started = time.monotonic()
    found = attack(numbers, clear, digests, sealed, keys, guess)
    seconds = time.monotonic() - started
    each = sum(1 for _ in digests_of(DOCUMENT, keys, guess)) + 2
    print(
        f"after the erasure: {len(numbers):,} candidates x {each} ways against {len(clear):,} numbers in clear, "
        f"{len(digests):,} possible digests, {len(sealed):,} opened seals: confirmed {len(found)}, {seconds:.0f} s"
    )
    if found:
        wrong.append(f"somebody is confirmed: {found}")
    print(f"the name in PostgreSQL's files after it: {_left_in_files(NAME)}")
    _jiangong("erasures", "scrub", "--yes")
    left = _left_in_files(NAME)
    print(f"after jiangong erasures scrub: {left}")
    if left["data"]:
        wrong.append("the name is still in the data files after scrub")
    print("all as it must be" if not wrong else f"WRONG: {wrong}")
    if not options.keep:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--candidates", type=int, default=1_000_000)
    parser.add_argument("--keep", action="store_true")
    return parser.parse_args()


def _everything(folder: Path) -> tuple[set[bytes], set[bytes]]:
    """The dump, and all files beside the database: public ones, certificates, the register, PostgreSQL's log."""
    from jiangong.operations import embedded

    dump = subprocess.run(
        [embedded.programs() / "pg_dump", "--format=plain", os.environ["DATABASE_URL"]],
        capture_output=True,
        check=True,
    ).stdout
    log = (embedded.data_folder() / "log").read_bytes()
    return haystack(
        [
            dump,
            log,
            *database_texts(),
            *files(folder / "var", without=("postgres", "keyring", "tag-key", "signer")),
        ]
    )


def _left_in_files(name: str) -> dict[str, int]:
    """How often the name stands in the data files and in the write-ahead log."""
    from django.db import connection

    from jiangong.operations import embedded

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    found = {"data": 0, "wal": 0}
    for path in embedded.data_folder().rglob("*"):
        if path.is_file() and path.name != "log":
            found["wal" if "pg_wal" in path.parts else "data"] += path.read_bytes().count(name.encode())
    return found


def _jiangong(*words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jiangong.operations", *words], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(
            f"jiangong {' '.join(words)}: {done.returncode} {done.stdout[-500:]} {done.stderr[-500:]}"
        )


if __name__ == "__main__":
    sys.exit(main())
