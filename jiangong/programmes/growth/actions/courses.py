"""Courses: create and change."""

from dataclasses import asdict, dataclass

from django.db import transaction

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import User
from jiangong.programmes.growth.models import Course, Enrolment
from jiangong.programmes.growth.states import EnrolmentState, Mode, Reason, Verb


@dataclass(frozen=True)
class CourseFacts:
    """What a course is; the fields mean what they mean in the table."""

    code: str
    title: str
    hours: int
    summary: str = ""
    field: str = ""
    mode: str = Mode.CLASSROOM
    attendance_needed: int = 80
    needs_notice: bool = False


@transaction.atomic
def create_course(organiser: Organisation, facts: CourseFacts, *, by: User | None) -> Course:
    """A union offers a new course. Raises Refused(CODE_TAKEN)."""
    require(by, "growth.create_course", organiser)
    _code_is_free(facts.code)
    course = Course.objects.create(organiser=organiser, **asdict(facts))
    record(Verb.COURSE_CREATED, course, organisation=organiser, by=by, attribute=course.code)
    return course


@transaction.atomic
def change_course(course: Course, facts: CourseFacts, *, by: User | None) -> Course:
    """Change what a course says of itself. The rule of completing stays once somebody has completed by it."""
    course = lock(course)
    require(by, "growth.change_course", course)
    _code_is_free(facts.code, but=course)
    changed = sorted(name for name, value in asdict(facts).items() if getattr(course, name) != value)
    used = Enrolment.objects.filter(
        session__course=course, state__in=[EnrolmentState.COMPLETED, EnrolmentState.ABSENT]
    )
    if {"code", "hours", "mode", "attendance_needed", "needs_notice"} & set(changed) and used.exists():
        raise Refused(Reason.RULE_IN_USE)
    stops_asking = course.needs_notice and not facts.needs_notice
    if stops_asking and Enrolment.objects.filter(session__course=course).exists():
        raise Refused(Reason.RULE_IN_USE)  # they enrolled by this rule; the database says the same
    if changed:
        for name in changed:
            setattr(course, name, getattr(facts, name))
        course.save(update_fields=changed)
        record(
            Verb.COURSE_CHANGED,
            course,
            organisation=course.organiser,
            by=by,
            attribute=course.code,
            payload={"changed": changed},
        )
    return course


def _code_is_free(code: str, *, but: Course | None = None) -> None:
    same = Course.objects.filter(code=code)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Refused(Reason.CODE_TAKEN, code=code)
