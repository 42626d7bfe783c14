"""A programme of the city with two batches and pools, open for applications, and people who may go."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jiangong.programmes.care.convalescence import actions
from jiangong.programmes.care.convalescence.actions import BatchFacts, PostFacts, ProgrammeFacts
from jiangong.programmes.care.convalescence.models import Programme
from tests.factories import make_member, make_officer, make_user


def season():
    """The first day of a batch that is within the months of the rulebook and at least two months ahead."""
    soon = timezone.localdate() + timedelta(days=60)
    return soon if 4 <= soon.month <= 10 else date(soon.year + (soon.month > 10), 5, 11)


def make_programme(organisation, *, places=(3, 2), state="open", reserved=None, districts=0, **more):
    """A programme with a batch for each of `places`, its pools shared out; `state`: draft or open."""
    now = timezone.now()
    facts = {
        "year": season().year,
        "title": f"演示{season().year}年职工疗休养",
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=7),
        **more,
    }
    programme = actions.create_programme(organisation, ProgrammeFacts(**facts), by=None)
    for number, many in enumerate(places):
        starts = season() + timedelta(days=7 * number)
        batch = BatchFacts(
            f"第{number + 1}批", starts, starts + timedelta(days=4), many, cost_per_head=150_000
        )
        actions.save_batch(programme, None, batch, by=None)
    if reserved or districts:
        actions.share_out(programme, reserved or {}, for_districts=districts, by=None)
    if state == "open":
        programme = actions.open_programme(programme, by=None)
    return programme


@pytest.fixture
def organiser(tree):
    """A cadre of the city, which holds the programme."""
    return make_officer(tree.city)


@pytest.fixture
def programme(tree):
    """Open: two batches of 3 and 2 places; one place for hard work, one for the district, three for everybody."""
    make_member(tree.enterprise)
    return make_programme(tree.city, reserved={"hard": 1}, districts=1)


@pytest.fixture
def draft(tree):
    return make_programme(tree.city, state="draft")


@pytest.fixture
def worker(tree):
    """worker() → the account of a front-line member who may go; `post` and the rest as a test wants them."""

    def make(organisation=None, *, post="front", since=None, hard=False, model=False, hardship=False, **more):
        membership = make_member(organisation or tree.enterprise, **more)
        facts = PostFacts(post, since=since, hard=hard, model=model, hardship=hardship)
        actions.note_post(membership.person, facts, by=None)
        return make_user(membership.person)

    return make


@pytest.fixture
def applied(programme, worker):
    """applied() → the application of somebody to the programme."""

    def make(by=None, wants=("b1", "b2"), into=None, **more):
        from jiangong.programmes.care.convalescence.models import Application

        ticket = actions.apply(into or programme, wants, sound=True, by=by or worker(), **more)
        return Application.objects.get(pk=ticket.application_id)

    return make


def fresh(programme):
    return Programme.objects.get(pk=programme.pk)
