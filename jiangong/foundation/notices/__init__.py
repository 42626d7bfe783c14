"""Notices 公示: who is proposed for what, shown for the legal days, open to objections; it blocks what it guards.

Nouns: notice 公示, line 公示对象, objection 异议 (named, or anonymous with a receipt code), answer 答复, guard 未经公示不得办理的事项.
"""
