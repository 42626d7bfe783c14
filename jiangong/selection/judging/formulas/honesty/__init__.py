"""Score honesty 评分诚信: figures about judges, panels, ranks and theory papers, for the chief judge. Advice, never a change.

Whoever asks gives the minimum samples, the confidence and the seed; too small a sample says nothing rather than something.
"""

from jiangong.selection.judging.formulas.honesty.alarms import Alarm, Alert, alarms
from jiangong.selection.judging.formulas.honesty.items import (
    Item,
    ItemFigures,
    PaperFigures,
    item_statistics,
    paper_statistics,
)
from jiangong.selection.judging.formulas.honesty.judges import (
    Disagreement,
    JudgeFigures,
    disagreement,
    judge_figures,
)
from jiangong.selection.judging.formulas.honesty.stability import (
    Influence,
    RankStability,
    Stability,
    rank_stability,
)

__all__ = [
    "Alarm",
    "Alert",
    "Disagreement",
    "Influence",
    "Item",
    "ItemFigures",
    "JudgeFigures",
    "PaperFigures",
    "RankStability",
    "Stability",
    "alarms",
    "disagreement",
    "item_statistics",
    "judge_figures",
    "paper_statistics",
    "rank_stability",
]
