"""What people already hold, and what improvements out of contests brought."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import lock, require
from jiangong.foundation.common.periods import add_months
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person, User
from jiangong.programmes.competitions.actions.contests import required
from jiangong.programmes.competitions.models import Benefit, Contest, Qualification
from jiangong.programmes.competitions.states import Reason, Verb

YEAR = 12  # not law: months; a benefit is what an improvement brings in a year


@transaction.atomic
def record_qualification(
    person: Person,
    organisation: Organisation,
    *,
    kind: str,
    name: str,
    issued_on: date,
    trade_code: str = "",
    number: str = "",
    issuer: str = "",
    by: User | None,
) -> Qualification:
    """Write down a skill level or a title that somebody was given elsewhere; by an officer of their union."""
    require(by, "competitions.record_qualification", organisation)
    found = Qualification.objects.create(
        person=person,
        kind=kind,
        name=required(name)[:60],
        trade_code=trade_code.strip(),
        number=number.strip(),
        issuer=issuer.strip(),
        issued_on=issued_on,
        recorded_by=by,
    )
    record(Verb.QUALIFIED, found, organisation=organisation, by=by, person=person, attribute=kind)
    return found


@transaction.atomic
def report_benefit(
    contest: Contest,
    organisation: Organisation,
    *,
    title: str,
    adopted_on: date,
    amount: Decimal,
    reckoned: str,
    by: User | None,
) -> Benefit:
    """A unit reports what an improvement out of a contest brought in twelve months, in yuan; it counts once confirmed.

    Raises Refused(REASON_MISSING) without a title or how it was reckoned.
    """
    require(by, "competitions.report_benefit", organisation)
    required(reckoned)
    found = Benefit.objects.create(
        contest=contest,
        organisation=organisation,
        title=required(title)[:120],
        adopted_on=adopted_on,
        amount=amount,
        reckoned=reckoned.strip(),
        reported_by=by,
    )
    record(Verb.BENEFIT_REPORTED, found, organisation=organisation, by=by, payload={"contest": contest.pk})
    return found


@transaction.atomic
def confirm_benefit(benefit: Benefit, *, finance_officer: str, by: User | None) -> Benefit:
    """The organiser takes over what the unit's finance office confirmed; from here it counts (promise B5).

    Raises Refused(FINANCE_MISSING), Refused(TWELVE_MONTHS) before the twelve months are over, Refused(ALREADY_ENDED).
    """
    benefit = lock(benefit)
    require(by, "competitions.manage_contest", benefit.contest)
    if benefit.confirmed_at is not None:
        raise Refused(Reason.ALREADY_ENDED)
    if not finance_officer.strip():
        raise Refused(Reason.FINANCE_MISSING)
    over = add_months(benefit.adopted_on, YEAR)
    if timezone.localdate() < over:
        raise Refused(Reason.TWELVE_MONTHS, day=over)
    benefit.confirmed_at, benefit.confirmed_by = timezone.now(), by
    benefit.finance_officer = finance_officer.strip()[:40]
    benefit.save(update_fields=["confirmed_at", "confirmed_by", "finance_officer"])
    record(
        Verb.BENEFIT_CONFIRMED, benefit, organisation=benefit.organisation, by=by, quantity=benefit.amount,
        payload={"contest": benefit.contest_id},
    )  # fmt: skip
    return benefit
