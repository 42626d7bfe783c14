"""The public list of parameters: searched and filtered in memory; and one parameter with its whole history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.utils import timezone

from jiangong.foundation.rulebook.formulas import Stretch, deciding, stretches
from jiangong.foundation.rulebook.queries.files import rulebook
from jiangong.foundation.rulebook.queries.reading import candidates
from jiangong.foundation.rulebook.queries.showing import Shown, in_one_line, shown
from jiangong.foundation.rulebook.states import LEVELS, SILENCES, STATUSES, TOPICS, Parameter

SAMPLE = "sample"  # a third status for the filter: to be confirmed, and of another place


@dataclass(frozen=True)
class Row:
    """A parameter on a page: what is in force today (or what comes next, or was last), in words."""

    parameter: Parameter
    in_force: bool

    @property
    def text(self) -> str:
        """The value in one line with its unit."""
        return in_one_line(self.parameter.value, self.parameter.unit)

    @property
    def shown(self) -> Shown:
        """The value as it is laid out on its own page."""
        return shown(self.parameter.value, self.parameter.unit)

    @property
    def status(self) -> Any:
        """The status in words."""
        return STATUSES[self.parameter.status]

    @property
    def level(self) -> Any:
        """The jurisdiction in words."""
        return LEVELS[self.parameter.jurisdiction]

    @property
    def silence(self) -> Any:
        """What follows when nobody answers, in words."""
        return SILENCES.get(self.parameter.silence, "")

    @property
    def room(self) -> Any:
        """The room or topic in words."""
        return room_name(self.parameter.room)


def room_name(label: str) -> Any:
    """What a room, or a topic without a room, is called."""
    if label in TOPICS:
        return TOPICS[label]
    return next((config.verbose_name for config in apps.get_app_configs() if config.label == label), label)


def rooms() -> list[tuple[str, Any]]:
    """Rooms and topics that have parameters, for the filter."""
    labels = dict.fromkeys(key.partition(".")[0] for key in sorted(rulebook()))
    return [(label, room_name(label)) for label in labels]


def row_of(key: str, day: date | None = None) -> Row | None:
    """A parameter as it stands today; without a value today the next one, else the last. None for an unknown key."""
    many = candidates(key)
    if not many:
        return None
    day = day or timezone.localdate()
    now = deciding(many, day)
    if now is not None:
        return Row(now, True)
    later = sorted((one for one in many if one.since > day and not one.place), key=lambda one: one.since)
    return Row(later[0] if later else max(many, key=lambda one: one.since), False)


def listed(*, words: str = "", room: str = "", status: str = "", jurisdiction: str = "") -> list[Row]:
    """Every parameter as it stands today that fits the filters, by key. `words` are all looked for, anywhere in it."""
    wanted = words.casefold().split()
    found = (row_of(key) for key in sorted(rulebook()) if not room or key.startswith(f"{room}."))
    return [
        one
        for one in found
        if one is not None
        and (not status or _has_status(one.parameter, status))
        and (not jurisdiction or one.parameter.jurisdiction == jurisdiction)
        and all(word in _searched(one.parameter) for word in wanted)
    ]


def _has_status(one: Parameter, status: str) -> bool:
    return one.sample if status == SAMPLE else one.status == status


def _searched(one: Parameter) -> str:
    parts = (
        one.key,
        one.title,
        one.explains,
        one.source,
        in_one_line(one.value, one.unit),
        str(room_name(one.room)),
    )
    return " ".join(parts).casefold()


def count_by_status(rows: Iterable[Row]) -> dict[str, int]:
    """How many are confirmed, to be confirmed, and of these another place's values."""
    found = {"confirmed": 0, "to_be_confirmed": 0, SAMPLE: 0}
    for row in rows:
        found[row.parameter.status] += 1
        found[SAMPLE] += row.parameter.sample
    return found


@dataclass(frozen=True)
class Past:
    """A stretch of time and what decided in it, for the history."""

    stretch: Stretch
    row: Row | None


def _holds(one: Stretch, day: date) -> bool:
    return one.since <= day and (one.until is None or day < one.until)


@dataclass(frozen=True)
class History:
    """Everything there is to say of a parameter: what decides when, every value ever stated, every ruling."""

    course: list[Past]
    values: list[Row]
    districts: list[tuple[str, Row]]
    rulings: list[Any]


def history_of(key: str) -> History:
    """The whole history of a parameter, in two queries: rulings with whose they are, names of districts are theirs."""
    many = candidates(key)
    rulings = list(
        apps.get_model("rulings", "Ruling")  # the storey above: by name, never by import
        ._default_manager.filter(key=key)
        .select_related("organisation", "withdrawal", "withdraws")
        .order_by("-pk")
    )
    today = timezone.localdate()
    names = {one.organisation.path: one.organisation.name for one in rulings}
    districts = []
    for path in sorted({one.place for one in many if one.place}):
        now = deciding(many, today, path)
        if now is not None and now.place == path:
            districts.append((names.get(path, path), Row(now, True)))
    course = [
        Past(one, Row(one.parameter, _holds(one, today)) if one.parameter else None)
        for one in reversed(stretches([one for one in many if not one.place]))
    ]
    values = [Row(one, one.in_force(today)) for one in sorted(many, key=lambda one: one.since, reverse=True)]
    return History(course, values, districts, rulings)
