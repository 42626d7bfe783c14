"""Every write of the equity ledger: begin a count, count."""

from jiangong.selection.equity.actions.counting import begin_count, count, years_due

__all__ = ["begin_count", "count", "years_due"]
