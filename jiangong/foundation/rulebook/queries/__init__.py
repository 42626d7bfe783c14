"""Reading the rulebook: every room's rulebook/*.yaml, once per process, with local rulings laid over.

    value("people.deemed_withdrawal_months", on=date(2026, 1, 1))  → 6
    parameter("people.deemed_withdrawal_months")                   → the value with its source and status
    with used() as reads: …                                        → which values a decision read

Of the values in force on a day the nearest jurisdiction decides: district before city before province before nation.
"""

from jiangong.foundation.rulebook.queries.files import files, read_rulebook, rulebook
from jiangong.foundation.rulebook.queries.keeping import (
    Kept,
    decisions_counted,
    used_by,
    used_by_entries,
)
from jiangong.foundation.rulebook.queries.reading import (
    Read,
    Reads,
    candidates,
    parameter,
    parameters,
    used,
    value,
)
from jiangong.foundation.rulebook.queries.rulings import (
    LAG_SECONDS,
    Ruled,
    forget_rulings,
    laid_over,
    none_ruled,
    ruled,
)
from jiangong.foundation.rulebook.states import (
    CONFIRMED,
    JURISDICTIONS,
    LEVELS,
    NO_VALUE,
    SILENCES,
    STATUSES,
    TO_BE_CONFIRMED,
    Parameter,
    RulebookError,
    Ruling,
)

__all__ = [
    "CONFIRMED",
    "JURISDICTIONS",
    "LAG_SECONDS",
    "LEVELS",
    "NO_VALUE",
    "SILENCES",
    "STATUSES",
    "TO_BE_CONFIRMED",
    "Kept",
    "Parameter",
    "Read",
    "Reads",
    "RulebookError",
    "Ruled",
    "Ruling",
    "candidates",
    "decisions_counted",
    "files",
    "forget_rulings",
    "laid_over",
    "none_ruled",
    "parameter",
    "parameters",
    "read_rulebook",
    "rulebook",
    "ruled",
    "used",
    "used_by",
    "used_by_entries",
    "value",
]
