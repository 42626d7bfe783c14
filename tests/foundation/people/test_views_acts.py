"""Pages by which members are admitted and memberships change, and how they say no."""

import pytest

from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people import queries
from jiangong.foundation.people.models import Person
from jiangong.foundation.people.states import MembershipState as S
from jiangong.foundation.people.states import Verb
from jiangong.foundation.people.views.acts import ACTS
from tests.factories import let_take_effect, make_member, make_person, make_user
from tests.foundation.people.pages import NUMBER, body


class TestAdmitting:
    def test_a_good_form(self, sign_in, tree):
        response = sign_in("chair").post(
            "/workbench/members/new/",
            {"name": "示例一", "document_number": " 110105 19491231 002x ", "phone": "138 0000 0001",
             "education": "本科", "skill_level": "高级工"},
        )  # fmt: skip
        person = Person.objects.get(name="示例一")
        assert response.url == f"/workbench/members/{person.pk}/"
        assert (person.sex, person.education, person.document_type) == ("F", "本科", "identity_card")
        assert queries.current_membership(person).organisation == tree.enterprise

    def test_errors_keep_what_was_typed(self, sign_in):
        response = sign_in("chair").post(
            "/workbench/members/new/",
            {"name": "示例一", "document_number": "110105194912310021", "phone": "123"},
        )
        page = body(response)
        assert response.status_code == 422
        assert "校验位" in page
        assert "手机号应为 11 位" in page
        assert 'value="110105194912310021"' in page
        assert "<title>错误：" in page.replace("\n", "")

    def test_some_number_is_needed(self, sign_in):
        response = sign_in("chair").post("/workbench/members/new/", {"name": "示例一"})
        assert response.status_code == 422
        assert "至少填一项" in body(response)

    def test_a_known_document_leads_to_the_card(self, sign_in, tree):
        known = make_member(tree.branch, name="示例二", document=NUMBER).person
        response = sign_in("chair").post(
            "/workbench/members/new/", {"name": "示例一", "document_number": NUMBER}
        )
        assert response.status_code == 422
        assert f"/workbench/members/{known.pk}/" in body(response)

    def test_but_not_to_a_strangers_card(self, sign_in, tree):
        make_member(tree.other_enterprise, name="示例二", document=NUMBER)
        response = sign_in("chair").post(
            "/workbench/members/new/", {"name": "示例一", "document_number": NUMBER}
        )
        assert response.status_code == 422
        assert "示例二" not in body(response)

    def test_correcting(self, sign_in, tree):
        person = make_member(tree.enterprise, name="示例一", document=NUMBER, born_on="1949-12-31").person
        client = sign_in("chair")
        assert client.get(f"/workbench/members/{person.pk}/change/").status_code == 200
        response = client.post(
            f"/workbench/members/{person.pk}/change/",
            {"name": "示例二", "sex": "F", "born_on": "1949-12-31", "occupation": "车工"},
        )
        assert response.status_code == 302
        person.refresh_from_db()
        assert (person.name, person.occupation) == ("示例二", "车工")
        assert queries.masked_document(person) == "1101************2X"


class TestActs:
    @pytest.mark.parametrize("slug", ACTS)
    def test_every_act_has_a_page(self, sign_in, tree, slug):
        act = ACTS[slug]
        membership = make_member(tree.enterprise, state=sorted(act.states)[0])
        if membership.state in (S.LEAVING, S.POOL):
            membership.next_organisation = tree.sibling_enterprise
            membership.save()
        response = sign_in("township_cadre").get(f"/workbench/memberships/{membership.pk}/{slug}/")
        assert response.status_code == 200
        assert str(act.title) in body(response)

    def test_an_act_out_of_turn_is_said_on_the_form(self, sign_in, tree):
        membership = make_member(tree.enterprise, state=S.RETIRED)
        response = sign_in("chair").post(f"/workbench/memberships/{membership.pk}/retirement/")
        assert response.status_code == 422
        assert "不是“在册”状态" in body(response)

    def test_lapsing_too_early_says_when(self, sign_in, tree):
        membership = make_member(tree.enterprise)
        response = sign_in("chair").post(
            f"/workbench/memberships/{membership.pk}/lapse/",
            {"since": "2999-01-01", "persuaded_on": "2999-01-01", "reason": "联系不上"},
        )
        assert response.status_code == 422
        assert "待核定" in body(response)

    def test_unknown_acts_and_strangers(self, sign_in, tree):
        own, other = make_member(tree.enterprise), make_member(tree.other_enterprise)
        client = sign_in("chair")
        assert client.get(f"/workbench/memberships/{own.pk}/flying/").status_code == 404
        assert client.get(f"/workbench/memberships/{other.pk}/leaving/").status_code == 404

    def test_a_transfer_from_end_to_end(self, sign_in, tree, cast):
        worker = cast["worker"].person
        client = sign_in("worker")
        current = queries.current_membership(worker)
        url = f"/me/membership/{current.pk}/transfer/?q=演示企业004"
        page = body(client.get(url))
        assert "演示企业004工会" in page
        assert client.post(url, {}).status_code == 422
        assert client.post(url, {"unit": tree.other_enterprise.pk}).status_code == 302
        assert "待生效" in body(client.get("/me/membership/"))
        assert let_take_effect() == ["done"]
        client = sign_in("chair")
        assert "演示职工" in body(client.get("/workbench/members/transfers/"))
        assert client.post(f"/workbench/memberships/{current.pk}/transfer-confirmation/").status_code == 302
        assert "待生效" in body(client.get("/workbench/members/transfers/"))
        assert let_take_effect() == ["done"]
        client = sign_in("city_officer")
        receipt = f"/workbench/memberships/{current.pk}/receipt/?q=演示企业004"
        assert client.post(receipt, {"unit": tree.other_enterprise.pk}).status_code == 302
        assert let_take_effect() == ["done"]
        assert queries.current_membership(worker).organisation == tree.other_enterprise
        assert [entry.verb for entry in Entry.objects.filter(person=worker).order_by("pk")] == [
            Verb.TRANSFER_REQUESTED,
            Verb.TRANSFER_CONFIRMED,
            Verb.TRANSFERRED,
        ]

    def test_applications(self, sign_in, tree, cast):
        person = make_person("示例一")
        user = make_user(person)
        client = sign_in("chair")
        client.force_login(user)
        url = "/me/membership/application/?q=演示企业001"
        assert client.post(url, {"unit": tree.enterprise.pk}).status_code == 302
        assert let_take_effect() == ["done"]
        membership = queries.current_membership(person)
        client.force_login(cast["chair"])
        assert "示例一" in body(client.get("/workbench/members/applications/"))
        client.post(f"/workbench/memberships/{membership.pk}/approval/")
        assert let_take_effect() == ["done"]
        assert queries.current_membership(person).state == S.ACTIVE
        again = client.post(f"/workbench/memberships/{membership.pk}/approval/", follow=True)
        assert "不在“申请入会”状态" in body(again)

    @pytest.mark.parametrize("count", [1, 3])
    @pytest.mark.parametrize(
        ("url", "queries_needed"),
        [("/workbench/members/applications/", 7), ("/workbench/members/transfers/", 9)],
    )
    def test_query_counts(self, sign_in, tree, count, url, queries_needed, django_assert_num_queries):
        for _ in range(count):
            make_member(tree.enterprise, state=S.APPLIED)
            for state in (S.LEAVING, S.POOL):
                membership = make_member(tree.enterprise, state=state)
                membership.next_organisation = tree.sibling_enterprise
                membership.save()
        client = sign_in("township_cadre")
        client.get(url)
        with django_assert_num_queries(queries_needed):
            client.get(url)
