"""Theory examinations 理论考试: questions drawn by rule, sat on screens or on paper, marked exactly. Knows no programme.

Nouns: bank 题库, question 试题 with versions 版本, blueprint 双向细目表, sitting 考试场次, examinee 考生 (a person under a code 考号),
answer 作答 (append-only), event 考场记录, correction 答案更正. A sitting belongs to an organisation and names what it is for.
Questions: draft 草稿 → reviewed 已审定 → retired 已停用. Sittings: planned 筹备 → drawn 已组卷 → closed 已结束; or cancelled 已取消.
Examinees: admitted 待考 → sitting 考试中 → ended 已交卷; absent 缺考.
Officers of the organisation manage banks and sittings; an examinee sees the own paper during the own sitting, nobody else.
The seed of a draw is committed to when the sitting is made and published when it is closed. docs/exams.md says the rules.
"""
