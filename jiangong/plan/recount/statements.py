"""The indicators as SQL, in the words that DuckDB and Spark share. Each entry is added where it stands, then upwards.

Read from these tables, which the caller makes:

    entry   unit, month (202403), sign, amount (the quantity in hundredths, with its sign), thing (its attribute), mark0,
            …, and a column for each way to name people
    above   unit, organisation: where an entry of that unit counts, each organisation once
    alias   promise, person, canonical: several numbers of one person

A mark holds one bit for each promise that counts the entry, so that conditions are judged once an entry. Figures are
whole numbers of hundredths. A period is a number while many are handled: a month 202403, a year 2024, the whole plan 0.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from jiangong.plan.definition import Counting, Measure
from jiangong.plan.recount.measures import Counted

BITS = 62  # promises a mark: the bits of a whole number of eight bytes, less the sign


class Step(NamedTuple):
    """A table to make (`select`), to keep as it is read several times; or one that is not needed any more."""

    table: str
    select: str | None


def quoted(text: str) -> str:
    """A text as SQL says it."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: Sequence[str]) -> str:
    return ", ".join(map(quoted, texts))


def marks(counted: Counted, fact: Callable[[str], str], person: Callable[[str], str]) -> list[str]:
    """The marks as expressions over an entry's verb, attribute, `fact(name)` and `person(promise)`, in order."""
    found = []
    names = list(counted.measures)
    for first in range(0, len(names), BITS):
        bits = [
            f"CASE WHEN {_condition(counted.measures[name], fact, person(name))}"
            f" THEN CAST({1 << place} AS BIGINT) ELSE CAST(0 AS BIGINT) END"
            for place, name in enumerate(names[first : first + BITS])
        ]
        found.append(" + ".join(bits))
    return found or ["CAST(0 AS BIGINT)"]


def _condition(measure: Measure, fact: Callable[[str], str], person: str) -> str:
    parts = [f"verb IN ({listed(measure.verbs)})"]
    parts += [f"{fact(name)} = {quoted(value)}" for name, value in measure.payload]
    if measure.attributes:
        parts.append(f"attribute IN ({listed(measure.attributes)})")
    if measure.kind is Counting.DISTINCT_PEOPLE:
        parts.append(f"{person} IS NOT NULL")
    if measure.kind is Counting.DISTINCT_ATTRIBUTE:
        parts.append("attribute <> ''")
    return " AND ".join(parts)


def steps(
    counted: Counted, people: Mapping[str, str], *, aliases: bool, keep: bool = False
) -> Iterator[Step]:
    """All tables in their order; the last is `cell`: promise, organisation, period, hundredths, entries.

    `people`: the column of `entry` that names people for each promise that counts them. Without `aliases` the table
    alias is not read. With `keep` the tables of `held` stay.
    """
    counting = [_Indicator(name, one, n, people) for n, (name, one) in enumerate(counted.measures.items())]
    if not counting:
        nothing = "'' AS promise, organisation, '' AS period, CAST(0 AS BIGINT) AS hundredths, CAST(0 AS BIGINT) AS entries"
        yield Step("cell", f"SELECT {nothing} FROM above WHERE 1 = 0")
        return
    yield from _sums(counting)
    distinct = [one for one in counting if one.kind.is_distinct]
    for one in distinct:
        if one.kind is Counting.DISTINCT_PEOPLE:
            yield from _distinct_people(one, aliases)
        else:
            yield from _distinct_attributes(one, keep)
    yield _cells(counting, distinct)


class _Indicator:
    """A promise as the statements see it: its number `n`, its bit, the column of `entry` that names what is distinct."""

    def __init__(self, promise: str, measure: Measure, number: int, people: Mapping[str, str]) -> None:
        self.promise, self.kind, self.number = promise, measure.kind, number
        self.mark = f"mark{number // BITS}"
        self.counts = f"({self.mark} & CAST({1 << number % BITS} AS BIGINT)) <> 0"
        self.thing = people.get(promise, "thing")


def _sums(counting: Sequence[_Indicator]) -> Iterator[Step]:
    """`sums`: n, organisation, period, hundredths, entries, for every promise; what is distinct is left open."""
    marked = ", ".join(dict.fromkeys(one.mark for one in counting))
    yield Step(
        "tally",
        f"SELECT unit, month, {marked}, CAST(sum(sign) AS BIGINT) AS times, CAST(sum(amount) AS BIGINT) AS amount,"
        f" count(*) AS entries FROM entry GROUP BY unit, month, {marked}",
    )
    yield Step("kinds", f"SELECT DISTINCT {marked} FROM tally")
    yield Step(
        "which",
        " UNION ALL ".join(
            f"SELECT {marked}, {one.number} AS n FROM kinds WHERE {one.counts}" for one in counting
        ),
    )
    summed = ", ".join(str(one.number) for one in counting if one.kind is Counting.SUM) or "-1"
    yield Step(
        "at_unit",
        f"SELECT n, unit, month, CAST(sum(CASE WHEN n IN ({summed}) THEN amount ELSE times * 100 END) AS BIGINT)"
        " AS hundredths, CAST(sum(entries) AS BIGINT) AS entries"
        f" FROM tally JOIN which USING ({marked}) GROUP BY n, unit, month",
    )
    yield Step("tally", None)
    added = "CAST(sum(hundredths) AS BIGINT) AS hundredths, CAST(sum(entries) AS BIGINT) AS entries"
    yield Step(
        "by_month",
        f"SELECT n, organisation, month, {added} FROM at_unit JOIN above USING (unit) GROUP BY n, organisation, month",
    )
    yield Step("at_unit", None)
    yield Step(
        "by_year",
        f"SELECT n, organisation, {YEAR} AS year, {added} FROM by_month GROUP BY n, organisation, {YEAR}",
    )
    yield Step(
        "sums",
        "SELECT n, organisation, month AS period, hundredths, entries FROM by_month"
        " UNION ALL SELECT n, organisation, year, hundredths, entries FROM by_year"
        f" UNION ALL SELECT n, organisation, 0, {added} FROM by_year GROUP BY n, organisation",
    )
    yield Step("by_month", None)
    yield Step("by_year", None)


def _distinct_people(one: _Indicator, aliases: bool) -> Iterator[Step]:
    """How many people each organisation has seen in each period: many people, each with few entries.

    Most were seen by one unit only in a period: these are counted at the unit and added up. Those seen by several
    are counted once for every organisation above any of the units.
    """
    things, once, many, found = (f"{word}{one.number}" for word in ("things", "once", "many", "distinct"))
    select = (
        f"SELECT {one.thing} AS thing, unit, month FROM entry WHERE {one.counts}"
        f" GROUP BY {one.thing}, unit, month HAVING sum(sign) > 0"
    )
    if aliases:
        select = (
            f"SELECT COALESCE(canonical, thing) AS thing, unit, month FROM ({select}) t LEFT JOIN"
            f" (SELECT person, canonical FROM alias WHERE promise = {quoted(one.promise)}) a ON a.person = t.thing"
        )
    yield Step(things, select)
    yield Step(
        once,
        " UNION ALL ".join(
            f"SELECT thing, {period} AS period, min(unit) AS least, max(unit) AS most FROM {things}"
            f" GROUP BY thing{by}"
            for period, by in (("month", ", month"), (YEAR, f", {YEAR}"), ("0", ""))
        ),
    )
    yield Step(
        many,
        " UNION ALL ".join(
            f"SELECT DISTINCT t.thing, period, unit FROM {things} t JOIN {once} o"
            f" ON o.thing = t.thing AND o.period = {period} WHERE least <> most"
            for period in ("month", YEAR, "0")
        ),
    )
    yield Step(things, None)
    yield Step(
        found,
        "SELECT organisation, period, CAST(sum(number) AS BIGINT) AS number FROM ("
        f"SELECT organisation, period, number FROM (SELECT least AS unit, period, count(*) AS number FROM {once}"
        " WHERE least = most GROUP BY least, period) s JOIN above USING (unit)"
        " UNION ALL SELECT organisation, period, count(*) AS number FROM"
        f" (SELECT DISTINCT thing, period, organisation FROM {many} JOIN above USING (unit)) m"
        " GROUP BY organisation, period) parts GROUP BY organisation, period",
    )
    yield Step(once, None)
    yield Step(many, None)


def held(number: int) -> str:
    """The table of what each organisation holds of a promise's attributes: thing, organisation, month, times (not 0)."""
    return f"held{number}"


def _distinct_attributes(one: _Indicator, keep: bool) -> Iterator[Step]:
    """How many attributes each organisation has seen in each period: few attributes, each with many entries."""
    yield Step(
        held(one.number),
        "SELECT thing, organisation, month, CAST(sum(times) AS INTEGER) AS times FROM"
        f" (SELECT thing, unit, month, sum(sign) AS times FROM entry WHERE {one.counts} GROUP BY thing, unit, month) t"
        " JOIN above USING (unit) GROUP BY thing, organisation, month HAVING sum(times) <> 0",
    )
    spans = " UNION ALL ".join(
        f"SELECT DISTINCT thing, organisation, {period} AS period FROM {held(one.number)} WHERE times > 0"
        for period in ("month", YEAR, "0")
    )
    yield Step(
        f"distinct{one.number}",
        f"SELECT organisation, period, count(*) AS number FROM ({spans}) s GROUP BY organisation, period",
    )
    if not keep:
        yield Step(held(one.number), None)


def _cells(counting: Sequence[_Indicator], distinct: Sequence[_Indicator]) -> Step:
    promise = " ".join(f"WHEN {one.number} THEN {quoted(one.promise)}" for one in counting)
    period = (
        "CASE WHEN period = 0 THEN 'all' WHEN period < 10000 THEN CAST(period AS STRING) ELSE"
        " concat(substr(CAST(period AS STRING), 1, 4), '-', substr(CAST(period AS STRING), 5, 2)) END"
    )
    source, hundredths = "sums", "hundredths"
    if distinct:
        numbers = " UNION ALL ".join(
            f"SELECT {one.number} AS n, organisation, period, number FROM distinct{one.number}"
            for one in distinct
        )
        those = ", ".join(str(one.number) for one in distinct)
        source = f"sums LEFT JOIN ({numbers}) numbers USING (n, organisation, period)"
        hundredths = (
            f"CASE WHEN n IN ({those}) THEN COALESCE(number, 0) * 100 ELSE hundredths END AS hundredths"
        )
    return Step(
        "cell",
        f"SELECT CASE n {promise} END AS promise, organisation, {period} AS period, {hundredths}, entries FROM {source}",
    )


YEAR = "CAST(floor(month / 100) AS INTEGER)"
