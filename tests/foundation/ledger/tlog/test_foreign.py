"""A small log of ours, read by Go's own packages (see tests/load/foreign_reader.py for the million leaves)."""

import pytest

from tests.foreign import go, log

pytestmark = pytest.mark.skipif(bool(go.missing()), reason=go.missing() or "Go is here")
SIZES = (1, 2, 255, 256, 257, 700, 1000)


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    return go.build(tmp_path_factory.mktemp("go"))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "log"


def test_go_believes_our_log(reader, folder):
    vkey = log.write(folder, SIZES, proofs=50)
    done = go.run(reader, folder, vkey, samples=100)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1000 leaves, signature verified, 2 lines of other keys ignored" in done.stdout
    assert "100 random leaves: inclusion proved" in done.stdout
    assert "6 older signed checkpoints: consistency proved" in done.stdout
    assert "50 .tlog-proof files" in done.stdout
    assert "1000 entries of all bundles hashed: the root is the signed one" in done.stdout
    assert "5 tiles of all levels: each hash counted again" in done.stdout


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("checkpoint", "checkpoint"),
        ("former/257", "checkpoint"),
        ("consistency/700", "consistency proof of the log's own making"),
        ("tile/0/001", "WRONG"),
        ("tile/1/000.p/3", "WRONG"),
        ("tile/entries/003.p/232", "WRONG"),
    ],
)
def test_go_notices_a_changed_byte(reader, folder, path, words):
    vkey = log.write(folder, SIZES, proofs=1)
    data = bytearray((folder / path).read_bytes())
    data[20] ^= 1
    (folder / path).write_bytes(data)
    done = go.run(reader, folder, vkey, samples=100)
    assert done.returncode == 1
    assert words in done.stdout


def test_go_believes_no_other_key(reader, folder):
    log.write(folder, SIZES, proofs=1)
    other = log.write(folder.with_name("other"), SIZES[:2], proofs=0)
    done = go.run(reader, folder, other, samples=1)
    assert done.returncode == 1
    assert "no verifiable signatures" in done.stdout
