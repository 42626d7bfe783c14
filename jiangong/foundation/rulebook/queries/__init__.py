"""Reading the rulebook: every room's rulebook/*.yaml, once per process, with local rulings laid over.

    value("people.deemed_withdrawal_months", on=date(2026, 1, 1))  → 6
    parameter("people.deemed_withdrawal_months")                   → the value with its source and status
    with used() as reads: …                                        → which values a decision read

Of the values in force on a day the nearest jurisdiction decides: district before city before province before nation.
"""

from jiangong.foundation.rulebook.queries.explaining import Explanation, explained
from jiangong.foundation.rulebook.queries.files import files, read_rulebook, rulebook
from jiangong.foundation.rulebook.queries.keeping import (
    Counted,
    Kept,
    decisions_counted,
    used_by,
    used_by_entries,
)
from jiangong.foundation.rulebook.queries.listing import (
    SAMPLE,
    History,
    Row,
    count_by_status,
    history_of,
    listed,
    room_name,
    rooms,
    row_of,
)
from jiangong.foundation.rulebook.queries.places import CodePlace, places_of
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
from jiangong.foundation.rulebook.queries.showing import in_one_line, shown
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
    "SAMPLE",
    "SILENCES",
    "STATUSES",
    "TO_BE_CONFIRMED",
    "CodePlace",
    "Counted",
    "Explanation",
    "History",
    "Kept",
    "Parameter",
    "Read",
    "Reads",
    "Row",
    "RulebookError",
    "Ruled",
    "Ruling",
    "candidates",
    "count_by_status",
    "decisions_counted",
    "explained",
    "files",
    "forget_rulings",
    "history_of",
    "in_one_line",
    "laid_over",
    "listed",
    "none_ruled",
    "parameter",
    "parameters",
    "places_of",
    "read_rulebook",
    "room_name",
    "rooms",
    "row_of",
    "rulebook",
    "ruled",
    "shown",
    "used",
    "used_by",
    "used_by_entries",
    "value",
]
