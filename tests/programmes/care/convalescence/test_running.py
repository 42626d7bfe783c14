"""From accepted to counted: the notice guards, the doctor alone reads, the roll is called, the ledger counts people once."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people.models import Look
from jiangong.foundation.people.readlog.models import Export
from jiangong.plan.definition import current
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.models import HealthForm, Incident, Rating, Room, Stay
from jiangong.programmes.care.convalescence.states import ENDED, StayReason, StayState
from jiangong.selection.draws.models import Departure
from tests.factories import make_member, make_officer, make_user
from tests.stay_factories import at, make_accepted, move_days, refused, show

ANSWERS = {"illnesses": "演示：慢性支气管炎", "contact": "演示家属"}


@pytest.fixture
def officer(tree):
    return make_officer(tree.city)


@pytest.fixture
def batch(tree):
    return make_accepted(tree.city, tree.enterprise)


@pytest.fixture
def confirmed(batch):
    show(batch)
    actions.confirm_batch(batch, by=None)
    return batch


@pytest.fixture
def begun(confirmed):
    return move_days(confirmed, timezone.localdate() - timedelta(days=2))


@pytest.fixture
def leader(confirmed, tree):
    user = make_user(make_member(tree.other_enterprise).person)
    actions.give_duty(confirmed, user.person, "leader", by=None)
    return user


@pytest.fixture
def doctor(confirmed, tree):
    user = make_user(make_member(tree.other_enterprise).person)
    actions.give_duty(confirmed, user.person, "doctor", by=None)
    return user


def account(stay):
    return getattr(stay.applicant.person, "user", None) or make_user(stay.applicant.person)


# The notice


def test_nobody_is_confirmed_before_the_notice(batch, officer):
    with refused(StayReason.NOT_CLEARED.code):
        actions.confirm_batch(batch, by=officer)


@pytest.mark.parametrize("state", ["confirmed", "stayed", "absent", "left_early"])
def test_the_table_refuses_who_was_not_shown(batch, state):
    stay = batch.stays.first()
    with pytest.raises(DatabaseError, match="公示"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE convalescence_stay SET state = %s WHERE id = %s", [state, stay.pk])
    with pytest.raises(DatabaseError, match="公示"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO convalescence_attendance (stay_id, day, source, marked_at) VALUES (%s, now(), 'code', now())",
            [stay.pk],
        )


def test_a_place_moves_to_nobody_by_hand(confirmed):
    first, second = confirmed.stays.order_by("pk")[:2]
    Stay.objects.filter(pk=second.pk).update(state="withdrawn")
    for sql in (
        f"UPDATE convalescence_stay SET applicant_id = {second.applicant_id + 1000} WHERE id = {first.pk}",
        f"UPDATE convalescence_stay SET state = 'confirmed' WHERE id = {second.pk}",
    ):
        with pytest.raises(DatabaseError, match="不能"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_whoever_moves_up_needs_a_notice_of_their_own(confirmed):
    gone = next(one for one in confirmed.stays.all() if one.applicant.application.applicants.count() == 1)
    actions.give_back(gone, by=account(gone))
    mover = confirmed.stays.get(state="offered")
    actions.accept_place(mover, by=account(mover))
    with refused(StayReason.NOT_CLEARED.code):
        actions.confirm_batch(confirmed, by=None)
    proposal = queries.lines_for_notice("convalescence.accepted", confirmed.pk)
    assert [one.subject for one in proposal.lines] == [mover]
    show(confirmed)
    assert actions.confirm_batch(confirmed, by=None) == [mover]


# Rooms, coaches


def test_rooms_keep_companions_together_and_sexes_apart(confirmed, officer):
    actions.add_rooms(confirmed, ["101", "102", "103", "101"], 2, by=officer)
    assert actions.share_rooms_out(confirmed, by=officer) == 0
    for room in Room.objects.all():
        people = list(room.stays.all())
        assert len(people) <= room.beds
        sexes = {one.applicant.person.sex for one in people}
        assert len(sexes) < 2 or len({one.applicant.application_id for one in people}) == 1
    couple = next(one for one in confirmed.stays.all() if one.applicant.application.applicants.count() == 2)
    for room in Room.objects.exclude(pk=couple.room_id):
        if room.stays.exists():
            with refused(StayReason.ROOM_FULL.code):
                actions.put_in_room(couple, room, by=officer)


def test_a_coach_takes_as_many_as_it_has_seats(confirmed, officer):
    coach = actions.add_coach(
        confirmed, "一号车", meeting_point="演示广场", leaves_at=at(confirmed.starts_on), seats=1, by=officer
    )
    one, other = confirmed.stays.order_by("pk")[:2]
    actions.choose_coach(one, coach, by=account(one))
    actions.choose_coach(one, coach, by=account(one))
    with refused(StayReason.COACH_FULL.code):
        actions.choose_coach(other, coach, by=account(other))


# Health


@pytest.mark.django_db(transaction=True)
def test_only_the_doctor_reads_the_form_and_each_look_is_written(confirmed, doctor, leader, officer):
    stay = confirmed.stays.first()
    actions.give_health_form(stay, ANSWERS, by=account(stay))
    assert "支气管炎" not in HealthForm.objects.get().answers_sealed
    assert actions.own_answers(stay, by=account(stay))["illnesses"] == ANSWERS["illnesses"]
    before = Export.objects.count()
    assert actions.read_health_form(stay, by=doctor)["illnesses"] == ANSWERS["illnesses"]
    assert Export.objects.count() == before + 1
    assert not Look.objects.exists()
    for other in (officer, leader, make_officer(stay.applicant.organisation, "chair")):
        with refused("not_permitted"):
            actions.read_health_form(stay, by=other)
        with refused("not_permitted"):
            actions.own_answers(stay, by=other)


def test_who_is_not_fit_gives_the_place_back_and_nobody_reads_why(confirmed, doctor):
    stay = next(one for one in confirmed.stays.all() if one.applicant.application.applicants.count() == 1)
    actions.give_health_form(stay, ANSWERS, by=account(stay))
    actions.judge_health(stay, fit=False, by=doctor)
    stay.refresh_from_db()
    assert stay.state == "withdrawn"
    assert Departure.objects.get().kind == "unfit"
    assert confirmed.stays.filter(state="offered").count() == 1
    entry = Entry.objects.filter(subject_type="convalescence.stay", subject_id=stay.pk).latest("pk")
    assert (entry.verb, entry.recorded_by) == ("convalescence.gave_back", None)
    assert set(entry.payload) == {"programme", "batch"}
    assert "fit" not in HealthForm.objects.get().verdict_sealed


def test_a_doctor_ended_reads_nothing(confirmed, doctor):
    stay = confirmed.stays.first()
    actions.give_health_form(stay, ANSWERS, by=account(stay))
    actions.end_duty(confirmed.duties.get(kind="doctor"), by=None)
    with refused("not_permitted"):
        actions.judge_health(stay, fit=True, by=doctor)


# The days


def test_signing_in_by_code_and_by_roll(begun, leader):
    one, other, *_rest = begun.stays.order_by("pk")
    assert actions.sign_in(one, by=leader)
    assert not actions.sign_in(one, by=leader)
    yesterday = timezone.localdate() - timedelta(days=1)
    both = {one.pk, other.pk}
    assert actions.call_roll(begun, yesterday, present=both, shown=both, by=leader) == 2
    assert actions.call_roll(begun, yesterday, present={one.pk}, shown=both, by=leader) == 1
    assert queries.present_on(begun, yesterday) == {one.pk}
    assert Entry.objects.filter(verb="convalescence.signed_in", corrects__isnull=False).count() == 1
    for day in (begun.starts_on - timedelta(days=1), timezone.localdate() + timedelta(days=1)):
        with refused(StayReason.WRONG_DAY.code):
            actions.call_roll(begun, day, present=both, shown=both, by=leader)
    with refused("not_permitted"):
        actions.sign_in(other, by=account(other))


def test_an_incident_is_sealed(begun, leader):
    actions.report_incident(begun, "illness", happened_at=timezone.now(), words="演示：突然头晕", by=leader)
    incident = Incident.objects.get()
    assert "头晕" not in incident.words_sealed
    assert "头晕" not in str(Entry.objects.get(verb="convalescence.incident").payload)
    assert actions.read_incident(incident, by=leader) == "演示：突然头晕"


@pytest.fixture
def over(begun):
    """The batch is over: one was there every day, one on one day, one never; the fourth on four of five."""
    begun = move_days(begun, timezone.localdate() - timedelta(days=6))
    full, once, _never, most = begun.stays.order_by("pk")
    for n in range(5):
        present = {full.pk} | ({once.pk} if n == 0 else set()) | ({most.pk} if n else set())
        day = begun.starts_on + timedelta(days=n)
        actions.call_roll(begun, day, present=present, shown=present, by=None)
    return begun


def test_finishing_counts_who_completed(over, officer):
    actions.finish_batch(over, by=officer)
    states = list(over.stays.order_by("pk").values_list("state", flat=True))
    assert states == ["stayed", "left_early", "absent", "stayed"]
    entries = Entry.objects.filter(verb="convalescence.stayed")
    for stay in over.stays.filter(state="stayed"):
        entry = entries.get(subject_id=stay.pk)
        assert stay.entry == entry
        assert (entry.quantity, entry.happened_on) == (1, over.ends_on)
        assert entry.person == stay.applicant.person
        assert entry.organisation == stay.applicant.organisation
        assert entry.payload == {"programme": str(over.programme_id), "batch": str(over.pk), "days": 5}
    over.programme.refresh_from_db()
    assert over.programme.state == "finished"
    with refused(StayReason.BATCH_FINISHED.code):
        actions.finish_batch(over, by=officer)


def test_where_it_meets_changes_until_it_has_been(over, officer):
    assert actions.set_meeting(over, point="演示东门", at=None, by=officer).meeting_point == "演示东门"
    actions.finish_batch(over, by=officer)
    with refused(StayReason.BATCH_FINISHED.code):
        actions.set_meeting(over, point="演示西门", at=None, by=officer)


def test_a_batch_is_not_finished_before_its_last_day(begun, officer):
    with refused(StayReason.NOT_OVER.code):
        actions.finish_batch(begun, by=officer)


def test_corrections_move_the_figure_back_and_forth(over, officer):
    actions.finish_batch(over, by=officer)
    stay = over.stays.get(pk=over.stays.order_by("pk").first().pk)
    with refused(StayReason.REASON_MISSING.code):
        actions.correct_outcome(stay, "absent", reason=" ", by=officer)
    with refused(StayReason.CANNOT_CORRECT.code):
        actions.correct_outcome(stay, "stayed", reason="演示", by=officer)
    entry = stay.entry
    stay = actions.correct_outcome(stay, "absent", reason="演示：点错了名", by=officer)
    assert stay.entry is None
    assert Entry.objects.filter(corrects=entry).count() == 1
    stay = actions.correct_outcome(stay, "stayed", reason="演示：没有点错", by=officer)
    assert (
        Entry.objects.filter(verb="convalescence.stayed", subject_id=stay.pk, corrects__isnull=True).count()
        == 2
    )


def test_the_plan_counts_people_once(over, officer):
    actions.finish_batch(over, by=officer)
    measure = current().promises["G4"].measure
    assert (measure.kind, measure.verbs) == ("distinct_people", ("convalescence.stayed",))


# Satisfaction


def test_rating_once_and_by_nobody(over, officer):
    actions.finish_batch(over, by=officer)
    stayed = list(over.stays.filter(state__in=("stayed", "left_early")))
    for one in stayed:
        actions.rate(one, {"food": 4, "lodging": 5}, words="演示意见", by=account(one))
        with refused(StayReason.ALREADY_RATED.code):
            actions.rate(Stay.objects.get(pk=one.pk), {"food": 1}, by=account(one))
    assert {one.name for one in Rating._meta.fields} == {"id", "batch", "scores", "words"}
    assert queries.satisfaction_of({1: [over.pk]})[1].rated is None
    assert queries.ratings_of(over)[1] == []
    for _ in range(2):
        Rating.objects.create(batch=over, scores={"food": 5, "lodging": 5}, words="")
    figures = queries.satisfaction_of({1: [over.pk]})[1]
    assert (figures.rated, float(figures.means["food"]), float(figures.means["lodging"])) == (5, 4.4, 5.0)
    assert "care" not in figures.means
    assert queries.ratings_of(over) == (figures, ["演示意见"] * 3)


# Letters


def test_each_employer_gets_its_letter_with_the_clause(confirmed, tree):
    assert queries.employers_of(confirmed) == [tree.enterprise]
    from jiangong.programmes.care.convalescence.models import EmployerLetter

    letter = EmployerLetter.objects.create(batch=confirmed, organisation=tree.enterprise)
    facts = queries.facts_for_letter("convalescence.employer_letter", letter)
    assert facts["people"] == len(facts["roster"]) == 4
    assert "疗休养" in facts["clause"]
    base = queries.facts_for_letter("convalescence.base_letter", confirmed)
    assert (base["people"], base["rooms"]) == (4, 0)


# Every verb in every state


@pytest.mark.parametrize("state", StayState.values)
def test_each_verb_in_each_state(batch, officer, state):
    show(batch)
    stay = batch.stays.order_by("pk").first()
    Stay.objects.filter(pk=stay.pk).update(state=state)
    Clock.objects.filter(pk=stay.clock_id).update(due_at=timezone.now() + timedelta(days=1))
    stay.refresh_from_db()
    user = account(stay)
    allowed = {
        "accept": ("offered",),
        "decline": ("offered",),
        "withdraw": ("offered", "accepted", "confirmed"),
        "take_back": ("offered", "accepted", "confirmed"),
        "give_health_form": ("accepted", "confirmed"),
        "choose_coach": ("accepted", "confirmed"),
    }
    acts = {
        "accept": lambda: actions.accept_place(stay, by=user),
        "decline": lambda: actions.decline_place(stay, by=user),
        "withdraw": lambda: actions.give_back(stay, by=user),
        "take_back": lambda: actions.take_back(stay, reason="演示", by=officer),
        "give_health_form": lambda: actions.give_health_form(stay, ANSWERS, by=user),
        "choose_coach": lambda: actions.choose_coach(stay, None, by=user),
    }
    for name, act in acts.items():
        point = transaction.savepoint()
        if state in allowed[name]:
            act()
        else:
            with pytest.raises(Exception) as found:
                act()
            assert found.value.code.startswith("convalescence.")
        transaction.savepoint_rollback(point)
    assert ENDED.isdisjoint(allowed["withdraw"])
