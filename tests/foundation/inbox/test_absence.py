"""Standing in, handing over, reminding, passing on: whose a matter is, and that its due time never moves for that."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.actions import (
    close_matters,
    delegate,
    end_delegation,
    escalate,
    forget,
    hand_over,
    on_crossing,
    open_matter,
    reseat,
)
from jiangong.foundation.inbox.models import Delegation, Matter, Message
from jiangong.foundation.inbox.queries import colleagues, colleagues_for, matters_waiting_for, steps_of, told
from jiangong.foundation.inbox.states import MatterEvent, Verb
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.states import OFFICERS, Role
from jiangong.foundation.people.models import Appointment, User
from tests.factories import make_appointment, make_person

KIND = "tests.confirm"


@contextmanager
def refused(code):
    """It is refused, for this reason."""
    with pytest.raises(Refused) as raised:
        yield
    assert raised.value.code.rpartition(".")[2] == code


def fresh(user):
    return User.objects.get(pk=user.pk)


def waiting(user):
    return [one.matter for one in matters_waiting_for(fresh(user)).rows]


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def told_to(person, kind):
    return Message.objects.filter(person=person, kind=kind).count()


@pytest.fixture
def deputy(tree, cast):
    """The worker of the cast sits in the committee of the enterprise's union: an account, and no office of daily work."""
    make_appointment(cast["worker"].person, tree.enterprise, Role.COMMITTEE_MEMBER)
    return cast["worker"]


def lend(cast, deputy, **more):
    given = {"since": today(), "until": today(3), "reason": "出差"} | more
    return delegate(to=deputy.person, by=fresh(cast["chair"]), **given)


def test_standing_in_gives_the_absent_officers_rights_for_those_days_and_no_others(tree, cast, deputy):
    open_matter(KIND, tree.enterprise, organisation=tree.enterprise)
    lend(cast, deputy, since=today(1), until=today(2))
    assert told_to(deputy.person, "inbox.delegated") == 1
    assert Entry.objects.filter(verb=Verb.DELEGATED, person=deputy.person).count() == 1
    seen = []
    for days in range(5):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            person = fresh(deputy)
            seen.append((len(waiting(deputy)), person.has_perm("people.admit", tree.enterprise)))
    rights = cast["chair"].has_perm("people.admit", tree.enterprise)
    assert seen == [(0, False), (1, rights), (1, rights), (0, False), (0, False)]
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert not fresh(deputy).has_perm("people.admit", tree.township)


def test_it_ends_early_by_either_of_the_two_and_only_once(tree, cast, deputy):
    open_matter(KIND, tree.enterprise, organisation=tree.enterprise)
    made = lend(cast, deputy)
    assert len(waiting(deputy)) == 1
    with refused("not_permitted"):
        end_delegation(made, by=cast["outsider"])
    end_delegation(made, by=deputy)
    assert waiting(deputy) == []
    assert told_to(cast["chair"].person, "inbox.delegation_ended") == 1
    with refused("delegation_over"):
        end_delegation(made, by=cast["chair"])
    lend(cast, deputy)  # the days are free again


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"since": date(2020, 1, 1)}, "days_out_of_order"),
        ({"until": date(2020, 1, 1)}, "days_out_of_order"),
        ({"until": date(2036, 1, 1)}, "days_out_of_order"),
        ({"reason": " "}, "reason_missing"),
    ],
)
def test_what_is_wrong_with_a_delegation_is_named(cast, deputy, given, reason):
    with refused(reason):
        lend(cast, deputy, **given)


def test_who_cannot_lend_and_who_cannot_stand_in(tree, cast, deputy):
    with refused("no_office_to_lend"):
        delegate(to=deputy.person, since=today(), until=today(), reason="出差", by=cast["outsider"])
    for key in ("auditor", "administrator", "outsider", "chair"):
        with refused("not_fit_to_stand_in"):
            lend(cast, cast[key])
    with refused("not_fit_to_stand_in"):
        delegate(to=make_person(), since=today(), until=today(), reason="出差", by=cast["chair"])
    lend(cast, deputy)
    with refused("already_lent"):
        lend(cast, cast["township_cadre"], since=today(1), until=today(1))
    # What was lent is not lent on.
    with refused("no_office_to_lend"):
        delegate(to=cast["chair"].person, since=today(), until=today(), reason="出差", by=fresh(deputy))
    assert set(colleagues(fresh(cast["chair"]))) >= {deputy.person, cast["township_cadre"].person}


def test_handing_over_keeps_the_due_time_and_goes_only_to_whose_office_covers_it(tree, cast, deputy):
    due = timezone.now() + timedelta(days=5)
    matter = open_matter(KIND, tree.enterprise, organisation=tree.enterprise, due_at=due)
    chair, cadre = fresh(cast["chair"]), cast["township_cadre"]
    with refused("not_permitted"):
        hand_over(matter, to=chair.person, by=cadre)
    with refused("not_fit_to_receive"):
        hand_over(matter, to=deputy.person, by=chair)
    assert set(colleagues_for(matter)) == {
        cast[one].person for one in ("chair", "township_cadre", "district_cadre", "city_officer")
    }
    hand_over(matter, to=cadre.person, by=chair)
    matter.refresh_from_db()
    assert (matter.person, matter.due_at) == (cadre.person, due)
    assert (waiting(chair), waiting(cadre)) == ([], [matter])
    assert told_to(cadre.person, "inbox.handed_over") == 1
    hand_over(matter, to=None, by=fresh(cadre))
    assert (waiting(chair), waiting(cadre)) == ([matter], [])
    assert [one.event for one in steps_of(matter)] == [
        MatterEvent.OPENED,
        MatterEvent.HANDED_OVER,
        MatterEvent.HANDED_OVER,
    ]
    close_matters(tree.enterprise, by=chair)
    with refused("matter_closed"):
        hand_over(matter, to=cadre.person, by=chair)


def test_seventy_percent_reminds_once_and_the_end_goes_to_the_role_above_once(tree, cast):
    superior = make_person("演示镇主席")
    make_appointment(superior, tree.township, Role.CHAIR)
    start = timezone.now()
    matter = open_matter(
        KIND,
        tree.enterprise,
        organisation=tree.enterprise,
        due_at=start + timedelta(days=10),
        words={"name": "甲"},
    )
    chair = cast["chair"].person
    trace = []
    for days in (6, 7.1, 8, 10.1, 11):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            escalate()
            trace.append((told_to(chair, "inbox.reminder"), told_to(superior, "inbox.escalation")))
    assert trace == [(0, 0), (1, 0), (1, 0), (1, 1), (1, 1)]
    matter.refresh_from_db()
    assert (matter.above, matter.seat) == (tree.township, tree.enterprise)
    assert waiting(cast["chair"]) == [matter]
    User.objects.create(username="superior", person=superior)
    [row] = matters_waiting_for(superior.user).rows
    assert (row.matter, row.escalated) == (matter, True)
    [message] = told(list(Message.objects.filter(kind="inbox.escalation")))
    assert message.title == "下级逾期未办：确认甲的申请"
    assert "演示企业001工会" in message.text


def test_a_clock_takes_its_matter_along(tree, cast):
    """The trigger: pausing empties the due time, going on sets it, a new start forgets reminders."""
    from jiangong.foundation.clocks.models import Clock

    now = timezone.now()
    clock = Clock.objects.create(
        subject_type="organisations.organisation",
        subject_id=tree.enterprise.pk,
        rule="inbox.delegation_days",
        organisation=tree.enterprise,
        amount=5,
        unit="days",
        total=5,
        source="",
        started_at=now,
        due_at=now + timedelta(days=5),
        warn_at=now + timedelta(days=3),
    )
    matter = open_matter(KIND, tree.enterprise, organisation=tree.enterprise, clock=clock)
    on_crossing(clock=clock, event=type("Event", (), {"kind": "warned"}))
    on_crossing(clock=clock, event=type("Event", (), {"kind": "overdue"}))
    on_crossing(clock=clock, event=type("Event", (), {"kind": "overdue"}))
    assert told_to(cast["chair"].person, "inbox.reminder") == 1
    assert told_to(cast["chair"].person, "inbox.overdue") == 1
    Clock.objects.filter(pk=clock.pk).update(state="paused", due_at=None, warn_at=None, left=3)
    [row] = matters_waiting_for(fresh(cast["chair"])).rows
    assert (row.due_at, row.paused) == (None, True)
    Clock.objects.filter(pk=clock.pk).update(
        state="running", due_at=now + timedelta(days=9), warn_at=now, left=None
    )
    matter.refresh_from_db()
    assert matter.due_at == matter.place == now + timedelta(days=9)
    assert (matter.escalated_at, matter.above) == (None, None)


def test_nothing_waits_at_an_empty_seat(tree, cast):
    matter = open_matter(KIND, tree.enterprise, organisation=tree.enterprise)
    Appointment.objects.filter(person=cast["chair"].person).update(until=today(-1))
    assert reseat() == 1
    assert reseat() == 0
    assert waiting(cast["township_cadre"]) == [matter]
    make_appointment(cast["worker"].person, tree.enterprise, Role.CADRE)
    assert reseat() == 1
    assert waiting(cast["worker"]) == [matter]


def test_what_was_handed_to_somebody_who_has_left_goes_back(tree, cast):
    matter = open_matter(KIND, tree.enterprise, organisation=tree.enterprise)
    hand_over(matter, to=cast["township_cadre"].person, by=fresh(cast["chair"]))
    Appointment.objects.filter(person=cast["township_cadre"].person).update(until=today(-1))
    assert reseat() == 1
    assert waiting(cast["chair"]) == [matter]


def test_who_is_forgotten_leaves_no_name_and_no_matter_alone(tree, cast):
    matter = open_matter(
        KIND, tree.enterprise, organisation=tree.enterprise, words={"name": "演示某甲"}, label="演示某甲"
    )
    hand_over(matter, to=cast["township_cadre"].person, by=fresh(cast["chair"]))
    forget(people=[cast["township_cadre"].person_id], accounts=[], words=["演示某甲", "100%"])
    matter.refresh_from_db()
    assert (matter.person, matter.words, matter.label) == (None, {}, "")
    assert waiting(cast["chair"]) == [matter]
    assert not [one for one in Message.objects.all() if "演示某甲" in str(one.words)]


def test_lending_covers_the_roles_of_daily_work_only(tree, cast, deputy):
    """Whatever else the absent one holds is not lent: here an appointment as teacher."""
    make_appointment(cast["chair"].person, tree.district, Role.TEACHER)
    lend(cast, deputy)
    from jiangong.foundation.organisations.scope import held

    lent = {one.role for one in held(fresh(deputy)) if one.lent_by}
    assert lent == {Role.CHAIR}
    assert lent <= OFFICERS
    assert Delegation.objects.count() == 1
    assert Matter.objects.count() == 0
