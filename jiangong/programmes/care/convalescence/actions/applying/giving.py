"""Tickets: many people apply in one transaction, with a number of statements that does not grow with theirs.

Nobody waits for anybody: the programme's row is only shared (foreign key and trigger), never locked, so fifty thousand
may apply in its last hour. That a person is in one live application is a constraint; who loses that race is told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.utils import timezone

from jiangong.foundation.common.group_commit import GroupCommit
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import recording
from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.actions.applying.asking import Ask, Ticket
from jiangong.programmes.care.convalescence.actions.applying.refusing import refusal
from jiangong.programmes.care.convalescence.formulas.eligibility import Record
from jiangong.programmes.care.convalescence.models import Applicant, Application, Programme
from jiangong.programmes.care.convalescence.queries import Asked
from jiangong.programmes.care.convalescence.states import (
    LIVE,
    ApplicationState,
    Channel,
    ProgrammeState,
    Reason,
    Verb,
)
from jiangong.selection.draws.actions import new_ticket


@dataclass(frozen=True)
class _Known:
    """What a batch of asks is judged by: their programmes, people, earlier applications, tokens that are good."""

    programmes: Mapping[int, Asked]
    people: Mapping[tuple[int, int], Record]
    earlier: Mapping[tuple[int, int], Ticket]
    same: frozenset[tuple[int, int, str]]
    tokens: frozenset[int]
    now: datetime


def give_tickets(asks: Sequence[Ask]) -> list[Ticket | Exception]:
    """Answer many asks in one transaction: a Ticket, or the Refused (or Programme.DoesNotExist) that says why not.

    Of one person's asks for one programme the first is written, the others are told that they applied. Somebody who applied
    elsewhere in the same moment breaks the constraint; then each is written by itself.
    """
    try:
        with transaction.atomic():
            return _give(asks)
    except IntegrityError:
        return [_alone(ask) for ask in asks]


def _alone(ask: Ask) -> Ticket | Exception:
    for last in (False, True):
        try:
            with transaction.atomic():
                return _give([ask])[0]
        except IntegrityError as error:
            if last:
                return error
    raise AssertionError("the second try answers")


def _give(asks: Sequence[Ask]) -> list[Ticket | Exception]:
    known = _read(asks)
    answers: list[Ticket | Exception | None] = [_settled(ask, known) for ask in asks]
    written: dict[tuple[int, int], Ticket] = {}
    wanted: list[int] = []
    for n, ask in enumerate(asks):
        if answers[n] is None and (ask.programme_id, ask.person_id) not in written:
            written[ask.programme_id, ask.person_id] = _TAKEN
            wanted.append(n)
    for n, ticket in zip(wanted, _write([asks[n] for n in wanted], known), strict=True):
        answers[n] = ticket
        written[asks[n].programme_id, asks[n].person_id] = ticket
    return [
        answer if answer is not None else _once_more(ask, written[ask.programme_id, ask.person_id], known)
        for ask, answer in zip(asks, answers, strict=True)
    ]


_TAKEN = Ticket(0, 0, "", "", datetime.min)


def _once_more(ask: Ask, ticket: Ticket, known: _Known) -> Ticket | Exception:
    """A second ask of one person in the same batch: the same key gets the same answer."""
    if ask.request_key:
        return Ticket(
            ticket.application_id,
            ticket.programme_id,
            ticket.ticket,
            ticket.state,
            ticket.applied_at,
            replayed=True,
        )
    return Refused(
        Reason.ALREADY_APPLIED, who="您", programme=known.programmes[ask.programme_id].programme.title
    )


def _read(asks: Sequence[Ask]) -> _Known:
    """Everything by which the asks are judged; nothing is locked."""
    now = timezone.now()
    programmes = {
        one.pk: queries.asked_by(one)
        for one in Programme.objects.filter(pk__in={ask.programme_id for ask in asks})
        .exclude(state=ProgrammeState.DRAFT)
        .select_related("organisation")
    }
    people: dict[tuple[int, int], Record] = {}
    for pk, asked in programmes.items():
        numbers = [ask.person_id for ask in asks if ask.programme_id == pk]
        people |= {(pk, person): one for person, one in queries.records_of(asked, numbers).items()}
    earlier, same = _earlier(people, asks)
    return _Known(programmes, people, earlier, same, _good_tokens(asks, now), now)


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


def _good_tokens(asks: Sequence[Ask], now: datetime) -> frozenset[int]:
    tokens = {ask.token_id for ask in asks if ask.token_id is not None}
    if not tokens:
        return frozenset()
    rows = apps.get_model(
        "api", "Token"
    )._default_manager.filter(  # the storey above: by name, never by import
        pk__in=tokens, revoked_at__isnull=True, expires_at__gt=now, user__is_active=True
    )
    return frozenset(rows.values_list("pk", flat=True))


def _settled(ask: Ask, known: _Known) -> Ticket | Exception | None:
    """The answer that needs no new row: a replay or a refusal; None if a ticket is to be given."""
    if ask.token_id is not None and ask.token_id not in known.tokens:
        return Refused(Reason.TOKEN_REVOKED)
    asked = known.programmes.get(ask.programme_id)
    if asked is None:
        return Programme.DoesNotExist()
    key = (ask.programme_id, ask.person_id)
    if ask.request_key and (*key, ask.request_key) in known.same:
        return known.earlier[key]
    return refusal(ask, asked, known.people.get(key), known.now)


def _write(asks: Sequence[Ask], known: _Known) -> list[Ticket]:
    """The rows of those who may apply, and their entries in the ledger; four statements."""
    if not asks:
        return []
    applications, applicants = [], []
    for ask in asks:
        asked, record = known.programmes[ask.programme_id], known.people[ask.programme_id, ask.person_id]
        state = ApplicationState.WAITING if ask.partner_id else ApplicationState.SUBMITTED
        applications.append(
            Application(
                programme_id=ask.programme_id,
                ticket=new_ticket(),
                organisation_id=_union(record),
                state=state,
                wants=list(ask.wants),
                channel=ask.channel,
                applied_at=known.now,
                entered_by_id=None if ask.channel == Channel.SELF else ask.by_id,
                consented_at=ask.consented_at,
                consent_words=ask.consent_words,
                request_key=ask.request_key,
            )
        )
        applicants.append(_applicant(record, asked, ask, known.now))
    Application.objects.bulk_create(applications)
    for application, applicant in zip(applications, applicants, strict=True):
        applicant.application = application
    Applicant.objects.bulk_create(applicants)
    _record(asks, applications, known.now)
    return [Ticket(one.pk, one.programme_id, one.ticket, one.state, one.applied_at) for one in applications]


def _union(record: Record) -> int:
    assert record.organisation_id is not None, "only members may apply"
    return record.organisation_id


def _applicant(record: Record, asked: Asked, ask: Ask, now: datetime) -> Applicant:
    return Applicant(
        programme_id=asked.programme.pk,
        person_id=record.person_id,
        organisation_id=_union(record),
        agreed_at=ask.consented_at or now,
        agreed_how=ask.consent_words,
        sound=ask.sound,
        facts=queries.kept(record),
        pools=queries.pools_for(asked, record),
        lots=record.lots,
    )


def _record(asks: Sequence[Ask], applications: Sequence[Application], now: datetime) -> None:
    """One entry each, in one statement: each was asked for by somebody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORDING,
            {
                "applications": [one.pk for one in applications],
                "by": [ask.by_id for ask in asks],
                "today": timezone.localdate(now),
            },
        )


_RECORDING = f"""
WITH facts AS (
  SELECT '{Verb.APPLIED.value}' AS verb, 'convalescence.application' AS subject_type, a.id AS subject_id,
         a.organisation_id, l.id AS lineage_id, p.person_id, %(today)s::date AS happened_on,
         asked.by_id AS recorded_by_id, jsonb_build_object('channel', a.channel) AS payload
  FROM unnest(%(applications)s::bigint[], %(by)s::bigint[]) WITH ORDINALITY AS asked(id, by_id, nth)
  JOIN convalescence_application a ON a.id = asked.id
  JOIN convalescence_applicant p ON p.application_id = a.id AND p.number = 1
  JOIN organisations_lineage l ON l.organisation_id = a.organisation_id AND l.until IS NULL
  ORDER BY asked.nth
)
{recording("facts", own=("payload",))}
"""  # noqa: S608  # the ledger's own statement


def _together(asks: Sequence[Ask]) -> list[Ticket | Exception]:
    """On the connection of the thread that leads, which may have lain idle since long before this request."""
    if not connection.in_atomic_block:
        close_old_connections()
    return give_tickets(asks)


together: GroupCommit[Ask, Ticket] = GroupCommit(_together)
