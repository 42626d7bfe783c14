"""What a batch of asks is judged by, read in two round trips however many they are; nothing is locked."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.db import connection
from django.utils import timezone

from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.actions.applying.asking import Ask, Ticket
from jiangong.programmes.care.convalescence.formulas.eligibility import Record
from jiangong.programmes.care.convalescence.models import Applicant, Programme
from jiangong.programmes.care.convalescence.queries import Asked
from jiangong.programmes.care.convalescence.states import LIVE

AT_HAND = 1.0  # not law: seconds for which a programme's rule, batches and pools are not read again; open, none of them changes


@dataclass(frozen=True)
class Known:
    """What a batch of asks is judged by: their programmes, people, earlier applications, tokens that are good."""

    programmes: Mapping[int, Asked]
    people: Mapping[tuple[int, int], Record]
    earlier: Mapping[tuple[int, int], Ticket]
    same: frozenset[tuple[int, int, str]]
    tokens: frozenset[int]
    now: datetime


def read(asks: Sequence[Ask]) -> Known:
    """Everything by which the asks are judged."""
    now = timezone.now()
    wanted = {ask.programme_id for ask in asks}
    programmes, tokens = _programmes_and_tokens(wanted, {ask.token_id for ask in asks if ask.token_id}, now)
    people: dict[tuple[int, int], Record] = {}
    for pk, asked in programmes.items():
        numbers = [ask.person_id for ask in asks if ask.programme_id == pk]
        people |= {(pk, person): one for person, one in queries.records_of(asked, numbers).items()}
    earlier, same = _earlier(people, asks)
    return Known(programmes, people, earlier, same, tokens, now)


_at_hand: dict[int, tuple[str, float, Asked]] = {}


def _programmes_and_tokens(
    wanted: Collection[int], tokens: Collection[int], now: datetime
) -> tuple[dict[int, Asked], frozenset[int]]:
    """The programmes that are announced, with their rules; those of the tokens that are still good. One round trip.

    Whether a programme is open is read each time; its rule is read again when its row or its union's was written, or after AT_HAND.
    """
    with connection.cursor() as cursor:
        cursor.execute(_stamps(), [list(wanted), list(tokens), now])
        stamps = dict(cursor.fetchall())
        cursor.nextset()
        good = frozenset(pk for (pk,) in cursor.fetchall())
    found, until = {}, time.monotonic() + AT_HAND
    for pk, stamp in stamps.items():
        known = _at_hand.get(pk)
        if known is None or known[0] != stamp or not until - AT_HAND < known[1] <= until:
            programme = Programme.objects.select_related("organisation").get(pk=pk)
            known = _at_hand[pk] = (stamp, until, queries.asked_by(programme))
        found[pk] = known[2]
    return found, good


@cache
def _stamps() -> str:
    """SQL: what tells one version of a programme (and of its union) from another; then the good tokens."""
    tokens = apps.get_model("api", "Token")._meta.db_table  # the storey above: by name, never by import
    return f"""
SELECT p.id, concat_ws(' ', p.xmin, p.ctid, o.xmin, o.ctid)
FROM convalescence_programme p JOIN organisations_organisation o ON o.id = p.organisation_id
WHERE p.id = ANY(%s::bigint[]) AND p.state <> 'draft';
SELECT t.id FROM {tokens} t JOIN people_user u ON u.id = t.user_id
WHERE t.id = ANY(%s::bigint[]) AND t.revoked_at IS NULL AND t.expires_at > %s AND u.is_active
"""  # noqa: S608  # our own table


def _earlier(
    people: Mapping[tuple[int, int], Record], asks: Sequence[Ask]
) -> tuple[dict[tuple[int, int], Ticket], frozenset[tuple[int, int, str]]]:
    """The live applications of those who have one, for whoever sends the same request again."""
    applied = [key for key, one in people.items() if one.applied]
    if not applied or not any(ask.request_key for ask in asks):
        return {}, frozenset()
    rows = Applicant.objects.filter(
        programme__in={pk for pk, _person in applied},
        person__in={person for _pk, person in applied},
        live=True,
        application__state__in=sorted(LIVE),
    ).select_related("application")
    found, same = {}, set()
    for row in rows:
        one, key = row.application, (row.programme_id, row.person_id or 0)
        found[key] = Ticket(one.pk, one.programme_id, one.ticket, one.state, one.applied_at, replayed=True)
        same.add((*key, one.request_key))
    return found, frozenset(same)
