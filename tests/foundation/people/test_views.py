"""The pages: what they show to whom, what they do, and how they say no."""

import pytest
from django.urls import reverse

from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people import actions, queries
from jiangong.foundation.people.models import Appointment, Look, Membership, Merge, Person
from jiangong.foundation.people.states import MembershipState as S
from jiangong.foundation.people.states import Verb
from jiangong.foundation.people.views.acts import ACTS
from tests.factories import make_appointment, make_member, make_person, make_user

NUMBER = "11010519491231002X"


@pytest.fixture
def sign_in(client, cast):
    def signer(key):
        client.force_login(cast[key])
        return client

    return signer


def body(response):
    return response.content.decode()


class TestMemberList:
    @pytest.mark.parametrize("count", [1, 3])
    def test_query_count(self, sign_in, tree, count, django_assert_num_queries):
        for _ in range(count):
            make_member(tree.township, document=f"E1234567{_}", document_type="passport")
        client = sign_in("township_cadre")
        client.get("/workbench/members/")
        with django_assert_num_queries(8):
            response = client.get("/workbench/members/")
        assert response.status_code == 200

    def test_masked_and_within_the_scope(self, sign_in, tree):
        make_member(tree.enterprise, name="示例一", document=NUMBER, phone="13800000001")
        make_member(tree.sibling_enterprise, name="示例二")
        page = body(sign_in("chair").get("/workbench/members/"))
        assert "示例一" in page
        assert "1101************2X" in page
        assert NUMBER not in page
        assert "13800000001" not in page
        assert "示例二" not in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("text=示例", {"示例一", "示例二", "示例三"}),
            ("text=示例一", {"示例一"}),
            ("text=sl", {"示例一", "示例二"}),
            ("text=SLE", {"示例二"}),
            ("text=例", set()),
            ("document=11010519491231002x", {"示例一"}),
            ("document=1101051949123100", set()),
            ("phone=+86 138 0000 0002", {"示例二"}),
            ("state=retired", {"示例三"}),
            ("state=left", {"示例四"}),
            ("text=示例一&state=retired", set()),
            ("state=nonsense", {"示例一", "示例二", "示例三"}),
        ],
    )
    def test_filters(self, sign_in, tree, query, found):
        one = make_member(tree.enterprise, name="示例一", initials="sly", document=NUMBER).person
        make_member(tree.branch, name="示例二", initials="sle", phone="13800000002")
        make_member(tree.enterprise, name="示例三", state=S.RETIRED)
        make_member(tree.enterprise, name="示例四", state=S.LEFT)
        make_member(tree.sibling_enterprise, name="示例一", initials="sly")
        response = sign_in("chair").get(f"/workbench/members/?{query.replace('+', '%2B')}")
        names = {row["person"].name for row in response.context["rows"]} - {"演示主席", "演示职工"}
        assert names == found
        assert [row["person"] for row in response.context["rows"] if row["person"].name == "示例一"] in (
            [one],
            [],
        )

    def test_pages_meet_everybody_once(self, sign_in, tree):
        expected = [
            make_member(place).pk for place in (tree.branch, tree.enterprise, tree.branch) for _ in range(30)
        ]
        client = sign_in("chair")
        for query in ("", "text=测试"):
            seen, after = [], ""
            while after is not None:
                response = client.get(f"/workbench/members/?{query}&after={after}")
                seen += [row["membership"].pk for row in response.context["rows"]]
                after = response.context["page"].next
            assert len(seen) == len(set(seen))
            assert set(expected) <= set(seen)

    def test_empty_states_say_what_to_do(self, sign_in, tree):
        client = sign_in("city_officer")
        Membership.objects.all().delete()
        assert "导入花名册" in body(client.get("/workbench/members/"))
        assert "清除条件" in body(client.get("/workbench/members/?text=无人"))

    @pytest.mark.parametrize("key", ["worker", "teacher", "expert", "auditor", "administrator", "outsider"])
    def test_not_for_those_without_office(self, sign_in, cast, tree, key):
        client = sign_in(key)
        person = cast["worker"].person_id
        for url in ("/workbench/members/", "/workbench/members/new/", f"/workbench/members/{person}/",
                    "/workbench/members/applications/", "/workbench/members/transfers/", "/workbench/officers/"):  # fmt: skip
            assert client.get(url).status_code == 403
        assert client.post(f"/workbench/members/{person}/look/", {"what": "phone"}).status_code == 403


class TestListEqualsRow:
    def test_for_every_person_of_the_cast(self, cast, tree):
        """What the scoped lists show is what single-row permission allows, in every state and place."""
        for place in (
            tree.city,
            tree.district,
            tree.township,
            tree.enterprise,
            tree.branch,
            tree.other_enterprise,
        ):
            for state in S.values:
                membership = make_member(place, state=state)
                if state == S.POOL:
                    membership.next_organisation = tree.other_township
                    membership.save()
            make_appointment(make_person(), place, Role.TEACHER)
        make_person()
        moved = make_member(tree.enterprise, state=S.MOVED)
        make_member(tree.other_enterprise, person=moved.person)
        for user in cast.values():
            shown = set(queries.people_visible_to(user))
            assert shown == {one for one in Person.objects.all() if user.has_perm("people.view", one)}
        assert moved.person not in queries.people_visible_to(cast["chair"])
        assert moved.person in queries.people_visible_to(cast["city_officer"])
        assert set(queries.people_visible_to(cast["administrator"])) == {cast["administrator"].person}
        assert set(queries.memberships_visible_to(cast["administrator"])) == set()
        assert queries.people_visible_to(cast["city_officer"]).count() > 50


class TestCard:
    def test_shows_masks_and_the_peek(self, sign_in, tree):
        person = make_member(tree.enterprise, name="示例一", document=NUMBER).person
        client = sign_in("chair")
        page = body(client.get(f"/workbench/members/{person.pk}/"))
        assert "1101************2X" in page
        assert NUMBER not in page
        peek = body(client.get(f"/workbench/members/{person.pk}/", headers={"HX-Request": "true"}))
        assert "<html" not in peek
        assert "示例一" in peek

    def test_shown_once_and_written_down(self, sign_in, tree, cast):
        person = make_member(tree.enterprise, document=NUMBER).person
        client = sign_in("chair")
        response = client.post(
            f"/workbench/members/{person.pk}/look/",
            {"what": "document", "purpose": "contact", "detail": "回访"},
        )
        assert NUMBER in body(response)
        assert "no-store" in response["Cache-Control"]
        look = Look.objects.get()
        assert (look.person, look.by, look.organisation) == (person, cast["chair"], tree.enterprise)
        assert look.purpose == "联系本人（回访）"
        assert NUMBER not in body(client.get(f"/workbench/members/{person.pk}/"))

    def test_other_purposes_need_words(self, sign_in, tree):
        person = make_member(tree.enterprise, document=NUMBER).person
        response = sign_in("chair").post(
            f"/workbench/members/{person.pk}/look/", {"what": "document", "purpose": "other"}
        )
        assert response.status_code == 422
        assert NUMBER not in body(response)
        assert not Look.objects.exists()

    def test_a_neighbour_is_not_found(self, sign_in, tree):
        person = make_member(tree.sibling_enterprise, document=NUMBER).person
        client = sign_in("chair")
        assert client.get(f"/workbench/members/{person.pk}/").status_code == 404
        response = client.post(
            f"/workbench/members/{person.pk}/look/", {"what": "document", "purpose": "verify"}
        )
        assert response.status_code == 404
        assert not Look.objects.exists()


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
        client = sign_in("chair")
        assert "演示职工" in body(client.get("/workbench/members/transfers/"))
        assert client.post(f"/workbench/memberships/{current.pk}/transfer-confirmation/").status_code == 302
        client = sign_in("city_officer")
        receipt = f"/workbench/memberships/{current.pk}/receipt/?q=演示企业004"
        assert client.post(receipt, {"unit": tree.other_enterprise.pk}).status_code == 302
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
        membership = queries.current_membership(person)
        client.force_login(cast["chair"])
        assert "示例一" in body(client.get("/workbench/members/applications/"))
        client.post(f"/workbench/memberships/{membership.pk}/approval/")
        assert queries.current_membership(person).state == S.ACTIVE
        again = client.post(f"/workbench/memberships/{membership.pk}/approval/", follow=True)
        assert "不在“申请入会”状态" in body(again)

    @pytest.mark.parametrize("count", [1, 3])
    @pytest.mark.parametrize(
        ("url", "queries_needed"),
        [("/workbench/members/applications/", 5), ("/workbench/members/transfers/", 7)],
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
        with django_assert_num_queries(4):
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
    page = body(client.get("/rulebook/"))
    assert "视为自动退会的期限" in page
    assert "待核定" in page
