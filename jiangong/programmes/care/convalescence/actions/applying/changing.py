"""What may still change until the list closes: wishes, the partner, the record that changed, leaving, refusing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import close_matters, open_matter, tell
from jiangong.foundation.ledger.actions import record
from jiangong.programmes.care.convalescence import queries
from jiangong.programmes.care.convalescence.actions.applying.refusing import not_open, refused_by
from jiangong.programmes.care.convalescence.models import Applicant, Application, Programme
from jiangong.programmes.care.convalescence.states import (
    AGREE,
    APPLICATION_TRANSITIONS,
    ApplicationState,
    ProgrammeState,
    Reason,
    Verb,
)

if TYPE_CHECKING:
    from jiangong.foundation.people.models import Person, User


@transaction.atomic
def change_wishes(application: Application, wants: Sequence[str], *, by: User | None) -> Application:
    """Other batches, or another order. Raises Refused: BAD_WISHES, NOT_LIVE, NOT_OPEN."""
    application = _changeable(application, by)
    known = set(application.programme.batches.values_list("code", flat=True))
    if not wants or len(set(wants)) != len(wants) or not set(wants) <= known:
        raise Refused(Reason.BAD_WISHES)
    application.wants = list(wants)
    application.save(update_fields=["wants"])
    record(Verb.REWISHED, application, organisation=application.organisation, by=by)
    return application


@transaction.atomic
def invite(application: Application, partner: Person, *, by: User | None) -> Application:
    """Ask somebody to go together; until they agree the application waits. Whether they may go is asked when they agree:
    nobody learns of a colleague's record by naming them. Raises Refused: BAD_PARTNER, NOT_LIVE, NOT_OPEN."""
    application = _changeable(application, by)
    people = _here(application)
    if len(people) != 1 or people[0].person_id == partner.pk:
        raise Refused(Reason.BAD_PARTNER)
    membership = partner.memberships.filter(state="active").select_related("organisation").first()
    if membership is None:
        raise Refused(Reason.BAD_PARTNER)
    Applicant.objects.create(
        programme=application.programme,
        application=application,
        number=application.applicants.count() + 1,
        person=partner,
        organisation=membership.organisation,
        live=False,
    )
    if application.state != ApplicationState.WAITING:  # asked for together with applying it waits already
        advance(application, ApplicationState.WAITING, APPLICATION_TRANSITIONS, otherwise=Reason.NOT_LIVE)
    first = people[0].person
    open_matter(
        AGREE,
        application,
        person=partner,
        due_at=application.programme.closes_at,
        words={"name": first.name if first else "", "programme": application.programme.title},
    )
    return application


@transaction.atomic
def agree(application: Application, *, sound: bool, by: User, how: str = "") -> Application:
    """The second person agrees, from their own account; or an officer of their union writes down `how` they did on paper.

    Their own eligibility is asked now, by the same rule. Raises Refused: NOT_WAITING, NOT_SOUND, NOT_ELIGIBLE,
    ALREADY_APPLIED, NO_CONSENT for an officer without `how`.
    """
    application = lock(application)
    if application.state != ApplicationState.WAITING:
        raise Refused(Reason.NOT_WAITING)
    _require_open(application.programme)
    first, second = _here(application)
    assert second.person is not None, "who waits to agree was not forgotten"
    if by.person_id != second.person_id:
        require(by, "convalescence.apply_for_others", second.organisation)
        if not how.strip():
            raise Refused(Reason.NO_CONSENT)
    if not sound:
        raise Refused(Reason.NOT_SOUND)
    now = timezone.now()
    asked = queries.asked_by(application.programme)
    found = queries.record_of(asked, second.person)
    broken = queries.first_broken(asked, found, now)
    if broken is not None:
        raise refused_by(broken, asked, found, now, who=second.person.name)
    second.agreed_at, second.agreed_how, second.sound, second.live = now, how.strip()[:200], True, True
    second.organisation_id = found.organisation_id or second.organisation_id
    second.facts, second.pools, second.lots = (
        queries.kept(found),
        queries.pools_for(asked, found),
        found.lots,
    )
    try:
        with transaction.atomic():
            second.save()
    except IntegrityError:  # applied by themselves in the same moment
        raise Refused(
            Reason.ALREADY_APPLIED, who=second.person.name, programme=application.programme.title
        ) from None
    advance(application, ApplicationState.SUBMITTED, APPLICATION_TRANSITIONS, otherwise=Reason.NOT_WAITING)
    close_matters(application, kind=AGREE, by=by)
    record(Verb.AGREED, application, organisation=second.organisation, person=second.person, by=by)
    _tell_other(application, first, "convalescence.partner_agreed", second.person.name, by)
    return application


@transaction.atomic
def decline(application: Application, *, by: User) -> Application:
    """The second person does not want to; the first stays on alone."""
    application = lock(application)
    if application.state != ApplicationState.WAITING:
        raise Refused(Reason.NOT_WAITING)
    first, second = _here(application)
    if by.person_id not in (first.person_id, second.person_id):
        require(by, "convalescence.apply_for_others", second.organisation)
    name = second.person.name if second.person else ""
    second.delete()
    advance(application, ApplicationState.SUBMITTED, APPLICATION_TRANSITIONS, otherwise=Reason.NOT_WAITING)
    close_matters(application, kind=AGREE, by=by)
    if by.person_id != first.person_id:
        _tell_other(application, first, "convalescence.partner_left", name, by)
    return application


@transaction.atomic
def recompute(application: Application, *, by: User | None) -> Application:
    """Read register and ledger anew, since something there was corrected: pools and lots follow. Who may no longer apply
    is refused. Raises Refused: NOT_LIVE, NOT_OPEN, NOT_ELIGIBLE."""
    application = _changeable(application, by)
    asked, now = queries.asked_by(application.programme), timezone.now()
    for one in application.applicants.filter(live=True, person__isnull=False).select_related("person"):
        assert one.person is not None, "filtered above"
        found = queries.record_of(asked, one.person)
        broken = queries.first_broken(asked, queries.as_if_new(found), now)
        if broken is not None:
            raise refused_by(broken, asked, found, now, who=one.person.name)
        one.facts, one.pools, one.lots = queries.kept(found), queries.pools_for(asked, found), found.lots
        one.organisation_id = found.organisation_id or one.organisation_id
        one.save(update_fields=["facts", "pools", "lots", "organisation"])
    return application


@transaction.atomic
def withdraw(application: Application, *, by: User, person: Person | None = None) -> Application:
    """`person` (whoever asks, if not given) does not want to go any more; a partner stays on alone.

    Until the list closes; who was drawn declines instead. Raises Refused: NOT_LIVE, NOT_OPEN.
    """
    application = _changeable(application, by)
    people = _here(application)
    number = person.pk if person else by.person_id
    leaving = next((one for one in people if one.person_id == number), None) or people[0]
    staying = [one for one in people if one.pk != leaving.pk and one.agreed_at is not None]
    if application.state == ApplicationState.WAITING and leaving.agreed_at is None:
        return decline(application, by=by)
    leaving.live = False
    leaving.save(update_fields=["live"])
    close_matters(application, kind=AGREE, by=by)
    record(Verb.WITHDRAWN, application, organisation=leaving.organisation, person=leaving.person, by=by)
    if staying:
        _go_on_alone(application, leaving, staying[0], by)
    else:
        application.ended_at = timezone.now()
        advance(
            application,
            ApplicationState.WITHDRAWN,
            APPLICATION_TRANSITIONS,
            otherwise=Reason.NOT_LIVE,
            also=("ended_at",),
        )
    if by.person_id != leaving.person_id and leaving.person_id is not None:
        tell(
            [leaving.person_id],
            "convalescence.withdrawn_for",
            application.programme,
            {"programme": application.programme.title},
            organisation=leaving.organisation,
            by=by,
        )
    return application


@transaction.atomic
def refuse(application: Application, *, reason: str, by: User | None) -> Application:
    """The organiser found that they do not meet the conditions; they are told why. Raises Refused: REASON_MISSING, NOT_LIVE."""
    application = lock(application)
    require(by, "convalescence.refuse", application)
    if not reason.strip():
        raise Refused(Reason.REASON_MISSING)
    application.end_reason, application.ended_at = reason.strip()[:200], timezone.now()
    advance(
        application,
        ApplicationState.REFUSED,
        APPLICATION_TRANSITIONS,
        otherwise=Reason.NOT_LIVE,
        also=("end_reason", "ended_at"),
    )
    people = [one.person_id for one in application.applicants.all() if one.live and one.person_id]
    Applicant.objects.filter(application=application).update(live=False)
    close_matters(application, by=by)
    record(Verb.REFUSED, application, organisation=application.organisation, by=by)
    tell(
        people,
        "convalescence.application_refused",
        application,
        {"programme": application.programme.title, "reason": application.end_reason},
        organisation=application.programme.organisation,
        by=by,
    )
    return application


def _here(application: Application) -> list[Applicant]:
    """Those who go, and whoever is asked to; not those who left."""
    rows = application.applicants.select_related("person", "organisation").order_by("number")
    return [one for one in rows if one.live or one.agreed_at is None]


def _go_on_alone(application: Application, leaving: Applicant, staying: Applicant, by: User) -> None:
    """The one who stays is the application's person now, with their own pools and lots."""
    application.organisation = staying.organisation
    application.save(update_fields=["organisation"])
    name = leaving.person.name if leaving.person else _("同伴")
    _tell_other(application, staying, "convalescence.partner_left", name, by)


def _changeable(application: Application, by: User | None) -> Application:
    """The locked application, if it may still change and `by` may change it."""
    application = lock(application)
    if application.state not in (ApplicationState.WAITING, ApplicationState.SUBMITTED):
        raise Refused(Reason.NOT_LIVE)
    require(by, "convalescence.change_application", application)
    _require_open(application.programme)
    return application


def _require_open(programme: Programme) -> None:
    if programme.state != ProgrammeState.OPEN or timezone.now() >= programme.closes_at:
        raise not_open(programme)


def _tell_other(application: Application, other: Applicant, kind: str, name: str, by: User) -> None:
    if other.person_id is not None:
        tell(
            [other.person_id],
            kind,
            application,
            {"name": name, "programme": application.programme.title, "ticket": application.ticket},
            organisation=application.organisation,
            by=by,
        )
