"""Committees and their terms of office."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations import formulas
from jiangong.foundation.organisations.models import Committee, Organisation
from jiangong.foundation.organisations.scope import at_or_below
from jiangong.foundation.organisations.states import (
    AT_WORK_PLACES,
    CommitteeKind,
    Reason,
    State,
    Verb,
)
from jiangong.foundation.rulebook.queries import candidates, used, value

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User


@transaction.atomic
def form_committee(
    organisation: Organisation, kind: str, *, since: date, years: int, by: User | None
) -> Committee:
    """Write down that a committee took office for its next term (`years` long, from `since`).

    The term before ends on that day if it was still running: an early re-election. Its seats are appointments,
    given by people.
    Raises Refused: NOT_ACTIVE, DAY_IN_FUTURE, TERM_WRONG (years not in the rulebook), TERM_OVERLAPS, TOO_FEW_WOMEN.
    """
    organisation = lock(organisation)
    require(by, "organisations.form_committee", organisation)
    if organisation.state != State.ACTIVE:
        raise Refused(Reason.NOT_ACTIVE, name=organisation.name)
    if since > timezone.localdate():
        raise Refused(Reason.DAY_IN_FUTURE, day=since)
    with used() as reads:
        allowed = allowed_years(organisation.kind, on=since)
        if years not in allowed:
            raise Refused(Reason.TERM_WRONG, years="、".join(map(str, allowed)), given=years)
        if kind == CommitteeKind.WOMEN and organisation.kind in AT_WORK_PLACES:
            _require_women(organisation)
    last = organisation.committees.filter(kind=kind).order_by("-term").first()
    if last is not None:
        if since <= last.since:
            raise Refused(Reason.TERM_OVERLAPS, term=last.term)
        if since < last.until:
            last.until = since
            last.save(update_fields=["until"])
    committee = Committee.objects.create(
        organisation=organisation,
        kind=kind,
        term=last.term + 1 if last else 1,
        since=since,
        until=formulas.years_later(since, years),
    )
    record(
        Verb.COMMITTEE_FORMED,
        committee,
        organisation=organisation,
        by=by,
        happened_on=max(since, organisation.founded_on),
        attribute=kind,
        payload={"kind": kind, "term": committee.term, "until": committee.until.isoformat()},
        used=reads,
    )
    return committee


def allowed_years(kind: str, *, on: date) -> list[int]:
    """How long a term may be: base unions three or five years, local and industry unions five (工会法 2021)."""
    key = (
        "organisations.base_term_years" if kind in AT_WORK_PLACES else "organisations.local_term_years"
    )  # written out, so that the rulebook's page finds who reads it
    # Terms that began before the first rule are held against it.
    first = min(one.since for one in candidates(key))
    return list(value(key, on=max(on, first)))


def _require_women(organisation: Organisation) -> None:
    least = value("organisations.women_for_a_committee")
    memberships = apps.get_model("people", "Membership")._default_manager  # the storey above: by name
    count = memberships.filter(
        at_or_below(organisation, "organisation__"), state="active", person__sex="F"
    ).count()
    if count < least:
        raise Refused(Reason.TOO_FEW_WOMEN, count=count, least=least)
