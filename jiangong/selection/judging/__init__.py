"""Judging 评判: from a scheme and the marks that judges gave to a result that anybody can recompute by hand.

Nouns: scheme 评分方案 (components 模块, aspects 评分点, panels 评委组), sheet 记分册 (entrants 选手, marks 评分, corrections 更正,
recusals 回避, penalties 扣分, absences 缺考), result 成绩 (cells with the steps beneath them), rejudging 复核, shadow 影子复算.
States of an entrant 状态: competed 参赛, absent 未到, forfeited 弃赛, disqualified 取消资格. A result is final once no cell has a gap 缺口.
Judges give marks, the chief judge corrects with a reason; nobody edits a result. So far this room holds the pure part only:
no table, no page. Regulations come as clauses in the scheme, figures of law as parameters from the caller. docs/judging.md.
"""
