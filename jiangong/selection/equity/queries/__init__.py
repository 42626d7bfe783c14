"""Every read of the equity ledger."""

from jiangong.selection.equity.queries.goods import good_of, goods
from jiangong.selection.equity.queries.turns import Turn, lots_for, turns_for, turns_rule

__all__ = ["Turn", "good_of", "goods", "lots_for", "turns_for", "turns_rule"]
