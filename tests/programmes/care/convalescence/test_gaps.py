"""What happens at the same moment, or after somebody has gone: places, marks, rooms and forms of those who left."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.inbox.models import Matter, Message
from jiangong.foundation.ledger.models import Entry
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.models import (
    Applicant,
    Attendance,
    EmployerLetter,
    HealthForm,
    Room,
    Stay,
)
from jiangong.programmes.care.convalescence.states import StayReason
from tests.factories import make_member, make_officer, make_user
from tests.stay_factories import (
    draw_places,
    make_accepted,
    make_application,
    make_drawn,
    make_programme,
    move_days,
    refused,
    show,
)


def by_couple(batch):
    return list(batch.stays.filter(applicant__application__applicants__number=2).order_by("pk"))


@pytest.fixture
def batch(tree):
    return make_accepted(tree.city, tree.enterprise)


@pytest.fixture
def begun(batch):
    show(batch)
    actions.confirm_batch(batch, by=None)
    return move_days(batch, timezone.localdate() - timedelta(days=3))


def test_who_withdrew_and_left_a_partner_on_the_list_is_offered_nothing(tree):
    programme = make_programme(tree.city, places=(2,))
    left, stays = make_member(tree.enterprise).person, make_member(tree.enterprise).person
    application = make_application(programme, left, stays, organisation=tree.enterprise)
    Applicant.objects.filter(application=application, person=left).update(live=False)
    draw_places(programme)
    assert [one.applicant.person for one in Stay.objects.all()] == [stays]
    assert not Message.objects.filter(person=left, kind="convalescence.offered").exists()


@pytest.mark.parametrize("verb", ["decline_place", "give_back", "take_back", "judge_health"])
def test_who_goes_together_is_locked_together_before_anything_else(batch, verb):
    """Else two who leave at the same moment would each hold what the other waits for."""
    one = by_couple(batch)[1]
    doctor = make_user(make_member(one.applicant.organisation).person)
    if verb == "decline_place":
        Stay.objects.filter(pk=one.pk).update(state="offered")
    if verb == "judge_health":
        actions.give_duty(batch, doctor.person, "doctor", by=None)
        actions.give_health_form(one, {}, by=None)
    more = {"take_back": {"reason": "演示"}, "judge_health": {"fit": False}}.get(verb, {})
    with CaptureQueriesContext(connection) as asked:
        getattr(actions, verb)(one, **more, by=doctor if verb == "judge_health" else None)
    locking = [sql["sql"] for sql in asked if "FOR UPDATE" in sql["sql"]]
    assert "convalescence_application" in locking[0]
    assert 'ORDER BY "convalescence_stay"."id"' in locking[0]
    assert not any('FROM "convalescence_stay"' in sql for sql in locking[1:]), "locked once, in one order"
    assert {one.state for one in by_couple(batch)} <= {"withdrawn", "declined"}


def test_offers_of_a_batch_can_be_made_while_it_is_run(batch):
    """Who holds the programme offers the next a place of the batch; a full lock on its row would keep that out."""
    with CaptureQueriesContext(connection) as asked:
        actions.add_rooms(batch, ["101"], 2, by=None)
        show(batch)
        actions.confirm_batch(batch, by=None)
        actions.finish_batch(move_days(batch, timezone.localdate() - timedelta(days=9)), by=None)
    batches = [
        one["sql"] for one in asked if "FOR" in one["sql"] and 'FROM "convalescence_batch"' in one["sql"]
    ]
    locks = [sql for sql in batches if sql.endswith(('FOR UPDATE OF "convalescence_batch"', "FOR UPDATE"))]
    assert locks == []


def test_a_room_never_has_fewer_beds_than_people(batch):
    actions.add_rooms(batch, ["101", "102", "103", "104"], 2, by=None)
    actions.share_rooms_out(batch, by=None)
    with refused(StayReason.ROOM_FULL.code):
        actions.add_rooms(batch, [by_couple(batch)[0].room.name], 1, by=None)
    actions.add_rooms(batch, [by_couple(batch)[0].room.name], 3, by=None)


def test_nobody_sleeps_in_a_room_of_another_batch(batch, tree):
    other = make_programme(tree.city, places=(2,)).batches.get()
    room = Room.objects.create(batch=other, name="201", beds=4)
    with refused(StayReason.NOT_COMING.code):
        actions.put_in_room(batch.stays.first(), room, by=None)


def test_going_home_takes_later_marks_away_and_the_ledger_says_so(begun):
    stay, *_ = begun.stays.order_by("pk")
    first = begun.starts_on
    for n in range(4):
        actions.call_roll(begun, first + timedelta(days=n), present={stay.pk}, shown={stay.pk}, by=None)
    actions.go_home_early(stay, first + timedelta(days=1), by=None)
    assert list(Attendance.objects.order_by("day").values_list("day", flat=True)) == [
        first,
        first + timedelta(days=1),
    ]
    signed = Entry.objects.filter(verb="convalescence.signed_in")
    assert signed.filter(corrects__isnull=False).count() == 2
    with refused(StayReason.NOT_COMING.code):
        actions.sign_in(Stay.objects.get(pk=stay.pk), by=None)
    assert actions.call_roll(begun, timezone.localdate(), present={stay.pk}, shown={stay.pk}, by=None) == 0
    assert Attendance.objects.count() == 2


def test_finishing_ends_what_waited_asks_all_who_were_there_and_destroys_the_forms(batch):
    waiting = next(one for one in batch.stays.order_by("pk") if one not in by_couple(batch))
    Stay.objects.filter(pk=waiting.pk).update(state="offered")
    show(batch)
    actions.confirm_batch(batch, by=None)
    there = batch.stays.filter(state="confirmed").order_by("pk").first()
    actions.give_health_form(there, {"contact": "演示"}, by=None)
    move_days(batch, timezone.localdate() - timedelta(days=9))
    actions.call_roll(batch, batch.starts_on, present={there.pk}, shown={there.pk}, by=None)
    actions.finish_batch(batch, by=None)
    waiting.refresh_from_db()
    there.refresh_from_db()
    assert (waiting.state, waiting.clock.state, there.state) == ("withdrawn", "stopped", "left_early")
    assert not Matter.objects.filter(subject_type="convalescence.stay", subject_id=waiting.pk, closed_at=None)
    assert Message.objects.filter(person=waiting.applicant.person, kind="convalescence.place_over").exists()
    assert Message.objects.filter(person=there.applicant.person, kind="convalescence.rate").exists()
    assert not HealthForm.objects.exists()
    assert not queries.has_health_form(there)


def test_the_doctor_reads_no_form_of_who_does_not_come(batch, tree):
    doctor = make_user(make_member(tree.other_enterprise).person)
    actions.give_duty(batch, doctor.person, "doctor", by=None)
    stay = next(one for one in batch.stays.order_by("pk") if one not in by_couple(batch))
    actions.give_health_form(stay, {"contact": "演示"}, by=None)
    actions.give_back(stay, by=None)
    with refused(StayReason.NOT_COMING.code):
        actions.read_health_form(Stay.objects.get(pk=stay.pk), by=doctor)


@pytest.fixture
def offered(tree):
    """A batch whose couple and third guest have not answered yet."""
    return make_drawn(tree.city, home=tree.enterprise, many=3, couples=1, places=(3,)).batches.get()


def alone(batch):
    return next(one for one in batch.stays.order_by("pk") if one not in by_couple(batch))


def test_a_union_writes_down_what_its_member_answered_and_the_member_is_told(offered, tree):
    chair, stay = make_officer(tree.enterprise, "chair"), alone(offered)
    with refused("convalescence.no_consent"):
        actions.answer_for(stay, accepts=True, how=" ", by=chair)
    actions.answer_for(stay, accepts=True, how="演示：电话里问过", by=chair)
    stay.refresh_from_db()
    assert (stay.state, stay.answered_how) == ("accepted", "演示：电话里问过")
    told = Message.objects.get(person=stay.applicant.person, kind="convalescence.accepted_for")
    assert "演示：电话里问过" in str(told.words)
    entry = Entry.objects.get(verb="convalescence.accepted", subject_id=stay.pk)
    assert entry.recorded_by == chair
    assert "演示" not in str(entry.payload)
    with refused(StayReason.NOT_OFFERED.code):
        actions.answer_for(stay, accepts=False, how="演示：电话里问过", by=chair)
    one, other = by_couple(offered)
    actions.answer_for(one, accepts=False, how="演示：当面说的", by=chair)
    assert {each.state for each in by_couple(offered)} == {"declined", "withdrawn"}
    assert Message.objects.filter(person=one.applicant.person, kind="convalescence.declined_for").exists()
    assert not Message.objects.filter(
        person=other.applicant.person, kind="convalescence.declined_for"
    ).exists()
    actions.forget(people=[stay.applicant.person_id], accounts=[], words=[])
    assert Stay.objects.get(pk=stay.pk).answered_how == ""


def test_nobody_answers_for_somebody_without_it_being_written_down(offered, tree):
    """Not the union without the words, not the organiser, not a stranger; nor anybody for themselves this way."""
    stay = alone(offered)
    own = make_user(stay.applicant.person)
    for user in (make_officer(tree.other_enterprise, "chair"), own, make_officer(tree.enterprise, "auditor")):
        with refused("not_permitted"):
            actions.answer_for(stay, accepts=True, how="演示", by=user)
    for user in (make_officer(tree.enterprise, "chair"), make_officer(tree.city)):
        with refused("not_permitted"):
            actions.accept_place(stay, by=user)
    assert Stay.objects.get(pk=stay.pk).state == "offered"


def test_the_page_to_answer_for_a_member(offered, tree, client, django_assert_max_num_queries):
    chair, stay = make_officer(tree.enterprise, "chair"), alone(offered)
    client.force_login(chair)
    case = reverse("convalescence:application_case", args=[stay.applicant.application_id])
    there = reverse("convalescence:stay_answer", args=[stay.pk])
    with django_assert_max_num_queries(12):
        assert there in client.get(case).content.decode()
    with django_assert_max_num_queries(12):
        assert client.get(there).status_code == 200
    assert client.post(there, {"answer": "yes"}).status_code == 422
    assert client.post(there, {"answer": "yes", "how": "演示：电话里问过"}).status_code == 302
    assert there not in client.get(case).content.decode()
    assert "不等答复" in client.get(there).content.decode()
    client.force_login(make_officer(tree.other_enterprise, "chair"))
    assert client.get(there).status_code == 404
    client.force_login(make_officer(tree.city, "auditor"))
    assert client.get(there).status_code == 403


def test_auditors_read_applications_with_masked_names(offered, tree, client):
    stay = alone(offered)
    name = stay.applicant.person.name
    pages = (
        reverse("convalescence:applications", args=[offered.programme_id]),
        reverse("convalescence:application_case", args=[stay.applicant.application_id]),
    )
    for user, seen in (
        (make_officer(tree.city), True),
        (make_officer(tree.enterprise, "chair"), True),
        (make_officer(tree.city, "auditor"), False),
    ):
        client.force_login(user)
        for page in pages:
            assert (name in client.get(page).content.decode()) is seen


def test_who_moved_up_after_the_letter_is_in_another_one(begun, tree, monkeypatch):
    from jiangong.programmes.care.convalescence.actions import writing
    from tests.architecture.world import make_letter

    def issue(template, organisation, facts, *, about, by):
        paper = make_letter(organisation)
        paper.subject_type, paper.subject_id, paper.code = (
            about._meta.label_lower,
            about.pk,
            f"n{paper.pk:021d}",
        )
        paper.serial, paper.number = 1000 + paper.pk, f"演示{paper.pk}号"
        paper.save()
        return paper

    monkeypatch.setattr(writing, "issue", issue)
    letter = EmployerLetter.objects.create(batch=begun, organisation=tree.enterprise)
    assert actions.write_letter(letter, by=None) is not None
    assert actions.write_letter(letter, by=None) is None, "it names everybody"
    later = begun.stays.filter(state="confirmed").order_by("pk").last()
    Stay.objects.filter(pk=later.pk).update(confirmed_at=timezone.now())
    assert actions.write_letter(letter, by=None) is not None
    assert actions.write_letter(letter, by=None) is None
