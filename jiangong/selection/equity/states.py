"""What rooms declare of the scarce things they give, and this room's own names. Imports nothing of the room."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Good:
    """Something scarce that people receive 好处, listed by its room as `GOODS` in its states.py.

    `code` names it in addresses and in `lots_for` ("convalescence"). Somebody received it on the day of an entry of `verb`
    with that person, unless the entry was corrected, or one of `taken_back` about the same subject followed. `title` is what
    it is called, `unit` what is counted of it.
    """

    code: str
    verb: str
    title: Any
    unit: Any
    taken_back: str = ""
