"""A completion moves D9 for enterprise, township, district, city and industry line; a correction moves it back."""

from datetime import date, timedelta

from django.utils import timezone

from jiangong.foundation.ledger.actions import sequence
from jiangong.plan.actions import follow
from jiangong.plan.models import Cell
from jiangong.programmes.growth import actions
from jiangong.programmes.growth.models import Enrolment, Session
from tests.factories import make_course, make_member, make_officer, make_session, make_user


def figure(organisation, promise="D9", period="all"):
    sequence()
    while follow():
        pass
    return int(
        Cell.objects.filter(promise=promise, organisation=organisation, period=period)
        .values_list("value", flat=True)
        .first()
        or 0
    )


def test_training_moves_the_plan(tree):
    officer = make_officer(tree.city)
    session = make_session(make_course(tree.city, attendance_needed=50), places=10)
    keys = {
        actions.enrol(session.pk, by=make_user(make_member(tree.enterprise).person)).enrolment_id
        for _ in range(3)
    }
    actions.mark_by_teacher(session, 1, present=keys, shown=keys, by=officer)
    day = min(timezone.localdate(), date(2027, 12, 31))  # the plan ends in 2027
    Session.objects.update(starts_on=day - timedelta(days=1), ends_on=day, state="closed")
    line = (tree.enterprise, tree.township, tree.district, tree.city, tree.industry)
    assert [figure(one) for one in line] == [0] * 5
    actions.finish_session(session, by=officer)
    assert [figure(one) for one in line] == [3] * 5, "each level once, on both lines"
    assert figure(tree.other_district) == figure(tree.sibling_enterprise) == 0
    assert figure(tree.enterprise, period=f"{day:%Y-%m}") == 3
    wrong = Enrolment.objects.filter(pk__in=keys).first()
    actions.correct_completion(wrong, reason="签错了人", by=officer)
    assert [figure(one) for one in line] == [2] * 5
    actions.complete_late(wrong, reason="核对后确认到课", by=officer)
    assert [figure(one) for one in line] == [3] * 5
