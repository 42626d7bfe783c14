"""Attendance: by the code on the teacher's screen, by the signed sheet, by the teacher's hand."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import Fact, correct, record_many
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people.models import User
from jiangong.programmes.growth.formulas import MOST_WRONG_CODES, is_spoken_code, window
from jiangong.programmes.growth.models import Attendance, AttendanceSheet, Enrolment, Session
from jiangong.programmes.growth.queries.attendance import meeting_days_of, meeting_today, sheet_of
from jiangong.programmes.growth.queries.enrolments import enrolment_of
from jiangong.programmes.growth.queries.sheets import Read, match_sheet
from jiangong.programmes.growth.states import HOLDS_A_PLACE, RUNNING, EnrolmentState, Reason, Verb

# not law: from scanning to confirming, long enough to sign in by a text message
SCAN_LASTS = timedelta(minutes=10)


def attend_by_scan(session: Session, meeting: int, *, scanned_at: float, by: User) -> Attendance:
    """Mark oneself present, having scanned the teacher's screen at `scanned_at` (seconds since 1970).

    Raises Refused(CODE_EXPIRED, WRONG_DAY, NOT_ENROLLED, STILL_WAITING, ATTENDANCE_IS_CLOSED).
    """
    if not 0 <= timezone.now().timestamp() - scanned_at <= SCAN_LASTS.total_seconds():
        raise Refused(Reason.CODE_EXPIRED)
    return _attend(session, meeting, by=by)


def attend_by_code(session: Session, digits: str, *, by: User) -> Attendance:
    """Mark oneself present by the six digits read out. After ten wrong tries only the QR or the teacher is left."""
    meeting = meeting_today(session, timezone.localdate())
    enrolment = enrolment_of(by, session)
    if enrolment is None:
        raise Refused(Reason.NOT_ENROLLED, session=str(session))
    if meeting is None:
        raise Refused(Reason.WRONG_DAY, session=str(session))
    # One statement both reads and counts, and is committed before the code is looked at: guessing in parallel
    # does not help.
    tried = Enrolment.objects.filter(pk=enrolment.pk, wrong_codes__lt=MOST_WRONG_CODES).update(
        wrong_codes=F("wrong_codes") + 1
    )
    if not tried:
        raise Refused(Reason.TOO_MANY_WRONG_CODES)
    now = window(timezone.now().timestamp())
    if not is_spoken_code(settings.SECRET_KEY, session.pk, meeting, now, digits.strip()):
        raise Refused(Reason.CODE_WRONG)
    Enrolment.objects.filter(pk=enrolment.pk).update(wrong_codes=F("wrong_codes") - 1)
    return _attend(session, meeting, by=by)


@transaction.atomic
def _attend(session: Session, meeting: int, *, by: User) -> Attendance:
    session = _share(session)
    if not 1 <= meeting <= session.meetings or meeting_days_of(session)[meeting - 1] != timezone.localdate():
        raise Refused(Reason.WRONG_DAY, session=str(session))
    enrolment = enrolment_of(by, session)
    if enrolment is None:
        raise Refused(Reason.NOT_ENROLLED, session=str(session))
    require(by, "growth.attend", enrolment)
    if enrolment.state == EnrolmentState.WAITING:
        raise Refused(Reason.STILL_WAITING, session=str(session))
    _mark([(enrolment, meeting)], Attendance.Source.CODE, by=by)
    return Attendance.objects.get(enrolment=enrolment, meeting=meeting)


@transaction.atomic
def mark_by_teacher(
    session: Session, meeting: int, *, present: Collection[int], shown: Collection[int], by: User | None
) -> int:
    """Set one meeting's marks by hand: of the enrolments `shown` to the teacher those in `present` were there.

    A mark that is taken away is corrected in the ledger. Returns how many marks changed.
    """
    session = _share(session)
    require(by, "growth.mark_attendance", session)
    if not 1 <= meeting <= session.meetings:
        raise Refused(Reason.NO_SUCH_MEETING, session=str(session), meeting=meeting)
    on_page = Enrolment.objects.filter(
        session=session, pk__in=set(shown), state__in=sorted(HOLDS_A_PLACE)
    ).select_related("organisation")
    added = _mark([(one, meeting) for one in on_page if one.pk in present], Attendance.Source.TEACHER, by=by)
    wrong = list(
        Attendance.objects.filter(enrolment__in=on_page, meeting=meeting).exclude(enrolment__in=present)
    )
    for entry in Entry.objects.filter(
        verb=Verb.ATTENDED,
        subject_type="growth.attendance",
        subject_id__in=[one.pk for one in wrong],
        corrects__isnull=True,
    ):
        correct(entry, reason="教师更正签到", by=by)
    Attendance.objects.filter(pk__in=[one.pk for one in wrong]).delete()
    return added + len(wrong)


@transaction.atomic
def read_sheet(session: Session, file: BinaryIO, *, name: str, by: User | None) -> AttendanceSheet:
    """Read an uploaded sheet and match its rows to the roll. Nothing is marked before `import_sheet`.

    Raises Unreadable for what is no spreadsheet.
    """
    require(by, "growth.mark_attendance", session)
    read: Read = match_sheet(session, file, name=name)
    return AttendanceSheet.objects.create(
        session=session,
        file_name=name[:200],
        matched=[[pk, meetings] for pk, meetings in read.matched.items()],
        unmatched=[{"row": one.row, "name": one.name, "reason": one.reason} for one in read.unmatched],
        uploaded_by=by,
    )


@transaction.atomic
def import_sheet(session: Session, sheet_id: int, *, by: User | None) -> int:
    """Mark what the sheet says, once. Returns how many marks were new."""
    session = _share(session)
    require(by, "growth.mark_attendance", session)
    sheet = AttendanceSheet.objects.select_for_update().get(pk=sheet_of(session, sheet_id).pk)
    if sheet.imported_at is not None:
        raise Refused(Reason.SHEET_ALREADY_USED)
    enrolments = (
        Enrolment.objects.filter(session=session, state__in=sorted(HOLDS_A_PLACE))
        .select_related("organisation")
        .in_bulk([pk for pk, _ in sheet.matched])
    )
    marks = [
        (enrolments[pk], meeting)
        for pk, meetings in sheet.matched
        if pk in enrolments
        for meeting in meetings
    ]
    added = _mark(marks, Attendance.Source.SHEET, by=by)
    sheet.imported_at = timezone.now()
    sheet.save(update_fields=["imported_at"])
    return added


def _share(session: Session) -> Session:
    """The session as it is now, kept from being finished meanwhile; many may mark at the same time.

    Raises Refused(ATTENDANCE_IS_CLOSED) unless it is running.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM growth_session WHERE id = %s FOR SHARE", [session.pk])
    session = Session.objects.select_related("course__organiser").get(pk=session.pk)
    if session.state not in RUNNING:
        raise Refused(Reason.ATTENDANCE_IS_CLOSED)
    return session


def _mark(marks: Sequence[tuple[Enrolment, int]], source: str, *, by: User | None) -> int:
    """Write the marks that are not there yet, and a ledger entry for each; returns how many."""
    there = set(
        Attendance.objects.filter(enrolment__in={one.pk for one, _ in marks}).values_list(
            "enrolment", "meeting"
        )
    )
    new = {(one.pk, meeting): (one, meeting) for one, meeting in marks if (one.pk, meeting) not in there}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO growth_attendance (enrolment_id, meeting, source, marked_at, marked_by_id)
            SELECT enrolment_id, meeting, %s, now(), %s FROM unnest(%s::bigint[], %s::int[]) AS mark(enrolment_id, meeting)
            ON CONFLICT DO NOTHING RETURNING id, enrolment_id, meeting
            """,
            [str(source), by.pk if by else None, [pk for pk, _ in new], [meeting for _, meeting in new]],
        )
        written = cursor.fetchall()  # somebody else may have been quicker: theirs is not ours to record
    record_many(
        [
            Fact(
                Verb.ATTENDED,
                "growth.attendance",
                pk,
                new[enrolment_id, meeting][0].organisation,
                person_id=new[enrolment_id, meeting][0].person_id,
                payload={"meeting": meeting, "source": str(source)},
            )
            for pk, enrolment_id, meeting in written
        ],
        by=by,
    )
    return len(written)
