"""A year of convalescence after its draw: rows only up to the draw, then the draw itself and what it leads to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from jiangong.foundation.common.beacons.named import Named
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.notices import actions as notices
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.models import Person
from jiangong.programmes.care.convalescence.actions import accept_place, list_of
from jiangong.programmes.care.convalescence.models import Applicant, Application, Batch, Pool, Programme, Stay
from jiangong.programmes.care.convalescence.queries import draw_plan, lines_for_notice
from jiangong.programmes.care.convalescence.states import ACCEPTED_NOTICE
from jiangong.selection.draws.actions.drawing import draw as make_the_draw
from jiangong.selection.draws.formulas.applications import close
from jiangong.selection.draws.models import Draw, Line
from tests.factories import make_member
from tests.foundation.notices.conftest import let_pass
from tests.foundation.samples.conftest import COMES, ROUND, SIGNATURE


def make_programme(
    organisation: Organisation, *, places: Sequence[int] = (2, 2), starts_on: date | None = None, **more: Any
) -> Programme:
    """A programme that takes applications, with a batch of so many places each, one after the other, and one pool."""
    first = starts_on or timezone.localdate() + timedelta(days=60)
    closes = more.pop("closes_at", timezone.now() - timedelta(hours=2))
    programme = Programme.objects.create(
        organisation=organisation,
        year=first.year,
        title=more.pop("title", "演示疗休养"),
        state=more.pop("state", "open"),
        opens_at=closes - timedelta(days=10),
        closes_at=closes,
        is_demonstration=True,
        **more,
    )
    for number, many in enumerate(places, 1):
        begins = first + timedelta(days=10 * (number - 1))
        Batch.objects.create(
            programme=programme,
            code=f"B{number}",
            title=f"演示第{number}批",
            starts_on=begins,
            ends_on=begins + timedelta(days=4),
            places=many,
            place_name="演示疗养院",
            meeting_point="演示广场",
        )
    Pool.objects.create(
        programme=programme, code="ALL", kind="everybody", name="全体", places=sum(places), order=1
    )
    return programme


def make_application(
    programme: Programme,
    *people: Person,
    organisation: Organisation,
    wants: Sequence[str] = (),
    state: str = "submitted",
) -> Application:
    """One or two people's application."""
    number = Application.objects.filter(programme=programme).count()
    application = Application.objects.create(
        programme=programme,
        ticket=f"P{programme.pk}T{number:05d}",
        organisation=organisation,
        state=state,
        wants=list(wants or programme.batches.values_list("code", flat=True)),
        applied_at=programme.closes_at,
    )
    for place, person in enumerate(people, 1):
        Applicant.objects.create(
            programme=programme,
            application=application,
            number=place,
            person=person,
            organisation=organisation,
            agreed_at=programme.closes_at,
            sound=True,
        )
    return application


def draw_places(programme: Programme) -> Draw:
    """Draw over the submitted and listed applications; who has a place is offered it."""
    return make_the_draw(close_draw(programme))


def close_draw(programme: Programme) -> Draw:
    """A draw over the submitted and listed applications, with its list closed and its randomness given; to be drawn."""
    Application.objects.filter(programme=programme, state="submitted").update(state="listed")
    Programme.objects.filter(pk=programme.pk).update(state="closed")
    programme.refresh_from_db()
    plan = draw_plan(programme)
    draw = Draw.objects.create(
        organisation=programme.organisation,
        subject_type="convalescence.programme",
        subject_id=programme.pk,
        title=plan.title,
        closes_at=plan.closes_at,
        moment=max(COMES, plan.closes_at + timedelta(hours=1)),
        randomness="drand",
        is_demonstration=True,
    )
    rules = plan.rules(str(draw.pk), Named(COMES, ROUND).facts())
    closed = close(list(list_of(programme)), rules)
    draw.announcement, draw.terms = rules.text(), plan.terms(f"convalescence.programme/{programme.pk}")
    draw.save()
    draw.state = "closing"
    draw.save()
    Line.objects.bulk_create((Line(draw=draw, **vars(one)) for one in closed.applications), batch_size=5_000)
    draw.state, draw.commitment, draw.listed = "closed", closed.commitment(rules), len(closed.applications)
    draw.closed_at = plan.closes_at
    draw.save()
    draw.state, draw.value, draw.checkpoint = "drawing", SIGNATURE, "test"
    draw.save()
    return draw


def make_drawn(
    organisation: Organisation, *, home: Organisation, many: int = 6, couples: int = 1, **more: Any
) -> Programme:
    """A drawn programme for which `many` members of `home` applied, the first of them as couples, who are drawn first."""
    programme = make_programme(organisation, **more)
    for number in range(many):
        people = [
            make_member(home, sex="FM"[(number + n) % 2]).person for n in range(2 if number < couples else 1)
        ]
        make_application(programme, *people, organisation=home)
    couple = Applicant.objects.filter(programme=programme, application__applicants__number=2)
    Applicant.objects.filter(pk__in=list(couple.values_list("pk", flat=True))).update(lots=64)
    draw_places(programme)
    programme.refresh_from_db()
    return programme


def make_accepted(organisation: Organisation, home: Organisation) -> Batch:
    """A batch of four places: a couple and two others of `home` hold and accepted them; two more wait."""
    programme = make_drawn(organisation, home=home, many=5, couples=1, places=(4,))
    for one in Stay.objects.filter(batch__programme=programme):
        accept_place(one, by=None)
    return programme.batches.get()


def show(batch: Batch, *, days: float = 12) -> None:
    """Everybody who accepted is shown, and the days go by."""
    proposal = lines_for_notice(ACCEPTED_NOTICE, batch.pk)
    assert proposal is not None
    notice = notices.publish(
        ACCEPTED_NOTICE, proposal.organisation, proposal.lines, about=batch, title="演示公示", by=None
    )
    let_pass(days)
    notices.close(notice, by=None)


def stay_with(batch: Batch, person: Person, organisation: Organisation, *, state: str = "offered") -> Stay:
    """A stay without a draw, for pages; states behind the notice need `show` first."""
    application = make_application(batch.programme, person, organisation=organisation)
    return Stay.objects.create(
        applicant=application.applicants.get(), batch=batch, state=state, offered_at=timezone.now()
    )


def move_days(batch: Batch, starts_on: date) -> Batch:
    """Let a batch begin on another day, as if time had passed."""
    batch.ends_on = starts_on + (batch.ends_on - batch.starts_on)
    batch.starts_on = starts_on
    batch.save(update_fields=["starts_on", "ends_on"])
    return batch


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What is done here is refused, for this reason and no other."""
    with pytest.raises(Refused) as found:
        yield
    assert found.value.code == code


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day, in the city's time."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))
