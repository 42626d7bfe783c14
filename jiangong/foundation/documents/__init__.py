"""Documents 公文与附件: letters made from records, numbered by organisation and year; files that people hand in.

Nouns: template 公文模板, document 公文 (docx for signing, PDF/A for the file, the signed scan back), attachment 附件 (checked by content).
"""
