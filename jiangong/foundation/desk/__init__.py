"""The desk 案头: what was begun and not yet sent, and what was decided and takes effect in ten minutes.

Nouns: draft 草稿, pending act 待生效 (a submission or decision that its author may still take back).
"""
