"""Notices 公示: who is proposed for what, shown for the legal days, open to objections; it blocks what it guards.

Nouns: notice 公示, line 公示对象, objection 异议 (named, or anonymous with a receipt code), answer 答复, guard 未经公示不得办理的事项.
States: draft 草稿 → running 公示中 → cleared 公示无异议 | withdrawn 已撤回. An objection is open 待答复 → upheld 成立 |
rejected 不成立; the line it upholds is struck 已撤下, or the list is corrected and its days begin again.
Officers of the union prepare, publish and end; an officer who is not involved answers. What a notice guards is refused
by the database itself (guarding.py, docs/notices.md). Days: the rulebook, by kind of notice (states.NOTICES of each room).
"""
