"""Reads of certificates."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jiangong.foundation.credentials.formulas import Evidence, Facts
from jiangong.foundation.notices.models import Notice
from jiangong.foundation.notices.queries import Proposal, Proposed, notice_about
from jiangong.foundation.organisations.scope import within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.models import User
from jiangong.programmes.growth.models import Certificate, CertificateBatch, Enrolment, Session
from jiangong.programmes.growth.states import CERTIFICATE_NOTICE, EnrolmentState, Mode, SessionState


def certificates_visible_to(user: Any) -> QuerySet[Certificate]:
    """One's own, those of members in one's charge, those one's union issued."""
    own = Q(enrolment__person=user.person_id) if getattr(user, "person_id", None) else Q(pk__in=())
    return Certificate.objects.filter(
        own
        | within(user, OFFICERS, "enrolment__organisation__")
        | within(user, OFFICERS, "enrolment__session__course__organiser__")
    ).select_related("enrolment__organisation", "enrolment__session__course__organiser")


def certificates_of(user: User) -> QuerySet[Certificate]:
    """The user's own, newest first."""
    return (
        Certificate.objects.filter(enrolment__person=user.person_id)
        .exclude(enrolment__person__isnull=True)
        .select_related("enrolment__session__course__organiser")
        .order_by("-pk")
    )


def certificate_of(enrolment: Enrolment) -> Certificate | None:
    """The valid one."""
    return enrolment.certificates.filter(revoked_on__isnull=True).first()


def certificate_by_code(code: str) -> Certificate | None:
    """For the public check: by the unguessable part of the address."""
    return Certificate.objects.filter(code=code).select_related("enrolment__session__course").first()


def without_certificate(session: Session) -> QuerySet[Enrolment]:
    """Who has completed the session and has no valid certificate."""
    return Enrolment.objects.filter(session=session, state=EnrolmentState.COMPLETED).exclude(
        certificates__in=Certificate.objects.filter(enrolment__session=session, revoked_on__isnull=True)
    )


def lines_for_notice(kind: str, about: int) -> Proposal | None:
    """Who is to be shown before certificates are issued for a session: everybody who completed it and has none.

    The unit is where the person works, by the name of its union. In the order of the units, then of enrolling.
    """
    session = Session.objects.select_related("course__organiser").filter(pk=about).first()
    if session is None or kind != CERTIFICATE_NOTICE:
        return None
    course = session.course
    enrolled = (
        without_certificate(session)
        .select_related("person", "organisation")
        .order_by("organisation__path", "pk")
    )
    return Proposal(
        course.organiser,
        _("“%(course)s”（%(session)s）拟颁发结业证书人员公示")
        % {"course": course.title, "session": session.name},
        [
            Proposed(
                one,
                one.person.name,
                unit=one.organisation.employer_name or one.organisation.name,
                person=one.person,
                organisation=one.organisation,
            )
            for one in enrolled
        ],
    )


def certificate_notice(session: Session) -> Notice | None:
    """The newest notice of the session's list, where its course wants one and the session is over."""
    if not session.course.needs_notice or session.state != SessionState.FINISHED:
        return None
    return notice_about(CERTIFICATE_NOTICE, session)


def current_batch(session: Session) -> CertificateBatch | None:
    """The latest batch of the session's certificates."""
    return session.certificate_batches.order_by("-pk").first()


def facts_on_paper(certificate: Certificate) -> dict[str, str]:
    """Everything the paper says, as text; the template reads nothing else. Not for one whose holder is forgotten."""
    assert certificate.enrolment is not None, "whose holder is forgotten is not printed"
    session = certificate.enrolment.session
    return {
        "number": certificate.number,
        "holder": certificate.holder_name,
        "course": certificate.course_title,
        "issuer": certificate.issuer_name,
        "hours": str(certificate.hours),
        "mode": session.course.get_mode_display(),
        "from": f"{session.starts_on:%Y-%m-%d}",
        "until": f"{session.ends_on:%Y-%m-%d}",
        "issued": f"{certificate.issued_on:%Y-%m-%d}",
        "address": f"{settings.SITE_ADDRESS}/certificates/{certificate.code}/",
        "demonstration": "1" if settings.DEMONSTRATION else "",
    }


def facts_of_credential(certificate: Certificate) -> Facts:
    """What the digital credential of a certificate says, in Chinese like the paper. Number and page lead to the holder's
    surname, and so stand only where the holder wants the name."""
    assert certificate.enrolment is not None, "whose holder is forgotten gets no credential"
    session = certificate.enrolment.session
    mode = {Mode.CLASSROOM: "面授", Mode.ONLINE: "线上"}[Mode(session.course.mode)]
    return Facts(
        title=certificate.course_title,
        description=f"参加“{certificate.course_title}”（{mode}，{certificate.hours} 课时）培训并结业。",
        field=session.course.field,
        since=session.starts_on,
        until=session.ends_on,
        number=certificate.number,
        named_evidence=(
            Evidence(f"{settings.SITE_ADDRESS}/certificates/{certificate.code}/", "结业证书查验页"),
        ),
    )


def certificate_by_number(number: str) -> Certificate | None:
    """For the public check: by the number printed on the paper."""
    return (
        Certificate.objects.filter(number=number.strip().upper())
        .select_related("enrolment__session__course")
        .first()
    )


def certificates_numbered(user: Any, number: str) -> list[Certificate]:
    """The certificate of this number, if the user may see it; nothing is asked for words that are no number."""
    if not any(letter.isdigit() for letter in number):
        return []
    return list(certificates_visible_to(user).filter(number=number.strip().upper())[:1])
