"""Ledger 台账: what happened, entry by entry; every figure is counted from here, and a stranger can recount it.

Nouns: entry 台账条目 (verb, subject, organisation, person, quantity, the day it happened, who recorded it), correction
更正 (an entry that takes another one back, with a reason), place 序号 (its position in the one order), leaf 叶 (what is
published of it), salt 盐值 (opens the leaf's commitment), tree 树 with tiles, head 树头, checkpoint 检查点 (the head,
signed), witness 见证 (a stranger who cosigns), cosignature 联署. Forms: docs/proof.md.

The database refuses UPDATE, DELETE and TRUNCATE on entries and places; tiles and bundles only grow. Nobody edits; one
corrects. The worker grows the tree, the signer (a process of its own) signs it, witnesses watch that it never forks.
"""
