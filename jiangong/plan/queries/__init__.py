"""Every read of the plan: figures from cells, and the ledger entries behind a figure."""

from jiangong.plan.queries.breakdowns import Breakdown, breakdown
from jiangong.plan.queries.figures import (
    Figure,
    Following,
    Overview,
    Part,
    Progress,
    as_of,
    cells_of,
    figure,
    overview,
    periods,
    plain_rows,
    progress,
)
from jiangong.plan.queries.publication import NotYetLogged, figures_csv, plan_facts, published_plan
from jiangong.plan.queries.records import (
    Record,
    Records,
    days_of,
    entries_visible_to,
    entry_history,
    my_records,
    newest_entries,
    own_records,
    records_behind,
    require_reader,
)
from jiangong.plan.queries.small_cells import is_hidden, nearest_shown
from jiangong.plan.queries.trajectory import Month, Outlook, Trajectory, WhyNot

__all__ = [
    "Breakdown",
    "Figure",
    "Following",
    "Month",
    "NotYetLogged",
    "Outlook",
    "Overview",
    "Part",
    "Progress",
    "Record",
    "Records",
    "Trajectory",
    "WhyNot",
    "as_of",
    "breakdown",
    "cells_of",
    "days_of",
    "entries_visible_to",
    "entry_history",
    "figure",
    "figures_csv",
    "is_hidden",
    "my_records",
    "nearest_shown",
    "newest_entries",
    "overview",
    "own_records",
    "periods",
    "plain_rows",
    "plan_facts",
    "progress",
    "published_plan",
    "records_behind",
    "require_reader",
]
