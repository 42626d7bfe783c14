"""Audit samples 审计抽样: is what was truly logged also true? Entries drawn by chance, each looked into by an auditor.

Nouns: sample 抽样, definition 抽样方案 (the announced text), population 总体, draw 抽中的记录, judgement 核查结论.
States: counting 正在清点 → ready 待公告 → announced 已公告 → drawing 正在抽取 → drawn 核查中 → closed 提前结束;
dropped 已放弃 (before it was announced), voided 已作废 (announced, but not to be drawn).
Auditors plan, draw and judge within their reach, and only where they hold no office in what they audit; nobody else can
change anything. Announcement, randomness and every judgement are public entries of the ledger. docs/samples.md.

It stands on top of the foundation, for it needs the ledger (leaves, checkpoints, salts), the tree of unions, and people.
"""
