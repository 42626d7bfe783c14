"""Every read of organisations, split by noun: the tree, finding, cards."""

from jiangong.foundation.organisations.queries.cards import (
    Card,
    Term,
    card,
    committees_due,
    terms,
)
from jiangong.foundation.organisations.queries.finding import (
    find_visible,
    industries,
    places_for,
    search,
    successors_for,
)
from jiangong.foundation.organisations.queries.tree import (
    LISTED,
    Child,
    Children,
    PathStep,
    ancestors,
    children,
    city,
    counts_by_kind,
    industry_line,
    lineage_on,
    name_on,
    organisation_by_code,
    organisations_visible_to,
    subtree,
)

__all__ = [
    "LISTED",
    "Card",
    "Child",
    "Children",
    "PathStep",
    "Term",
    "ancestors",
    "card",
    "children",
    "city",
    "committees_due",
    "counts_by_kind",
    "find_visible",
    "industries",
    "industry_line",
    "lineage_on",
    "name_on",
    "organisation_by_code",
    "organisations_visible_to",
    "places_for",
    "search",
    "subtree",
    "successors_for",
    "terms",
]
