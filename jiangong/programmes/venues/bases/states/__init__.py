"""States of bases, contracts, inspections and ratings; verbs for the ledger; named refusals; what waits, is shown and kept."""

from jiangong.programmes.venues.bases.states.kinds import (
    BASE_TRANSITIONS,
    CONTRACT_TRANSITIONS,
    INSPECTION_TRANSITIONS,
    YEAR_TRANSITIONS,
    AuditOutcome,
    BaseKind,
    BaseState,
    ContractState,
    Facility,
    InspectionKind,
    InspectionState,
    StepFree,
    Verdict,
    YearState,
)
from jiangong.programmes.venues.bases.states.reasons import (
    Reason,
)
from jiangong.programmes.venues.bases.states.telling import (
    CLOCKS,
    MATTERS,
    NOTICES,
    PAPER,
    PHOTO,
    PURPOSES,
    RATING_NOTICE,
    REPORT,
)
from jiangong.programmes.venues.bases.states.verbs import (
    FACTS,
    PUBLIC,
    STANDING,
    Standing,
    Verb,
)

__all__ = [
    "BASE_TRANSITIONS",
    "CLOCKS",
    "CONTRACT_TRANSITIONS",
    "FACTS",
    "INSPECTION_TRANSITIONS",
    "MATTERS",
    "NOTICES",
    "PAPER",
    "PHOTO",
    "PUBLIC",
    "PURPOSES",
    "RATING_NOTICE",
    "REPORT",
    "STANDING",
    "YEAR_TRANSITIONS",
    "AuditOutcome",
    "BaseKind",
    "BaseState",
    "ContractState",
    "Facility",
    "InspectionKind",
    "InspectionState",
    "Reason",
    "Standing",
    "StepFree",
    "Verb",
    "Verdict",
    "YearState",
]
