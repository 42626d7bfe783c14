"""While the database cannot be reached: what counts as that, and how long a caller should wait before asking again."""

from django.db import OperationalError

RETRY_AFTER = 10  # seconds; a database that was restarted is back by then
# PostgreSQL's own words for it: broken connections, going down or coming up, too many connections.
_STATES = ("08", "57P", "53300")


def is_database_away(error: BaseException | None) -> bool:
    """Whether this error says that the database cannot be reached now, rather than that we asked it something wrong."""
    if not isinstance(error, OperationalError):
        return False
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(_STATES)
