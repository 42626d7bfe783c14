"""The pages: from upload to taking back; who may; how many queries; what a download carries."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jiangong.foundation.people.models import Membership, RosterImport
from jiangong.foundation.people.roster import actions, queries, tasks
from jiangong.foundation.people.roster.states import FAULTS, Reason

from .conftest import HEADER, person, xlsx

pytestmark = pytest.mark.django_db

LIST = "/workbench/members/import/"
MAY = {"chair", "township_cadre", "district_cadre", "city_officer"}  # of the enterprise, and above it


@pytest.fixture
def chair(client, cast):
    client.force_login(cast["chair"])
    return client


def upload(client, content: bytes, name: str = "花名册.xlsx") -> RosterImport:
    answer = client.post(LIST, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302
    found = RosterImport.objects.latest("pk")
    tasks.read(found.pk)
    found.refresh_from_db()
    return found


def url(name: str, found: RosterImport) -> str:
    return reverse(f"roster:{name}", args=[found.pk])


def test_from_upload_to_taking_back(chair):
    found = upload(chair, xlsx([HEADER, person(1), person(2, document="123")]))
    page = chair.get(url("import", found)).content.decode()
    assert "导入 1 行" in page
    assert "“身份证号”：居民身份证号不是 18 位" in page
    assert 'class="is-wrong"' in page
    assert not Membership.objects.filter(roster_import=found).exists()
    chair.post(url("confirmation", found))
    assert "正在写入会员" in chair.get(url("import", found)).content.decode()
    tasks.write(found.pk)
    assert Membership.objects.filter(roster_import=found).count() == 1
    assert "整批撤回" in chair.get(url("import", found)).content.decode()
    chair.post(url("reversal", found))
    assert not Membership.objects.filter(roster_import=found).exists()
    assert "花名册已撤回" in chair.get(url("import", found)).content.decode()


def test_progress_polls_and_then_loads_the_page(chair, cast, enterprise):
    found = actions.receive(
        enterprise, file_name="a.csv", content="姓名,身份证号\n".encode(), by=cast["chair"]
    )
    page = chair.get(url("import", found)).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "已读 0 行" in chair.get(url("progress", found)).content.decode()
    tasks.read(found.pk)
    over = chair.get(url("progress", found))
    assert (over.status_code, over["HX-Refresh"]) == (204, "true")
    assert "工作表里没有内容" in chair.get(url("import", found)).content.decode()


def test_a_form_without_a_file_says_so(chair):
    answer = chair.post(LIST)
    assert answer.status_code == 422
    assert "请选择要上传的花名册文件" in answer.content.decode()


def test_the_result_file_has_the_own_columns_and_can_be_uploaded_again(chair):
    found = upload(chair, xlsx([HEADER, person(1), person(2, document="123", name="@cmd")]))
    answer = chair.get(url("result", found))
    assert "no-store" in answer["Cache-Control"]
    content = b"".join(answer.streaming_content)
    page = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[2] == ["原文件行号", "结果", "原因和办法", *HEADER]
    assert (rows[3][0], rows[3][1], rows[3][3], rows[3][4]) == (3, "未导入", "@cmd", "123")
    assert page["D4"].data_type == "s"  # a string, not a formula
    again = upload(chair, content)
    assert (again.state, again.rows_read, again.rows_bad) == ("ready", 1, 1)


def test_the_template_has_drop_downs_text_columns_and_an_example_that_is_left_out(chair):
    content = b"".join(chair.get(reverse("roster:template")).streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["花名册"]
    assert book["选项"].sheet_state == "hidden"
    titles = [cell.value for cell in page[1]]
    assert page.column_dimensions["B"].width > 20
    assert page.cell(2, titles.index("证件号码") + 1).number_format == "@"
    assert {
        rule.sqref.ranges.__iter__().__next__().min_col
        for rule in page.data_validations.dataValidation
        if rule.type == "list"
    } >= {titles.index(one) + 1 for one in ("性别", "民族", "学历", "证件类型", "技能等级")}
    page.append(["示例三", *[None] * 14])
    target = io.BytesIO()
    book.save(target)
    found = upload(chair, target.getvalue())
    found.refresh_from_db()
    assert (found.rows_read, found.columns["left_out"]) == (1, [[2, "模板的示例行"]])


def test_an_unreadable_file_fails_with_its_sentence(chair):
    found = upload(chair, b"%PDF-1.7 nothing to see", "a.xlsx")
    page = chair.get(url("import", found)).content.decode()
    assert "这不是表格文件。请上传 .xlsx、.xls 或 .csv 文件。" in page


def test_abandoning_deletes_what_was_read(chair):
    found = upload(chair, xlsx([HEADER, person(1, document="1")]))
    chair.post(url("abandonment", found))
    assert not found.staged_rows.exists()
    assert chair.get(url("result", found)).status_code == 410


def test_who_may_see_an_import_is_who_finds_it_in_the_list(client, cast, load):
    found = load(xlsx([HEADER, person(1, document="")]), by=cast["chair"])
    for key, user in cast.items():
        listed = queries.roster_imports_visible_to(user).filter(pk=found.pk).exists()
        assert listed == user.has_perm("roster.view", found) == (key in MAY), key
        client.force_login(user)
        for name in ("import", "result", "progress"):
            assert (client.get(url(name, found)).status_code < 400) == (key in MAY), (key, name)


@pytest.mark.parametrize("verb", ["confirmation", "abandonment", "reversal"])
def test_outsiders_change_nothing(client, cast, load, verb):
    found = load(xlsx([HEADER, person(1)]), by=cast["chair"])
    for key, user in cast.items():
        if key not in MAY:
            client.force_login(user)
            assert client.post(url(verb, found)).status_code == 404, key
    found.refresh_from_db()
    assert found.state == "ready"


@pytest.mark.parametrize("state", RosterImport.State.values)
@pytest.mark.parametrize(
    ("verb", "allowed"), [("confirm", {"ready"}), ("abandon", {"ready", "reading"}), ("undo", {"done"})]
)
def test_each_verb_in_all_states(load, verb, allowed, state):
    from django.utils import timezone

    from jiangong.foundation.common.refusals import Refused

    found = load(xlsx([HEADER, person(1)]))
    RosterImport.objects.filter(pk=found.pk).update(state=state, finished_at=timezone.now())
    if state in allowed:
        assert getattr(actions, verb)(found, by=None).state != state
    else:
        with pytest.raises(Refused):
            getattr(actions, verb)(found, by=None)
        found.refresh_from_db()
        assert found.state == state


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(
    chair, cast, load, count, django_assert_num_queries
):
    for number in range(count):
        load(xlsx([HEADER, person(number + 1)]), by=cast["chair"])
    chair.get(LIST)
    with django_assert_num_queries(QUERIES):
        answer = chair.get(LIST)
    assert answer.content.decode().count('scope="row"') == count


QUERIES = 5


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_the_same_queries_for_one_and_three(
    chair, cast, load, count, django_assert_num_queries
):
    found = load(xlsx([HEADER, *(person(n, document="1") for n in range(count))]), by=cast["chair"])
    with django_assert_num_queries(PREVIEW):
        assert chair.get(url("import", found)).content.decode().count('scope="row"') == count


PREVIEW = 5 + 9  # nine write the read log, two of them the test's savepoint: twelve without


def test_every_problem_and_refusal_says_what_to_do():
    assert all(str(fault.what) and str(fault.remedy) for fault in FAULTS.values())
    refusals = [one for key, one in vars(Reason).items() if key.isupper()]
    assert all(str(one.what) and str(one.rule) and str(one.remedy) for one in refusals)


def test_too_many_waiting_files_are_refused(chair, cast, enterprise):
    for _ in range(10):
        actions.receive(enterprise, file_name="a.csv", content=b"x", by=cast["chair"])
    answer = chair.post(LIST, {"file": SimpleUploadedFile("a.csv", b"x")})
    assert answer.status_code in (302, 409)
    assert RosterImport.objects.count() == 10
