"""People 人员: persons, their membership, their appointments, signing in, and the roster import.

Nouns: person 职工, membership 会籍 (one active per person), appointment 任职 (a role on an organisation with
dates), user 登录账号, merge 合并 (of duplicates, can be undone), look 查看记录 (who saw whose data, and why),
roster import 花名册导入. Membership: applied 申请 → active 在册 → in transfer 转出中 → in the pool 待接收 → active
elsewhere; or left 退会, deemed withdrawn 视为退会, retired 保留会籍 (工会法 2021; 实名制 总工办发〔2017〕14号; figures in
rulebook/). The union itself admits, its officers confirm transfers; appointing a chair is for the union above. Identity numbers and phones are encrypted and found by a keyed blind index (sealing.py).
"""
