"""Places of a session: given first come first served, to many people in one transaction.

Everybody who gives or frees a place locks the session's row first. While a session runs, a free place and
somebody waiting never exist together: `move_up` sees to that wherever a place comes free.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.group_commit import GroupCommit
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.foundation.organisations.models import Organisation
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


@dataclass
class _Open:
    """A locked session, and how many places are still free."""

    pk: int
    title: str
    state: str
    enrol_from: datetime
    enrol_until: datetime
    free: int
    open_to: int
    open_to_name: str
    given: int = 0


def give_places(asks: Sequence[Ask]) -> list[Place | Exception]:
    """Answer many asks in one transaction of its own: a Place, or the Refused that says why not.

    Sessions are locked in the order of their numbers; then one statement each reads whose members the askers
    are, which enrolments they have, which tokens are void; one inserts, one counts, one writes the ledger.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        return _give(cursor, asks)


def _give(cursor: Any, asks: Sequence[Ask]) -> list[Place | Exception]:
    now = timezone.now()
    sessions = _locked(cursor, {ask.session_id for ask in asks})
    unions = _unions(cursor, {ask.person_id for ask in asks})
    earlier = _earlier(cursor, asks)
    void = void_tokens({ask.token_id for ask in asks if ask.token_id})
    answers: list[Place | Exception | None] = []
    new: list[tuple[int, Ask, str]] = []  # index into answers, ask, state
    for ask in asks:
        answer = _settled(ask, sessions, unions, earlier, void, now)
        if answer is None:
            session = sessions[ask.session_id]
            state = (EnrolmentState.ENROLLED if session.free > 0 else EnrolmentState.WAITING).value
            if state == EnrolmentState.ENROLLED:
                session.free -= 1
                session.given += 1
            new.append((len(answers), ask, state))
            # a second ask for the same place within this batch meets the first one
            earlier[ask.session_id, ask.person_id] = Place(0, ask.session_id, ask.person_id, state, now)
        answers.append(answer)
    if new:
        keys = _insert(cursor, [(ask, unions[ask.person_id][0], state) for _, ask, state in new], now)
        _count(cursor, {pk: one.given for pk, one in sessions.items() if one.given})
        _write_down(new, keys, unions)
        for (index, ask, state), key in zip(new, keys, strict=True):
            answers[index] = Place(key, ask.session_id, ask.person_id, state, now)
    return [answer for answer in answers if answer is not None]


def _settled(
    ask: Ask,
    sessions: dict[int, _Open],
    unions: dict[int, tuple[int, str, frozenset[int]]],
    earlier: dict[tuple[int, int], Place | Exception],
    void: set[int],
    now: datetime,
) -> Place | Exception | None:
    """The answer where no new row is needed: a replay or a refusal; None if the ask is to be granted."""
    session = sessions.get(ask.session_id)
    if ask.token_id in void:
        return Refused(Reason.TOKEN_REVOKED)
    if session is None:
        return Session.DoesNotExist()
    before = earlier.get((ask.session_id, ask.person_id))
    if isinstance(before, Place) and before.replayed:
        return before
    if before is not None and isinstance(before, Exception):
        return before
    if session.state != SessionState.OPEN:
        return Refused(Reason.NOT_OPEN, session=session.title)
    if now < session.enrol_from:
        return Refused(Reason.NOT_YET, session=session.title, day=_moment(session.enrol_from))
    if now >= session.enrol_until:
        return Refused(Reason.TOO_LATE, session=session.title, day=_moment(session.enrol_until))
    if before is not None:
        return Refused(Reason.ALREADY_ENROLLED, session=session.title)
    union = unions.get(ask.person_id)
    if union is None:
        return Refused(Reason.NOT_A_MEMBER)
    if session.open_to not in union[2]:
        return Refused(Reason.NOT_FOR_THIS_UNION, session=session.title, organisation=session.open_to_name)
    return None


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _locked(cursor: Any, wanted: set[int]) -> dict[int, _Open]:
    cursor.execute(
        """
        SELECT s.id, c.title || ' ' || s.name, s.state, s.enrol_from, s.enrol_until, s.places - s.taken,
               s.open_to_id, o.name
        FROM growth_session s
        JOIN growth_course c ON c.id = s.course_id
        JOIN organisations_organisation o ON o.id = s.open_to_id
        WHERE s.id = ANY(%s) ORDER BY s.id FOR UPDATE OF s
        """,
        [sorted(wanted)],
    )
    return {row[0]: _Open(*row) for row in cursor.fetchall()}


def _unions(cursor: Any, persons: set[int]) -> dict[int, tuple[int, str, frozenset[int]]]:
    """Of each active member: the union's number, its name, and all unions it counts for, on both lines."""
    cursor.execute(
        """
        SELECT m.person_id, o.id, o.name, l.ancestors
        FROM people_membership m
        JOIN organisations_organisation o ON o.id = m.organisation_id
        JOIN organisations_lineage l ON l.organisation_id = o.id AND l.until IS NULL
        WHERE m.person_id = ANY(%s) AND m.state = 'active'
        """,
        [sorted(persons)],
    )
    return {row[0]: (row[1], row[2], frozenset(row[3])) for row in cursor.fetchall()}


def _earlier(cursor: Any, asks: Sequence[Ask]) -> dict[tuple[int, int], Place | Exception]:
    """What each asker already has in the session asked for: a live enrolment, or the answer to the same key."""
    keys = {(ask.session_id, ask.person_id): ask.request_key for ask in asks}
    cursor.execute(
        """
        SELECT e.session_id, e.person_id, e.id, e.state, e.enrolled_at, e.request_key
        FROM growth_enrolment e
        WHERE e.person_id = ANY(%s)
          AND (e.session_id = ANY(%s) OR (e.request_key <> '' AND e.request_key = ANY(%s)))
        ORDER BY e.id
        """,
        [
            [ask.person_id for ask in asks],
            sorted({ask.session_id for ask in asks}),
            sorted({ask.request_key for ask in asks}),
        ],
    )
    found: dict[tuple[int, int], Place | Exception] = {}
    used: dict[tuple[int, str], int] = {}
    for session_id, person_id, pk, state, enrolled_at, request_key in cursor.fetchall():
        same = bool(request_key) and keys.get((session_id, person_id)) == request_key
        if same or (state != EnrolmentState.CANCELLED and (session_id, person_id) not in found):
            found[session_id, person_id] = Place(pk, session_id, person_id, state, enrolled_at, same)
        used[person_id, request_key] = session_id
    for ask in asks:
        other = used.get((ask.person_id, ask.request_key)) if ask.request_key else None
        if other is not None and other != ask.session_id:
            found[ask.session_id, ask.person_id] = Refused(Reason.KEY_REUSED)
    return found


def void_tokens(tokens: set[int]) -> set[int]:
    """Which of the API tokens are good no more: revoked, or their account closed."""
    if not tokens:
        return set()
    table = apps.get_model("api", "Token")  # the storey above: by name, never by import
    valid = table._default_manager.filter(
        pk__in=tokens, revoked_at__isnull=True, user__is_active=True
    ).values_list("pk", flat=True)
    return tokens - set(valid)


def _insert(cursor: Any, rows: Sequence[tuple[Ask, int, str]], now: datetime) -> list[int]:
    """Write the enrolments; their numbers in the same order, which is the order of arrival."""
    cursor.execute(
        """
        INSERT INTO growth_enrolment (session_id, person_id, organisation_id, state, enrolled_at, request_key, wrong_codes)
        SELECT session_id, person_id, organisation_id, state, %s, request_key, 0
        FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[])
          WITH ORDINALITY AS asked(session_id, person_id, organisation_id, state, request_key, nth)
        ORDER BY nth
        RETURNING id
        """,
        [
            now,
            [ask.session_id for ask, _, _ in rows],
            [ask.person_id for ask, _, _ in rows],
            [organisation for _, organisation, _ in rows],
            [state for _, _, state in rows],
            [ask.request_key for ask, _, _ in rows],
        ],
    )
    return [row[0] for row in cursor.fetchall()]


def _count(cursor: Any, given: dict[int, int]) -> None:
    if given:
        cursor.execute(
            """
            UPDATE growth_session s SET taken = s.taken + given.n
            FROM unnest(%s::bigint[], %s::int[]) AS given(id, n) WHERE s.id = given.id
            """,
            [list(given), list(given.values())],
        )


def _write_down(
    new: Sequence[tuple[int, Ask, str]],
    keys: Sequence[int],
    unions: dict[int, tuple[int, str, frozenset[int]]],
) -> None:
    today = timezone.localdate()
    organisations = {
        pk: Organisation(pk=pk, name=name) for pk, name, _ in (unions[ask.person_id] for _, ask, _ in new)
    }
    record_many(
        [
            Fact(
                Verb.ENROLLED if state == EnrolmentState.ENROLLED else Verb.WAITING,
                "growth.enrolment",
                key,
                organisations[unions[ask.person_id][0]],
                person_id=ask.person_id,
                happened_on=today,
                by_id=ask.by_id,
            )
            for (_, ask, state), key in zip(new, keys, strict=True)
        ],
        by=None,
    )


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
