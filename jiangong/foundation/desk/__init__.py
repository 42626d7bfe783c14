"""The desk 案头: what was begun and not yet sent, and what was decided and takes effect in ten minutes.

Nouns: draft 草稿 (a form that was begun), pending act 待生效 (a submission or decision that may still be taken back).
States of a pending act: waiting 待生效 → done 已生效 | taken back 已撤回 | refused 没有生效 | failed 未能办理.
Who sends or decides may take it back until it takes effect; so may whoever could have done the same.
What may wait is declared by the room it belongs to (`HELD` in its tasks.py), which forms keep drafts too (`DRAFTS`
in its forms.py). Rule: 移动互联网应用（APP）适老化通用设计规范 (MIIT): submissions can be taken back for ten minutes.
"""
