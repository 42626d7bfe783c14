"""The pages after the draw: what each shows to whom, and under how many queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.people.readlog.models import Export
from jiangong.programmes.care.convalescence import actions
from jiangong.programmes.care.convalescence.models import HealthForm, Stay
from tests.factories import make_member, make_officer, make_user
from tests.stay_factories import at, make_accepted, make_drawn, move_days, show

MOST = 12


@pytest.fixture
def officer(tree):
    return make_officer(tree.city)


@pytest.fixture
def batch(tree):
    found = make_accepted(tree.city, tree.enterprise)
    show(found)
    actions.confirm_batch(found, by=None)
    return found


@pytest.fixture
def people(batch, tree):
    """A leader, a doctor, and the account of somebody who takes part."""
    made = {}
    for kind in ("leader", "doctor"):
        made[kind] = make_user(make_member(tree.other_enterprise).person)
        actions.give_duty(batch, made[kind].person, kind, by=None)
    stay = batch.stays.filter(applicant__application__applicants__number=2).first()
    made["stay"], made["worker"] = stay, make_user(stay.applicant.person)
    return made


def test_a_worker_goes_from_the_offer_to_the_rating(tree, client):
    programme = make_drawn(tree.city, home=tree.enterprise, many=1, couples=0, places=(1,))
    stay = Stay.objects.get(batch__programme=programme)
    client.force_login(make_user(stay.applicant.person))
    page = client.get(reverse("convalescence:stay", args=[stay.pk]))
    assert "接受名额" in page.content.decode()
    assert "不冲抵" in page.content.decode()
    client.post(reverse("convalescence:accept_stay", args=[stay.pk]))
    stay.refresh_from_db()
    assert stay.state == "accepted"
    sent = client.post(
        reverse("convalescence:stay_health", args=[stay.pk]), {"contact": "演示家属", "illnesses": "演示胃病"}
    )
    assert sent.status_code == 302
    assert HealthForm.objects.get().stay == stay
    assert "演示胃病" in client.get(reverse("convalescence:stay_health", args=[stay.pk])).content.decode()
    assert client.get(reverse("convalescence:stay_rating", args=[stay.pk])).status_code == 200
    wrong = client.post(reverse("convalescence:stay_rating", args=[stay.pk]), {"words": "只有话"})
    assert wrong.status_code == 422


def test_leaving_says_first_what_follows(batch, people, client):
    client.force_login(people["worker"])
    there = reverse("convalescence:leave_stay", args=[people["stay"].pk])
    words = client.get(there).content.decode()
    assert "谁也不能指定替补" in words
    assert "也一起退回" in words
    client.post(there)
    assert batch.stays.filter(state="withdrawn").count() == 2


def test_others_do_not_see_a_stay(people, client, tree):
    client.force_login(make_user(make_member(tree.enterprise).person))
    for name in ("stay", "leave_stay", "stay_travel", "stay_health", "stay_rating"):
        assert client.get(reverse(f"convalescence:{name}", args=[people["stay"].pk])).status_code == 404
    for name in ("duty", "health_forms", "batch"):
        assert client.get(reverse(f"convalescence:{name}", args=[people["stay"].batch_id])).status_code in (
            403,
            404,
        )


def test_the_leader_scans_and_calls_the_roll(batch, people, client):
    move_days(batch, timezone.localdate())
    stay = people["stay"]
    client.force_login(people["worker"])
    scan = reverse("convalescence:scan_stay", args=[stay.code])
    assert client.get(scan).status_code == 404
    client.force_login(people["leader"])
    assert stay.applicant.person.name in client.get(scan).content.decode()
    assert client.post(scan).status_code == 302
    assert stay.attendances.count() == 1
    everybody = list(batch.stays.filter(state="confirmed").values_list("pk", flat=True))
    roll = reverse("convalescence:duty", args=[batch.pk])
    client.post(roll, {"shown": everybody, "present": everybody[:2]})
    assert Stay.objects.filter(attendances__isnull=False).count() == 2


@pytest.mark.django_db(transaction=True)
def test_nobody_but_the_doctor_sees_a_health_form_on_any_page(batch, people, officer, client):
    stay = people["stay"]
    secret = "演示哮喘病史"
    actions.give_health_form(stay, {"illnesses": secret}, by=people["worker"])
    form = reverse("convalescence:health_form", args=[batch.pk, stay.pk])
    for name in ("leader", "worker"):
        client.force_login(people[name])
        assert client.post(form).status_code in (403, 404)
    client.force_login(officer)
    assert client.post(form).status_code in (403, 404)
    assert client.get(reverse("convalescence:health_forms", args=[batch.pk])).status_code == 403
    for name in ("batch", "rooms", "coaches", "duties", "letters", "duty"):
        page = client.get(reverse(f"convalescence:{name}", args=[batch.pk]))
        assert page.status_code == 200
        assert secret not in page.content.decode()
    for name in ("people_file", "insurance_file"):
        assert client.post(reverse(f"convalescence:{name}", args=[batch.pk])).status_code == 200
    client.force_login(people["doctor"])
    before = Export.objects.count()
    assert secret in client.post(form).content.decode()
    assert Export.objects.count() == before + 1
    assert client.post(form, {"fit": "yes"}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_lists_name_people_only_after_the_read_log(batch, officer, client, tree):
    client.force_login(officer)
    file = client.post(reverse("convalescence:insurance_file", args=[batch.pk]))
    assert file["Content-Type"].endswith("sheet")
    assert Export.objects.get().people == 4
    client.force_login(make_officer(tree.city, "auditor"))
    assert client.post(reverse("convalescence:insurance_file", args=[batch.pk])).status_code == 403
    assert Export.objects.count() == 1


def test_an_auditor_reads_masked_names(batch, client, tree):
    client.force_login(make_officer(tree.city, "auditor"))
    words = client.get(reverse("convalescence:batch", args=[batch.pk])).content.decode()
    for stay in batch.stays.all():
        assert stay.applicant.person.name not in words


def test_the_page_says_that_nobody_names_a_substitute(batch, people, officer, client):
    client.force_login(officer)
    there = reverse("convalescence:stay_record", args=[people["stay"].pk])
    page = client.get(there)
    assert "名额不能转给指定的人" in page.content.decode()
    assert client.post(there, {"reason": "演示：异议成立"}).status_code == 302


def test_rooms_and_coaches_by_page(batch, officer, client):
    client.force_login(officer)
    rooms = reverse("convalescence:rooms", args=[batch.pk])
    client.post(rooms, {"act": "add", "names": "201 202 203", "beds": "2"})
    client.post(rooms, {"act": "share"})
    assert batch.stays.filter(room=None).count() == 0
    coaches = reverse("convalescence:coaches", args=[batch.pk])
    client.post(
        coaches,
        {"name": "一号车", "meeting_point": "演示广场", "leaves_at": "2030-05-01T08:00", "seats": "2"},
    )
    assert batch.coaches.get().seats == 2


def test_finishing_by_page(batch, officer, client):
    move_days(batch, timezone.localdate() - timedelta(days=9))
    for stay in batch.stays.all():
        for n in range(5):
            day = batch.starts_on + timedelta(days=n)
            actions.call_roll(batch, day, present={stay.pk}, shown={stay.pk}, by=None)
    client.force_login(officer)
    there = reverse("convalescence:finish_batch", args=[batch.pk])
    assert "4 人完成疗休养" in client.get(there).content.decode()
    client.post(there)
    assert batch.stays.filter(state="stayed").count() == 4


@pytest.mark.parametrize("many", [2, 6])
def test_pages_ask_the_same_whatever_they_show(tree, client, officer, many, django_assert_max_num_queries):
    programme = make_drawn(tree.city, home=tree.enterprise, many=many, couples=0, places=(many,))
    batch = programme.batches.get()
    for one in batch.stays.all():
        actions.accept_place(one, by=None)
    show(batch)
    client.force_login(officer)
    with django_assert_max_num_queries(MOST):
        assert client.get(reverse("convalescence:batch", args=[batch.pk])).status_code == 200
    actions.confirm_batch(batch, by=None)
    actions.add_rooms(batch, [str(n) for n in range(many)], 2, by=None)
    actions.share_rooms_out(batch, by=None)
    actions.add_coach(batch, "一号车", meeting_point="演示", leaves_at=at(batch.starts_on), seats=9, by=None)
    move_days(batch, timezone.localdate())
    leader = make_user(make_member(tree.other_enterprise).person)
    actions.give_duty(batch, leader.person, "leader", by=None)
    actions.give_duty(batch, leader.person, "doctor", by=None)
    stay = batch.stays.first()
    worker = make_user(stay.applicant.person)
    asked = {
        officer: [("batches", ()), *(((name), (batch.pk,)) for name in (
            "batch", "rooms", "coaches", "duties", "letters", "duty")), ("stay_record", (stay.pk,))],
        leader: [("my_duties", ()), ("duty", (batch.pk,)), ("health_forms", (batch.pk,)), ("incident_new", (batch.pk,))],
        worker: [("my_stays", ()), *((name, (stay.pk,)) for name in (
            "stay", "leave_stay", "stay_travel", "stay_health", "stay_rating"))],
    }  # fmt: skip
    for user, pages in asked.items():
        client.force_login(user)
        for name, given in pages:
            with django_assert_max_num_queries(MOST):
                assert client.get(reverse(f"convalescence:{name}", args=given)).status_code == 200, name
