"""Every write of the equity ledger: begin a count, count, ask for a trial, try."""

from jiangong.selection.equity.actions.counting import begin_count, count, count_inside, years_due
from jiangong.selection.equity.actions.simulating import ask_simulation, run_simulation

__all__ = ["ask_simulation", "begin_count", "count", "count_inside", "run_simulation", "years_due"]
