"""Ledger 台账: what happened, entry by entry; every figure is counted from here.

Nouns: entry 台账条目 (verb, subject, organisation, person, quantity, the day it happened, who recorded it),
correction 更正 (an entry that takes another one back, with a reason), place 序号 (its position in the one
order that everybody sees; the Merkle log of the next storey grows along it).

The database refuses UPDATE, DELETE and TRUNCATE on entries and places. Nobody edits; one corrects.
"""
