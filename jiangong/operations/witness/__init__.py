"""Witness 见证: follows a log from outside, cosigns what is consistent with what it saw before, keeps evidence of the rest.

Nouns: log 日志 (known by its pinned key), checkpoint 检查点 (size and root, signed by the log), cosignature 联署 (the
witness's own line under it), judgement 判定 (one of the kinds in kinds.py), evidence 证据 (a folder from which anybody
proves again, without the log and without us, what the log signed), alarm 警报 (after which the witness refuses the log
until a person has acknowledged it 确认).

A witness is run by strangers on their own machine: no Django, no database, none of our settings. It needs this package,
foundation/ledger/tlog, `cryptography`, `click`, and Python's standard library. docs/witness.md says how to set one up.
"""
