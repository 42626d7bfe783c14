"""Pages of members: the list and the card, what they show to whom."""

import pytest

from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people import queries
from jiangong.foundation.people.models import Look, Membership, Person
from jiangong.foundation.people.states import MembershipState as S
from tests.factories import make_appointment, make_member, make_person
from tests.foundation.people.pages import NUMBER, body


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
