"""After a restore the log goes on only where it ends where the world last saw it, and the forgotten stay forgotten."""

import http.server
import json
import os
import subprocess
import sys
import threading

import psycopg
import pytest
from django.db import connection

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries
from jiangong.foundation.ledger.actions import grow, record, sequence
from jiangong.foundation.ledger.queries import Tagging
from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.notes import COSIGNATURE, Signer, cosign
from jiangong.operations import settling
from jiangong.operations import signer as signing
from jiangong.operations.console import Code, Stopped
from tests.operations.conftest import load_tiny

TAGGING = Tagging(key=b"k", counts_of=lambda *one: [], people=[])


def add(tree, many=1):
    for n in range(many):
        record("growth.completed", tree.city, organisation=tree.city, by=None, attribute=f"K{n}")
    sequence()
    grow(TAGGING)


@pytest.fixture
def outside(tree, tmp_path, monkeypatch):
    """A signer's folder, a register, and a log of five leaves that is signed."""
    monkeypatch.setenv("JIANGONG_SIGNER", str(tmp_path / "signer"))
    monkeypatch.setenv("JIANGONG_ERASURES", str(tmp_path / "erasures"))
    add(tree, 5)
    with signing.alone(tmp_path / "signer"):
        yield signing.signing_key(tmp_path / "signer")


def note(key: Signer, size: int, root: bytes) -> str:
    text = Checkpoint(key.verifier.name, size, root).text()
    return f"{text}\n{key.sign(text)}"


def sign(key: Signer) -> str:
    signing.sign_next(settling.signer_folder(), key)
    return (settling.signer_folder() / "checkpoint").read_text()


class TestWhatIsCompared:
    def test_equal_goes_on(self, outside, tree):
        found = settling.settle(sign(outside), unwitnessed=True)
        assert found.problems == ()
        assert (found.size, found.root) == queries.head()
        assert queries.why_held() == ""
        add(tree)
        settling.require_settled()

    def test_larger_and_consistent_goes_on(self, outside, tree):
        older = sign(outside)
        add(tree, 300)
        found = settling.settle(older, unwitnessed=True)
        assert found.problems == ()
        assert found.size == 305

    def test_smaller_is_held_and_says_how_many_are_missing(self, outside, tree):
        sign(outside)
        newest = note(outside, 12, b"r" * 32)
        found = settling.settle(newest, unwitnessed=True)
        assert [sentence for sentence in found.problems if "7" in sentence and "missing" in sentence]
        with pytest.raises(Stopped) as stopped:
            settling.require_settled()
        assert stopped.value.code == Code.DIFFERENT
        record("growth.completed", tree.city, organisation=tree.city, by=None)
        with pytest.raises(Refused) as refused:
            sequence()
        assert refused.value.code == "ledger.held"
        with pytest.raises(Refused):
            grow(TAGGING)
        with pytest.raises(signing.Fork, match="held"):
            signing.sign_next(settling.signer_folder(), outside)

    def test_another_history_is_held(self, outside):
        sign(outside)
        found = settling.settle(note(outside, 4, b"r" * 32), unwitnessed=True)
        assert "Another history" in found.problems[0]
        assert queries.why_held()

    def test_the_signers_memory_is_asked_where_it_can_be_read(self, outside, tree):
        sign(outside)
        text = Checkpoint(outside.verifier.name, 9, b"r" * 32).text()
        (settling.signer_folder() / "checkpoint").write_text(f"{text}\n{outside.sign(text)}")
        found = settling.settle(None, unwitnessed=True)
        assert "4" in found.problems[0]
        assert "signer" in found.problems[0] or "missing" in found.problems[0]

    @pytest.mark.parametrize(
        "damage",
        [
            "UPDATE ledger_bundle SET data = overlay(data placing 'x' from 40 for 1)",
            "UPDATE ledger_tile SET data = overlay(data placing 'x' from 3 for 1)",
            "DELETE FROM ledger_bundle",
            "UPDATE ledger_head SET root = sha256('x')",
            "DELETE FROM ledger_place WHERE position >= 3",
        ],
    )
    def test_a_tree_that_does_not_hold_together_is_held(self, outside, damage):
        told = sign(outside)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(damage)
            cursor.execute("SET session_replication_role = origin")
        assert settling.settle(told, unwitnessed=True).problems
        assert queries.why_held()

    def test_held_is_let_go_once_it_fits(self, outside):
        told = sign(outside)
        settling.settle(note(outside, 12, b"r" * 32), unwitnessed=True)
        assert queries.why_held()
        assert settling.settle(told, unwitnessed=True).problems == ()
        assert not queries.why_held()


class TestWhatIsBroughtAlong:
    def test_nothing_is_not_enough(self, outside):
        sign(outside)
        for given in (None, sign(outside)):
            with pytest.raises(Stopped) as stopped:
                settling.settle(given, unwitnessed=False)
            assert stopped.value.code == Code.USAGE

    def test_a_witness_is_enough(self, outside, settings):
        witness = Signer.generate("witness.example/test", COSIGNATURE)
        settings.WITNESSES = [witness.verifier.vkey]
        told = sign(outside)
        told += cosign(witness, told.split("\n\n")[0] + "\n", 1_700_000_000)
        found = settling.settle(told, unwitnessed=False)
        assert found.problems == ()
        assert [one.witnesses for one in found.known] == [0, 0, 1]

    def test_a_note_of_another_log_is_refused(self, outside):
        sign(outside)
        other = Signer.generate(outside.verifier.name)
        for wrong in (
            note(other, 5, b"r" * 32),
            "nonsense",
            note(outside, 5, b"r" * 32).replace("\n5\n", "\n6\n"),
        ):
            with pytest.raises(Stopped) as stopped:
                settling.settle(wrong, unwitnessed=True)
            assert stopped.value.code == Code.USAGE

    def test_file_folder_and_address(self, outside, tmp_path):
        told = sign(outside)
        (tmp_path / "note").write_text(told)
        folder = tmp_path / "witness" / "logs" / "one"
        folder.mkdir(parents=True)
        (folder / "state.json").write_text(json.dumps({"note": told, "at": 1}))
        (tmp_path / "ledger").mkdir()
        (tmp_path / "ledger" / "checkpoint").write_text(told)

        class Quiet(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *args):
                super().__init__(*args, directory=str(tmp_path))

            def log_message(self, *args):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            site = f"http://127.0.0.1:{server.server_port}"
            for where in (
                str(tmp_path / "note"),
                str(tmp_path / "witness"),
                site,
                f"{site}/ledger/checkpoint",
            ):
                assert settling.given_checkpoint(where) == told
            with pytest.raises(Stopped):
                settling.given_checkpoint(f"{site}/nothing/checkpoint")
            server.shutdown()


def test_a_database_too_old_to_know_the_word_is_held_by_a_mark(jiangong, databases):
    url = databases("old")
    with psycopg.connect(url) as database:
        database.execute(settling.HOLDING)
        database.execute("SELECT since FROM jiangong_restored")
    done = jiangong(url, "signer", "--once")
    assert done.returncode == Code.DIFFERENT
    assert "settle" in done.stderr


LIFE = """
from jiangong.operations.console import prepare
prepare()
from jiangong.foundation.people.erasure import actions
from jiangong.foundation.people.erasure.states import Ground
from jiangong.foundation.people.models import Membership, Person, User
from jiangong.operations.growing import grow_to_the_end
person = Person.objects.get(name="示例将忘")
request = actions.ask(person, words="书面请求", by=None)
grow_to_the_end(lambda *one: None)
officer = User.objects.get(username="demo-city-officer")
actions.erase_person(request, reason=Ground.CONSENT, by=officer)
grow_to_the_end(lambda *one: None)
"""
REGISTERED = """
from jiangong.operations.console import prepare
prepare()
from jiangong.foundation.organisations.queries import city
from jiangong.foundation.people import actions
actions.register_person(name="示例将忘", organisation=city(), by=None, phone="19912340000")
from jiangong.operations.growing import grow_to_the_end
grow_to_the_end(lambda *one: None)
"""


def test_from_backup_to_running_again(jiangong, databases, tmp_path, monkeypatch):
    """Backup, erasure, more entries; the backup alone is held, and forgets again; nothing starts on it."""
    own = {"SIGNER": "signer", "ERASURES": "erasures", "LOG": "log", "VAR": "var", "KEYRING": "keyring"}
    for name, folder in own.items():
        monkeypatch.setenv(f"JIANGONG_{name}", str(tmp_path / folder))

    def python(url, text):
        done = subprocess.run(
            [sys.executable, "-c", text],
            env={**os.environ, "DATABASE_URL": url, "JIANGONG_DEMONSTRATION": "1"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr

    run = jiangong

    def named(url):
        with psycopg.connect(url) as database:
            found = database.execute("SELECT count(*) FROM people_person WHERE name = '示例将忘'").fetchone()
            return found[0]

    url = databases("lived", tables=True)
    load_tiny(url)
    python(url, REGISTERED)
    assert run(url, "signer", "--once").returncode == Code.DONE
    older = (tmp_path / "signer" / "checkpoint").read_text()
    (tmp_path / "older").write_text(older)
    assert run(url, "backup", str(tmp_path / "city.dump")).returncode == Code.DONE
    python(url, LIFE)
    assert run(url, "signer", "--once").returncode == Code.DONE
    assert (named(url), len((tmp_path / "erasures").read_text().splitlines())) == (0, 1)

    other = databases("again")
    assert run(other, "restore", str(tmp_path / "city.dump")).returncode == Code.USAGE
    newest = str(tmp_path / "signer" / "checkpoint")
    done = run(other, "restore", str(tmp_path / "city.dump"), "--checkpoint", newest, "--unwitnessed")
    assert done.returncode == Code.DIFFERENT, done.stdout + done.stderr
    assert "missing" in done.stdout
    assert named(other) == 0, "forgotten again, whatever the log says"
    for words in (("worker",), ("serve", "--port", "18099"), ("signer", "--once")):
        refused = run(other, *words)
        assert refused.returncode == Code.DIFFERENT, words
        assert len(refused.stderr.strip().splitlines()) == 1
    # What a point-in-time recovery to the last moment would have brought: here, the older checkpoint stands for it.
    (tmp_path / "signer" / "checkpoint").unlink()
    settled = run(other, "settle", "--checkpoint", str(tmp_path / "older"), "--unwitnessed")
    assert settled.returncode == Code.DONE, settled.stdout + settled.stderr
    assert run(other, "ledger", "grow").returncode == Code.DONE
    assert run(other, "ledger", "verify", "--deep").returncode == Code.DONE
    assert run(other, "plan", "check").returncode == Code.DONE
