"""Convalescence 职工疗休养: front-line workers spend some days at a base, free of charge; who goes is decided by lot.

Nouns: programme 年度疗休养 (of one union and year), batch 批次, pool 名额池, post 岗位登记, application 报名, applicant 报名人.
Programme: draft 筹备 → open 正在报名 → closed 报名截止 → drawn 已抽签 → running 正在进行 → finished 已办结, or void 作废.
Application: waiting 等待同伴同意 → submitted 已报名 → listed 已进入名单, or withdrawn 已退出, refused 不符合条件.

Who decides: the organising union plans and announces; the lot decides who goes (selection/draws, docs/draws.md); the union
that keeps somebody's record says what post they hold. Rules: rulebook/convalescence.yaml, docs/convalescence.md (鲁工发, 2017:
front-line staff with three years in the unit, at most seven days, never against annual leave).
"""
