"""Who may do what in training. Rights come from appointments; the organiser's line decides over a course."""

from typing import Any

import rules

from jiangong.foundation.organisations.permissions import officer_here_or_anywhere
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.programmes.growth.models import Certificate, Course, Enrolment, Session

ATTENDANCE_ROLES = OFFICERS | {Role.TEACHER}
READING_ROLES = ATTENDANCE_ROLES | {Role.AUDITOR}


@rules.predicate
def manages_course(user: Any, course: Course | None) -> bool:
    return course is not None and holds(user, OFFICERS, course.organiser)


@rules.predicate
def manages_session(user: Any, session: Session | None) -> bool:
    return session is not None and holds(user, OFFICERS, session.course.organiser)


@rules.predicate
def runs_attendance(user: Any, session: Session | None) -> bool:
    return session is not None and holds(user, ATTENDANCE_ROLES, session.course.organiser)


@rules.predicate
def reads_enrolments(user: Any, session: Session | None) -> bool:
    return session is not None and holds(user, READING_ROLES, session.course.organiser)


@rules.predicate
def manages_enrolment(user: Any, enrolment: Enrolment | None) -> bool:
    return enrolment is not None and holds(user, OFFICERS, enrolment.session.course.organiser)


@rules.predicate
def is_enrolled_person(user: Any, enrolment: Enrolment | None) -> bool:
    return enrolment is not None and user.person_id is not None and user.person_id == enrolment.person_id


@rules.predicate
def is_officer_of_enrolled(user: Any, enrolment: Enrolment | None) -> bool:
    return enrolment is not None and holds(user, OFFICERS, enrolment.organisation)


@rules.predicate
def may_see_enrolment(user: Any, enrolment: Enrolment | None) -> bool:
    return enrolment is not None and holds(user, READING_ROLES, enrolment.session.course.organiser)


@rules.predicate
def is_holder(user: Any, certificate: Certificate | None) -> bool:
    return certificate is not None and is_enrolled_person(user, certificate.enrolment)


@rules.predicate
def is_officer_of_holder(user: Any, certificate: Certificate | None) -> bool:
    return certificate is not None and (
        is_officer_of_enrolled(user, certificate.enrolment) or manages_enrolment(user, certificate.enrolment)
    )


rules.add_perm("growth.create_course", officer_here_or_anywhere)
rules.add_perm("growth.change_course", manages_course)
rules.add_perm("growth.manage_session", manages_session)
rules.add_perm("growth.read_enrolments", reads_enrolments)
rules.add_perm("growth.mark_attendance", runs_attendance)
rules.add_perm("growth.enrol_colleagues", officer_here_or_anywhere)
rules.add_perm("growth.see_enrolment", is_enrolled_person | is_officer_of_enrolled | may_see_enrolment)
rules.add_perm("growth.cancel_enrolment", is_enrolled_person | is_officer_of_enrolled | manages_enrolment)
rules.add_perm("growth.correct_completion", manages_enrolment)
rules.add_perm("growth.read_certificate", is_holder | is_officer_of_holder)
rules.add_perm("growth.attend", is_enrolled_person)
