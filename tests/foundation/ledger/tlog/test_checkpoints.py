"""Checkpoints: read back as written, everything else refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.ledger.tlog.checkpoints import Checkpoint
from jiangong.foundation.ledger.tlog.merkle import EMPTY_ROOT
from jiangong.foundation.ledger.tlog.notes import NoteError

ROOT = base64.b64encode(bytes(range(32))).decode()
LINES = "a checkpoint's lines are not empty and have no control characters"


def test_the_specifications_example():
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    checkpoint = Checkpoint.parse(text)
    assert (checkpoint.origin, checkpoint.size, checkpoint.extensions) == (
        "example.com/behind-the-sofa",
        20852163,
        (),
    )
    assert checkpoint.root[:2] == b"\x0a\xc5"
    assert checkpoint.text() == text


def test_extensions_are_kept():
    text = f"demo\n0\n{base64.b64encode(EMPTY_ROOT).decode()}\none\n 二 \n"
    checkpoint = Checkpoint.parse(text)
    assert checkpoint == Checkpoint("demo", 0, EMPTY_ROOT, ("one", " 二 "))
    assert checkpoint.text() == text


def test_the_largest_size():
    text = f"demo\n{2**63 - 1}\n{ROOT}\n"
    assert Checkpoint.parse(text).size == 2**63 - 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a checkpoint's text ends with a newline"),
        (f"demo\n1\n{ROOT}", "a checkpoint's text ends with a newline"),
        ("\n", "a checkpoint has origin, size and root"),
        ("demo\n1\n", "a checkpoint has origin, size and root"),
        (f"demo\n1\n{ROOT}\n\n", LINES),
        (f"demo\n1\n{ROOT}\n\nmore\n", LINES),
        (f"\n1\n{ROOT}\n", LINES),
        (f"de\rmo\n1\n{ROOT}\n", LINES),
        (f"demo\n1\n{ROOT}\nmo\tre\n", LINES),
        (f"demo\n1\n{ROOT}\nmo\ud800re\n", LINES),
        *[
            (f"demo\n{size}\n{ROOT}\n", "a tree size is decimal without leading zeros")
            for size in ("", "01", "00", "-1", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "١", "1_0", "9" * 20)
        ],
        (f"demo\n{2**63}\n{ROOT}\n", f"no tree size {2**63}"),
        (f"demo\n1\n{ROOT[:-1]}\n", "not base64"),
        ("demo\n1\nAAAA\n", "3 bytes where 32 belong"),
        ("demo\n1\n\n", "0 bytes where 32 belong"),
        (f"demo\n1\n {ROOT}\n", "not base64"),
        (f"demo\n1\n{ROOT[:-2]}9=\n", "not base64 in its canonical spelling"),
    ],
)
def test_malformed_checkpoints(text, words):
    with pytest.raises(NoteError) as refused:
        Checkpoint.parse(text)
    assert str(refused.value).startswith(words)
    assert words.startswith(str(refused.value)) or words == "not base64"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("", 1, EMPTY_ROOT), LINES),
        (("a\nb", 1, EMPTY_ROOT), LINES),
        (("a", 1, EMPTY_ROOT, ("",)), LINES),
        (("a", 1, EMPTY_ROOT, ("b", "c\nd")), LINES),
        (("a", -1, EMPTY_ROOT), "no tree size -1"),
        (("a", 2**63, EMPTY_ROOT), f"no tree size {2**63}"),
        (("a", 1, EMPTY_ROOT[:31]), "a root has 32 bytes"),
        (("a", 1, EMPTY_ROOT + b"x"), "a root has 32 bytes"),
    ],
)
def test_values_that_no_checkpoint_can_have(values, words):
    with pytest.raises(NoteError) as refused:
        Checkpoint(*values)
    assert str(refused.value) == words


LINE = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)


@given(LINE, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(LINE, max_size=3))
def test_every_checkpoint_is_read_back(origin, size, root, extensions):
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert Checkpoint.parse(checkpoint.text()) == checkpoint


@given(st.text(st.sampled_from("a0\n19=\r" + ROOT)))
def test_what_is_read_is_written_again(text):
    try:
        checkpoint = Checkpoint.parse(text)
    except NoteError:
        return
    assert checkpoint.text() == text
