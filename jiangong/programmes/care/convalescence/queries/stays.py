"""Reads of stays: one's own, those of a batch that is run, who is in it, and what is missing."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from jiangong.foundation.notices.models import Notice
from jiangong.foundation.notices.queries import Proposal, Proposed, cleared_among, notice_about, struck_in
from jiangong.foundation.notices.states import LineState, NoticeState
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.scope import at_or_below, within
from jiangong.foundation.organisations.states import OFFICERS
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook.queries import value
from jiangong.programmes.care.convalescence.formulas.ratings import Figures, figures
from jiangong.programmes.care.convalescence.models import (
    Application,
    Attendance,
    Batch,
    Coach,
    Duty,
    HealthForm,
    Incident,
    Rating,
    Room,
    Stay,
)
from jiangong.programmes.care.convalescence.permissions import READING
from jiangong.programmes.care.convalescence.queries.applications import mask
from jiangong.programmes.care.convalescence.states import (
    ACCEPTED_NOTICE,
    COMING,
    ENDED,
    HOLDING,
    Aspect,
    StayState,
)

_ASPECTS = [one.value for one in Aspect]


def stays_of(user: User) -> QuerySet[Stay]:
    """One's own, newest first."""
    return _stays().filter(applicant__person=user.person_id).order_by("-pk")


def stays_with_travel(user: User) -> QuerySet[Stay]:
    """The same with room and coach, and the seats `taken` of it. One query more for the coaches."""
    coaches = Prefetch("coach", Coach.objects.annotate(taken=Count("stays")))
    return stays_of(user).select_related("room").prefetch_related(coaches)


def stays_visible_to(user: Any) -> QuerySet[Stay]:
    """One's own, those of members of one's unions, those of batches one's union runs. Equals `convalescence.see_stay`."""
    own = Q(applicant__person=user.person_id) if user.person_id else Q(pk__in=())
    return _stays().filter(
        own
        | within(user, OFFICERS, "applicant__organisation__")
        | within(user, READING, "batch__programme__organisation__")
    )


def batches_visible_to(user: Any) -> QuerySet[Batch]:
    """Batches that the user runs or audits. Equals `convalescence.read_batch`."""
    return Batch.objects.select_related("programme__organisation").filter(
        within(user, READING, "programme__organisation__")
    )


def batches_with_places(user: Any) -> QuerySet[Batch]:
    """Batches that the user runs or audits and that had places given, with how many hold one."""
    given = Stay.objects.filter(batch=OuterRef("pk"))
    return (
        batches_visible_to(user)
        .filter(Exists(given))
        .annotate(
            n_offered=Count("stays", filter=Q(stays__state=StayState.OFFERED)),
            n_accepted=Count("stays", filter=Q(stays__state=StayState.ACCEPTED)),
            n_confirmed=Count("stays", filter=Q(stays__state=StayState.CONFIRMED)),
            n_stayed=Count("stays", filter=Q(stays__state=StayState.STAYED)),
        )
    )


def batches_run_at(user: Any, organisation: Organisation) -> QuerySet[Batch]:
    """Those of this union and below, in the order of being entered."""
    return batches_with_places(user).filter(at_or_below(organisation, "programme__organisation__"))


def batches_gone_with(user: Any) -> QuerySet[Batch]:
    """Those that the user leads or goes with as the base's doctor."""
    return (
        Batch.objects.select_related("programme__organisation")
        .filter(duties__person=user.person_id, duties__ended_at__isnull=True)
        .distinct()
        .order_by("-starts_on", "pk")
    )


def duties_of_batch(batch: Batch) -> QuerySet[Duty]:
    """Who goes with a batch now."""
    return (
        Duty.objects.filter(batch=batch, ended_at__isnull=True)
        .select_related("person")
        .order_by("kind", "pk")
    )


@dataclass(frozen=True)
class Overview:
    """Where a batch stands. `free`: places nobody holds; `unshown`: accepted and in no notice that ended or runs."""

    states: Mapping[str, int]
    holding: int
    free: int
    unshown: int
    ready: int
    forms: int
    unroomed: int
    struck: frozenset[int]
    notice: Notice | None


def overview_of(batch: Batch) -> Overview:
    """Counts of one batch, for its page; at most four queries."""
    rows = list(batch.stays.values_list("pk", "state", "room_id", "health_form"))
    states = Counter(state for _pk, state, _room, _form in rows)
    holding = sum(states[one] for one in HOLDING)
    accepted = {pk for pk, state, _room, _form in rows if state == StayState.ACCEPTED}
    notice = notice_about(ACCEPTED_NOTICE, batch)
    ready = cleared_among("convalescence.stay", accepted, ACCEPTED_NOTICE) if accepted else set()
    on, struck = set(), set()
    if accepted and notice is not None:
        for subject, state, number in notice.lines.values_list("subject_id", "state", "round"):
            if number == notice.round and notice.state != NoticeState.WITHDRAWN:
                on.add(subject)
            if state == LineState.STRUCK:
                struck.add(subject)
    return Overview(
        states=states,
        holding=holding,
        free=max(0, batch.places - holding - sum(states[one] for one in ENDED)),
        unshown=len(accepted - ready - on),
        ready=len(ready),
        forms=sum(state in COMING and form is not None for _pk, state, _room, form in rows),
        unroomed=sum(state in COMING and room is None for _pk, state, room, _form in rows),
        struck=frozenset(struck & accepted),
        notice=notice,
    )


def stays_of_batch(batch: Batch, *, state: str = "") -> QuerySet[Stay]:
    """Who was offered a place of a batch, in the order of offers."""
    found = _stays().select_related("room", "coach").filter(batch=batch).order_by("pk")
    return found.filter(state=state) if state in StayState.values else found


def mask_names(stays: Iterable[Stay], batch: Batch, user: Any) -> None:
    """Leave whole names only to who runs the batch; others who may see it, as auditors, get them masked."""
    if not user.has_perm("convalescence.run", batch):
        mask(one.applicant for one in stays)


def coming_to(batch: Batch) -> QuerySet[Stay]:
    """Who accepted or is confirmed, by unions."""
    return (
        _stays()
        .select_related("room", "coach")
        .filter(batch=batch, state__in=sorted(COMING))
        .order_by("applicant__organisation__path", "pk")
    )


def confirmed_of(batch: Batch) -> QuerySet[Stay]:
    """Who signs in, by unions."""
    return coming_to(batch).filter(state=StayState.CONFIRMED)


def present_on(batch: Batch, day: date) -> set[int]:
    """The stays that were marked on a day."""
    return set(Attendance.objects.filter(stay__batch=batch, day=day).values_list("stay", flat=True))


def stay_by_code(code: str) -> Stay | None:
    """The confirmed stay whose code was scanned."""
    return _stays().filter(code=code, state=StayState.CONFIRMED).first() if code else None


def rooms_of(batch: Batch) -> QuerySet[Room]:
    """With who sleeps in them."""
    return Room.objects.filter(batch=batch).prefetch_related("stays__applicant__person")


def coaches_of(batch: Batch) -> QuerySet[Coach]:
    """With the seats `taken`."""
    return Coach.objects.filter(batch=batch).annotate(taken=Count("stays"))


def incidents_of(batch: Batch) -> QuerySet[Incident]:
    """What happened, the latest first; their accounts stay sealed."""
    return Incident.objects.filter(batch=batch).order_by("-happened_at", "-pk")


def satisfaction_of(together: Mapping[int, Collection[int]]) -> dict[int, Figures]:
    """For each key the satisfaction with its batches together, by their numbers; nothing where too few rated. One query."""
    wanted = [batch for batches in together.values() for batch in batches]
    scores = defaultdict(list)
    for batch, given in Rating.objects.filter(batch__in=wanted).values_list("batch_id", "scores"):
        scores[batch].append(given)
    least = int(value("convalescence.ratings_least"))
    return {
        key: figures([one for batch in batches for one in scores[batch]], _ASPECTS, least)
        for key, batches in together.items()
    }


def ratings_of(batch: Batch) -> tuple[Figures, list[str]]:
    """The satisfaction with one batch, and what was written, in no order; neither where too few rated. One query."""
    rows = list(Rating.objects.filter(batch=batch).order_by("pk").values_list("scores", "words"))
    found = figures([scores for scores, _words in rows], _ASPECTS, int(value("convalescence.ratings_least")))
    return found, [words for _scores, words in rows if words] if found.rated is not None else []


def lines_for_notice(kind: str, about: int) -> Proposal | None:
    """Whom the next notice of a batch shows: everybody who accepted and was not shown yet, or not in order."""
    batch = Batch.objects.select_related("programme__organisation").filter(pk=about).first()
    if batch is None or kind != ACCEPTED_NOTICE:
        return None
    accepted = list(coming_to(batch).filter(state=StayState.ACCEPTED, applicant__person__isnull=False))
    shown = cleared_among("convalescence.stay", [one.pk for one in accepted], kind)
    before = notice_about(kind, batch)
    struck = struck_in(before) if before is not None else set()
    return Proposal(
        batch.programme.organisation,
        _("“%(programme)s”%(batch)s拟参加人员公示")
        % {"programme": batch.programme.title, "batch": batch.title},
        [
            Proposed(
                one,
                one.applicant.person.name if one.applicant.person else "",
                unit=one.applicant.organisation.employer_name or one.applicant.organisation.name,
                person=one.applicant.person,
                organisation=one.applicant.organisation,
            )
            for one in accepted
            if one.pk not in shown and one.pk not in struck
        ],
    )


def _stays() -> QuerySet[Stay]:
    return Stay.objects.select_related(
        "batch__programme__organisation", "applicant__person", "applicant__organisation", "clock"
    )


def companions_of(stay: Stay) -> list[Stay]:
    """Who applied with somebody, with their answers."""
    return list(
        _stays()
        .filter(applicant__application=stay.applicant.application_id)
        .exclude(pk=stay.pk)
        .order_by("pk")
    )


def waiting_to_answer(application: Application, user: Any) -> list[Stay]:
    """The places of an application that wait for an answer which the user may write down."""
    found = _stays().filter(applicant__application=application, state=StayState.OFFERED).order_by("pk")
    return [one for one in found if user.has_perm("convalescence.answer_for", one)]


def roommates_of(stay: Stay) -> list[str]:
    """The names of who shares a room with somebody."""
    found = Stay.objects.filter(room=stay.room_id).exclude(pk=stay.pk)
    return list(found.order_by("pk").values_list("applicant__person__name", flat=True))


def has_health_form(stay: Stay) -> bool:
    """Whether it was handed in."""
    return HealthForm.objects.filter(stay=stay).exists()
