"""Pure rules of the roster: its columns under all their usual names, normalising cells, judging rows."""

from jiangong.foundation.people.roster.formulas.columns import COLUMNS, EXAMPLE, OPTIONS, TITLES
from jiangong.foundation.people.roster.formulas.rows import Judge, Person

__all__ = ["COLUMNS", "EXAMPLE", "OPTIONS", "TITLES", "Judge", "Person"]
