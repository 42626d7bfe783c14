"""Who may do what with convalescence. The organising union's officers run it; home unions help and keep posts."""

from typing import Any

import rules

from jiangong.foundation.organisations.permissions import officer_here_or_anywhere
from jiangong.foundation.organisations.scope import holds
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.programmes.care.convalescence.models import Application, Programme
from jiangong.programmes.care.convalescence.states import PUBLISHED

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
rules.add_perm("convalescence.refuse", runs_application)
