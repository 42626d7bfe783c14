"""From entries to leaves: reading what a leaf needs, and deriving its bytes. The same bytes every time (docs/proof.md).

Growing the tree derives a leaf once and keeps it; export and verification derive it again from the entry as it
stands, so that a change behind the log's back shows.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from django.db import connection

from jiangong.foundation.common.rooms import declared
from jiangong.foundation.ledger.leaves import (
    Source,
    bare_leaf,
    canonical,
    commitment,
    correcting_leaf,
    public_leaf,
    quoted,
    record_text,
    same_leaf,
    says_the_same,
    tag,
)
from jiangong.foundation.ledger.states import ALWAYS_NAMED, MERGED, NEAREST, SEPARATED
from jiangong.foundation.ledger.tlog.tiles import WIDTH, unpack


@dataclass(frozen=True)
class Tagging:
    """Which promises count an entry, each with the period of its tag: the plan knows, the ledger asks.

    `counts_of(verb, payload, attribute, happened_on)`; `people` are the promises that count distinct people.
    """

    key: bytes
    counts_of: Callable[[str, Mapping[str, Any], str, date], Sequence[tuple[str, str]]]
    people: Sequence[tuple[str, str]]


@cache
def public_facts() -> dict[str, frozenset[str]]:
    """Every verb whose leaves are public, with the public names of its payload, from the rooms' states.py."""
    return {str(verb): frozenset(names) for _, listed in declared("PUBLIC") for verb, names in listed.items()}


class Stood(Protocol):
    """What says where an entry stood: the source of a leaf, or the entry itself."""

    @property
    def organisation_id(self) -> int: ...
    @property
    def lineage_id(self) -> int: ...
    @property
    def happened_on(self) -> date: ...


class Standing:
    """Codes, lineages and naming decisions, read as they are needed and kept for the life of this object."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.kinds: dict[int, str] = {}
        self.ancestors: dict[int, list[int]] = {}
        self.named: dict[tuple[int, int], bool] = {}
        self._shown: dict[tuple[int, int], tuple[str, str]] = {}

    def learn(self, sources: Collection[Stood]) -> None:
        """Read what these entries mention and we do not know yet."""
        lineages, organisations = set(), set()
        for source in sources:
            if source.lineage_id not in self.ancestors:
                lineages.add(source.lineage_id)
            organisations.add(source.organisation_id)
        with connection.cursor() as cursor:
            if lineages:
                cursor.execute(
                    "SELECT id, ancestors FROM organisations_lineage WHERE id = ANY(%s)", [list(lineages)]
                )
                self.ancestors.update(cursor.fetchall())
                organisations.update(*(self.ancestors[one] for one in lineages))
            if missing := organisations - self.codes.keys():
                cursor.execute(
                    "SELECT id, code, kind FROM organisations_organisation WHERE id = ANY(%s)",
                    [list(missing)],
                )
                for pk, code, kind in cursor.fetchall():
                    self.codes[pk], self.kinds[pk] = code, kind
            if unknown := self.undecided(sources):
                # of these unions alone: a city has a row for each of its unions in each year
                cursor.execute(
                    "SELECT organisation_id, year, named FROM ledger_named"
                    " WHERE year = ANY(%s) AND organisation_id = ANY(%s)",
                    [list({year for _, year in unknown}), list({pk for pk, _ in unknown})],
                )
                self.named.update({(pk, year): named for pk, year, named in cursor.fetchall()})

    def undecided(self, sources: Iterable[Stood]) -> set[tuple[int, int]]:
        """The organisations (with the year) of which nobody decided yet whether they are named."""
        wanted = {(source.lineage_id, source.happened_on.year) for source in sources}
        return {
            (pk, year)
            for lineage, year in wanted
            if (lineage, year) not in self._shown
            for pk in self.ancestors[lineage]
            if self.kinds[pk] not in ALWAYS_NAMED and (pk, year) not in self.named
        }

    def shown(self, lineage: int, own: int, year: int) -> tuple[str, str]:
        """The code an entry of this lineage is shown under, and all named ones it counts for, both as JSON."""
        found = self._shown.get((lineage, year))
        if found is None:
            nearest = self.nearest(lineage, own, year)
            codes = sorted(self.codes[pk] for pk in self._named(lineage, year))
            found = quoted(self.codes[nearest]), canonical(codes)
            self._shown[lineage, year] = found
        return found

    def nearest(self, lineage: int, own: int, year: int) -> int:
        """The organisation that an entry of this lineage is shown under: its own, or the nearest named one above."""
        named = self._named(lineage, year)
        return own if own in named else min(named, key=lambda pk: (NEAREST.index(self.kinds[pk]), -pk))

    def _named(self, lineage: int, year: int) -> list[int]:
        return [
            pk for pk in self.ancestors[lineage] if self.kinds[pk] in ALWAYS_NAMED or self.named[pk, year]
        ]


def shown_under(entries: Sequence[Stood]) -> list[int]:
    """For each entry the organisation that its public leaf names; three queries.

    A union of which nobody decided yet whether it is named (no entry of that year has a leaf) is not.
    """
    standing = Standing()
    standing.learn(entries)
    standing.named.update(dict.fromkeys(standing.undecided(entries), False))
    return [standing.nearest(one.lineage_id, one.organisation_id, one.happened_on.year) for one in entries]


def derive(
    source: Source, salt: bytes, standing: Standing, tagging: Tagging, corrected: Mapping[int | None, bytes]
) -> bytes:
    """The leaf of an entry whose salt is there. `corrected`: by place, the leaves that corrections take back.

    Raises KeyError, ValueError for what no entry can say.
    """
    commits_to = commitment(salt, record_text(source, standing.codes[source.organisation_id]))
    if source.corrects is not None:
        return correcting_leaf(source, commits_to, corrected[source.corrects_at])
    return _by_the_rules(source, commits_to, standing, tagging)


def _by_the_rules(source: Source, commits_to: str, standing: Standing, tagging: Tagging) -> bytes:
    """What the rules of today make of an entry."""
    if source.verb in (MERGED, SEPARATED):
        numbers = source.payload["from"], source.payload["into"]
        same = {
            promise: [tag(tagging.key, promise, period, number) for number in numbers]
            for promise, period in tagging.people
        }
        return same_leaf(source, commits_to, same)
    names = public_facts().get(source.verb)
    if names is None:
        return bare_leaf(commits_to)
    org, under = standing.shown(source.lineage_id, source.organisation_id, source.happened_on.year)
    person = source.person_id
    tags = []
    if person is not None:
        counting = tagging.counts_of(source.verb, source.payload, source.attribute, source.happened_on)
        tags = [(promise, tag(tagging.key, promise, period, person)) for promise, period in sorted(counting)]
    return public_leaf(source, commits_to, org=org, under=under, facts=names, tags=tags)


# A quantity has two decimals in the table: what is published has no trailing zeros (1.00 → 1, 2.50 → 2.5).
SOURCES = """
    SELECT place.position, e.id, e.verb, e.subject_type, e.subject_id, e.organisation_id, e.lineage_id, e.person_id,
           trim_scale(e.quantity)::text, e.attribute, e.payload::text, e.happened_on,
           to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.recorded_by_id, e.corrects_id,
           before.position
    FROM ledger_place place JOIN ledger_entry e ON e.id = place.entry_id
    LEFT JOIN ledger_place before ON before.entry_id = e.corrects_id
    WHERE place.position >= %s AND place.position < %s ORDER BY place.position"""


def sources(first: int, until: int) -> list[Source]:
    """The entries with the places from `first` until (not including) `until`, in order."""
    with connection.cursor() as cursor:
        cursor.execute(SOURCES, [first, until])
        return [Source(*row) for row in cursor.fetchall()]


def salts(first: int, until: int) -> dict[int, bytes]:
    """The salts that still exist, by place."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, salt FROM ledger_salt WHERE position >= %s AND position < %s", [first, until]
        )
        return {position: bytes(salt) for position, salt in cursor.fetchall()}


def derive_again(
    first: int, until: int, standing: Standing, tagging: Tagging
) -> tuple[list[bytes], list[int]]:
    """The leaves from `first` until `until` as their entries say them today, and the places where that differs.

    A leaf whose salt was destroyed cannot be derived: it stays as it was logged. So does one that was logged under
    other rules (its verb was not public then, or the plan had other promises) and says nothing else than it would
    today. Where the entry is gone, or says what no entry can say, the leaf is empty: it fits into no tree.
    """
    logged = logged_leaves(first, until)
    known = salts(first, until)
    found = {source.position: source for source in sources(first, until)}
    standing.learn(found.values())
    corrected = corrected_leaves(found.values())
    leaves, differing = [], []
    for position in range(first, until):
        was, source = logged.get(position, b""), found.get(position)
        if source is not None and position not in known:
            leaves.append(was)
            continue
        try:
            leaf = derive(source, known[position], standing, tagging, corrected) if source else b""
            if source and source.corrects is not None and not _repeats(source, leaf, standing, tagging):
                leaf = b""
        except (KeyError, ValueError):
            leaf = b""
        if leaf != was and says_the_same(was, leaf):
            leaf = was
        leaves.append(leaf)
        if leaf != was:
            differing.append(position)
    return leaves, differing


def _repeats(source: Source, leaf: bytes, standing: Standing, tagging: Tagging) -> bool:
    """Whether a correction still says, entry for leaf, what it takes back."""
    return says_the_same(leaf, _by_the_rules(source, json.loads(leaf)["commitment"], standing, tagging))


def corrected_leaves(entries: Iterable[Source]) -> dict[int | None, bytes]:
    """The leaves that corrections among these entries take back, as they were logged, by place."""
    wanted = {one.corrects_at for one in entries if one.corrects_at is not None}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT index, data FROM ledger_bundle WHERE index = ANY(%s)",
            [list({place // WIDTH for place in wanted})],
        )
        bundles = {index: unpack(bytes(data)) for index, data in cursor.fetchall()}
    return {
        place: bundles[place // WIDTH][place % WIDTH]
        for place in wanted
        if place % WIDTH < len(bundles.get(place // WIDTH, ()))
    }


def logged_leaves(first: int, until: int) -> dict[int, bytes]:
    """The leaves as they were logged, by place."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT index, data FROM ledger_bundle WHERE index BETWEEN %s AND %s",
            [first // WIDTH, (until - 1) // WIDTH],
        )
        return {
            index * WIDTH + n: leaf
            for index, data in cursor.fetchall()
            for n, leaf in enumerate(unpack(bytes(data)))
            if first <= index * WIDTH + n < until
        }
