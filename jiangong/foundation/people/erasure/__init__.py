"""Erasure 删除个人信息: the right to be forgotten, 个人信息保护法 §47, 49, 50.

Nouns: request 删除请求 (who asks, what was decided), fate 去向 (what happens to every row that names a person),
obstacle 不能删除的理由 (a duty to keep that stands against it), register 删除登记 (a file outside the database).
States of a request: asked 等待办理 → done 已删除 | refused 未同意 | withdrawn 已撤回.
The person asks, or an officer of their union takes a request on paper; an officer of the city federation decides,
and never alone: whoever asked, or took the request, is another person. A refusal says why, a deletion on what ground.

Done at once and for good: the rows go, the salts of the ledger entries about the person go (docs/proof.md), the
figures stand. The register lets `jiangong restore` do again what a backup does not know of.
"""
