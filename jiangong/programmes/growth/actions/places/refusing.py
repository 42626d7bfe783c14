"""Why somebody gets no place: the refusal, or the answer that was given before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.rulebook.explain import compares, holds
from jiangong.programmes.growth.actions.places.asking import Ask, Place
from jiangong.programmes.growth.formulas import Clause, enrolment_facts, enrolment_rule
from jiangong.programmes.growth.models import Session
from jiangong.programmes.growth.states import EnrolmentState, Reason


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


def why_not(cursor: Any, asks: Sequence[Ask], now: datetime, *, last: bool) -> list[Place | Exception | None]:
    """For each ask the answer that needs no new row; None if no reason is left, so that it may be asked again.

    At the `last` try it is then refused all the same: the session opens and closes faster than anybody can enrol.
    Writes nothing and locks nothing.
    """
    known = _read(cursor, asks, now)
    answers = [_settled(ask, known, now) for ask in asks]
    if last:
        return [
            answer or Refused(Reason.NOT_OPEN, session=known.sessions[ask.session_id].title)
            for ask, answer in zip(asks, answers, strict=True)
        ]
    return answers


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
    union = known.unions.get(ask.person_id)
    facts = enrolment_facts(
        state=session.state,
        now=now,
        enrolled=before is not None,
        open_to=session.open_to,
        counts_for=union.counts_for if union else None,
    )
    rule = enrolment_rule(session.enrol_from, session.enrol_until, session.open_to_name)
    first = next((one for one in compares(rule) if not holds(one, facts)), None)
    return None if first is None else _refused(Clause(first.clause), session)


def _refused(clause: Clause, session: _Session) -> Refused:
    """The named refusal of the first clause that is broken."""
    match clause:
        case Clause.OPEN:
            return Refused(Reason.NOT_OPEN, session=session.title)
        case Clause.BEGUN:
            return Refused(Reason.NOT_YET, session=session.title, day=_moment(session.enrol_from))
        case Clause.NOT_OVER:
            return Refused(Reason.TOO_LATE, session=session.title, day=_moment(session.enrol_until))
        case Clause.ONCE:
            return Refused(Reason.ALREADY_ENROLLED, session=session.title)
        case Clause.MEMBER:
            return Refused(Reason.NOT_A_MEMBER)
        case Clause.BELONGS:
            return Refused(
                Reason.NOT_FOR_THIS_UNION, session=session.title, organisation=session.open_to_name
            )


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
