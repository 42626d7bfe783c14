"""Every read of the read log: who is on a list, what a person sees, whether nothing is missing."""

from jiangong.foundation.people.readlog.queries.checking import Checked, check
from jiangong.foundation.people.readlog.queries.showing import (
    exports_with,
    readings_visible_to,
    shown_readings,
)

__all__ = ["Checked", "check", "exports_with", "readings_visible_to", "shown_readings"]
