"""Recount from the published leaves alone: a folder with plan.json, leaves/*.parquet and, to compare, figures.csv."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from jiangong.plan.definition import Counting, PlanFileError
from jiangong.plan.recount.engines import Engine
from jiangong.plan.recount.measures import Counted, read_measures
from jiangong.plan.recount.people import MERGED, Event, apply_events, canonical_numbers
from jiangong.plan.recount.statements import Step, listed, marks, quoted, steps

NAMES = {
    "position": "position", "verb": "verb", "on": "day", "under": "under", "quantity": "quantity",
    "attribute": "attribute", "facts": "facts", "tags": "tags", "corrects": "corrects", "same": "same",
}  # fmt: skip
SHOWN = 1000  # differences that are listed at most


class NothingToRecount(Exception):
    """The folder does not hold what a recount needs; the message says what is missing."""


@dataclass(frozen=True)
class Difference:
    """A figure that the leaves do not say; None where there is no such cell. Figures are in hundredths."""

    promise: str
    organisation: str
    period: str
    published: int | None
    counted: int | None
    published_entries: int | None
    counted_entries: int | None

    def __str__(self) -> str:
        def words(figure: int | None, entries: int | None) -> str:
            if entries is None:
                return "—"
            return f"{'…' if figure is None else f'{figure / 100:g}'} ({entries})"

        return (
            f"{self.promise} {self.organisation} {self.period}: "
            f"{words(self.published, self.published_entries)} ≠ {words(self.counted, self.counted_entries)}"
        )


@dataclass(frozen=True)
class Recounted:
    """What a recount read and found. `differences` is None where there were no figures to compare with."""

    leaves: int
    cells: int
    seconds: float
    differences: tuple[Difference, ...] | None
    differing: int


def recount(
    engine: Engine,
    folder: Path,
    spare: Path,
    *,
    against: Path | None,
) -> Recounted:
    """Count every figure from the leaves in `folder`; compare each with `against` if given.

    Reads as many leaves as the figures say they follow. `spare` is a folder for a file or two. Raises NothingToRecount
    if a file is missing or there are fewer leaves than the figures follow, PlanFileError if plan.json is not sound.
    """
    began = monotonic()
    counted = _plan(folder)
    files = sorted((folder / "leaves").glob("*.parquet"), key=lambda file: file.stem.zfill(20))
    if not files:
        raise NothingToRecount(
            f"{folder / 'leaves'} 里没有 Parquet 文件。 / There are no Parquet files in it."
        )
    engine.read_parquet("leaf", files, NAMES)
    [(there,)] = engine.rows("SELECT count(*) FROM leaf")
    size = there
    if against is not None:
        size = _read_figures(engine, against, spare)
        if size > there:
            raise NothingToRecount(
                f"{against.name} 依据 {size} 个叶，文件里只有 {there} 个。 / The figures follow {size} leaves; there are {there}."
            )
    aliases = _make_aliases(engine, counted, size)
    for step in entries(engine, counted, size):
        engine.take(step)
    people = {name: f"person{n}" for n, name in enumerate(counted.of_kind(Counting.DISTINCT_PEOPLE))}
    for step in steps(counted, people, aliases=aliases):
        engine.take(step)
    [(cells,)] = engine.rows("SELECT count(*) FROM cell")
    found: tuple[Difference, ...] | None = None
    differing = 0
    if against is not None:
        [(differing,)] = engine.rows(f"SELECT count(*) FROM ({DIFFERENCES}) d")
        found = tuple(
            Difference(*row) for row in engine.rows(f"{DIFFERENCES} ORDER BY 1, 2, 3 LIMIT {SHOWN}")
        )
    return Recounted(size, cells, monotonic() - began, found, differing)


def _plan(folder: Path) -> Counted:
    try:
        return read_measures(json.loads((folder / "plan.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise NothingToRecount(f"{folder} 里没有 plan.json。 / There is no plan.json in {folder}.") from None
    except ValueError as error:
        if isinstance(error, PlanFileError):
            raise
        raise PlanFileError(f"plan.json is not JSON: {error}.") from error


def _read_figures(engine: Engine, file: Path, spare: Path) -> int:
    """Make the table `figure` of a figures.csv; return how many leaves it follows."""
    plain = spare / "figures.csv"
    try:
        with file.open("rb") as published, plain.open("wb") as rows:
            name, _, size = published.readline().strip().partition(b",")
            heading = published.readline().strip()
            if (
                name != b"size"
                or not size.isdigit()
                or heading != b"promise,organisation,period,value,entries"
            ):
                raise NothingToRecount(f"{file} 不是 figures.csv。 / {file} is not a figures.csv.")
            while block := published.read(1 << 20):
                rows.write(block)
    except FileNotFoundError:
        raise NothingToRecount(f"没有 {file}。 / There is no {file}.") from None
    columns = {
        "promise": "STRING",
        "organisation": "STRING",
        "period": "STRING",
        "value": "DECIMAL(20,2)",
        "entries": "BIGINT",
    }
    engine.read_csv("figure", plain, columns)
    return int(size)


def entries(engine: Engine, counted: Counted, size: int) -> Iterator[Step]:
    """The tables `above` and `entry` that the statements read, from the view `leaf`."""
    live = (
        f"position < {size} AND verb IN ({listed(counted.verbs) or quoted('')})"
        f" AND day BETWEEN DATE {quoted(str(counted.since))} AND DATE {quoted(str(counted.until))}"
    )
    people = counted.of_kind(Counting.DISTINCT_PEOPLE)

    def tag(promise: str) -> str:
        return f"tags[{quoted(promise)}]"

    sign = "CASE WHEN corrects IS NULL THEN 1 ELSE -1 END"
    columns = [
        "unit", "CAST(year(day) * 100 + month(day) AS INTEGER) AS month", f"{sign} AS sign",
        f"CAST(COALESCE(quantity, 0) * 100 AS BIGINT) * {sign} AS amount", "attribute AS thing",
        *(f"{tag(name)} AS person{n}" for n, name in enumerate(people)),
        *(f"{mark} AS mark{n}" for n, mark in enumerate(marks(counted, lambda name: f"facts[{quoted(name)}]", tag))),
    ]  # fmt: skip
    yield Step(
        "units",
        "SELECT under, CAST(row_number() OVER (ORDER BY CAST(under AS STRING)) AS INTEGER) AS unit"
        f" FROM (SELECT DISTINCT under FROM leaf WHERE {live}) u",
    )
    yield Step(
        "above",
        f"SELECT DISTINCT unit, organisation FROM (SELECT unit, {engine.unnest}(under) AS organisation FROM units) u",
    )
    yield Step("entry", f"SELECT {', '.join(columns)} FROM leaf JOIN units USING (under) WHERE {live}")


def _make_aliases(engine: Engine, counted: Counted, size: int) -> bool:
    """Make the table `alias` from the few leaves that say two tags are one person's; return whether there are any."""
    events: dict[str, list[Event]] = defaultdict(list)
    rows = engine.rows(
        "SELECT verb, same, corrects FROM leaf"
        f" WHERE same IS NOT NULL AND verb IN ({listed([MERGED, 'people.separated'])}) AND position < {size}"
        " ORDER BY position"
    )
    for verb, same, corrects in rows:
        for promise, (dropped, kept) in same.items():
            events[promise].append((verb, dropped, kept, 1 if corrects is None else -1))
    found = [
        (promise, tag, canonical)
        for promise in counted.of_kind(Counting.DISTINCT_PEOPLE)
        for tag, canonical in canonical_numbers(apply_events({}, events[promise])).items()
    ]
    engine.load("alias", {"promise": "STRING", "person": "STRING", "canonical": "STRING"}, found)
    return bool(found)


DIFFERENCES = """
    SELECT promise, organisation, period, CAST(f.value * 100 AS BIGINT) AS published, c.hundredths AS counted,
           f.entries AS published_entries, c.entries AS counted_entries
    FROM figure f FULL JOIN cell c USING (promise, organisation, period)
    WHERE f.entries IS DISTINCT FROM c.entries OR CAST(f.value * 100 AS BIGINT) <> c.hundredths"""
