"""Verifiable digital credentials 数字凭证 that any programme issues, for the holder to keep and strangers to check.

Nouns: credential 数字凭证, kind 凭证种类, holder 持有人, holder's code 持有码, issuer's key 签发密钥, status list 状态清单.
States: issued 有效 → revoked 已撤销.
The room that awards something decides and calls `issue` in the same transaction; the signer, in a process of its own, writes
it as an Open Badge 3.0 (W3C Verifiable Credential 2.0) with a Data Integrity proof `eddsa-rdfc-2022`. It names its holder only
where the holder asks for that; what the person is forgotten for goes (个人信息保护法 §47). docs/credentials.md.
"""
