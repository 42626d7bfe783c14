"""The mathematics of audit samples, without Django: what is drawn from, how it is drawn, what the result proves.

docs/samples.md says it in words; check_sample.py is a second implementation that shares none of this code.
"""

from jiangong.foundation.samples.formulas.bounds import (
    below_by_count,
    below_by_share,
    share_at_most,
    stringer,
    upper_by_count,
    upper_by_share,
)
from jiangong.foundation.samples.formulas.definition import Definition, Unit, plain
from jiangong.foundation.samples.formulas.population import Population, Unsuitable, read_population
from jiangong.foundation.samples.formulas.proving import Outcome, outcome
from jiangong.foundation.samples.formulas.selection import draw, seed
from jiangong.foundation.samples.formulas.sizes import MOST_DRAWS, least_draws

__all__ = [
    "MOST_DRAWS",
    "Definition",
    "Outcome",
    "Population",
    "Unit",
    "Unsuitable",
    "below_by_count",
    "below_by_share",
    "draw",
    "least_draws",
    "outcome",
    "plain",
    "read_population",
    "seed",
    "share_at_most",
    "stringer",
    "upper_by_count",
    "upper_by_share",
]
