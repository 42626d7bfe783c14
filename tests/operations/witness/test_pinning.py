"""Keys under which a log could deny its own signatures are not pinned."""

import base64

import pytest

from jiangong.foundation.ledger.tlog.notes import COSIGNATURE, NoteError, Signer, Verifier, open_note
from jiangong.operations.witness.pinning import PRIME, SMALL_ORDER, BadKey, read_log_keys

NAME = "ledger.example.org/yanshi"
D = -121665 * pow(121666, -1, PRIME) % PRIME


def x_squared(y: int) -> int:
    """From the curve's equation -x² + y² = 1 + d·x²·y²."""
    return (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME


def double(x: int, y: int) -> tuple[int, int]:
    product = D * x * x * y * y % PRIME
    return (
        2 * x * y * pow(1 + product, -1, PRIME) % PRIME,
        (y * y + x * x) * pow(1 - product, -1, PRIME) % PRIME,
    )


def root_of(square: int) -> int:
    root = pow(square, (PRIME + 3) // 8, PRIME)
    return root if root * root % PRIME == square else root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME


@pytest.mark.parametrize("y", sorted(SMALL_ORDER))
def test_the_points_are_of_small_order(y):
    """Doubled three times each is the neutral point."""
    point = (root_of(x_squared(y)), y)
    assert (point[0] ** 2 - x_squared(y)) % PRIME == 0
    for _ in range(3):
        point = double(*point)
    assert point == (0, 1)


@pytest.mark.parametrize("y", [*sorted(SMALL_ORDER), PRIME, PRIME + 1, 2**255 - 1])
@pytest.mark.parametrize("sign", [0, 1])
def test_none_of_them_is_pinned(y, sign):
    key = Verifier(NAME, 1, (y + sign * 2**255).to_bytes(32, "little"))
    with pytest.raises(BadKey, match="forge"):
        read_log_keys([key.vkey])


def test_what_could_happen_otherwise():
    """Under the neutral point one signature fits every text."""
    key = Verifier(NAME, 1, (1).to_bytes(32, "little"))
    signature = (1).to_bytes(32, "little") + bytes(32)

    line = f"— {NAME} {base64.b64encode(key.id + signature).decode()}\n"
    try:
        assert open_note("one past\n\n" + line, [key])
        assert open_note("another past\n\n" + line, [key])
    except NoteError:
        pytest.skip("this build of the library refuses such keys by itself")


def test_honest_keys_are():
    keys = [Signer.generate(NAME).verifier for _ in range(20)]
    assert read_log_keys([f" {key.vkey}\n" for key in keys]) == tuple(keys)


@pytest.mark.parametrize(
    "vkeys",
    [
        [],
        ["nonsense"],
        [Signer.generate(NAME, kind=COSIGNATURE).verifier.vkey],
        [Signer.generate(NAME).verifier.vkey, Signer.generate("another.example").verifier.vkey],
    ],
)
def test_other_keys_are_not(vkeys):
    with pytest.raises(BadKey):
        read_log_keys(vkeys)
