"""Clocks 期限: every right has a due time, computed from a dated, sourced rule on the official working-day calendar.

Nouns: calendar 工作日历, clock 期限, clock event 期限记录 (started, paused, resumed, restarted, recomputed, stopped, escalated).
States: running 计时中, paused 已暂停, stopped 已办结, lapsed 已届满 (silence has said what the statute says it says).
Whoever handles a matter may pause its clock with a reason on record; a due time changes only by a recorded act.
"""
