"""Who may do what with convalescence. The organising union's officers run it; home unions help and keep posts."""

from typing import Any

import rules

from jiangong.foundation.organisations.permissions import officer_here_or_anywhere
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.programmes.care.convalescence.models import Application, Batch, EmployerLetter, Programme, Stay
from jiangong.programmes.care.convalescence.states import PUBLISHED, DutyKind

READING = OFFICERS | {Role.AUDITOR}


@rules.predicate
def organises(user: Any, programme: Programme | None) -> bool:
    return programme is not None and holds(user, OFFICERS, programme.organisation)


@rules.predicate
def is_published(user: Any, programme: Programme | None) -> bool:
    return programme is not None and programme.state in PUBLISHED


@rules.predicate
def reads_programme(user: Any, programme: Programme | None) -> bool:
    return programme is not None and holds(user, READING, programme.organisation)


@rules.predicate
def is_applicant(user: Any, application: Application | None) -> bool:
    """One of those who apply together."""
    if application is None or user.person_id is None:
        return False
    return any(one.person_id == user.person_id for one in application.applicants.all())


@rules.predicate
def goes(user: Any, application: Application | None) -> bool:
    """One of those who apply together and have not left, or who is asked to."""
    if application is None or user.person_id is None:
        return False
    here = (one for one in application.applicants.all() if one.live or one.agreed_at is None)
    return any(one.person_id == user.person_id for one in here)


@rules.predicate
def officer_of_applicant(user: Any, application: Application | None) -> bool:
    return application is not None and holds(user, OFFICERS, application.organisation)


@rules.predicate
def organises_application(user: Any, application: Application | None) -> bool:
    return application is not None and holds(user, READING, application.programme.organisation)


@rules.predicate
def runs_application(user: Any, application: Application | None) -> bool:
    return application is not None and holds(user, OFFICERS, application.programme.organisation)


rules.add_perm("convalescence.create", officer_here_or_anywhere)  # over the organising union
rules.add_perm("convalescence.manage", organises)
rules.add_perm("convalescence.read", organises | reads_programme)
rules.add_perm("convalescence.see", is_published | reads_programme)
rules.add_perm("convalescence.apply_for_others", officer_here_or_anywhere)  # over the member's union
rules.add_perm("convalescence.note_post", officer_here_or_anywhere)  # over the member's union
rules.add_perm("convalescence.see_application", is_applicant | officer_of_applicant | organises_application)
rules.add_perm("convalescence.change_application", goes | officer_of_applicant)
rules.add_perm("convalescence.know_applicants", is_applicant | officer_of_applicant | runs_application)
rules.add_perm("convalescence.refuse", runs_application)


@rules.predicate
def is_own_stay(user: Any, stay: Stay | None) -> bool:
    return stay is not None and user.person_id is not None and stay.applicant.person_id == user.person_id


@rules.predicate
def officer_of_staying(user: Any, stay: Stay | None) -> bool:
    return stay is not None and holds(user, OFFICERS, stay.applicant.organisation)


@rules.predicate
def reads_stay(user: Any, stay: Stay | None) -> bool:
    return stay is not None and holds(user, READING, stay.batch.programme.organisation)


@rules.predicate
def runs_batch(user: Any, batch: Batch | None) -> bool:
    return batch is not None and holds(user, OFFICERS, batch.programme.organisation)


@rules.predicate
def reads_batch(user: Any, batch: Batch | None) -> bool:
    return batch is not None and holds(user, READING, batch.programme.organisation)


@rules.predicate
def leads_batch(user: Any, batch: Batch | None) -> bool:
    return _serves(user, batch, DutyKind.LEADER)


@rules.predicate
def is_doctor_of_batch(user: Any, batch: Batch | None) -> bool:
    return _serves(user, batch, DutyKind.DOCTOR)


@rules.predicate
def runs_letter(user: Any, letter: EmployerLetter | None) -> bool:
    return letter is not None and runs_batch(user, letter.batch)


def _serves(user: Any, batch: Batch | None, kind: DutyKind) -> bool:
    if batch is None or user.person_id is None or not user.is_active:
        return False
    return batch.duties.filter(person=user.person_id, kind=kind, ended_at__isnull=True).exists()


rules.add_perm("convalescence.answer", is_own_stay)
rules.add_perm("convalescence.answer_for", officer_of_staying)
rules.add_perm("convalescence.see_stay", is_own_stay | officer_of_staying | reads_stay)
rules.add_perm("convalescence.run", runs_batch)
rules.add_perm("convalescence.read_batch", reads_batch)
rules.add_perm("convalescence.lead", leads_batch | runs_batch)
rules.add_perm("convalescence.go_with", leads_batch | is_doctor_of_batch | runs_batch)
rules.add_perm("convalescence.read_health", is_doctor_of_batch)  # nobody else, whatever their office
rules.add_perm("convalescence.write_letter", runs_letter)
