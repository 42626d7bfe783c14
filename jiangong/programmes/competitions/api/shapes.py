"""What the API of competitions asks for and answers with."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from jiangong.foundation.common.endpoints import LARGEST, PageOut
from jiangong.programmes.competitions.states import NewField

Key = Annotated[int, Field(ge=1, le=LARGEST)]


class TradeOut(Schema):
    id: int
    edition: str
    code: str
    occupation: str
    trade: str
    leading_industry: str


class TradePage(PageOut):
    rows: list[TradeOut]


class SeasonOut(Schema):
    id: int
    year: int
    name: str
    theme: str
    state: str
    organisation: int = Field(alias="organisation_id")


class SeasonPage(PageOut):
    rows: list[SeasonOut]


class ContestOut(Schema):
    """A contest as anybody may see it."""

    id: int
    season: int = Field(alias="season_id")
    organiser: int = Field(alias="organiser_id")
    trade: TradeOut
    title: str
    level: str
    contest_class: str
    state: str
    filing_number: str
    place: str
    enter_from: datetime
    enter_until: datetime
    starts_on: date
    ends_on: date
    open_to: int = Field(alias="open_to_id")
    places: int | None
    layers: int


class ContestPage(PageOut):
    rows: list[ContestOut]


class DutyOut(Schema):
    """An office: how many hold it; who (masked) only once the result is known."""

    duty: str
    count: int
    names: list[str]


class ContestInFull(ContestOut):
    call: str
    scheme: dict[str, Any]
    scheme_digest: str
    entries: dict[str, int]
    serving: list[DutyOut]
    results: list[int]


class DayOut(Schema):
    """A line of the calendar."""

    id: int
    title: str
    trade: str
    place: str
    enter_from: datetime
    enter_until: datetime
    starts_on: date
    ends_on: date
    state: str


class DayPage(PageOut):
    rows: list[DayOut]


class UnitOut(Schema):
    """The entrants of one union; names are masked."""

    unit: str = Field(alias="name")
    people: list[str]


class LineOut(Schema):
    code: str
    name: str
    unit: str
    rank: int | None
    place: str
    total: str
    scores: dict[str, str]
    medal: str
    awards: list[str]
    advances: bool | None


class ResultOut(Schema):
    """A computed result. `digest` is the SHA-256 of the canonical file, as it stands on the ledger."""

    number: int
    digest: str
    computed_at: datetime
    lines: list[LineOut]


class FileOut(Schema):
    """What anybody can recompute the result from, with shadow.py."""

    scheme: dict[str, Any]
    sheet: dict[str, Any]


class PairOut(Schema):
    beneath: str
    number: str


class LayerOut(Schema):
    """One layer of pseudonyms. `said`, `secret` and `numbers` are empty until the result is known."""

    number: int
    title: str
    commitment: str
    committed_at: datetime
    drawn_at: datetime | None
    opened_at: datetime | None
    drawn_over: str
    size: int
    said: str
    secret: str
    numbers: list[PairOut]


class EntryOut(Schema):
    id: int
    contest: int = Field(alias="contest_id")
    organisation: int = Field(alias="organisation_id")
    state: str
    is_substitute: bool
    entered_at: datetime


class EntryPage(PageOut):
    rows: list[EntryOut]


class WishIn(Schema):
    """One member to enter, by the number of the membership."""

    membership: Key
    is_substitute: bool = False
    new_field: NewField | Literal[""] = ""
    needs: str = Field("", max_length=200)


class EntriesIn(Schema):
    """`insured`: the union confirms that all of them are insured in the city."""

    organisation: Key
    insured: bool
    members: list[WishIn] = Field(min_length=1, max_length=500)


class WhyNot(Schema):
    code: str
    detail: str
    rule: str
    remedy: str


class EnteredOut(Schema):
    """What became of one member: an entry, or why not."""

    membership: int
    entry: EntryOut | None
    refused: WhyNot | None


class OfficeOut(Schema):
    id: int
    contest: int = Field(alias="contest_id")
    duty: str
    alias: str


class OfficePage(PageOut):
    rows: list[OfficeOut]


class MarkIn(Schema):
    """`key` is chosen by the device, new for every mark: sent twice counts once. `at`: when it was written down."""

    key: str = Field(pattern=r"^[A-Za-z0-9_.:-]{8,36}$")
    component: str = Field(max_length=20)
    aspect: str = Field("", max_length=20)
    code: str = Field(max_length=12)
    value: str = Field(max_length=40)
    round: int = Field(1, ge=1, le=20)
    at: datetime


class MarksIn(Schema):
    marks: list[MarkIn] = Field(min_length=1, max_length=500)


class KeptOut(Schema):
    key: str
    kept: bool
    refused: WhyNot | None
