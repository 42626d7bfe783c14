"""Places of a session: given first come first served, to many people in one transaction.

Everybody who gives or frees a place locks the session's row first. While a session runs, a free place and
somebody waiting never exist together: `move_up` sees to that wherever a place comes free.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.group_commit import GroupCommit
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import Fact, record_many, recording
from jiangong.foundation.people.models import User
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.states import EnrolmentState, Reason, SessionState, Verb


@dataclass(frozen=True)
class Ask:
    """One person wants a place in one session. `by_id` is the user who asks, `token_id` the API token used."""

    session_id: int
    person_id: int
    by_id: int | None
    request_key: str = ""
    token_id: int | None = None


@dataclass(frozen=True)
class Place:
    """The answer: the enrolment's number and state; `replayed` when the same request was answered before."""

    enrolment_id: int
    session_id: int
    person_id: int
    state: str
    enrolled_at: datetime
    replayed: bool = False


@dataclass(frozen=True)
class _Session:
    """What a refusal says of the session."""

    title: str
    state: str
    enrol_from: datetime
    enrol_until: datetime
    open_to: int
    open_to_name: str


@dataclass(frozen=True)
class _Union:
    """An active member's union as it stands today; `counts_for` holds all unions above it, on both lines."""

    organisation_id: int
    lineage_id: int
    counts_for: frozenset[int]


@dataclass
class _Known:
    """The sessions asked for; the askers' unions, what they have already, which tokens are good no more."""

    sessions: dict[int, _Session]
    unions: dict[int, _Union]
    earlier: dict[tuple[int, int], Place | Exception]
    void: set[int]


def give_places(asks: Sequence[Ask]) -> list[Place | Exception]:
    """Answer many asks in one transaction of its own: a Place, or the Refused that says why not.

    Two round trips whatever their number. The first reads, without a lock, everything by which an ask may be
    refused. The second locks the sessions in the order of their numbers, looks again at what may have changed
    meanwhile, inserts, counts, and writes the ledger: one string of statements, so that the lock which everybody
    waits for is never held while this process waits for its turn to run.
    """
    with transaction.atomic(durable=True):
        pass  # refuses inside another transaction, which could roll back what the askers are told
    with connection.cursor() as cursor:
        now = timezone.now()
        known = _read(cursor, asks, now)
        answers = [_settled(ask, known, now) for ask in asks]
        open_asks = [n for n, answer in enumerate(answers) if answer is None]
        firsts = {(asks[n].session_id, asks[n].person_id): n for n in reversed(open_asks)}
        if firsts:
            rows = _write(
                cursor, [(asks[n], known.unions[asks[n].person_id]) for n in sorted(firsts.values())], now
            )
            for pk, session_id, person_id, state in rows:
                answers[firsts[session_id, person_id]] = Place(pk, session_id, person_id, state, now)
            if None in answers:  # asked twice in this batch, or another process was quicker: look again
                known = _read(cursor, asks, now)
                answers = [
                    answer
                    or _settled(ask, known, now)
                    or Refused(Reason.NOT_OPEN, session=_title(ask, known))
                    for ask, answer in zip(asks, answers, strict=True)
                ]
    return [answer for answer in answers if answer is not None]


def _title(ask: Ask, known: _Known) -> str:
    return known.sessions[ask.session_id].title


def _settled(ask: Ask, known: _Known, now: datetime) -> Place | Exception | None:
    """The answer where no new row is needed: a replay or a refusal; None if the ask is to be granted."""
    session = known.sessions.get(ask.session_id)
    if ask.token_id in known.void:
        return Refused(Reason.TOKEN_REVOKED)
    if session is None:
        return Session.DoesNotExist()
    before = known.earlier.get((ask.session_id, ask.person_id))
    if isinstance(before, Exception) or (isinstance(before, Place) and before.replayed):
        return before
    if session.state != SessionState.OPEN:
        return Refused(Reason.NOT_OPEN, session=session.title)
    if now < session.enrol_from:
        return Refused(Reason.NOT_YET, session=session.title, day=_moment(session.enrol_from))
    if now >= session.enrol_until:
        return Refused(Reason.TOO_LATE, session=session.title, day=_moment(session.enrol_until))
    if before is not None:
        return Refused(Reason.ALREADY_ENROLLED, session=session.title)
    union = known.unions.get(ask.person_id)
    if union is None:
        return Refused(Reason.NOT_A_MEMBER)
    if session.open_to not in union.counts_for:
        return Refused(Reason.NOT_FOR_THIS_UNION, session=session.title, organisation=session.open_to_name)
    return None


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _read(cursor: Any, asks: Sequence[Ask], now: datetime) -> _Known:
    """Everything by which the asks may be refused or were answered before, in one statement of four kinds of rows."""
    tokens = {ask.token_id for ask in asks if ask.token_id is not None}
    token_table = apps.get_model("api", "Token")._meta.db_table  # the storey above: by name, never by import
    cursor.execute(
        f"""
        SELECT 0, s.id, s.open_to_id, 0, s.state, c.title || ' ' || s.name, o.name,
               NULL::bigint[], s.enrol_from, s.enrol_until
        FROM growth_session s
        JOIN growth_course c ON c.id = s.course_id
        JOIN organisations_organisation o ON o.id = s.open_to_id
        WHERE s.id = ANY(%(sessions)s)
        UNION ALL
        SELECT 1, m.person_id, m.organisation_id, l.id, '', '', '', l.ancestors, NULL, NULL
        FROM people_membership m
        JOIN organisations_lineage l ON l.organisation_id = m.organisation_id
          AND l.since <= %(today)s AND (l.until IS NULL OR l.until > %(today)s)
        WHERE m.person_id = ANY(%(persons)s) AND m.state = 'active'
        UNION ALL
        (SELECT 2, e.person_id, e.session_id, e.id, e.state, e.request_key, '', NULL, e.enrolled_at, NULL
        FROM growth_enrolment e
        WHERE e.person_id = ANY(%(persons)s)
          AND (e.session_id = ANY(%(sessions)s) OR (e.request_key <> '' AND e.request_key = ANY(%(keys)s)))
        ORDER BY e.id)
        UNION ALL
        SELECT 3, t.id, 0, 0, '', '', '', NULL, NULL, NULL
        FROM {token_table} t JOIN people_user u ON u.id = t.user_id
        WHERE t.id = ANY(%(tokens)s) AND t.revoked_at IS NULL AND t.expires_at > %(now)s AND u.is_active
        """,  # noqa: S608  # the table's name is our own
        {
            "now": now,
            "today": timezone.localdate(),
            "persons": [ask.person_id for ask in asks],
            "sessions": sorted({ask.session_id for ask in asks}),
            "keys": [ask.request_key for ask in asks],
            "tokens": sorted(tokens),
        },
    )
    known = _Known({}, {}, {}, tokens)
    had = []
    for kind, one, two, three, state, text, name, many, moment, until in cursor.fetchall():
        if kind == 0:
            known.sessions[one] = _Session(text, state, moment, until, two, name)
        elif kind == 1:
            known.unions[one] = _Union(two, three, frozenset(many))
        elif kind == 2:
            had.append((one, text, Place(three, two, one, state, moment)))
        else:
            tokens.discard(one)
    known.earlier = _earlier(asks, had)
    return known


def _earlier(
    asks: Sequence[Ask], had: Sequence[tuple[int, str, Place]]
) -> dict[tuple[int, int], Place | Exception]:
    """What each asker already has in the session asked for: a live enrolment, or the answer to the same key."""
    keys = {(ask.session_id, ask.person_id): ask.request_key for ask in asks}
    found: dict[tuple[int, int], Place | Exception] = {}
    used: dict[tuple[int, str], int] = {}
    for person_id, key, place in had:
        same = bool(key) and keys.get((place.session_id, person_id)) == key
        if same or (place.state != EnrolmentState.CANCELLED and (place.session_id, person_id) not in found):
            found[place.session_id, person_id] = replace(place, replayed=same)
        used[person_id, key] = place.session_id
    for ask in asks:
        other = used.get((ask.person_id, ask.request_key)) if ask.request_key else None
        if other is not None and other != ask.session_id:
            found[ask.session_id, ask.person_id] = Refused(Reason.KEY_REUSED)
    return found


_WRITING = f"""
SELECT id FROM growth_session WHERE id = ANY(%(sessions)s) ORDER BY id FOR UPDATE;
WITH asked AS (
  SELECT * FROM unnest(
    %(session)s::bigint[], %(person)s::bigint[], %(organisation)s::bigint[], %(lineage)s::bigint[], %(by)s::bigint[],
    %(key)s::text[]
  ) WITH ORDINALITY AS asked(session_id, person_id, organisation_id, lineage_id, recorded_by_id, request_key, nth)
), admitted AS (
  SELECT a.*, s.places - s.taken AS free, row_number() OVER (PARTITION BY a.session_id ORDER BY a.nth) AS turn
  FROM asked a JOIN growth_session s ON s.id = a.session_id
  WHERE s.state = 'open' AND s.enrol_from <= %(now)s AND s.enrol_until > %(now)s AND (
    SELECT 1 FROM growth_enrolment e  -- one look into the index each, where NOT EXISTS would read the table
    WHERE e.session_id = a.session_id AND e.person_id = a.person_id AND NOT (e.state = 'cancelled')
  ) IS NULL
), placed AS (
  INSERT INTO growth_enrolment
    (session_id, person_id, organisation_id, state, enrolled_at, request_key, wrong_codes)
  SELECT session_id, person_id, organisation_id, CASE WHEN turn <= free THEN 'enrolled' ELSE 'waiting' END,
         %(now)s, request_key, 0
  FROM admitted ORDER BY nth
  RETURNING id, session_id, person_id, state
), counted AS (
  UPDATE growth_session s SET taken = s.taken + given.n
  FROM (SELECT session_id, count(*) AS n FROM placed WHERE state = 'enrolled' GROUP BY 1) given
  WHERE s.id = given.session_id
), facts AS (
  SELECT 'growth.' || p.state AS verb, 'growth.enrolment' AS subject_type, p.id AS subject_id, a.organisation_id,
         a.lineage_id, a.person_id, %(today)s::date AS happened_on, a.recorded_by_id
  FROM placed p JOIN asked a USING (session_id, person_id) ORDER BY a.nth
), recorded AS ({recording("facts")})
SELECT id, session_id, person_id, state FROM placed
"""  # noqa: S608  # the ledger's own statement


def _write(cursor: Any, rows: Sequence[tuple[Ask, _Union]], now: datetime) -> list[tuple[int, int, int, str]]:
    """Lock, insert, count, record, commit. Returns what was given: (number, session, person, state)."""
    cursor.execute(
        _WRITING,
        {
            "sessions": sorted({ask.session_id for ask, _ in rows}),
            "session": [ask.session_id for ask, _ in rows],
            "person": [ask.person_id for ask, _ in rows],
            "organisation": [union.organisation_id for _, union in rows],
            "lineage": [union.lineage_id for _, union in rows],
            "by": [ask.by_id for ask, _ in rows],
            "key": [ask.request_key for ask, _ in rows],
            "now": now,
            "today": timezone.localdate(),
        },
    )
    cursor.nextset()
    given: list[tuple[int, int, int, str]] = cursor.fetchall()
    return given


def move_up(session: Session, *, by: User | None) -> list[Enrolment]:
    """Give the free places of a locked session to those who wait, in their order; return who moved up."""
    free = session.places - session.taken
    if free <= 0:
        return []
    moved = list(
        Enrolment.objects.select_for_update(of=("self",))
        .filter(session=session, state=EnrolmentState.WAITING)
        .select_related("organisation")
        .order_by("pk")[:free]
    )
    if moved:
        Enrolment.objects.filter(pk__in=[one.pk for one in moved]).update(state=EnrolmentState.ENROLLED)
        session.taken += len(moved)
        session.save(update_fields=["taken"])
        record_many(
            [
                Fact(Verb.PROMOTED, "growth.enrolment", one.pk, one.organisation, person_id=one.person_id)
                for one in moved
            ],
            by=by,
        )
    return moved


together: GroupCommit[Ask, Place] = GroupCommit(give_places)
