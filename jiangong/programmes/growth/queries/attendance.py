"""Reads of attendance."""

from collections import defaultdict
from datetime import date

from django.db.models import Count, QuerySet

from jiangong.programmes.growth.formulas import meeting_days
from jiangong.programmes.growth.models import Attendance, AttendanceSheet, Enrolment, Session
from jiangong.programmes.growth.states import HOLDS_A_PLACE


def meeting_days_of(session: Session) -> list[date]:
    """The day of each meeting: as entered, or spread evenly."""
    if len(session.meeting_days) == session.meetings:
        return list(session.meeting_days)
    return meeting_days(session.starts_on, session.ends_on, session.meetings)


def meeting_today(session: Session, today: date) -> int | None:
    """The number of the first meeting that is held on `today`, from 1; None if there is none."""
    days = meeting_days_of(session)
    return days.index(today) + 1 if today in days else None


def attended_times(session: Session) -> dict[int, int]:
    """By enrolment: how many of the session's meetings were attended."""
    counted = (
        Attendance.objects.filter(enrolment__session=session, meeting__lte=session.meetings)
        .values("enrolment")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {row["enrolment"]: row["n"] for row in counted}


def present_count(session: Session, meeting: int) -> int:
    return Attendance.objects.filter(enrolment__session=session, meeting=meeting).count()


def roll_of(session: Session) -> QuerySet[Enrolment]:
    """The roll: everybody who holds a place, in the order of enrolling."""
    return (
        Enrolment.objects.filter(session=session, state__in=sorted(HOLDS_A_PLACE))
        .select_related("person", "organisation")
        .order_by("pk")
    )


def marks_of(enrolments: list[Enrolment]) -> dict[int, dict[int, str]]:
    """By enrolment: the meetings attended and by which source each was marked."""
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Attendance.objects.filter(enrolment__in=enrolments).values_list("enrolment", "meeting", "source")
    for enrolment, meeting, source in rows:
        marks[enrolment][meeting] = source
    return dict(marks)


def sheet_of(session: Session, pk: int) -> AttendanceSheet:
    """Raises AttendanceSheet.DoesNotExist if the sheet is of another session."""
    return AttendanceSheet.objects.get(session=session, pk=pk)
