"""States of bases, contracts, inspections and ratings; verbs for the ledger; named refusals."""

from jiangong.programmes.venues.bases.states.kinds import (
    BASE_TRANSITIONS as BASE_TRANSITIONS,
)
from jiangong.programmes.venues.bases.states.kinds import (
    CONTRACT_TRANSITIONS as CONTRACT_TRANSITIONS,
)
from jiangong.programmes.venues.bases.states.kinds import (
    INSPECTION_TRANSITIONS as INSPECTION_TRANSITIONS,
)
from jiangong.programmes.venues.bases.states.kinds import (
    YEAR_TRANSITIONS as YEAR_TRANSITIONS,
)
from jiangong.programmes.venues.bases.states.kinds import AuditOutcome as AuditOutcome
from jiangong.programmes.venues.bases.states.kinds import BaseKind as BaseKind
from jiangong.programmes.venues.bases.states.kinds import BaseState as BaseState
from jiangong.programmes.venues.bases.states.kinds import ContractState as ContractState
from jiangong.programmes.venues.bases.states.kinds import Facility as Facility
from jiangong.programmes.venues.bases.states.kinds import InspectionKind as InspectionKind
from jiangong.programmes.venues.bases.states.kinds import InspectionState as InspectionState
from jiangong.programmes.venues.bases.states.kinds import StepFree as StepFree
from jiangong.programmes.venues.bases.states.kinds import Verdict as Verdict
from jiangong.programmes.venues.bases.states.kinds import YearState as YearState
