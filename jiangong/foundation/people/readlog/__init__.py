"""Read log 查看记录: whoever sees personal data in clear, or takes a list of people away, is written down first.

Nouns: reading 查看记录 (one place in the log), look 查看 (at one person), export 导出 (of a list of people).
Order: written and committed, then shown; what cannot be written is not shown. The log has numbers without gaps and a
chain of hashes, and each place stands in the ledger too; an erasure takes contents, never a place. docs/readlog.md.
The person sees who looked and why; an auditor sees that nothing is missing. 个人信息保护法 §51, §55; 网络安全法 §21.
"""
