"""Names and registration details of one organisation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations import formulas
from jiangong.foundation.organisations.actions.founding import sound_credit_code
from jiangong.foundation.organisations.models import Naming, Organisation
from jiangong.foundation.organisations.states import Reason, State, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

DETAILS = (
    "short_name",
    "division_code",
    "credit_code",
    "credit_code_override",
    "employer_name",
    "employer_type",
    "economic_industry",
    "address",
)


@transaction.atomic
def rename(
    organisation: Organisation,
    name: str,
    *,
    short_name: str = "",
    on: date | None = None,
    by: User | None,
) -> Organisation:
    """Call the union `name` from `on` (today if not given); what it was called before stays in its history.

    Raises Refused: NOT_ACTIVE, NAME_UNCHANGED, DAY_IN_FUTURE, DAY_TOO_EARLY (before its present name began).
    """
    on, name = on or timezone.localdate(), name.strip()
    organisation = lock(organisation)
    require(by, "organisations.rename", organisation)
    if organisation.state != State.ACTIVE:
        raise Refused(Reason.NOT_ACTIVE, name=organisation.name)
    if not name or name == organisation.name:
        raise Refused(Reason.NAME_UNCHANGED)
    if on > timezone.localdate():
        raise Refused(Reason.DAY_IN_FUTURE, day=on)
    naming = Naming.objects.get(organisation=organisation, until__isnull=True)
    if on < naming.since:
        raise Refused(Reason.DAY_TOO_EARLY, day=on, since=naming.since)
    naming.until = on
    naming.save(update_fields=["until"])
    Naming.objects.create(organisation=organisation, name=name, since=on)
    before = organisation.name
    if organisation.short_name == before[:60]:
        organisation.short_name = name[:60]  # it never had one of its own
    if short_name:
        organisation.short_name = short_name
    organisation.name = name
    organisation.initials = formulas.initials(name)
    organisation.save(update_fields=["name", "short_name", "initials"])
    record(
        Verb.RENAMED,
        organisation,
        organisation=organisation,
        by=by,
        happened_on=on,
        payload={"from": before, "to": name},
    )
    return organisation


@transaction.atomic
def change_details(organisation: Organisation, *, by: User | None, **changes: str) -> Organisation:
    """Correct what is registered about the union; `changes`: fields out of DETAILS. Unchanged ones are not recorded.

    Raises Refused: NOT_ACTIVE, CREDIT_CODE_DOUBTFUL (no reason given), CREDIT_CODE_TAKEN.
    """
    if strange := changes.keys() - set(DETAILS):
        raise TypeError(f"not a detail: {', '.join(sorted(strange))}")
    organisation = lock(organisation)
    require(by, "organisations.change_details", organisation)
    if organisation.state != State.ACTIVE:
        raise Refused(Reason.NOT_ACTIVE, name=organisation.name)
    if "credit_code" in changes:
        code, override = sound_credit_code(changes["credit_code"], changes.get("credit_code_override", ""))
        changes |= {"credit_code": code, "credit_code_override": override}
        other = Organisation.objects.filter(credit_code=code, state=State.ACTIVE).exclude(pk=organisation.pk)
        if code and (taken := other.first()):
            raise Refused(Reason.CREDIT_CODE_TAKEN, code=code, name=taken.name)
    changed = sorted(field for field, value in changes.items() if getattr(organisation, field) != value)
    if not changed:
        return organisation
    for field in changed:
        setattr(organisation, field, changes[field])
    organisation.save(update_fields=changed)
    record(Verb.CORRECTED, organisation, organisation=organisation, by=by, payload={"fields": changed})
    return organisation
