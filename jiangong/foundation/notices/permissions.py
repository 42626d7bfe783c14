"""Who may do what with notices: officers of the union publish; whoever is involved does not investigate."""

from typing import Any

import rules
from django.db.models import Q

from jiangong.foundation.notices.models import Line, Notice, Objection
from jiangong.foundation.notices.states import PUBLIC_STATES, NoticeState
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import held, holds
from jiangong.foundation.organisations.states import OFFICERS, Role

READERS = OFFICERS | {Role.AUDITOR}


@rules.predicate
def publishes_for(user: Any, organisation: Organisation | None) -> bool:
    """An officer of this union or of one above it."""
    return organisation is not None and holds(user, OFFICERS, organisation)


@rules.predicate
def conducts(user: Any, notice: Notice | None) -> bool:
    """An officer of the union that publishes it, or of one above."""
    return notice is not None and holds(user, OFFICERS, notice.organisation)


@rules.predicate
def reads(user: Any, notice: Notice | None) -> bool:
    """An officer or auditor of the union that publishes it, or of one above."""
    return notice is not None and holds(user, READERS, notice.organisation)


@rules.predicate
def is_draft(user: Any, notice: Notice | None) -> bool:
    return notice is not None and notice.state == NoticeState.DRAFT


@rules.predicate
def is_published(user: Any, notice: Notice | None) -> bool:
    return notice is not None and notice.state in PUBLIC_STATES


@rules.predicate
def hears(user: Any, objection: Objection | None) -> bool:
    """An officer of the union that publishes, or of one above, who is not involved."""
    return (
        objection is not None
        and holds(user, OFFICERS, objection.notice.organisation)
        and not is_involved(user, objection)
    )


@rules.predicate
def reads_objection(user: Any, objection: Objection | None) -> bool:
    """Who hears it; the auditors above, who hear nothing."""
    return objection is not None and (
        hears(user, objection) or holds(user, {Role.AUDITOR}, objection.notice.organisation)
    )


def is_involved(user: Any, objection: Objection) -> bool:
    """Prepared or published the list, objected, stands on it, or is an officer of a unit it is about.

    An objection to one line is about that line; one to the whole list is about every line.
    """
    notice = objection.notice
    if user.pk in (notice.prepared_by_id, notice.published_by_id, objection.by_id):
        return True
    lines = Line.objects.filter(notice=notice, round=notice.round)
    if objection.line_id is not None:
        lines = Line.objects.filter(pk=objection.line_id)
    if user.person_id is not None and lines.filter(person=user.person_id).exists():
        return True
    units = {one.organisation_id for one in held(user) if one.role in OFFICERS}
    publishing = Q(
        person__isnull=False, organisation=notice.organisation_id
    )  # its own members': others answer there
    return bool(units) and lines.filter(organisation__in=units).exclude(publishing).exists()


rules.add_perm("notices.prepare", publishes_for)
rules.add_perm("notices.conduct", conducts)  # change, publish, correct, withdraw, end
rules.add_perm("notices.attach", conducts & is_draft)
rules.add_perm("notices.put_on_paper", conducts & is_published)
rules.add_perm("notices.read", reads)  # in the workbench, with the number of objections
rules.add_perm("notices.view", is_published | reads)
rules.add_perm("notices.hear", hears)  # take an objection up and answer it
rules.add_perm("notices.read_objection", reads_objection)
