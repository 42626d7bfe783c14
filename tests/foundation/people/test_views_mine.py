"""What a person sees of themselves, and the public rulebook."""

import pytest

from jiangong.foundation.people import actions, queries
from jiangong.foundation.people.models import Look
from jiangong.foundation.people.states import MembershipState as S
from tests.factories import let_take_effect, make_user
from tests.foundation.people.pages import body


class TestMine:
    def test_profile_masks_and_shows_to_oneself(self, sign_in):
        client = sign_in("worker")
        assert "199****0001" in body(client.get("/me/profile/"))
        shown = client.post("/me/profile/")
        assert "19900000001" in body(shown)
        assert "no-store" in shown["Cache-Control"]
        assert not Look.objects.exists()

    def test_correcting_ones_phone(self, sign_in, cast):
        client = sign_in("worker")
        assert client.post("/me/profile/phone/", {"phone": "12"}).status_code == 422
        assert client.post("/me/profile/phone/", {"phone": "138 0000 0001"}).status_code == 302
        assert "138****0001" in body(client.get("/me/profile/"))

    def test_membership_and_its_ways(self, sign_in, cast):
        client = sign_in("worker")
        assert "演示企业001一车间分工会" in body(client.get("/me/membership/"))
        current = queries.current_membership(cast["worker"].person)
        assert client.post(f"/me/membership/{current.pk}/leaving/").status_code == 302
        assert "待生效" in body(client.get("/me/membership/"))
        assert let_take_effect() == ["done"]
        page = body(client.get("/me/membership/"))
        assert "申请入会" in page
        assert "已退会" in page

    def test_withdrawing_an_application(self, sign_in, cast, tree):
        client = sign_in("expert")
        membership = actions.apply_for_membership(cast["expert"].person, tree.enterprise, by=cast["expert"])
        assert "撤回申请" in body(client.get("/me/membership/"))
        client.post(f"/me/membership/{membership.pk}/application-withdrawal/")
        membership.refresh_from_db()
        assert membership.state == S.WITHDRAWN

    def test_not_with_anothers_membership(self, sign_in, cast, tree):
        other = queries.current_membership(cast["outsider"].person)
        below = queries.current_membership(cast["worker"].person)
        client = sign_in("city_officer")
        for membership in (other, below):
            assert client.get(f"/me/membership/{membership.pk}/leaving/").status_code == 404
        assert sign_in("worker").post(f"/me/membership/{other.pk}/leaving/").status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_looks(self, sign_in, cast, count, django_assert_num_queries):
        for number in range(count):
            actions.reveal(cast["worker"].person, "phone", purpose=f"回访{number}", by=cast["chair"])
        client = sign_in("worker")
        with django_assert_num_queries(5):
            page = body(client.get("/me/looks/"))
        assert "演示主席" in page
        assert f"回访{count - 1}" in page

    def test_an_account_without_a_person_has_no_such_pages(self, client, db):
        client.force_login(make_user())
        for url in ("/me/profile/", "/me/membership/", "/me/looks/", "/me/profile/phone/"):
            assert client.get(url).status_code == 404

    def test_signing_in_comes_first(self, client, db):
        assert client.get("/me/profile/").status_code == 302


def test_the_public_rulebook(client, db):
    page = body(client.get("/rulebook/?room=people"))
    assert "视为自动退会的期限" in page
    assert "待核定" in page
