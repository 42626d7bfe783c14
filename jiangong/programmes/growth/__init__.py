"""Growth platform 成长成才平台 (plan D): training of workers; the other rooms of the chapter follow.

Nouns: course 课程, session 班次 (dates, place, places), enrolment 报名, attendance 签到, certificate 结业证书.
Enrolment: enrolled 已报名 or waiting 候补 → completed 已结业, or cancelled 已取消, absent 未结业. The organising union
decides; the course's rule says what completing means. Every completion is one ledger entry and counts for D9
(person-times), D7 (learners) and, online, D8.
"""
