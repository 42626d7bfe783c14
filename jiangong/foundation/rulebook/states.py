"""What a parameter is: one value of law or local rule, its dates and where it is written; levels, statuses, refusals."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal

JURISDICTIONS = ("district", "city", "province", "nation")  # nearest first
IN_FILES = ("city", "province", "nation")  # a district's values come by a ruling only
CONFIRMED, TO_BE_CONFIRMED = "confirmed", "to_be_confirmed"
STATUSES: dict[str, Promise] = {CONFIRMED: _("已核定"), TO_BE_CONFIRMED: _("待核定")}
LEVELS: dict[str, Promise] = {
    "district": _("区市"),
    "city": _("市"),
    "province": _("省"),
    "nation": _("国家"),
}
# What the law says of an authority that does not answer in time; a clock that runs out writes it down.
SILENCES: dict[str, Promise] = {
    "consents": _("逾期不答复，视为同意"),
    "takes_effect": _("逾期没有提出异议，即行生效"),
    "may_go_on": _("逾期没有办结，可以进入下一步程序"),
}

NO_VALUE = Refusal(
    "rulebook.no_value",
    _("参数“%(key)s”在%(day)s没有数值。"),
    rule=_("法规规定的数字只从参数表读取，不写在程序里。"),
    remedy=_("请管理员在参数文件中补上当日有效的数值和依据。"),
)


class RulebookError(Exception):
    """A rulebook file is not in order; the message is one sentence that names file, entry and what is missing."""


@dataclass(frozen=True)
class Ruling:
    """A ruling 核定 as a parameter shows it: number, what it did, whose it is, on which document, made on which day."""

    number: int
    act: str
    organisation: str
    document_number: str
    made_on: date


@dataclass(frozen=True)
class Parameter:
    """One value of law or local rule, from `since` until (not including) `until`, with where it is written.

    `place` is the path of the union below which it is in force, empty where it is in force everywhere. `ruling` is the
    one that made this value, or confirmed what the file says; without one it stands as the file has it. `silence`
    (one of SILENCES) is what follows when nobody answers in time. `sample`: what is in force here was not found, so this is
    another place's value, or what is customary, shown as such until it is ruled on. `districts`: districts may have values of their own.
    """

    key: str
    title: str
    unit: str
    explains: str
    value: Any
    since: date
    until: date | None
    jurisdiction: str
    regulation: str
    article: str
    document_number: str
    status: str
    silence: str = ""
    sample: bool = False
    districts: bool = False
    place: str = ""
    ruling: Ruling | None = None

    @property
    def confirmed(self) -> bool:
        return self.status == CONFIRMED

    @property
    def room(self) -> str:
        """The room or topic whose parameter it is: what stands before the first dot of the key."""
        return self.key.partition(".")[0]

    @property
    def source(self) -> str:
        """《regulation》（document number）article, as an official text cites it."""
        number = f"（{self.document_number}）" if self.document_number else ""
        return f"《{self.regulation}》{number}{self.article}"

    def in_force(self, day: date) -> bool:
        """Whether the value is in force on the day."""
        return self.since <= day and (self.until is None or day < self.until)

    def as_confirmed(self, ruling: Ruling) -> "Parameter":
        """The same value, confirmed by a ruling."""
        return replace(self, status=CONFIRMED, ruling=ruling)
