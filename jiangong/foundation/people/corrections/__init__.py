"""Corrections 更正: the person says what of their record is wrong; the union that keeps it confirms, or says why not.

Nouns: correction 更正请求 (which fields, what stands there, what should), answer 答复.
States: asked 等待核对 → confirmed 已更正 | refused 未更正 | withdrawn 已撤回; one open request a person.
The person asks; an officer of the union that holds the record decides, never on their own record. 个人信息保护法 §46:
who finds data about themselves wrong may have it corrected, and it has to be checked and corrected in time.

Old and new values are sealed in one column, bound to the row; the ledger keeps which fields, never what stood there.
"""
