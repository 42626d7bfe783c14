"""What training holds about an entry that was drawn for an audit."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiangong.programmes.growth.models import Enrolment


def facts_for_audit(model: str, pk: int) -> Sequence[tuple[str | Promise, object]] | None:
    """Course, session, and who marked which meeting how; None if the enrolment is gone. No name, no sealed data."""
    if model != "enrolment":
        return ()
    enrolment = (
        Enrolment.objects.select_related("session__course__organiser", "organisation").filter(pk=pk).first()
    )
    if enrolment is None:
        return None
    session, course = enrolment.session, enrolment.session.course
    marks = enrolment.attendances.select_related("marked_by").order_by("meeting")
    certificate = enrolment.certificates.order_by("-pk").first()
    return [
        (_("报名号"), enrolment.pk),
        (_("状态"), enrolment.get_state_display()),
        (_("课程"), f"{course.title}（{course.code}），{course.get_mode_display()}，{course.hours} 课时"),
        (_("主办"), course.organiser.name),
        (_("班次"), f"{session.name}，{session.starts_on}–{session.ends_on}，{session.place or '—'}"),
        (_("教师"), session.teacher or "—"),
        (_("签到"), f"{len(marks)} / {session.meetings}"),
        *(
            (
                _("第 %(n)s 次") % {"n": one.meeting},
                f"{one.get_source_display()}，{timezone.localtime(one.marked_at):%Y-%m-%d %H:%M}，{one.marked_by or '—'}",
            )
            for one in marks
        ),
        (_("证书编号"), certificate.number if certificate else "—"),
    ]
