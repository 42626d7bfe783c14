"""The people of a season, counted along every line of its report in one reading of the entries."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.competitions.models import Season
from jiangong.programmes.competitions.states import OPENED, EntryState, SeasonState
from jiangong.selection.judging.formulas.sheet.shapes import Standing


@dataclass(frozen=True)
class Started:
    """Person-times of who started: all, out of the three new fields, women, the young, who had climbed to it."""

    people: int = 0
    new: int = 0
    women: int = 0
    young: int = 0
    climbed: int = 0


@dataclass(frozen=True)
class Sums:
    """What is counted once for the whole season."""

    appeals: int
    appeals_open: int
    upheld: int
    rejudged: int
    reported: int
    confirmed: int
    amount: Decimal
    served: int  # contests confirmed that name what they serve
    districts: Mapping[str, str]  # the names of all districts, by number


KEPT = 600  # seconds, not law

# Which columns a row is grouped by, as PostgreSQL numbers them: a bit is set where the column is left out.
ALONG = {0b0111: "level", 0b1011: "trade", 0b1101: "district", 0b1110: "size", 0b1111: "all"}
PEOPLE = -1  # the row with different people
SIZES = (
    (_("25 人以下"), 0),
    (_("25–99 人"), 25),
    (_("100–299 人"), 100),
    (_("300 人以上"), 300),
)  # members of the unit's unions

# One reading of the season's entries, each unit's members from the counts that triggers keep.
_STARTED = """
    WITH members AS (
        SELECT CASE WHEN o.kind = 'branch' THEN o.parent_id ELSE o.id END AS firm, sum(m.people) AS people
        FROM people_membercount m JOIN organisations_organisation o ON o.id = m.organisation_id
        WHERE m.state = 'active' AND o.kind IN ('enterprise', 'branch') GROUP BY 1
    ), started AS (
        SELECT c.level, c.trade_id AS trade, NULLIF(split_part(o.path, '/', 3), '')::bigint AS district,
               width_bucket(COALESCE(m.people, 0), %(sizes)s) AS size,
               e.new_field <> '' AS new, p.sex = 'F' AS woman,
               p.born_on > c.starts_on - make_interval(years => %(young)s + 1) AS young,
               e.carried_from_id IS NOT NULL AS climbed
        FROM competitions_contest c
        JOIN competitions_entry e ON e.contest_id = c.id
        JOIN organisations_organisation o ON o.id = e.organisation_id
        LEFT JOIN members m ON m.firm = CASE WHEN o.kind = 'branch' THEN o.parent_id ELSE o.id END
        LEFT JOIN people_person p ON p.id = e.person_id
        WHERE c.season_id = %(season)s AND c.state = ANY(%(opened)s) AND e.state = %(accepted)s
          AND NOT e.is_substitute AND e.standing <> %(absent)s
    )
    SELECT GROUPING(level, trade, district, size), level, trade, district, size,
           count(*), count(*) FILTER (WHERE new), count(*) FILTER (WHERE woman), count(*) FILTER (WHERE young),
           count(*) FILTER (WHERE climbed)
    FROM started GROUP BY GROUPING SETS ((level), (trade), (district), (size), ())
    UNION ALL  -- different people: of those who started, of those who were accepted above
    SELECT %(people)s, NULL, NULL, NULL, NULL, count(DISTINCT person) FILTER (WHERE started),
           count(DISTINCT person) FILTER (WHERE climbed), 0, 0, 0
    FROM (
        SELECT e.person_id AS person,
               c.state = ANY(%(opened)s) AND NOT e.is_substitute AND e.standing <> %(absent)s AS started,
               e.carried_from_id IS NOT NULL AS climbed
        FROM competitions_contest c JOIN competitions_entry e ON e.contest_id = c.id
        WHERE c.season_id = %(season)s AND e.state = %(accepted)s
    ) people
"""
_SUMS = """
    WITH mine AS MATERIALIZED (SELECT id FROM competitions_contest WHERE season_id = %(season)s)
    SELECT
        (SELECT count(*) FROM competitions_appeal WHERE contest_id IN (SELECT id FROM mine)),
        (SELECT count(*) FROM competitions_appeal WHERE contest_id IN (SELECT id FROM mine) AND state IN ('open', 'taken')),
        (SELECT count(*) FROM competitions_appeal WHERE contest_id IN (SELECT id FROM mine) AND state = 'upheld'),
        (SELECT count(*) FROM competitions_rejudging WHERE contest_id IN (SELECT id FROM mine) AND state = 'applied'),
        (SELECT count(*) FROM competitions_benefit WHERE contest_id IN (SELECT id FROM mine)),
        (SELECT count(*) FROM competitions_benefit WHERE contest_id IN (SELECT id FROM mine) AND confirmed_at IS NOT NULL),
        (SELECT COALESCE(sum(amount), 0) FROM competitions_benefit
         WHERE contest_id IN (SELECT id FROM mine) AND confirmed_at IS NOT NULL),
        (SELECT count(DISTINCT b.contest_id) FROM competitions_contest_battlefields b
         JOIN competitions_contest c ON c.id = b.contest_id WHERE c.season_id = %(season)s AND c.state = 'confirmed'),
        (SELECT COALESCE(jsonb_object_agg(id, short_name), '{}') FROM organisations_organisation WHERE kind = 'district')
"""


def _values(season: Season, young: int) -> dict[str, Any]:
    return {
        "season": season.pk,
        "opened": [str(one) for one in OPENED],
        "accepted": EntryState.ACCEPTED.value,
        "absent": Standing.ABSENT.value,
        "young": young,
        "people": PEOPLE,
        "sizes": [least for _label, least in SIZES],
    }


def started_of(season: Season, *, young: int) -> tuple[Mapping[tuple[str, Any], Started], int, int]:
    """Who started, along each line: ("level", "city"), ("trade", its number), ("district", its number), ("size", 0–3), ("all", None);
    how many different people these are; and how many different people climbed.

    `young`: the age up to which somebody counts as young on the day. Whoever has been forgotten counts, as nobody's sex or age.
    A season that is closed does not change but by that: its counts are kept for KEPT seconds.
    """
    key = f"competitions.season-{season.pk}-{young}"
    if season.state != SeasonState.CLOSED:
        return _read(season, young)
    kept: tuple[Mapping[tuple[str, Any], Started], int, int] | None = cache.get(key)
    if kept is None:
        kept = _read(season, young)
        cache.set(key, kept, KEPT)
    return kept


def _read(season: Season, young: int) -> tuple[Mapping[tuple[str, Any], Started], int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_STARTED, _values(season, young))
        found: dict[tuple[str, Any], Started] = {}
        persons = climbers = 0
        for which, level, trade, district, size, *counts in cursor.fetchall():
            if which == PEOPLE:
                persons, climbers, *_ = counts
                continue
            line = ALONG[which]
            place = {
                "level": level,
                "trade": trade,
                "district": district,
                "size": None if size is None else size - 1,
            }
            found[line, place.get(line)] = Started(*counts)
    return found, persons, climbers


def sums_of(season: Season) -> Sums:
    """What is counted once for the whole season."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"season": season.pk})
        [row] = cursor.fetchall()
        appeals, waiting, upheld, rejudged, reported, confirmed, amount, served, districts = row
        names = json.loads(districts) if isinstance(districts, str) else districts
        return Sums(
            appeals=appeals, appeals_open=waiting, upheld=upheld, rejudged=rejudged, reported=reported,
            confirmed=confirmed, amount=amount, served=served, districts=names,
        )  # fmt: skip
