"""Plan 规划: promises, targets, indicators. Reads the ledger, nothing else; nobody types a result.

Nouns: plan 规划 (a YAML file in plans/), chapter 篇章, promise 承诺 (A1…I5), measure 口径 (count, sum, distinct
people, distinct attribute of ledger entries), target 目标, share 分解 (a district's part of a target), cell 数格 (one
measure of one organisation in one period), pace 时间进度. Cells are kept up to date from the ledger's order and can be
rebuilt from nothing with an identical result.
"""
