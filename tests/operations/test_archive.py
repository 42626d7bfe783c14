"""What was backed up comes back row by row, or not at all."""

import os
import stat

from jiangong.operations.console import Code
from tests.operations.conftest import contents


def test_backup_and_restore_are_equal_row_by_row(jiangong, tiny, databases, tmp_path):
    file = tmp_path / "city.dump"
    done = jiangong(tiny, "backup", str(file))
    assert done.returncode == Code.DONE, done.stderr
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert "keyring" in done.stdout
    other = databases("restored")
    done = jiangong(other, "restore", str(file), "--unwitnessed")
    assert done.returncode == Code.DONE, done.stderr
    assert contents(other) == contents(tiny)
    assert jiangong(other, "ledger", "verify").returncode == Code.DONE
    assert jiangong(other, "plan", "check").returncode == Code.DONE
    again = jiangong(other, "restore", str(file), "--unwitnessed")
    assert again.returncode == Code.REFUSED
    assert "不是空的" in again.stderr


def test_a_backup_is_not_overwritten(jiangong, tiny, tmp_path):
    file = tmp_path / "city.dump"
    file.write_text("precious")
    assert jiangong(tiny, "backup", str(file)).returncode == Code.USAGE
    assert file.read_text() == "precious"


def test_a_damaged_backup_leaves_the_database_empty(jiangong, tiny, databases, tmp_path):
    file = tmp_path / "city.dump"
    jiangong(tiny, "backup", str(file))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    other = databases("damaged")
    done = jiangong(other, "restore", str(file), "--unwitnessed")
    assert done.returncode == Code.MACHINE
    assert len(done.stderr.strip().splitlines()) == 1
    assert contents(other) == {}
