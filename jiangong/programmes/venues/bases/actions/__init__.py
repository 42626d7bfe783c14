"""Every write of bases, one function per verb, by noun."""

from jiangong.programmes.venues.bases.actions.bases import (
    BaseFacts,
    change_base,
    close_base,
    enter_base,
    import_bases,
    list_base,
)
from jiangong.programmes.venues.bases.actions.contracts import (
    ContractFacts,
    change_contract,
    draft_contract,
    end_contract,
    require_not_delisted,
    sign_contract,
)
from jiangong.programmes.venues.bases.actions.inspecting import (
    Answer,
    confirm_mended,
    inspect,
    record_audit,
)
from jiangong.programmes.venues.bases.actions.rating import (
    decide_rating,
    open_year,
    propose_ratings,
    put_in_force,
)
from jiangong.programmes.venues.bases.actions.reminding import remind

__all__ = [
    "Answer",
    "BaseFacts",
    "ContractFacts",
    "change_base",
    "change_contract",
    "close_base",
    "confirm_mended",
    "decide_rating",
    "draft_contract",
    "end_contract",
    "enter_base",
    "import_bases",
    "inspect",
    "list_base",
    "open_year",
    "propose_ratings",
    "put_in_force",
    "record_audit",
    "remind",
    "require_not_delisted",
    "sign_contract",
]
