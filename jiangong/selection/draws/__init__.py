"""Draws 抽签: scarce places given by a list that is committed to and by public randomness that comes after it.

Nouns: draw 抽签, application 报名 (one person, or a group that goes together or not at all), lot 签 (weight many of them),
pool 名额池 (places reserved for those in it), batch 批次 (where and when), rank 签序.
Order: announce the rules and the randomness → close the list → commit to it in the ledger → randomness → ranks → places.
Nobody chooses after the commitment. A place that comes back goes to whoever waits next; nothing is ever drawn twice.
docs/draws.md says the rules so that a stranger can write them again; `check_draw.py` is one who did.
"""
