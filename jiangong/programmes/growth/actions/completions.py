"""Completions: finish a session for everybody at once, correct one, add one late."""

from collections.abc import Mapping

from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import Fact, correct, record, record_many
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.queries import standing_on
from jiangong.foundation.people.models import User
from jiangong.programmes.growth.actions.certificates import revoke_certificate
from jiangong.programmes.growth.formulas import completes
from jiangong.programmes.growth.models import Course, Enrolment, Session
from jiangong.programmes.growth.queries import attended_times
from jiangong.programmes.growth.states import (
    ENROLMENT_TRANSITIONS,
    SESSION_TRANSITIONS,
    EnrolmentState,
    Giving,
    Reason,
    SessionState,
    Verb,
)
from jiangong.selection.draws.queries import draw_of
from jiangong.selection.draws.states import DrawState


@transaction.atomic
def finish_session(session: Session, *, by: User | None) -> Session:
    """Close the session's books: everybody enrolled has completed or not, by the course's rule; nobody waits any more.

    Each completion is one ledger entry on the session's last day, for the union the learner enrolled from.
    Raises Refused(CANNOT_FINISH), Refused(NOT_OVER_YET), Refused(NOT_DRAWN_YET) where the places were to be drawn by lot.
    """
    session = lock(session)
    require(by, "growth.manage_session", session)
    if session.state == SessionState.CLOSED and timezone.localdate() < session.ends_on:
        raise Refused(Reason.NOT_OVER_YET, session=str(session), day=session.ends_on)
    if session.giving == Giving.DRAW and session.state == SessionState.CLOSED:
        draw = draw_of(session)
        if draw is None or draw.state != DrawState.DRAWN:
            raise Refused(Reason.NOT_DRAWN_YET, session=str(session))
    advance(session, SessionState.FINISHED, SESSION_TRANSITIONS, otherwise=Reason.CANNOT_FINISH)
    course = session.course
    enrolments = list(
        Enrolment.objects.filter(session=session, state__in=[EnrolmentState.ENROLLED, EnrolmentState.WAITING])
        .select_related("organisation")
        .order_by("pk")
    )
    times = attended_times(session)
    passed: list[Enrolment] = []
    failed: list[Enrolment] = []
    waited: list[Enrolment] = []
    for one in enrolments:
        if one.state == EnrolmentState.WAITING:
            waited.append(one)
        elif completes(times.get(one.pk, 0), session.meetings, course.attendance_needed):
            passed.append(one)
        else:
            failed.append(one)
    standing = standing_on(
        {one.organisation for one in enrolments}, session.ends_on, otherwise=course.organiser
    )
    entries = record_many([_completion(one, course, session, standing) for one in passed], by=by)
    _complete(passed, entries, session)
    for verb, state, ones in (
        (Verb.ABSENT, EnrolmentState.ABSENT, failed),
        (Verb.CANCELLED, EnrolmentState.CANCELLED, waited),
    ):
        Enrolment.objects.filter(pk__in=[one.pk for one in ones]).update(state=state)
        record_many(
            [
                Fact(
                    verb,
                    "growth.enrolment",
                    one.pk,
                    standing[one.organisation_id],
                    person_id=one.person_id,
                    happened_on=session.ends_on,
                )
                for one in ones
            ],
            by=by,
        )
    record(
        Verb.SESSION_FINISHED,
        session,
        organisation=course.organiser,
        by=by,
        attribute=course.code,
        happened_on=session.ends_on,
        payload={"completed": len(passed), "absent": len(failed)},
    )
    return session


@transaction.atomic
def correct_completion(enrolment: Enrolment, *, reason: str, by: User | None) -> Enrolment:
    """Take a wrong completion back: the ledger entry is corrected, the figure moves back, the certificate is revoked.

    Raises Refused(REASON_MISSING), Refused(CANNOT_CORRECT).
    """
    enrolment = lock(enrolment)
    require(by, "growth.correct_completion", enrolment)
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    entry = enrolment.completion_entry
    enrolment.completed_on = enrolment.completion_entry = None
    if entry is None:
        raise Refused(Reason.CANNOT_CORRECT)
    advance(
        enrolment,
        EnrolmentState.ABSENT,
        ENROLMENT_TRANSITIONS,
        otherwise=Reason.CANNOT_CORRECT,
        also=["completed_on", "completion_entry"],
    )
    correct(entry, reason=reason, by=by)
    revoke_certificate(enrolment, reason=reason, by=by)
    return enrolment


@transaction.atomic
def complete_late(enrolment: Enrolment, *, reason: str, by: User | None) -> Enrolment:
    """Complete somebody whom the session's end left out (a lost sheet, a make-up class), with the reason on record.

    Counts on the session's last day like the others. Raises Refused(REASON_MISSING), Refused(CANNOT_COMPLETE_LATE).
    """
    enrolment = lock(enrolment)
    require(by, "growth.correct_completion", enrolment)
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    if enrolment.state != EnrolmentState.ABSENT:
        raise Refused(Reason.CANNOT_COMPLETE_LATE)
    session = enrolment.session
    standing = standing_on({enrolment.organisation}, session.ends_on, otherwise=session.course.organiser)
    [entry] = record_many([_completion(enrolment, session.course, session, standing)], by=by)
    enrolment.completed_on, enrolment.completion_entry = session.ends_on, entry
    advance(
        enrolment,
        EnrolmentState.COMPLETED,
        ENROLMENT_TRANSITIONS,
        otherwise=Reason.CANNOT_COMPLETE_LATE,
        also=["completed_on", "completion_entry"],
    )
    return enrolment


def _completion(
    enrolment: Enrolment, course: Course, session: Session, standing: Mapping[int, Organisation]
) -> Fact:
    return Fact(
        Verb.COMPLETED,
        "growth.enrolment",
        enrolment.pk,
        standing[enrolment.organisation_id],
        person_id=enrolment.person_id,
        attribute=course.code,
        happened_on=session.ends_on,
        payload={"mode": course.mode, "hours": course.hours, "field": course.field},
    )


def _complete(enrolments: list[Enrolment], entries: list[Entry], session: Session) -> None:
    with (
        connection.cursor() as cursor
    ):  # one statement for a full hall; bulk_update would write 2,000 CASE branches
        cursor.execute(
            """
            UPDATE growth_enrolment e SET state = %s, completed_on = %s, completion_entry_id = done.entry
            FROM unnest(%s::bigint[], %s::bigint[]) AS done(id, entry) WHERE e.id = done.id
            """,
            [
                EnrolmentState.COMPLETED.value,
                session.ends_on,
                [one.pk for one in enrolments],
                [entry.pk for entry in entries],
            ],
        )
