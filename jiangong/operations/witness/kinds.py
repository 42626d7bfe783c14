"""What a witness can find when it looks at a log's checkpoint. The one table: everything else asks it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One finding.

    `cosigned`: the witness puts its line under the checkpoint. `kept`: evidence is written. `stops`: an alarm; the
    witness refuses this log until a person acknowledges. `proves`: the files of the evidence alone show anybody that
    the log signed two histories that exclude each other; without it they show what was seen, on the witness's word.
    `code`: what `jiangong witness follow --once` ends with.
    """

    name: str
    cosigned: bool
    kept: bool
    stops: bool
    proves: bool
    code: int
    zh: str
    en: str


def _kind(name: str, zh: str, en: str, *, code: int, **what: bool) -> Kind:
    flags = {"cosigned": False, "kept": False, "stops": False, "proves": False, **what}
    return Kind(name=name, zh=zh, en=en, code=code, **flags)


FIRST = _kind(
    "first", "第一次见到这份日志，从这个检查点开始见证",
    "the first checkpoint seen of this log; the witness begins here", code=0, cosigned=True,
)  # fmt: skip
GROWN = _kind(
    "grown", "日志只增不改，已联署", "the log only grew; cosigned", code=0, cosigned=True
)  # fmt: skip
SAME = _kind("same", "与上次联署的相同，没有新内容", "the checkpoint that was cosigned last", code=0)
STALE = _kind(
    "stale", "比上次联署的小，但与它一致：旧的缓存，不联署",
    "smaller than the one cosigned last but consistent with it: an old copy; not cosigned", code=4, kept=True,
)  # fmt: skip
ROLLBACK = _kind(
    "rollback", "日志长时间停在比已签的更小的检查点上：它收回了已经公布的记录",
    "the log stays at a smaller checkpoint than the one it had signed: it takes published records back",
    code=5, kept=True, stops=True,
)  # fmt: skip
FORK = _kind(
    "fork", "日志签了两份互相矛盾的历史：过去被改动了",
    "the log signed two histories that exclude each other: the past was changed",
    code=5, kept=True, stops=True, proves=True,
)  # fmt: skip
UNPROVEN = _kind(
    "unproven", "日志签了更大的检查点，却拿不出与它相符的哈希块：无法证明只增不改",
    "the log signed a larger checkpoint but serves hashes that do not lead to it: growth is not proven",
    code=5, kept=True,
)  # fmt: skip
WRONG_PROOF = _kind(
    "wrong-proof",
    "有人送来日志签过的更大的检查点，所附的一致性证明不成立",
    "somebody sent a larger checkpoint that the log signed, with a consistency proof that does not hold",
    code=5,
    kept=True,
)  # fmt: skip
WITHHELD = _kind(
    "withheld", "日志长时间拿不出与它自己签名相符的哈希块",
    "for long the log has not served hashes that lead to what it signed",
    code=5, kept=True, stops=True,
)  # fmt: skip
BAD_SIGNATURE = _kind(
    "bad-signature", "检查点没有日志固定公钥的有效签名", "no valid signature by the log's pinned key", code=5, kept=True
)  # fmt: skip
UNKNOWN_ORIGIN = _kind(
    "unknown-origin", "检查点属于另一份日志", "a checkpoint of another log", code=5, kept=True
)  # fmt: skip
MALFORMED = _kind("malformed", "收到的不是检查点", "what was served is no checkpoint", code=5, kept=True)
UNREACHABLE = _kind("unreachable", "连不上日志", "the log does not answer", code=3)

KINDS = {
    kind.name: kind
    for kind in (
        FIRST, GROWN, SAME, STALE, ROLLBACK, FORK, UNPROVEN, WRONG_PROOF, WITHHELD, BAD_SIGNATURE, UNKNOWN_ORIGIN, MALFORMED,
        UNREACHABLE,
    )
}  # fmt: skip
