"""Which keys may be pinned for a log: its signatures must bind whoever holds the key, or evidence would prove nothing."""

from collections.abc import Sequence

from jiangong.foundation.ledger.tlog.notes import ED25519, NoteError, Verifier

PRIME = 2**255 - 19
# y-coordinates of the eight points of small order: under such a "key" anybody can sign, and a log could deny everything.
SMALL_ORDER = frozenset(
    {
        0,
        1,
        PRIME - 1,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    }
)


class BadKey(ValueError):
    """The key cannot be pinned; the message is one plain sentence."""


def read_log_keys(vkeys: Sequence[str]) -> tuple[Verifier, ...]:
    """The keys of one log, all named like it. Raises BadKey for what is no Ed25519 log key (type 0x01), keys of several logs,
    or a key under which signatures can be forged."""
    try:
        keys = tuple(Verifier.parse(vkey.strip()) for vkey in vkeys)
    except NoteError as error:
        raise BadKey(f"日志公钥读不懂：{error}。 / Not a verifier key.") from error
    if len({key.name for key in keys}) != 1 or any(key.kind != ED25519 for key in keys):
        raise BadKey(
            "需要同一日志的 Ed25519 公钥（类型 01）。 / Ed25519 keys (type 01) of one log are needed."
        )
    for key in keys:
        y = int.from_bytes(key.key, "little") % 2**255
        if y >= PRIME or y in SMALL_ORDER:
            raise BadKey(
                "这个公钥下谁都能伪造签名，不能固定。 / Under this key anybody can forge signatures."
            )
    return keys
