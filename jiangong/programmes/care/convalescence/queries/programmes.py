"""Reads of programmes: what is open, what is in hand, and whether a plan is in order."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise

from jiangong.foundation.organisations.formulas import ids_on
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within
from jiangong.foundation.organisations.states import Kind, State
from jiangong.foundation.people.models import MemberCount
from jiangong.foundation.people.states import MembershipState
from jiangong.foundation.rulebook.queries import value
from jiangong.programmes.care.convalescence.formulas.planning import Days, Fault, Limits, Share, faults
from jiangong.programmes.care.convalescence.models import Applicant, Application, Batch, Pool, Programme
from jiangong.programmes.care.convalescence.permissions import READING
from jiangong.programmes.care.convalescence.states import (
    FAULTS,
    LIVE,
    PUBLISHED,
    ApplicationState,
    Channel,
    ProgrammeState,
)


def programmes_visible_to(user: Any) -> QuerySet[Programme]:
    """Those announced, and those in preparation of the unions in the user's charge. Equals `convalescence.see`."""
    if not getattr(user, "is_authenticated", False):
        return Programme.objects.filter(state__in=sorted(PUBLISHED)).select_related("organisation")
    return Programme.objects.filter(
        Q(state__in=sorted(PUBLISHED)) | within(user, READING, "organisation__")
    ).select_related("organisation")


def batches_planned_for(user: Any) -> QuerySet[Batch]:
    """Those of the programmes that the user may see."""
    mine = programmes_visible_to(user).values("pk")
    return Batch.objects.filter(programme__in=mine).select_related("programme__organisation")


def pools_planned_for(user: Any) -> QuerySet[Pool]:
    """Those of the programmes that the user may see."""
    mine = programmes_visible_to(user).values("pk")
    return Pool.objects.filter(programme__in=mine).select_related("programme__organisation")


def batch_at(pk: int) -> Batch | None:
    """One batch with the union that holds its programme; whether it may be seen is for the caller to ask."""
    return Batch.objects.select_related("programme__organisation").filter(pk=pk).first()


def programmes_to_manage(user: Any, organisation: Organisation, *, state: str = "") -> QuerySet[Programme]:
    """Those of a union and all below it that the user may read, with places and live applications."""
    found = (
        Programme.objects.filter(
            at_or_below(organisation, "organisation__"), within(user, READING, "organisation__")
        )
        .select_related("organisation")
        .annotate(places=Sum("batches__places"))
    )
    return found.filter(state=state) if state else found


def programmes_open_now(*, within_days: int | None = None) -> QuerySet[Programme]:
    """Those one can apply to at this moment, the soonest to close first."""
    now = timezone.now()
    found = Programme.objects.filter(state=ProgrammeState.OPEN, opens_at__lte=now, closes_at__gt=now)
    if within_days is not None:
        found = found.filter(closes_at__lt=now + timedelta(days=within_days))
    return (
        found.select_related("organisation")
        .annotate(places=Sum("batches__places"))
        .order_by("closes_at", "pk")
    )


def programmes_open_to_members_of(organisation: Organisation) -> QuerySet[Programme]:
    """Those held by other unions that the members of a union can apply to now: its officers apply for them there."""
    above = ids_on(organisation.path)
    return (
        programmes_open_now()
        .filter(organisation__in=above)
        .exclude(at_or_below(organisation, "organisation__"))
    )


def programmes_published() -> QuerySet[Programme]:
    """Every one announced that is not open now."""
    open_now = programmes_open_now().order_by().values("pk")
    return (
        Programme.objects.filter(state__in=sorted(PUBLISHED))
        .exclude(pk__in=open_now)
        .select_related("organisation")
        .annotate(places=Sum("batches__places"))
    )


def limits_on(day: Any) -> Limits:
    """What the rulebook allows on a day."""
    months = value("convalescence.months", on=day)
    return Limits(
        value("convalescence.batch_days", on=day),
        months["from"],
        months["to"],
        value("convalescence.quzhou", on=day)["per_day"],
        value("convalescence.frontline_percent", on=day)["least"],
        value("convalescence.cadres_percent", on=day),
    )


@dataclass(frozen=True)
class Said:
    """What is wrong, in words; `rule` is the parameter that says so, if one does."""

    words: str | Promise
    rule: str


def faults_of(programme: Programme) -> list[Said]:
    """What keeps a programme from being announced; empty if nothing does. Uses `batches` and `pools` as prefetched."""
    closes_on = timezone.localdate(programme.closes_at)
    batches = [
        Days(one.title, one.starts_on, one.ends_on, one.places, one.cost_per_head)
        for one in programme.batches.all()
    ]
    pools = [Share(one.code, one.name, one.kind, one.places, one.then) for one in programme.pools.all()]
    found = faults(batches, pools, admits=programme.admits, closes_on=closes_on, limits=limits_on(closes_on))
    if programme.state == ProgrammeState.DRAFT and programme.closes_at <= timezone.now():
        found.append(Fault("over"))
    return [Said(FAULTS[one.code] % one.words, one.rule) for one in found]


def members_by_district(organisation: Organisation) -> dict[Organisation, int]:
    """How many active members each district directly below the organising union has; empty without districts. Two queries."""
    districts = list(
        Organisation.objects.filter(parent=organisation, kind=Kind.DISTRICT, state=State.ACTIVE).order_by(
            "pk"
        )
    )
    counted = MemberCount.objects.filter(
        state=MembershipState.ACTIVE, organisation__path__startswith=organisation.path
    ).values_list("organisation__path", "people")
    found = dict.fromkeys(districts, 0)
    by_path = {one.path: one for one in districts}
    depth = organisation.path.count("/") + 1
    for path, people in counted:
        head = "/".join(path.split("/")[:depth]) + "/"
        if head in by_path:
            found[by_path[head]] += people
    return found


@dataclass(frozen=True)
class Progress:
    """How far applying is: live applications and people, those who wait for a partner, by channel."""

    applications: int
    people: int
    waiting: int
    by_union: int
    by_telephone: int


def progress_of(programme: Programme) -> Progress:
    """Counts of the programme's live applications; two queries."""
    live = Application.objects.filter(programme=programme, state__in=sorted(LIVE))
    counted = live.aggregate(
        n_all=Count("pk"),
        n_waiting=Count("pk", filter=Q(state=ApplicationState.WAITING)),
        n_union=Count("pk", filter=Q(channel=Channel.UNION)),
        n_telephone=Count("pk", filter=Q(channel=Channel.TELEPHONE)),
    )
    people = Applicant.objects.filter(programme=programme, live=True).count()
    return Progress(
        counted["n_all"], people, counted["n_waiting"], counted["n_union"], counted["n_telephone"]
    )


def last_programme(organisation: Organisation, *, before: int) -> Programme | None:
    """The union's newest programme of an earlier year, to copy from."""
    return (
        Programme.objects.filter(organisation=organisation, year__lt=before)
        .exclude(state=ProgrammeState.VOID)
        .order_by("-year", "-pk")
        .first()
    )
