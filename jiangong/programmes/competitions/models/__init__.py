"""Tables of competitions, by the part of a contest they belong to."""

from jiangong.programmes.competitions.models.contests import Contest, Office, Relation, SchemeVersion
from jiangong.programmes.competitions.models.entries import Entry, Layer, Qualification, Team
from jiangong.programmes.competitions.models.honours import Benefit, Honour, HonourBatch
from jiangong.programmes.competitions.models.outcomes import Appeal, Outcome, Rejudging
from jiangong.programmes.competitions.models.seasons import Battlefield, Season, Trade
from jiangong.programmes.competitions.models.sheet import Bench, Breach, Incident, Photo, Row
from jiangong.programmes.competitions.models.theory import Theory

__all__ = [
    "Appeal",
    "Battlefield",
    "Bench",
    "Benefit",
    "Breach",
    "Contest",
    "Entry",
    "Honour",
    "HonourBatch",
    "Incident",
    "Layer",
    "Office",
    "Outcome",
    "Photo",
    "Qualification",
    "Rejudging",
    "Relation",
    "Row",
    "SchemeVersion",
    "Season",
    "Team",
    "Theory",
    "Trade",
]
