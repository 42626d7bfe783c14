"""The pages of the workbench."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.organisations import actions
from jiangong.foundation.organisations.models import Committee, Organisation
from jiangong.foundation.organisations.states import CommitteeKind, Kind, State
from jiangong.foundation.people.models import Membership
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db
PAGE = 11  # queries of a union's page, of which 4 are session, user, rights and shell
CHANGES = ("found", "rename", "move", "set_industry", "merge", "dissolve", "change_details", "form_committee")


def at(name: str, one: Organisation | None = None) -> str:
    """The address of a page; ending a union concerns its members, so those two pages are people's."""
    route = f"people:{name}_union" if name in ("merge", "dissolve") else f"organisations:{name}"
    return reverse(route, args=[one.pk] if one else [])


def day() -> str:
    """Today, as a form takes it."""
    return timezone.localdate().isoformat()


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


def test_every_page_for_everybody(client, tree, cast):
    """Who may see a union sees its page; who may change it gets the form; nobody else learns that it exists."""
    verbs = {"found": "create"}
    for who, user in cast.items():
        client.force_login(user)
        sees = user.has_perm("organisations.view", tree.enterprise)
        assert client.get(at("organisation", tree.enterprise)).status_code == (200 if sees else 404), who
        assert client.get(at("export", tree.enterprise)).status_code == (200 if sees else 404), who
        for page in CHANGES:
            may = user.has_perm(f"organisations.{verbs.get(page, page)}", tree.enterprise)
            expected = 200 if may else 403 if sees else 404
            assert client.get(at(page, tree.enterprise)).status_code == expected, (who, page)
            assert client.post(at(page, tree.enterprise)).status_code == (422 if may else expected), (
                who,
                page,
            )
        reads = any(user.has_perm("organisations.view", one) for one in vars(tree).values())
        for page in ("index", "committees_due", "template"):
            assert client.get(at(page)).status_code == (200 if reads else 403), (who, page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_tree_costs_the_same_at_one_and_three(client, tree, cast, django_assert_num_queries, count):
    for number in range(count):
        make_organisation(f"演示企业{number}", parent=tree.fourth_township, industry=tree.industry)
    client.force_login(cast["city_officer"])
    page = at("organisation", tree.fourth_township)
    client.get(page)
    with django_assert_num_queries(PAGE):
        response = client.get(page)
    assert response.content.decode().count("演示企业") >= count


def test_the_index_opens_where_the_workbench_stands_and_searches(client, tree, cast):
    client.force_login(cast["township_cadre"])
    page = client.get(at("index")).content.decode()
    assert tree.township.name in page
    assert tree.enterprise.name in page
    assert tree.other_enterprise.name not in page
    found = client.get(at("index"), {"q": "企业002"}).content.decode()
    assert tree.sibling_enterprise.name in found
    nothing = client.get(at("index"), {"q": "演示外镇"}).content.decode()
    assert "没有找到" in nothing


def test_found_rename_move_and_end_through_the_pages(client, tree, cast):
    client.force_login(cast["district_cadre"])
    response = client.post(
        at("found", tree.township),
        {"name": "演示丁工会", "kind": "enterprise", "founded_on": day(), "industry": tree.industry.pk},
    )
    made = Organisation.objects.get(name="演示丁工会")
    assert response.url == at("organisation", made)
    assert (made.parent, made.industry) == (tree.township, tree.industry)
    client.post(at("rename", made), {"name": "演示戊工会", "on": day()})
    client.post(at("move", made), {"parent": f"{tree.village.code} {tree.village.name}", "on": day()})
    client.post(at("set_industry", made), {"industry": "", "on": day()})
    client.post(at("change_details", made), {"short_name": "戊", "credit_code": "91110000600037341L"})
    client.post(at("form_committee", made), {"kind": "union", "since": day(), "years": "3"})
    made.refresh_from_db()
    assert (made.name, made.short_name, made.parent, made.industry, made.credit_code) == (
        "演示戊工会", "戊", tree.village, None, "91110000600037341L",
    )  # fmt: skip
    assert made.committees.get().term == 1
    client.post(at("merge", made), {"into": tree.sibling_enterprise.name, "on": day()})
    made.refresh_from_db()
    assert made.state == State.MERGED
    page = client.get(at("organisation", made)).content.decode()
    assert "并入“演示企业002工会”" in page
    assert at("rename", made) not in page
    client.post(at("dissolve", tree.sibling_township_enterprise), {"reason": "演示", "on": day()})
    assert Organisation.objects.get(pk=tree.sibling_township_enterprise.pk).state == State.DISSOLVED


def test_errors_keep_the_input_and_say_so(client, tree, cast):
    client.force_login(cast["district_cadre"])
    data = {"name": "演示己工会", "kind": "enterprise", "founded_on": day(), "credit_code": "123"}
    response = client.post(at("found", tree.township), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "没有通过校验" in page
    assert 'value="演示己工会"' in page
    assert "<title>错误：" in page
    data["credit_code_override"] = "证照如此"
    assert client.post(at("found", tree.township), data).status_code == 302
    response = client.post(at("move", tree.enterprise), {"parent": "没有的工会", "on": day()})
    assert response.status_code == 422
    assert "没有找到这个工会" in response.content.decode()
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    response = client.post(at("rename", tree.enterprise), {"name": "演示新", "on": tomorrow})
    assert (response.status_code, "还没有到" in response.content.decode()) == (422, True)


def test_members_of_a_union_that_ends_keep_their_membership(client, tree, cast):
    client.force_login(cast["district_cadre"])
    member = Membership.objects.get(organisation=tree.branch).person
    page = client.get(at("organisation", tree.branch)).content.decode()
    assert at("dissolve", tree.branch) in page
    response = client.post(at("dissolve", tree.branch), {"reason": "演示", "on": day()})
    assert response.url == at("organisation", tree.branch)
    current = Membership.objects.exclude(state="moved").get(person=member)
    assert (current.organisation, current.state) == (tree.enterprise, "active")


def test_a_file_is_shown_before_it_is_written(client, tree, cast):
    client.force_login(cast["township_cadre"])
    file = "名称,类型,上级\n演示庚工会,企业工会,\n演示辛,合作社,\n演示企业002工会,,\n".encode()
    before = Organisation.objects.count()
    response = client.post(
        at("import", tree.township), {"file": SimpleUploadedFile("工会.csv", file, "text/csv")}
    )
    assert response.url == at("import_rows", tree.township)
    page = client.get(response.url).content.decode()
    assert "合作社" in page
    assert Organisation.objects.count() == before
    report = client.get(at("import_report", tree.township))
    assert b"".join(report.streaming_content).startswith(b"PK")
    assert client.post(response.url).status_code == 302
    assert list(Organisation.objects.order_by("-pk")[:1].values_list("name", "parent")) == [
        ("演示庚工会", tree.township.pk)
    ]
    assert Organisation.objects.count() == before + 1
    assert client.get(at("import_rows", tree.township)).url == at("import", tree.township)
    assert client.get(at("import_report", tree.township)).status_code == 404


def test_a_file_for_one_union_is_not_read_for_another(client, tree, cast):
    client.force_login(cast["township_cadre"])
    upload = SimpleUploadedFile("工会.csv", "名称,类型\n演示庚工会,分会\n".encode())
    client.post(at("import", tree.enterprise), {"file": upload})
    assert client.get(at("import_rows", tree.township)).status_code == 302


def test_a_file_that_is_no_table_is_refused_on_the_page(client, tree, cast):
    client.force_login(cast["township_cadre"])
    response = client.post(
        at("import", tree.township), {"file": SimpleUploadedFile("x.xlsx", b"\x00\x01 no table")}
    )
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


def test_committees_due_and_the_overdue_mark(client, tree, cast):
    Committee.objects.create(
        organisation=tree.enterprise,
        kind=CommitteeKind.UNION,
        term=1,
        since=timezone.localdate() - timedelta(days=1200),
        until=timezone.localdate() - timedelta(days=100),
    )
    client.force_login(cast["township_cadre"])
    assert "逾期未换届" in client.get(at("organisation", tree.enterprise)).content.decode()
    assert tree.enterprise.name in client.get(at("committees_due")).content.decode()


def test_the_export_holds_the_subtree_only(client, tree, cast):
    client.force_login(cast["township_cadre"])
    actions.create(name="+演示公式", kind=Kind.VILLAGE, parent=tree.township, by=None)
    text = b"".join(client.get(at("export", tree.township)).streaming_content).decode("utf-8-sig")
    assert tree.enterprise.name in text
    assert tree.district.name in text  # as the parent of the first row
    assert tree.sibling_township.name not in text
    assert "'+演示公式" in text
