"""Every read of samples."""

from jiangong.foundation.samples.queries.log import (
    leaves,
    population_of,
    public_verbs,
)
from jiangong.foundation.samples.queries.opening import Opened, opened
from jiangong.foundation.samples.queries.results import (
    Line,
    draw_visible_to,
    draws_of,
    lines_of,
    next_to_judge,
    outcome_of,
    progress_of,
)
from jiangong.foundation.samples.queries.samples import (
    definition_of,
    judgements_of,
    named_of,
    public_samples,
    sample_visible_to,
    samples_left_behind,
    samples_of,
    samples_to_fetch,
    samples_visible_to,
)

__all__ = [
    "Line",
    "Opened",
    "definition_of",
    "draw_visible_to",
    "draws_of",
    "judgements_of",
    "leaves",
    "lines_of",
    "named_of",
    "next_to_judge",
    "opened",
    "outcome_of",
    "population_of",
    "progress_of",
    "public_samples",
    "public_verbs",
    "sample_visible_to",
    "samples_left_behind",
    "samples_of",
    "samples_to_fetch",
    "samples_visible_to",
]
