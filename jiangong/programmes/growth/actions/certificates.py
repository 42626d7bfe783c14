"""Certificates: issue for a session in the background, print on demand, revoke."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.acting import require
from jiangong.foundation.common.papers import delete_papers, kept_paper, paper_picture
from jiangong.foundation.common.pdf import CannotPrint
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials import actions as credentials
from jiangong.foundation.inbox.actions import tell
from jiangong.foundation.ledger.actions import Fact, record, record_many
from jiangong.foundation.notices.queries import cleared_among
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook.queries import STATUSES, parameter
from jiangong.programmes.growth.formulas import certificate_number
from jiangong.programmes.growth.models import Certificate, CertificateBatch, Enrolment, Session
from jiangong.programmes.growth.queries.certificates import (
    facts_of_credential,
    facts_on_paper,
    without_certificate,
)
from jiangong.programmes.growth.states import CERTIFICATE, CERTIFICATE_NOTICE, BatchState, Reason, Verb

TEMPLATE = Path(__file__).parents[1] / "templates" / "growth" / "certificate.typ"
PAPERS = "certificates"  # the folder of the printed ones
AT_ONCE = 20  # certificates between two reports of progress: about two seconds


@transaction.atomic
def begin_certificates(session: Session, *, by: User | None) -> CertificateBatch:
    """Order certificates for everybody who has completed and has none; a worker makes them in the background.

    Where the course wants the list shown first, only those whom a notice has cleared.
    Raises Refused(NOBODY_TO_CERTIFY), Refused(BATCH_RUNNING), Refused(NOTICE_NOT_CLEARED) if nobody is cleared.
    """
    from jiangong.programmes.growth import tasks  # tasks wrap these actions: imported where one is queued

    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    require(by, "growth.manage_session", session)
    if session.certificate_batches.filter(state__in=[BatchState.WAITING, BatchState.WORKING]).exists():
        raise Refused(Reason.BATCH_RUNNING)
    waiting = list(without_certificate(session).values_list("pk", flat=True))
    if not waiting:
        raise Refused(Reason.NOBODY_TO_CERTIFY)
    total = len(_shown(session, waiting))
    if not total:
        raise _not_cleared(session, len(waiting))
    batch = CertificateBatch.objects.create(session=session, total=total, started_by=by)
    tasks.make_certificates.defer(batch_id=batch.pk)  # the job row commits with the batch
    return batch


def make_certificates(batch_id: int) -> CertificateBatch:
    """Issue and print a batch, a handful in each transaction. Called again after a crash it goes on where it stopped.

    A certificate that cannot be printed is issued all the same and says which characters are missing.
    """
    batch = CertificateBatch.objects.select_related("session__course__organiser", "started_by").get(
        pk=batch_id
    )
    if batch.state in (BatchState.DONE, BatchState.FAILED):
        return batch
    _note(batch, state=BatchState.WORKING)
    try:
        while issued := _issue(batch, most=AT_ONCE):
            unprinted = 0
            for certificate in issued:
                try:
                    print_certificate(certificate)
                except Refused:
                    unprinted += 1
            _note(batch, made=batch.made + len(issued), unprinted=batch.unprinted + unprinted)
    except Exception:
        _note(batch, state=BatchState.FAILED, finished_at=timezone.now())
        raise
    _note(batch, state=BatchState.DONE, finished_at=timezone.now())
    return batch


@transaction.atomic
def _issue(batch: CertificateBatch, *, most: int) -> list[Certificate]:
    """Give the next `most` learners their certificates: numbers, rows, ledger entries."""
    session, course = batch.session, batch.session.course
    waiting = without_certificate(session).select_for_update(of=("self",))
    if course.needs_notice:
        waiting = waiting.filter(
            pk__in=_shown(session, without_certificate(session).values_list("pk", flat=True))
        )
    enrolments = list(waiting.select_related("person", "organisation").order_by("pk")[:most])
    if not enrolments:
        return []
    today = timezone.localdate()
    last = _numbers(today.year, len(enrolments))
    certificates = Certificate.objects.bulk_create(
        Certificate(
            enrolment=enrolment,
            number=certificate_number(today.year, last - len(enrolments) + nth),
            code=secrets.token_urlsafe(16),
            holder_name=enrolment.person.name,
            course_title=course.title,
            issuer_name=course.organiser.name,
            hours=course.hours,
            issued_on=today,
        )
        for nth, enrolment in enumerate(enrolments, start=1)
    )
    record_many(
        [
            Fact(
                Verb.CERTIFIED,
                "growth.certificate",
                certificate.pk,
                course.organiser,
                person_id=enrolment.person_id,
                attribute=course.code,
                payload={"number": certificate.number},
            )
            for certificate, enrolment in zip(certificates, enrolments, strict=True)
        ],
        by=batch.started_by,
    )
    credentials.issue_many(
        CERTIFICATE,
        [
            credentials.Award(enrolment.person, certificate, facts_of_credential(certificate))
            for certificate, enrolment in zip(certificates, enrolments, strict=True)
        ],
        organisation=course.organiser,
        by=batch.started_by,
    )
    for certificate, enrolment in zip(certificates, enrolments, strict=True):
        tell(
            [enrolment.person_id],
            "growth.certificate_issued",
            certificate,
            {"course": course.title, "number": certificate.number},
            organisation=course.organiser,
            by=batch.started_by,
        )
    return certificates


def print_certificate(certificate: Certificate) -> bytes:
    """The certificate as PDF/A, made on first use and kept.

    Raises Refused(CERTIFICATE_IS_REVOKED), Refused(CANNOT_PRINT), Refused(HOLDER_IS_FORGOTTEN).
    """
    if certificate.revoked_on is not None:
        raise Refused(Reason.CERTIFICATE_IS_REVOKED)
    if certificate.enrolment is None:
        raise Refused(Reason.HOLDER_IS_FORGOTTEN)
    facts = facts_on_paper(certificate)
    try:
        made = kept_paper(TEMPLATE, facts, folder=PAPERS, code=certificate.code, dated=certificate.issued_on)
    except CannotPrint as error:
        _problem(certificate, error.characters)
        raise Refused(Reason.CANNOT_PRINT, text=error.characters) from error
    if not Certificate.objects.filter(pk=certificate.pk, enrolment__isnull=False).exists():
        delete_papers(PAPERS, [certificate.code])  # forgotten while it was printed
        raise Refused(Reason.HOLDER_IS_FORGOTTEN)
    _problem(certificate, "")
    return made


def picture_of(certificate: Certificate) -> bytes:
    """The certificate as PNG, for phones. What cannot be printed has no picture either."""
    print_certificate(certificate)
    return paper_picture(TEMPLATE, facts_on_paper(certificate))


def revoke_certificate(enrolment: Enrolment, *, reason: str, by: User | None) -> None:
    """Revoke the valid certificate of an enrolment, if it has one, and its credential; in the caller's transaction."""
    certificate = (
        Certificate.objects.select_for_update(of=("self",))
        .filter(enrolment=enrolment, revoked_on__isnull=True)
        .first()
    )
    if certificate is None:
        return
    certificate.revoked_on, certificate.revoked_reason = timezone.localdate(), reason.strip()[:200]
    certificate.save(update_fields=["revoked_on", "revoked_reason"])
    record(
        Verb.CERTIFICATE_REVOKED,
        certificate,
        organisation=enrolment.session.course.organiser,
        person=enrolment.person,
        by=by,
        payload={"number": certificate.number},
    )
    credentials.revoke_about(certificate, reason=reason, by=by)


def _shown(session: Session, waiting: Iterable[int]) -> set[int]:
    """Of these enrolments those that may have a certificate: all, or where the course asks for it those cleared."""
    if not session.course.needs_notice:
        return set(waiting)
    return cleared_among("growth.enrolment", waiting, CERTIFICATE_NOTICE)


def _not_cleared(session: Session, count: int) -> Refused:
    days = parameter("growth.notice_days")
    return Refused(
        Reason.NOTICE_NOT_CLEARED,
        session=str(session),
        count=count,
        source=days.source,
        days=days.value,
        status=STATUSES[days.status],
    )


def _numbers(year: int, count: int) -> int:
    """Take `count` numbers of a year's series; returns the last of them. Holds the series until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO growth_certificateseries AS s (year, last) VALUES (%s, %s)
            ON CONFLICT (year) DO UPDATE SET last = s.last + EXCLUDED.last RETURNING last
            """,
            [year, count],
        )
        return int(cursor.fetchone()[0])


def _note(batch: CertificateBatch, **changes: object) -> None:
    for name, value in changes.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(changes))


def _problem(certificate: Certificate, characters: str) -> None:
    if certificate.print_problem != characters:
        certificate.print_problem = characters[:80]
        certificate.save(update_fields=["print_problem"])
