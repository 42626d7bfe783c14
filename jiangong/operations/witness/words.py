"""What a witness writes for people: the report in a folder of evidence. Chinese first, then English."""

from typing import Any

from jiangong.operations.witness import kinds
from jiangong.operations.witness.kinds import Kind

REPORT = """\
见证报告 / Witness report
========================

事由：{zh}。
What: {en}.

日志 log            {origin}
地址 address        {address}
见证人 witness      {witness}
时间 time (UTC)     {at}
{more}
这说明什么 / What this shows
----------------------------
{meaning_zh}

{meaning_en}

怎样复核 / How to check it again
--------------------------------
jiangong witness check-evidence <本文件夹 / this folder> --log <日志公钥 / the log's key>

复核不需要日志，也不需要见证人：只用本文件夹里的文件和日志的公钥。请把 log.vkey 与从别处（例如工会的印刷材料）
得到的公钥逐字比较，再请人保管本文件夹的完整副本；SHA256SUMS 使任何改动可见。
The check needs neither the log nor the witness, only these files and the log's public key. Compare log.vkey letter by
letter with the key that you have from elsewhere (the union's printed matter), and have a complete copy of this folder
kept by somebody else; SHA256SUMS makes any change visible.
"""

PROOF_ZH = """\
shown.note 和 cosigned.note 都带有日志签名密钥的有效签名，内容却不能同时为真：{how_zh}
只有持有该密钥的人能造出这两份签名。所以这里不必相信见证人：文件本身证明，密钥持有者对同一份台账签署了两种过去。
这不说明谁、为什么、改了哪一条；要查明，请索取日志在两个检查点上的全部文件，用 verify.py 比较。"""
PROOF_EN = """\
shown.note and cosigned.note both carry valid signatures by the log's signing key, yet they cannot both be true: {how_en}
Only a holder of that key can have made both. So nobody needs to believe the witness: the files themselves prove that a
holder of the key signed two pasts of one ledger. They do not say who, why, or which entry: for that, ask for the log's
complete files at both checkpoints and compare them with verify.py."""
SAME_SIZE = (
    "条数相同，根哈希不同。",
    "they name the same number of entries and different roots.",
)
DIFFERENT_SIZE = (
    "由较大的树可以推出它最前面若干条记录的根哈希（record.json 的 proof 与 implied_root），与较小检查点所签的根哈希不同。",
    "the larger tree determines the root of its first entries (proof and implied_root in record.json), and that is not the root"
    " which the smaller checkpoint signs.",
)

MEANINGS: dict[Kind, tuple[str, str]] = {
    kinds.ROLLBACK: (
        "日志曾签署 cosigned.note，此后一直只拿出更小的 shown.note：已经公布的记录被收回（例如从旧备份恢复，或者有意隐瞒）。\n"
        "两份签名本身并不矛盾；“先大后小”这一点凭见证人的记录。日志若在此之上写入不同的记录，就会成为可以证明的分叉。",
        "The log had signed cosigned.note and since then shows only the smaller shown.note: published records were taken back\n"
        "(a restored old backup, or withheld on purpose). The two signatures do not contradict each other; that the larger came\n"
        "first is on the witness's word. If the log now writes different records, that becomes a fork that can be proven.",
    ),
    kinds.STALE: (
        "日志拿出的是旧检查点，与已联署的一致。常见原因是缓存。没有联署。",
        "An old checkpoint, consistent with the one cosigned; usually a cache. It was not cosigned.",
    ),
    kinds.UNPROVEN: (
        "日志签了这个检查点，但拿到的哈希块算不出它所签的根哈希，因此无法证明它由上一个检查点增长而来。没有联署。\n"
        "哈希块没有签名，问题也可能出在传输途中；这里既没有证明增长，也没有证明分叉。",
        "The log signed this checkpoint, but the hashes received do not lead to the root it signed, so that growth from the last\n"
        "checkpoint is not proven. It was not cosigned. Hashes carry no signature, and the fault may lie on the way: neither\n"
        "growth nor a fork is proven here.",
    ),
    kinds.WRONG_PROOF: (
        "送来的检查点有日志的有效签名，所附证明却不能说明它由上一个检查点增长而来。证明谁都可以乱写，所以这本身不说明日志有错；\n"
        "但若日志确实签了另一种历史，这份签名就是物证：请把 shown.note 与日志现在公布的内容比较。没有联署。",
        "The checkpoint that was sent is validly signed by the log, but the proof beside it does not show growth from the last one.\n"
        "Anybody can write a wrong proof, so this says nothing against the log by itself; but if the log did sign another history,\n"
        "this signature is the exhibit: compare shown.note with what the log publishes now. It was not cosigned.",
    ),
    kinds.WITHHELD: (
        "日志长时间拿不出与它自己的签名相符的哈希块。凭见证人的记录：它不让外人检查过去是否被改动。",
        "For a long time the log has not served hashes that lead to what it signed. On the witness's word: it does not let\n"
        "outsiders check whether the past was changed.",
    ),
    kinds.BAD_SIGNATURE: (
        "收到的检查点没有所固定公钥的有效签名。可能是途中被改，也可能是日志换了密钥而没有通知。对日志本身不证明什么。",
        "What was received has no valid signature by the pinned key: changed on the way, or the log has a new key and told nobody.\n"
        "It proves nothing about the log.",
    ),
    kinds.UNKNOWN_ORIGIN: (
        "收到的检查点属于另一份日志。对本日志不证明什么。",
        "What was received is a checkpoint of another log. It proves nothing about this one.",
    ),
    kinds.MALFORMED: (
        "收到的内容不是检查点（见 received.bin）。对日志本身不证明什么。",
        "What was received is no checkpoint (received.bin). It proves nothing about the log.",
    ),
}  # fmt: skip


def report(kind: Kind, record: dict[str, Any]) -> str:
    """The report of one finding from its record (evidence.py)."""
    if kind.proves:
        how_zh, how_en = DIFFERENT_SIZE if "implied_root" in record else SAME_SIZE
        zh, en = PROOF_ZH.format(how_zh=how_zh), PROOF_EN.format(how_en=how_en)
    else:
        zh, en = MEANINGS[kind]
    more = ""
    if "since" in record:
        more += f"起于 since (UTC)    {record['since']}\n"
    if "why" in record:
        more += f"细节 detail         {record['why']}\n"
    return REPORT.format(
        zh=kind.zh, en=kind.en, more=more, meaning_zh=zh, meaning_en=en,
        origin=record["origin"], address=record["address"] or "–", witness=record["witness"], at=record["at"],
    )  # fmt: skip
