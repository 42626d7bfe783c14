"""Documents 公文与附件: letters made from records, numbered by organisation, kind and year; files that people hand in.

Nouns: template 公文模板 (a file of fields and paragraphs), document 公文 (docx for signing, PDF/A for the file, the signed scan
back), agency mark 机关代字, series 编号序列, attachment 附件 (checked by content, kept by the hash of its bytes).
States of a document: draft 草稿 → issued 已签发 → signed 已归档 (the signed scan is there) → withdrawn 已撤回; a draft may be dropped
已放弃. States of an attachment: kept 在档, removed 已移除.
Officers of the issuing union write and issue; the room of what a file is about says who may attach and see.
Layout: GB/T 9704-2012. Kinds of letters: 党政机关公文处理工作条例 (2012). docs/documents.md.
"""
