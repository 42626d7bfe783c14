"""Roster import 花名册导入: a union's members from the spreadsheet the union really has.

Nouns: import 导入 (people.RosterImport), upload 上传的文件, staged row 待导入的行, verdict 结论, problem 问题, result file 结果表.
States of an import: reading 正在读取 → ready 等待确认 → writing 正在导入 → done 已导入 → undone 已撤回; failed, abandoned.
Officers of the union (or of one above it) upload, confirm and take back. Nothing is written before confirmation; for
24 hours the whole import can be taken back. 工会会员会籍管理办法 (one membership per person), 个人信息保护法 §51 (sealed).

The same code serves the pages and the command line: actions.whole.import_file(path, organisation, *, by, dry_run,
report, progress) -> Outcome. Clear identity numbers are never stored: the upload is sealed and deleted once read,
wrong rows keep their cells sealed until 24 hours are over, result files are made while they are downloaded.
"""
