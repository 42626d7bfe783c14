"""The equity ledger of the invented city: every year that is due, counted as the night would."""

from datetime import date

from jiangong.selection.equity import actions


def build(today: date) -> None:
    """Count and publish the years with records, by the real actions."""
    for year in actions.years_due(today):
        actions.begin_count(year, by=None)
        actions.count(year)
