"""What waits and what is told up to the draw; what of a stay is a good that equity looks at; the draw this room declares."""

from jiangong.foundation.inbox.states import MessageKind
from jiangong.selection.draws.states import DrawSubject

ROOM = "jiangong.programmes.care.convalescence"

DRAWS = (
    DrawSubject(
        "convalescence.programme",
        may="convalescence.manage",
        page="convalescence:programme",
        plan=f"{ROOM}.queries.draw_plan",
        listed=f"{ROOM}.queries.draw_list",
        told=f"{ROOM}.actions.places_given",
    ),
)

APPLYING_MATTERS = ()
APPLYING_MESSAGES: tuple[MessageKind, ...] = ()
