"""A plan as data: reads a file of plans/ and says in one sentence what is wrong with it. No database, no Django models."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import get_language

from jiangong.plan.formulas import split

PLANS = Path(__file__).parent / "plans"


class PlanFileError(ValueError):
    """The file does not describe a plan; the message is one sentence that names the place."""


@dataclass(frozen=True)
class Words:
    """A text in both languages; shows itself in the reader's."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


class Counting(StrEnum):
    """What a figure counts among the entries that match."""

    COUNT = "count"
    SUM = "sum"
    DISTINCT_PEOPLE = "distinct_people"
    DISTINCT_ATTRIBUTE = "distinct_attribute"

    @property
    def is_distinct(self) -> bool:
        return self in (Counting.DISTINCT_PEOPLE, Counting.DISTINCT_ATTRIBUTE)


@dataclass(frozen=True)
class Measure:
    """口径: which ledger entries count (verb, payload, attribute) and how. All filters must hold.

    Conditions speak of the entry alone, never of how the organisation or person is today: what was counted once
    is counted the same way in every rebuild.
    """

    kind: Counting
    verbs: tuple[str, ...]
    payload: tuple[tuple[str, str], ...] = ()
    attributes: tuple[str, ...] = ()


class Each(StrEnum):
    YEAR = "year"
    WHOLE = "whole"


@dataclass(frozen=True)
class Target:
    """How much is owed, each year or once over the whole period; `split` divides it over the districts."""

    figure: int
    each: Each
    split: bool = False


@dataclass(frozen=True)
class Promise:
    """One promise. Without a measure it is not counted yet, and no figure may be shown for it."""

    id: str
    title: Words
    words: Words
    counted_by: Words
    unit: Words
    target: Target | None = None
    measure: Measure | None = None


@dataclass(frozen=True)
class Chapter:
    id: str
    title: Words
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class District:
    """A district's code in the tree, its place on the tile map, and its weight in split targets."""

    code: str
    column: int
    row: int
    weight: int


@dataclass(frozen=True)
class Plan:
    """A whole plan. `since` and `until` are its first and last day."""

    slug: str
    title: Words
    since: date
    until: date
    source: Words
    split_by: Words
    districts: tuple[District, ...]
    chapters: tuple[Chapter, ...]

    @cached_property
    def promises(self) -> dict[str, Promise]:
        return {promise.id: promise for chapter in self.chapters for promise in chapter.promises}

    @cached_property
    def counted(self) -> dict[str, Measure]:
        """The promises that have a figure, with their measures."""
        return {p.id: p.measure for p in self.promises.values() if p.measure is not None}

    @cached_property
    def by_verb(self) -> dict[str, tuple[tuple[str, Measure], ...]]:
        """For each verb the counted promises that look at it, in the plan's order."""
        verbs = {verb for measure in self.counted.values() for verb in measure.verbs}
        return {
            verb: tuple((name, one) for name, one in self.counted.items() if verb in one.verbs)
            for verb in verbs
        }

    @cached_property
    def fingerprint(self) -> str:
        """Changes when what is counted changes, so that the cells are rebuilt then and only then."""
        facts = {
            "since": str(self.since),
            "until": str(self.until),
            "measures": {name: asdict(measure) for name, measure in sorted(self.counted.items())},
        }
        return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    @property
    def years(self) -> range:
        return range(self.since.year, self.until.year + 1)

    def shares(self, promise: Promise) -> dict[str, int]:
        """Each district's part of the promise's target by its code; empty where the target is not split."""
        if promise.target is None or not promise.target.split:
            return {}
        return split(promise.target.figure, {district.code: district.weight for district in self.districts})


@cache
def current() -> Plan:
    """The plan this installation carries out (setting PLAN)."""
    return load(PLANS / f"{settings.PLAN}.yaml")


def load(path: Path) -> Plan:
    """Read a plan file. Raises PlanFileError with one sentence that names what to mend."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlanFileError(f"There is no plan file {path.name} in {path.parent.name}/.") from None
    except yaml.YAMLError as error:
        raise PlanFileError(f"{path.name} is not YAML: {' '.join(str(error).split())}.") from error
    return read(content)


def read(content: Any) -> Plan:
    """A plan from what the file holds; see plans/ for the shape."""
    top = _table(content, "the file", {"plan", "districts", "chapters"})
    head = _table(top["plan"], "plan", {"slug", "title", "since", "until", "source", "split_by"})
    districts = tuple(_district(row) for row in _rows(top["districts"], "districts"))
    chapters = tuple(_chapter(row) for row in _rows(top["chapters"], "chapters"))
    plan = Plan(
        slug=_text(head["slug"], "plan.slug"),
        title=_words(head["title"], "plan.title"),
        since=_day(head["since"], "plan.since"),
        until=_day(head["until"], "plan.until"),
        source=_words(head["source"], "plan.source"),
        split_by=_words(head["split_by"], "plan.split_by"),
        districts=districts,
        chapters=chapters,
    )
    if plan.since > plan.until:
        raise PlanFileError("plan.since comes after plan.until.")
    _no_double([d.code for d in districts], "districts", "code")
    _no_double([f"({d.column}, {d.row})" for d in districts], "districts", "place on the map")
    _no_double([p.id for c in chapters for p in c.promises], "chapters", "promise id")
    return plan


def _district(row: Any) -> District:
    row = _table(row, "a district", {"code", "column", "row", "weight"})
    where = f"district {row['code']}"
    numbers = {name: row[name] for name in ("column", "row", "weight")}
    for name, number in numbers.items():
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise PlanFileError(f"{where}: {name} is not a whole number from 0.")
    return District(_text(row["code"], f"{where}: code"), **numbers)


def _chapter(row: Any) -> Chapter:
    row = _table(row, "a chapter", {"id", "title", "promises"})
    name = _text(row["id"], "a chapter's id")
    promises = tuple(_promise(one) for one in _rows(row["promises"], f"chapter {name}: promises"))
    for promise in promises:
        if not (promise.id.startswith(name) and promise.id.removeprefix(name).isdecimal()):
            raise PlanFileError(
                f"Promise {promise.id} stands in chapter {name}; its id must be {name} and a number."
            )
    return Chapter(name, _words(row["title"], f"chapter {name}: title"), promises)


def _promise(row: Any) -> Promise:
    row = _table(row, "a promise", {"id", "title", "words", "counted_by"}, {"unit", "target", "measure"})
    where = f"promise {row['id']}"
    target = _target(row["target"], where) if "target" in row else None
    measure = _measure(row["measure"], where) if "measure" in row else None
    if (target or measure) and "unit" not in row:
        raise PlanFileError(f"{where} has a target or a measure but no unit.")
    return Promise(
        id=_text(row["id"], "a promise's id"),
        title=_words(row["title"], f"{where}: title"),
        words=_words(row["words"], f"{where}: words"),
        counted_by=_words(row["counted_by"], f"{where}: counted_by"),
        unit=_words(row["unit"], f"{where}: unit") if "unit" in row else Words("", ""),
        target=target,
        measure=measure,
    )


def _target(row: Any, where: str) -> Target:
    row = _table(row, f"{where}: target", {"figure", "each"}, {"split"})
    if not isinstance(row["figure"], int) or isinstance(row["figure"], bool) or row["figure"] <= 0:
        raise PlanFileError(f"{where}: the target's figure is not a whole number above 0.")
    if row["each"] not in list(Each):
        raise PlanFileError(f"{where}: a target is owed each {' or '.join(Each)}, not “{row['each']}”.")
    if not isinstance(row.get("split", False), bool):
        raise PlanFileError(f"{where}: split is neither true nor false.")
    return Target(row["figure"], Each(row["each"]), row.get("split", False))


def _measure(row: Any, where: str) -> Measure:
    row = _table(row, f"{where}: measure", {"kind", "verbs"}, {"payload", "attributes"})
    if row["kind"] not in list(Counting):
        raise PlanFileError(f"{where}: a measure is one of {', '.join(Counting)}, not “{row['kind']}”.")
    payload = row.get("payload", {})
    if not isinstance(payload, Mapping):
        raise PlanFileError(f"{where}: payload is not a table of names and values.")
    return Measure(
        Counting(row["kind"]),
        tuple(_text(verb, f"{where}: a verb") for verb in _rows(row["verbs"], f"{where}: verbs")),
        tuple((_text(k, f"{where}: payload"), _text(v, f"{where}: payload.{k}")) for k, v in payload.items()),
        tuple(_text(one, f"{where}: an attribute") for one in row.get("attributes", [])),
    )


def _table(row: Any, where: str, needed: set[str], allowed: set[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise PlanFileError(f"{where} is not a table of names and values.")
    named = f"{where} {row['id']}" if "id" in row and "id" in needed else where
    if missing := needed - row.keys():
        raise PlanFileError(f"{named} has no {' and no '.join(sorted(missing))}.")
    if strange := row.keys() - needed - (allowed or set()):
        raise PlanFileError(f"{named} has something nobody reads: {', '.join(sorted(map(str, strange)))}.")
    return row


def _rows(rows: Any, where: str) -> list[Any]:
    if not isinstance(rows, list) or not rows:
        raise PlanFileError(f"{where} is not a list with at least one row.")
    return rows


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PlanFileError(f"{where} is not a text (put it in quotes).")
    return value


def _words(value: Any, where: str) -> Words:
    row = _table(value, where, {"zh", "en"})
    return Words(_text(row["zh"], f"{where}.zh"), _text(row["en"], f"{where}.en"))


def _day(value: Any, where: str) -> date:
    if type(value) is not date:
        raise PlanFileError(f"{where} is not a day written like 2023-01-01.")
    return value


def _no_double(values: list[str], where: str, what: str) -> None:
    for value in values:
        if values.count(value) > 1:
            raise PlanFileError(f"{where}: the {what} {value} stands there twice.")
