"""Everything that stands on the paper, for both printers."""

from dataclasses import dataclass
from datetime import date

from jiangong.foundation.documents.formulas import Letter
from jiangong.foundation.documents.formulas.filling import day_words

DRAFT = "（草稿，未编号）"


@dataclass(frozen=True)
class Paper:
    """A letter with its number and day, and the address at which it can be checked (empty for a draft)."""

    letter: Letter
    number: str
    dated: date
    code: str
    address: str

    @property
    def day(self) -> str:
        return day_words(self.dated)

    @property
    def is_draft(self) -> bool:
        return not self.address


def paper_of(letter: Letter, *, number: str = "", dated: date, code: str = "", address: str = "") -> Paper:
    """The paper; without number and address that of a draft, which says so."""
    return Paper(letter, number or DRAFT, dated, code, address)
