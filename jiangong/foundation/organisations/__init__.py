"""Organisations 组织: the tree of trade unions, and the second line of industry unions beside it.

Nouns: organisation 工会组织, kind 组织类型, lineage 隶属 (where it stands from a day on, by both lines), naming 名称
(what it was called from a day on), committee 委员会 and its term 届. States: active 存续, dissolved 撤销, merged 并入.
The next-higher union approves founding, moving, merging and dissolving (工会法 2021, 第二章). The union tree is
not the tree of GB/T 2260: zones and Changdao have unions of their own, so the division code is optional.
"""
