"""Pages of officers, and of persons who are there twice."""

import pytest
from django.urls import reverse

from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people.models import Appointment, Merge
from jiangong.foundation.people.states import MembershipState as S
from tests.factories import make_appointment, make_member, make_person
from tests.foundation.people.pages import body


class TestOfficers:
    @pytest.mark.parametrize("count", [1, 3])
    def test_query_count(self, sign_in, tree, count, django_assert_num_queries):
        for _ in range(count):
            make_appointment(make_person(), tree.township, Role.TEACHER)
        client = sign_in("township_cadre")
        with django_assert_num_queries(6):
            client.get("/workbench/officers/")

    def test_appoint_and_dismiss(self, sign_in, tree):
        person = make_member(tree.enterprise, name="示例一", phone="13800000001").person
        client = sign_in("chair")
        response = client.post(
            "/workbench/officers/new/", {"who": "138 0000 0001", "role": "cadre", "title": "干事"}
        )
        assert response.url == "/workbench/officers/"
        appointment = Appointment.objects.get(person=person)
        assert (appointment.organisation, appointment.role, appointment.title) == (
            tree.enterprise,
            "cadre",
            "干事",
        )
        assert "示例一" in body(client.get("/workbench/officers/"))
        assert client.get(f"/workbench/officers/{appointment.pk}/dismissal/").status_code == 200
        assert client.post(f"/workbench/officers/{appointment.pk}/dismissal/", {"on": ""}).status_code == 302
        appointment.refresh_from_db()
        assert appointment.until is not None

    def test_what_is_wrong_is_said(self, sign_in, tree, cast):
        client = sign_in("chair")
        nobody = client.post("/workbench/officers/new/", {"who": "13800000009", "role": "cadre"})
        assert nobody.status_code == 422
        assert "没有找到" in body(nobody)
        url = f"/workbench/officers/new/?person={cast['chair'].person_id}"
        oneself = client.post(url, {"role": "cadre"})
        assert oneself.status_code == 422
        assert "不能给自己任职" in body(oneself)
        assert (
            client.post("/workbench/officers/new/", {"who": "19900000001", "role": "chair"}).status_code
            == 403
        )


class TestDuplicates:
    def test_suggested_merged_and_undone(self, sign_in, tree):
        one = make_member(tree.enterprise, name="示例一", phone="13800000001").person
        other = make_member(tree.branch, name="示例一", phone="13800000001", state=S.LEFT).person
        stranger = make_member(tree.other_enterprise, name="示例一", phone="13800000001").person
        client = sign_in("chair")
        page = body(client.get(f"/workbench/members/{one.pk}/"))
        url = reverse("people:merge", args=[one.pk, other.pk])
        assert url in page
        assert reverse("people:merge", args=[one.pk, stranger.pk]) not in page
        assert client.get(url).status_code == 200
        assert client.post(url, {"reason": ""}).status_code == 422
        assert client.post(url, {"reason": "重复登记"}).status_code == 302
        merge = Merge.objects.get()
        assert (merge.kept, merge.dropped) == (one, other)
        undo = f"/workbench/merges/{merge.pk}/undoing/"
        assert undo in body(client.get(f"/workbench/members/{one.pk}/"))
        client.post(undo)
        other.refresh_from_db()
        assert other.merged_into is None
        assert client.get(reverse("people:merge", args=[one.pk, stranger.pk])).status_code == 404
