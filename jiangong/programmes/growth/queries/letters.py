"""What a session knows for the letters about it (documents/growth.yaml), so that nobody is asked twice."""

from collections.abc import Mapping

from django.db import models
from django.utils import timezone

from jiangong.programmes.growth.models import Certificate, Session
from jiangong.programmes.growth.states import HOLDS_A_PLACE


def facts_for_letter(template: str, subject: models.Model) -> Mapping[str, object]:
    """The fields of a letter about a session; names and numbers of its valid certificates for the list of them."""
    if not isinstance(subject, Session):
        return {}
    course = subject.course
    facts: dict[str, object] = {
        "recipients": f"{subject.open_to.name}所属各工会",
        "course": course.title,
        "session": subject.name,
        "open_to": subject.open_to.name,
        "starts_on": subject.starts_on,
        "ends_on": subject.ends_on,
        "place": subject.place,
        "mode": course.get_mode_display(),
        "hours": course.hours,
        "summary": course.summary,
        "teacher": subject.teacher,
        "places": subject.places,
        "enrol_from": timezone.localdate(subject.enrol_from),
        "enrol_until": timezone.localdate(subject.enrol_until),
        "attendance": course.attendance_needed,
    }
    if template == "growth.certificate_decision":
        certificates = (
            Certificate.objects.filter(enrolment__session=subject, revoked_on__isnull=True)
            .exclude(holder_name="")
            .order_by("number")
            .values_list("holder_name", "enrolment__organisation__name", "number")
        )
        roster = [list(one) for one in certificates]
        facts |= {
            "enrolled": subject.enrolments.filter(state__in=sorted(HOLDS_A_PLACE)).count(),
            "certified": len(roster),
            "roster": roster,
        }
    return facts
