"""Every write of the plan: cells follow the ledger, or are rebuilt from nothing. Nobody else writes a figure."""

from jiangong.plan.actions.following import follow
from jiangong.plan.actions.rebuilding import Difference, Rebuilt, check, rebuild

__all__ = ["Difference", "Rebuilt", "check", "follow", "rebuild"]
