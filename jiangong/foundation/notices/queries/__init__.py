"""Every read of notices."""

from jiangong.foundation.notices.queries.kinds import Proposal, Proposed, kind_of, kinds, proposal
from jiangong.foundation.notices.queries.notices import (
    cleared,
    cleared_among,
    least_end,
    lines_of,
    notice_about,
    notice_to_conduct,
    notices_to_conduct,
    notices_to_end,
    notices_visible_to,
    public_notice,
    public_notices,
)
from jiangong.foundation.notices.queries.objections import (
    anonymous_today,
    objection_by_receipt,
    objection_visible_to,
    objections_of,
    objections_visible_to,
    open_objections,
    stands_against_erasure,
)

__all__ = [
    "Proposal",
    "Proposed",
    "anonymous_today",
    "cleared",
    "cleared_among",
    "kind_of",
    "kinds",
    "least_end",
    "lines_of",
    "notice_about",
    "notice_to_conduct",
    "notices_to_conduct",
    "notices_to_end",
    "notices_visible_to",
    "objection_by_receipt",
    "objection_visible_to",
    "objections_of",
    "objections_visible_to",
    "open_objections",
    "proposal",
    "public_notice",
    "public_notices",
    "stands_against_erasure",
]
