"""Stays over HTTP: one's own, to answer and to prepare; for who runs or audits a batch, who is in it.

As the pages have it, and no more. Left out on purpose: health forms and incidents, which no programme is to carry about; ratings, whose
repeated answers would be kept with the account; and the lists for base and insurer, which leave the platform only with an entry in
the read log and by somebody's hand.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from jiangong.foundation.common.endpoints import LARGEST, After, Id, PageOut, access
from jiangong.foundation.common.paging import Page, page_after
from jiangong.foundation.people.models import User
from jiangong.foundation.rulebook.queries import parameter
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.models import Batch, Stay
from jiangong.programmes.care.convalescence.states import COMING, StayState, Wish

router = Router(tags=["convalescence"])
run = Router(tags=["convalescence"])

READ = access("convalescence:read")
WRITE = access("convalescence:write")


class StayOut(Schema):
    """A place of one's own; `answer_by` while it waits for an answer, null otherwise or if its clock stands still."""

    id: int
    programme: int
    batch: int
    title: str
    starts_on: date
    ends_on: date
    place_name: str
    state: str
    offered_at: datetime
    answer_by: datetime | None


class StayPage(PageOut):
    rows: list[StayOut]


class CompanionOut(Schema):
    name: str
    state: str


class CoachOut(Schema):
    """Transport that can be chosen; `left`: free seats."""

    id: int
    name: str
    meeting_point: str
    leaves_at: datetime
    left: int


class LeaveOut(Schema):
    """What the letter to the employer says: the days are no annual leave. `confirmed`: whether the clause was checked by a lawyer."""

    words: str
    source: str
    confirmed: bool


class StayInFull(StayOut):
    """`coach` null: one's own way. `health_form`: whether it was handed in; what is in it stands nowhere here."""

    companions: list[CompanionOut]
    meeting_point: str
    meets_at: time | None
    room: str
    roommates: list[str]
    coach: int | None
    coaches: list[CoachOut]
    wish: str
    health_form: bool
    rated: bool
    annual_leave: LeaveOut


class AcceptIn(Schema):
    wish: Wish = Wish.NONE


class TravelIn(Schema):
    """`coach`: number of one of the stay's `coaches`, null for one's own way."""

    coach: int | None = Field(None, ge=1, le=LARGEST)
    wish: Wish = Wish.NONE


class BatchRunOut(Schema):
    """A batch whose places were given, with how many hold or held one by state."""

    id: int
    programme: int
    organisation: int
    title: str
    starts_on: date
    ends_on: date
    places: int
    place_name: str
    offered: int
    accepted: int
    confirmed: int
    stayed: int
    finished: bool


class BatchRunPage(PageOut):
    rows: list[BatchRunOut]


class GuestOut(Schema):
    """Somebody with a place of a batch; names are masked for who audits and does not run it."""

    id: int
    name: str
    organisation: int
    organisation_name: str
    state: str
    room: str
    coach: str


class GuestPage(PageOut):
    rows: list[GuestOut]


@router.get("", response=StayPage, auth=READ)
def list_stays(request: HttpRequest, after: After = None) -> dict[str, Any]:
    """The caller's own places, the newest first."""
    return _told(page_after(queries.stays_of(_by(request)), after, newest_first=True), _brief)


@router.get("/{stay_id}", response=StayInFull, auth=READ)
def read_stay(request: HttpRequest, stay_id: Id) -> dict[str, Any]:
    """One place of one's own: who goes along, where to meet, which room and coach, what the employer is told."""
    return _full(_own(request, stay_id))


@router.put("/{stay_id}/acceptance", response=StayInFull, auth=WRITE)
def accept(request: HttpRequest, stay_id: Id, asked: AcceptIn) -> dict[str, Any]:
    """Take the place, within its clock and once."""
    actions.accept_place(_own(request, stay_id), wish=asked.wish, by=_by(request))
    return _full(_own(request, stay_id))


@router.delete("/{stay_id}", response=StayOut, auth=WRITE)
def leave(request: HttpRequest, stay_id: Id) -> dict[str, Any]:
    """Decline what is offered, or give back what was accepted: for good, and for who goes along too. It goes to the next rank."""
    one = _own(request, stay_id)
    act = actions.decline_place if one.state == StayState.OFFERED else actions.give_back
    act(one, by=_by(request))
    return _brief(_own(request, stay_id))


@router.put("/{stay_id}/travel", response=StayInFull, auth=WRITE)
def choose_travel(request: HttpRequest, stay_id: Id, asked: TravelIn) -> dict[str, Any]:
    """Where one gets on, and what one would like of a room."""
    one = _own(request, stay_id)
    coach = None
    if asked.coach is not None:
        coach = queries.coaches_of(one.batch).filter(pk=asked.coach).first()
        if coach is None:
            raise Http404
    actions.choose_coach(one, coach, wish=asked.wish, by=_by(request))
    return _full(_own(request, stay_id))


@run.get("", response=BatchRunPage, auth=READ)
def list_batches(request: HttpRequest, after: After = None) -> dict[str, Any]:
    """Batches with places given that the caller runs or audits, the newest first."""
    return _told(page_after(queries.batches_with_places(request.user), after, newest_first=True), _batch)


@run.get("/{batch_id}/stays", response=GuestPage, auth=READ)
def list_guests(
    request: HttpRequest, batch_id: Id, state: StayState | None = None, after: After = None
) -> dict[str, Any]:
    """Who has or had a place of a batch, in the order of offers."""
    batch = queries.batches_visible_to(request.user).filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    found = page_after(queries.stays_of_batch(batch, state=state or ""), after)
    queries.mask_names(found.rows, batch, request.user)
    return _told(found, _guest)


def _told(page: Page[Any], shape: Any) -> dict[str, Any]:
    rows: Sequence[dict[str, Any]] = [shape(one) for one in page.rows]
    return {"rows": rows, "next": page.next}


def _brief(one: Stay) -> dict[str, Any]:
    waits = one.state == StayState.OFFERED and one.clock is not None
    return {
        "id": one.pk,
        "programme": one.batch.programme_id,
        "batch": one.batch_id,
        "title": one.batch.title,
        "starts_on": one.batch.starts_on,
        "ends_on": one.batch.ends_on,
        "place_name": one.batch.place_name,
        "state": one.state,
        "offered_at": one.offered_at,
        "answer_by": one.clock.due_at if waits and one.clock else None,
    }


def _full(one: Stay) -> dict[str, Any]:
    leave, coming = parameter("convalescence.not_annual_leave"), one.state in COMING
    coaches: list[Any] = list(queries.coaches_of(one.batch)) if coming else []
    return {
        **_brief(one),
        "companions": [{"name": _name(each), "state": each.state} for each in queries.companions_of(one)],
        "meeting_point": one.batch.meeting_point,
        "meets_at": one.batch.meets_at,
        "room": one.room.name if one.room else "",
        "roommates": [name or "" for name in queries.roommates_of(one)] if one.room_id else [],
        "coach": one.coach_id,
        "coaches": [
            {
                "id": each.pk,
                "name": each.name,
                "meeting_point": each.meeting_point,
                "leaves_at": each.leaves_at,
                "left": max(0, each.seats - each.taken),
            }
            for each in coaches
        ],
        "wish": one.wish,
        "health_form": coming and queries.has_health_form(one),
        "rated": one.rated,
        "annual_leave": {
            "words": _("疗休养的天数不冲抵您的带薪年休假，工会会发函告诉您的单位。"),
            "source": leave.source,
            "confirmed": leave.confirmed,
        },
    }


def _batch(one: Batch) -> dict[str, Any]:
    counted: Any = one
    return {
        "id": one.pk,
        "programme": one.programme_id,
        "organisation": one.programme.organisation_id,
        "title": one.title,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "places": one.places,
        "place_name": one.place_name,
        "offered": counted.n_offered,
        "accepted": counted.n_accepted,
        "confirmed": counted.n_confirmed,
        "stayed": counted.n_stayed,
        "finished": one.finished_at is not None,
    }


def _guest(one: Stay) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": _name(one),
        "organisation": one.applicant.organisation_id,
        "organisation_name": one.applicant.organisation.name,
        "state": one.state,
        "room": one.room.name if one.room else "",
        "coach": one.coach.name if one.coach else "",
    }


def _name(one: Stay) -> str:
    """Who it is; "" once they were erased."""
    return one.applicant.person.name if one.applicant.person else ""


def _own(request: HttpRequest, pk: int) -> Stay:
    found = queries.stays_of(_by(request)).select_related("room", "coach").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _by(request: HttpRequest) -> User:
    """Whose token or session it is; `access` lets nobody else in."""
    return cast(User, request.user)
