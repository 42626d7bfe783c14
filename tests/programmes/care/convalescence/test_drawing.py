"""From the last application to the draw: nobody is lost, nothing is added, the list says what it should."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.models import Applicant, Application, Programme
from jiangong.selection.draws.formulas.applications import close
from jiangong.selection.draws.formulas.rules import Rules
from jiangong.selection.draws.queries import Given, subject_at
from tests.draw_factories import make_draw
from tests.programmes.care.convalescence.conftest import fresh, make_programme


@pytest.fixture
def draw(programme):
    subject = ("convalescence.programme", programme.pk)
    return make_draw(programme.organisation, subject=subject, state="announced")


def test_the_plan_is_what_the_draw_can_announce(programme):
    plan = queries.draw_plan(programme)
    rules = plan.rules("1", {"kind": "test"})
    assert sum(plan.batches.values()) == sum(pool.places for pool in rules.pools) == 5
    assert rules.open == "all"
    assert plan.names["b1"] == "第1批"
    assert "一线" in plan.words
    assert subject_at("convalescence.programme", programme.pk).page == "convalescence:programme"


def test_the_list_has_everybody_who_applied_and_the_draw_takes_it(programme, applied, worker):
    single, (first, second) = applied(worker(hard=True)), (worker(hard=True), worker())
    ticket = actions.apply(programme, ["b2"], sound=True, by=first, partner=second.person)
    actions.agree(Application.objects.get(pk=ticket.application_id), sound=True, by=second)
    withdrawn = applied()
    actions.withdraw(withdrawn, by=withdrawn.applicants.get().person.user)
    lines = {one.ticket: one for one in actions.close_and_list(programme)}
    district = programme.pools.get(kind="district").code
    assert lines.keys() == {single.ticket, ticket.ticket}
    assert (lines[single.ticket].people, lines[single.ticket].pools) == (1, ("hard", district))
    assert (lines[ticket.ticket].people, lines[ticket.ticket].pools) == (2, (district,))
    assert lines[ticket.ticket].lots == min(
        Applicant.objects.filter(application=ticket.application_id).values_list("lots", flat=True)
    )
    rules: Rules = queries.draw_plan(programme).rules("1", {})
    assert len(close(lines.values(), rules).applications) == 2
    assert fresh(programme).state == "closed"
    assert set(Application.objects.exclude(pk=withdrawn.pk).values_list("state", flat=True)) == {"listed"}


def test_whose_partner_did_not_agree_is_on_the_list_alone(programme, worker):
    first, second = worker(), worker()
    actions.apply(programme, ["b1"], sound=True, by=first, partner=second.person)
    [line] = list(actions.close_and_list(programme))
    assert line.people == 1
    assert Applicant.objects.get().person_id == first.person_id


def test_after_the_close_nobody_is_added_changed_or_taken_out(programme, applied, worker):
    application = applied()
    by = application.applicants.get().person.user
    list(actions.close_and_list(programme))
    with pytest.raises(Refused, match="报名时间"):
        actions.apply(programme, ["b1"], sound=True, by=worker())
    for act in (
        lambda: actions.change_wishes(application, ["b2"], by=by),
        lambda: actions.withdraw(application, by=by),
    ):
        with pytest.raises(Refused):
            act()
    row = {"programme": programme, "organisation": programme.organisation, "wants": ["b1"]}
    for statement in (
        lambda: Application.objects.create(ticket="LATE", applied_at=timezone.now(), **row),
        lambda: Application.objects.filter(pk=application.pk).update(wants=["b2"]),
        lambda: Application.objects.filter(pk=application.pk).update(ticket="OTHER"),
        lambda: Application.objects.filter(pk=application.pk).update(state="withdrawn"),
        lambda: Applicant.objects.update(lots=64),
        lambda: Applicant.objects.update(pools=["hard", "all"]),
        lambda: Applicant.objects.update(person=worker().person),
        lambda: Applicant.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            statement()
    Applicant.objects.update(person=None)  # somebody may be forgotten: the line stays


def test_closing_twice_gives_the_same_list(programme, applied):
    applied()
    assert list(actions.close_and_list(programme)) == list(actions.close_and_list(programme))


def test_a_draft_has_no_list(draft):
    with pytest.raises(Refused, match="现在不能报名"):
        actions.close_and_list(draft)


def test_the_number_of_statements_does_not_grow_with_the_list(tree, worker):
    counts = []
    for many in (1, 9):
        programme = make_programme(tree.city)
        people = [worker() for _ in range(many)]
        actions.give_tickets([actions.Ask(programme.pk, one.person_id, ("b1",), True) for one in people])
        with CaptureQueriesContext(connection) as asked:
            assert len(list(actions.close_and_list(programme))) == many
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def test_what_the_draw_gives_moves_the_programme_on(programme, draw):
    Programme.objects.filter(pk=programme.pk).update(state="closed")
    actions.places_given(programme, Given(draw, (), ()))
    assert fresh(programme).state == "drawn"
    actions.places_given(fresh(programme), Given(draw, (), ()))
    assert fresh(programme).state == "drawn"
