"""Audit samples 审计抽样: is what was truly logged also true? Entries drawn by chance, each looked into by an auditor.

Nouns: sample 抽样, definition 抽样方案 (announced before the chance exists), population 总体, draw 抽中的记录, judgement 核查结论.

It stands on top of the foundation, for it needs the ledger (leaves, checkpoints, salts), the tree of unions, and people.
"""
