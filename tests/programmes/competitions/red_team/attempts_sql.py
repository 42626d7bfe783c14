"""By direct SQL, as the database role of the application itself: the last line when every check above it is passed by."""

from tests.programmes.competitions.red_team.scene import KNOWN, RUNNING, SEALED, sql
from tests.programmes.competitions.red_team.shape import Attempt

NO, RIGHT = "数据库拒绝", "数据库不给权限"
C = "contest_id = CONTEST"
WHO = "应用的数据库角色"
BY_SQL = (
    Attempt(RUNNING, WHO, "改分", sql(f"UPDATE competitions_row SET value = '99' WHERE {C}"), NO),
    Attempt(RUNNING, WHO, "删分", sql(f"DELETE FROM competitions_row WHERE {C}"), NO),
    Attempt(RUNNING, WHO, "清空记分册", sql("TRUNCATE competitions_row CASCADE"), RIGHT),
    Attempt(RUNNING, WHO, "关掉触发器", sql("ALTER TABLE competitions_row DISABLE TRIGGER ALL"), RIGHT),
    Attempt(RUNNING, WHO, "绕过触发器", sql("SET LOCAL session_replication_role = replica"), RIGHT),
    Attempt(RUNNING, WHO, "比赛中换规则", sql("UPDATE competitions_contest SET scheme = '{}' WHERE id = CONTEST"), NO),
    Attempt(RUNNING, WHO, "比赛中改层级", sql("UPDATE competitions_contest SET level = 'nation' WHERE id = CONTEST"), NO),
    Attempt(RUNNING, WHO, "解开规则的锁", sql("UPDATE competitions_contest SET locked_at = NULL WHERE id = CONTEST"), NO),
    Attempt(RUNNING, WHO, "不锁定就宣布成绩已出", sql("UPDATE competitions_contest SET state = 'known' WHERE id = CONTEST"), NO, mended="改成了"),
    Attempt(RUNNING, WHO, "退回到报名", sql("UPDATE competitions_contest SET state = 'entering' WHERE id = CONTEST"), NO, mended="改成了"),
    Attempt(RUNNING, WHO, "抽签以后换人（成绩归另一人）", sql(f"UPDATE competitions_entry SET person_id = (SELECT id FROM people_person WHERE id <> person_id ORDER BY id LIMIT 1) WHERE id = (SELECT min(id) FROM competitions_entry WHERE {C})"), NO, mended="改成了"),
    Attempt(RUNNING, WHO, "抽签以后删一名选手", sql(f"DELETE FROM competitions_entry WHERE id = (SELECT min(id) FROM competitions_entry WHERE {C})"), NO, mended="删掉了"),
    Attempt(RUNNING, WHO, "抽签以后让一名选手变成替补", sql(f"UPDATE competitions_entry SET is_substitute = true WHERE id = (SELECT min(id) FROM competitions_entry WHERE {C})"), NO, mended="改成了：其余人的编号全变"),
    Attempt(RUNNING, WHO, "换准考证号（第一层重排）", sql(f"UPDATE competitions_entry SET ticket = 'x' WHERE id = (SELECT min(id) FROM competitions_entry WHERE {C})"), NO, mended="改成了"),
    Attempt(RUNNING, WHO, "换裁判员代号后面的人", sql(f"UPDATE competitions_office SET person_id = (SELECT max(id) FROM people_person) WHERE {C} AND alias = 'P1'"), NO, mended="改成了"),
    Attempt(RUNNING, WHO, "对调裁判员代号", sql(f"UPDATE competitions_office SET alias = 'P9' WHERE {C} AND alias = 'P1'"), NO, mended="改成了"),
    Attempt(RUNNING, WHO, "换抽签口令", sql(f"UPDATE competitions_layer SET said = 'x' WHERE {C}"), NO),
    Attempt(RUNNING, WHO, "换密钥摘要", sql(f"UPDATE competitions_layer SET commitment = 'x' WHERE {C}"), NO),
    Attempt(RUNNING, WHO, "删一层", sql(f"DELETE FROM competitions_layer WHERE {C}"), NO),
    Attempt(RUNNING, WHO, "放进一份假成绩", sql("INSERT INTO competitions_outcome (contest_id, number, contents, digest, result, computed_at) VALUES (CONTEST, 1, '{}', 'x', '{}', now())"), NO, mended="放进去了"),
    Attempt(RUNNING, WHO, "改一条方案的版本", sql(f"UPDATE competitions_schemeversion SET digest = 'x' WHERE {C}"), NO),
    Attempt(SEALED, WHO, "锁定以后补一条分", sql("INSERT INTO competitions_row (contest_id, kind, code, component, aspect, judge, round, value, words, key, at, received_at) VALUES (CONTEST, 'mark', 'C001', 'practice', '', 'P1', 2, '99', '', 'x', now(), now())"), NO),
    Attempt(SEALED, WHO, "重新打开记分册", sql("UPDATE competitions_contest SET state = 'running' WHERE id = CONTEST"), NO, mended="改成了，又能评分"),
    Attempt(SEALED, WHO, "锁定以后撤下评委", sql("DELETE FROM competitions_bench_judges USING competitions_bench b WHERE b.id = bench_id AND b.contest_id = CONTEST"), NO, mended="撤下了：这些分不再算"),
    Attempt(SEALED, WHO, "锁定以后改评委组评什么", sql(f"UPDATE competitions_bench SET component = 'x' WHERE {C}"), NO, mended="改成了"),
    Attempt(KNOWN, WHO, "改成绩", sql(f"UPDATE competitions_outcome SET result = '{{}}' WHERE {C}"), NO),
    Attempt(KNOWN, WHO, "放进第二份成绩", sql("INSERT INTO competitions_outcome (contest_id, number, contents, digest, result, computed_at) VALUES (CONTEST, 2, '{}', 'x', '{}', now())"), NO, mended="放进去了，页面照样显示"),
    Attempt(KNOWN, WHO, "借没有决定的复核补分", sql("INSERT INTO competitions_row (contest_id, kind, code, component, aspect, judge, round, value, words, key, at, received_at, rejudging_id) SELECT contest_id, 'correction', 'C001', 'practice', '', 'P1', 1, '100', 'x', 'x', now(), now(), id FROM competitions_rejudging WHERE contest_id = CONTEST"), NO, mended="补上了，下一次计算就算"),
    Attempt(KNOWN, WHO, "预览以后换复核的内容", sql(f"UPDATE competitions_rejudging SET changes = '[]' WHERE {C}"), NO, mended="改成了：执行的不是预览的"),
    Attempt(KNOWN, WHO, "换拟定复核的人（好自己决定）", sql(f"UPDATE competitions_rejudging SET prepared_by_id = (SELECT max(id) FROM people_user) WHERE {C}"), NO, mended="改成了"),
    Attempt(KNOWN, WHO, "改已公开的密钥", sql(f"UPDATE competitions_layer SET secret = 'x' WHERE {C}"), NO),
    Attempt(KNOWN, WHO, "成绩出来以后退回比赛", sql("UPDATE competitions_contest SET state = 'running' WHERE id = CONTEST"), NO, mended="改成了"),
    Attempt(KNOWN, WHO, "放进一条没有公示的荣誉", sql("INSERT INTO competitions_honour (contest_id, entry_id, outcome_id, kind, award, name, held, gained, clause, state, approval_number, number, code, holder_name, revoked_reason) SELECT CONTEST, min(e.id), (SELECT max(id) FROM competitions_outcome), 'award', 'prize1', 'x', '', '', '', 'issued', '', 'x', 'x', 'x', '' FROM competitions_entry e WHERE e.contest_id = CONTEST"), NO),
    Attempt(KNOWN, WHO, "改台账", sql("UPDATE ledger_entry SET happened_on = now()"), NO),
)  # fmt: skip
