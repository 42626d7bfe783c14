"""Equity 公平账: who received what over all programmes, whose turn it is, and what a rule would do over ten years.

Nouns: good 好处 (something scarce that a room declares as `GOODS`), reach 覆盖 (how many of a group received it), turn 轮候
(years without, and the lots 签数 they give), simulation 推演 (a rule tried over ten years before it is announced).
States of a reckoning and of a simulation: waiting → working → done, or failed. Nobody decides here: entries of the ledger are
counted, the published tables hide small cells and nothing else, and officers see their own unions in the workbench.
No regulation gives figures for this; those in rulebook/equity.yaml are the platform's own, to be confirmed. docs/equity.md.
"""
