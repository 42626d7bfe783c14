"""Every read of the equity ledger."""

from jiangong.selection.equity.queries.counting import Unions, band, kinds_on, unions_on
from jiangong.selection.equity.queries.goods import good_of, goods
from jiangong.selection.equity.queries.inside import AS_COUNTED, Own, groups_now, groups_of_all, reach_inside
from jiangong.selection.equity.queries.mine import Mine, Share, share_of
from jiangong.selection.equity.queries.publishing import (
    Along,
    Line,
    Reach,
    Table,
    counts,
    everything_of,
    label_of,
    names_of,
    overview,
    published_year,
    published_years,
    reach_of,
    table_of,
    text_of,
    under_way,
)
from jiangong.selection.equity.queries.turns import (
    Turn,
    lots_for,
    turn_of,
    turns_for,
    turns_rule,
    turns_sql,
)

__all__ = [
    "AS_COUNTED",
    "Along",
    "Line",
    "Mine",
    "Own",
    "Reach",
    "Share",
    "Table",
    "Turn",
    "Unions",
    "band",
    "counts",
    "everything_of",
    "good_of",
    "goods",
    "groups_now",
    "groups_of_all",
    "kinds_on",
    "label_of",
    "lots_for",
    "names_of",
    "overview",
    "published_year",
    "published_years",
    "reach_inside",
    "reach_of",
    "share_of",
    "table_of",
    "text_of",
    "turn_of",
    "turns_for",
    "turns_rule",
    "turns_sql",
    "under_way",
    "unions_on",
]
