"""Counting people by all that is compared: one statement over the register, one over the ledger.

A year is counted as of its last day, or as of the day of counting while it runs: who was on a register that day, in which union,
where that union stood, who held an office. Receipts are those of the year up to that day. Whoever received something but was
on no register is counted apart, never dropped; what the register does not say is a value of its own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import AT_WORK_PLACES, OFFICERS
from jiangong.foundation.organisations.states import Kind as UnionKind
from jiangong.foundation.people.roster.formulas.columns import OPTIONS
from jiangong.foundation.people.states import REGISTERED, MembershipState
from jiangong.selection.equity.formulas.publishing import Kind
from jiangong.selection.equity.queries.goods import goods
from jiangong.selection.equity.states import (
    AGES,
    CITY,
    COMMITTEE,
    NONE,
    OFFICES,
    OTHER,
    SIZES,
    UNIT,
    UNKNOWN,
    UPPER,
)

ENDED = frozenset({MembershipState.MOVED, MembershipState.LEFT, MembershipState.LAPSED})


@dataclass(frozen=True)
class Unions:
    """For each union that has members: its path in the tree of today, its district ("0": directly below the city) and sector
    on the day, and the size of its unit."""

    ids: list[int]
    paths: list[str]
    districts: list[str]
    sectors: list[str]
    sizes: list[str]


def unions_on(day: date, *, below: Organisation | None = None, sectors_told: int | None = None) -> Unions:
    """Where all unions (or one and those below it today) stood on a day. Two queries, three for a branch.

    `sectors_told`: so many sectors, the largest, are told by name, the others as OTHER; None: all of them.
    """
    facts: dict[str, Any] = {"on": day, "path": "%", "above": [], **_STATES}
    if below is not None:
        facts |= {
            "path": f"{_unit_path(below)}%",
            "above": [int(part) for part in below.path.strip("/").split("/")],
        }
    with connection.cursor() as cursor:
        cursor.execute(_STOOD, facts)
        rows = {pk: (kind, sector, parent, path) for pk, kind, sector, parent, path in cursor}
        facts["ids"] = list(rows)
        counted = "SELECT organisation_id, count(*) FROM member GROUP BY 1"
        cursor.execute("".join((_members("" if below is None else _OF_THESE), counted)), facts)
        members = dict(cursor.fetchall())
    unit_of = {pk: _unit(pk, rows) for pk in members if pk in rows}
    in_unit: Counter[int] = Counter()
    for pk, unit in unit_of.items():
        in_unit[unit] += members[pk]
    wanted = [pk for pk in unit_of if below is None or rows[pk][3].startswith(below.path)]
    sectors = [rows[pk][1] or rows[unit_of[pk]][1] for pk in wanted]
    told = _largest(sectors, [members[pk] for pk in wanted], sectors_told)
    return Unions(
        wanted,
        [rows[pk][3] for pk in wanted],
        [_district(pk, rows) for pk in wanted],
        [sector if sector in told or not sector else OTHER for sector in sectors],
        [band(in_unit[unit_of[pk]], SIZES) if rows[pk][0] in AT_WORK_PLACES else NONE for pk in wanted],
    )


def _unit_path(union: Organisation) -> str:
    """The path of the enterprise of a branch, by which its size is known; of a union itself otherwise."""
    if union.kind != UnionKind.BRANCH:
        return union.path
    above = [int(part) for part in union.path.strip("/").split("/")]
    found = Organisation.objects.filter(pk__in=above, kind=UnionKind.ENTERPRISE).values_list(
        "path", flat=True
    )
    return found.first() or union.path


def kinds_on(
    day: date, unions: Unions, *, inside: bool = False, verbs: Sequence[tuple[str, str, str]] | None = None
) -> list[Kind]:
    """How many people of every kind there were: members, and those who received each good in the year up to the day.

    With `inside` only receipts of members of these unions are read; else receipts of people on no register come as kinds
    with the district "-". `verbs` counts other verbs than those of the goods: (code, verb, the one that takes it back).
    One statement.
    """
    stands = dict.fromkeys(zip(unions.districts, unions.sectors, unions.sizes, strict=True))
    numbers = {stand: number for number, stand in enumerate(stands)}
    known = list(numbers)
    places = [numbers[one] for one in zip(unions.districts, unions.sectors, unions.sizes, strict=True)]
    found = []
    for good, stand, rank, form, sex, age, people in rows_of(
        day, unions.ids, places, KINDS, inside=inside, verbs=verbs
    ):
        district, sector, size = ("-", "", "") if stand is None else known[stand]
        found.append(Kind(good, district, sector, size, rank, form, sex, BANDS[age], people))
    return found


def rows_of(
    day: date,
    unions: Sequence[int],
    stands: Sequence[int],
    grouping: str,
    *,
    inside: bool = False,
    verbs: Sequence[tuple[str, str, str]] | None = None,
) -> list[tuple[Any, ...]]:
    """The rows of a statement over who was a member of one of these unions (`fact`) and who received what (`received`).

    `stands` are numbers for the unions, by which `grouping` groups; the rest as in `kinds_on`.
    """
    read = verbs if verbs is not None else [(code, one.verb, one.taken_back) for code, one in goods().items()]
    facts = {
        "on": day,
        "since": date(day.year, 1, 1),
        "ids": list(unions),
        "stands": list(stands),
        "offices": sorted(OFFICES),
        "officers": sorted(OFFICERS),
        "places": sorted(AT_WORK_PLACES),
        "forms": list(OPTIONS["employment_form"]),
        "born": [_born(day, age) for age in reversed(AGES)],
        "goods": [code for code, _verb, _back in read],
        "verbs": [verb for _code, verb, _back in read],
        "backs": [back for _code, _verb, back in read],
        "inside": inside,
        "upper": UPPER,
        "unit": UNIT,
        "committee": COMMITTEE,
        "none": NONE,
        "other": OTHER,
        "unknown": UNKNOWN,
        **_STATES,
    }
    with nullcontext() if inside else transaction.atomic(), connection.cursor() as cursor:
        if not inside:
            cursor.execute("SET LOCAL work_mem = '192MB'")  # a million members are grouped in memory
        people = _members(_OF_THESE if inside else "") + _PEOPLE.replace("{only}", _OF_THEM if inside else "")
        cursor.execute(people + grouping, facts)
        return list(cursor)


def _born(day: date, age: int) -> date:
    """The first day of birth of those who are not yet `age` years old on a day."""
    try:
        return day.replace(year=day.year - age) + timedelta(1)
    except ValueError:
        return date(day.year - age, 3, 1)  # the 29th of February: who was born on the 28th is of age


def band(number: int, ends: Sequence[int]) -> str:
    """The band of a number: the end it stays below, or "more"."""
    return next((str(end) for end in ends if number < end), "more")


Rows = Mapping[int, tuple[str, str, int | None, str]]


def _unit(pk: int, rows: Rows) -> int:
    """The enterprise of a branch; a union itself otherwise."""
    while rows[pk][0] == UnionKind.BRANCH and rows[pk][2] in rows:
        pk = rows[pk][2] or pk
    return pk


def _district(pk: int | None, rows: Rows) -> str:
    while pk is not None and pk in rows:
        if rows[pk][0] == UnionKind.DISTRICT:
            return str(pk)
        pk = rows[pk][2]
    return CITY


def _largest(sectors: Sequence[str], members: Sequence[int], most: int | None) -> set[str]:
    counted: Counter[str] = Counter()
    for sector, number in zip(sectors, members, strict=True):
        counted[sector] += number
    return {sector for sector, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:most]}


_STATES: dict[str, Any] = {"registered": sorted(REGISTERED), "ended": sorted(ENDED)}

_STOOD = """
SELECT o.id, o.kind, o.economic_industry, coalesce(l.parent_id, o.parent_id), o.path
FROM organisations_organisation o
LEFT JOIN organisations_lineage l ON l.organisation_id = o.id AND l.since <= %(on)s AND (l.until IS NULL OR l.until > %(on)s)
WHERE o.path LIKE %(path)s OR o.id = ANY(%(above)s::bigint[])
"""


# A member of a union on a day. After a transfer both memberships have the day of joining: the one that ended first was it.
def _members(only: str) -> str:
    return f"""
WITH listed AS (
  SELECT id, person_id, organisation_id, ended_on FROM people_membership
  WHERE (joined_on IS NULL OR joined_on <= %(on)s)
    AND (state = ANY(%(registered)s) AND ended_on IS NULL
         OR (state = ANY(%(registered)s) OR state = ANY(%(ended)s)) AND ended_on > %(on)s)
    {only}
), past AS (SELECT * FROM listed WHERE ended_on IS NOT NULL),
member AS (
  SELECT person_id, organisation_id FROM listed m
  WHERE NOT EXISTS (
    SELECT 1 FROM past o WHERE o.person_id = m.person_id AND o.id <> m.id
      AND (m.ended_on IS NULL OR (o.ended_on, o.id) < (m.ended_on, m.id))
  )
)
"""  # noqa: S608  # our own words


_OF_THESE = "AND organisation_id = ANY(%(ids)s::bigint[])"

# Their receipts are found by whom, also those under a number that was merged into them.
_OF_THEM = """AND e.person_id IN (
    SELECT person_id FROM fact UNION ALL SELECT x.id FROM people_person x JOIN fact ON x.merged_into_id = fact.person_id
  )"""

# What the statement says of an age is the place of its band.
BANDS = {str(place): str(end) for place, end in enumerate(["more", *reversed(AGES)])} | {UNKNOWN: UNKNOWN}

_PEOPLE = """
, stood AS (
  SELECT * FROM unnest(%(ids)s::bigint[], %(stands)s::int[]) AS u(organisation_id, stand)
), office AS (
  SELECT a.person_id, min(CASE WHEN NOT a.role = ANY(%(officers)s) THEN 3 WHEN o.kind = ANY(%(places)s) THEN 2 ELSE 1 END) AS rank
  FROM people_appointment a JOIN organisations_organisation o ON o.id = a.organisation_id
  WHERE a.role = ANY(%(offices)s) AND a.since <= %(on)s AND (a.until IS NULL OR a.until >= %(on)s)
  GROUP BY 1
), fact AS MATERIALIZED (
  SELECT m.person_id, u.stand,
    CASE office.rank WHEN 1 THEN %(upper)s WHEN 2 THEN %(unit)s WHEN 3 THEN %(committee)s ELSE %(none)s END AS rank,
    CASE WHEN p.employment_form = '' OR p.employment_form = ANY(%(forms)s) THEN p.employment_form ELSE %(other)s END AS form,
    p.sex,
    CASE WHEN p.born_on IS NULL THEN %(unknown)s ELSE width_bucket(p.born_on, %(born)s::date[])::text END AS age
  FROM member m LEFT JOIN stood u USING (organisation_id) JOIN people_person p ON p.id = m.person_id
  LEFT JOIN office ON office.person_id = m.person_id
), received AS (
  SELECT DISTINCT g.good, coalesce(p.merged_into_id, e.person_id) AS person_id
  FROM unnest(%(goods)s::text[], %(verbs)s::text[], %(backs)s::text[]) AS g(good, verb, back)
  JOIN ledger_entry e ON e.verb = g.verb AND e.happened_on BETWEEN %(since)s AND %(on)s
  LEFT JOIN people_person p ON p.id = e.person_id
  WHERE e.verb = ANY(%(verbs)s::text[]) AND e.person_id IS NOT NULL AND e.corrects_id IS NULL {only}
    AND NOT EXISTS (SELECT 1 FROM ledger_entry c WHERE c.corrects_id = e.id)
    AND (g.back = '' OR NOT EXISTS (
      SELECT 1 FROM ledger_entry b WHERE b.subject_type = e.subject_type AND b.subject_id = e.subject_id AND b.verb = g.back
        AND b.id > e.id AND b.happened_on <= %(on)s
    ))
)
"""

KINDS = """
SELECT '' AS good, stand, rank, form, sex, age, count(*) FROM fact GROUP BY 2, 3, 4, 5, 6
UNION ALL
SELECT r.good, f.stand, coalesce(f.rank, ''), coalesce(f.form, ''), coalesce(f.sex, ''), coalesce(f.age, ''), count(*)
FROM received r LEFT JOIN fact f USING (person_id)
WHERE NOT %(inside)s OR f.person_id IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6
"""
