"""Forty threads want the same few places: none is given twice, none is lost, the queue is in order."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.programmes.growth import actions
from jiangong.programmes.growth.actions.places import Ask, give_places
from jiangong.programmes.growth.models import Enrolment, Session
from tests.cast import make_tree
from tests.factories import make_course, make_member, make_session, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(act):
    try:
        return act()
    finally:
        connection.close()


def test_forty_threads_never_oversell_and_lose_nothing():
    tree = make_tree()
    session = make_session(make_course(tree.city), places=25)
    users = [make_user(make_member(tree.enterprise).person) for _ in range(120)]
    gate = threading.Barrier(40)

    def rush(part):
        gate.wait(10)
        return [actions.enrol(session.pk, by=user, request_key=f"key-{user.pk}") for user in part]

    with ThreadPoolExecutor(40) as pool:
        parts = pool.map(lambda n: in_a_thread(lambda: rush(users[n * 3 : n * 3 + 3])), range(40))
        answers = [answer for part in parts for answer in part]
    rows = {row.pk: row for row in Enrolment.objects.all()}
    assert len(answers) == len(rows) == 120
    assert all(rows[a.enrolment_id].state == a.state for a in answers), "every answer is in the database"
    placed = [pk for pk, row in rows.items() if row.state == "enrolled"]
    assert len(placed) == 25 == Session.objects.get().taken
    assert max(placed) < min(pk for pk, row in rows.items() if row.state == "waiting"), (
        "first come, first served"
    )
    assert Entry.objects.filter(verb__in=["growth.enrolled", "growth.waiting"]).count() == 120


def test_enrolling_and_cancelling_at_once_keeps_the_count():
    tree = make_tree()
    session = make_session(make_course(tree.city), places=5)
    users = [make_user(make_member(tree.enterprise).person) for _ in range(24)]

    def come_and_go(user):
        place = actions.enrol(session.pk, by=user)
        if user.pk % 2:
            actions.cancel_enrolment(Enrolment.objects.get(pk=place.enrolment_id), by=user)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda user: in_a_thread(lambda: come_and_go(user)), users))
    session.refresh_from_db()
    assert session.taken == Enrolment.objects.filter(state="enrolled").count() == 5
    assert Enrolment.objects.filter(state="waiting").count() == 12 - 5


def test_one_person_in_many_tabs_gets_one_place():
    tree = make_tree()
    session = make_session(make_course(tree.city))
    user = make_user(make_member(tree.enterprise).person)

    def tab(_):
        try:
            return actions.enrol(session.pk, by=user).state
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda n: in_a_thread(lambda: tab(n)), range(10)))
    assert sorted(answers) == ["enrolled"] + ["growth.already_enrolled"] * 9


def test_a_batch_does_not_run_inside_another_transaction():
    """Its askers are told "committed"; a transaction around it could still be rolled back."""
    tree = make_tree()
    session = make_session(make_course(tree.city))
    person = make_member(tree.enterprise).person
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        give_places([Ask(session.pk, person.pk, None)])
    assert not Enrolment.objects.exists()
