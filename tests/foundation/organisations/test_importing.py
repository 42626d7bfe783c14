"""Unions from spreadsheets as unions have them."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.common.spreadsheets import open_sheets
from jiangong.foundation.organisations import actions
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind, State

pytestmark = pytest.mark.django_db

SOUND = "91110000600037341L"


def workbook(*rows: list[object]) -> bytes:
    """An .xlsx of these rows; dates are written as dates."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("基层工会")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                else:
                    sheet.write(number, place, value)
    return target.getvalue()


def test_a_file_with_titles_variants_and_children_before_parents(tree):
    file = workbook(
        ["演示镇基层工会一览表"],
        ["填报日期：2024年5月"],
        ["序号", "工会名称", "类 别", "上级工会", "建会时间", "社会信用代码", "所属行业工会", "企业名称"],
        [1, "演示企业甲一车间", "分会", "演示企业甲工会", "2023.6.1", "", "", ""],
        [2, "演示企业甲工会", "", "", date(2023, 5, 1), " 91110000600037341l", "演示行业工会", "演示企业017"],
        [3, "演示村二工会", "村（社区）工会", "", "2022年3月8日", "", "", ""],
        [4, "演示企业001工会", "企业工会", "", "", "", "", ""],
        ["合计", "合计", "", "", 4, "", "", ""],
    )
    read = actions.read_import(file, under=tree.township, by=None)
    assert [(row.number, row.problems) for row in read.bad] == []
    assert [row.number for row in read.good] == [4, 5, 6]
    assert [row.standing for row in read.standing] == [tree.enterprise]
    assert len(read.left_out) == 1
    before = Organisation.objects.count()
    enterprise, village, branch = actions.write_import(read, by=None)
    assert Organisation.objects.count() == before + 3
    assert (enterprise.kind, enterprise.parent, enterprise.industry) == (
        Kind.ENTERPRISE, tree.township, tree.industry,
    )  # fmt: skip
    assert (enterprise.credit_code, enterprise.founded_on) == (SOUND, date(2023, 5, 1))
    assert (village.kind, village.founded_on) == (Kind.VILLAGE, date(2022, 3, 8))
    assert (branch.kind, branch.parent, branch.founded_on) == (Kind.BRANCH, enterprise, date(2023, 6, 1))
    again = actions.read_import(file, under=tree.township, by=None)
    assert (len(again.good), len(again.bad), len(again.standing)) == (0, 0, 4)


def test_each_wrong_row_says_why_and_the_good_ones_go_in(tree):
    tomorrow = date.fromordinal(timezone.localdate().toordinal() + 1)
    file = workbook(
        ["编码", "名称", "类型", "上级名称", "成立日期", "统一社会信用代码", "行业工会"],
        ["", "演示好", "企业工会", "", "", "", ""],
        ["", "演示错类", "合作社", "", "", "", ""],
        ["", "演示错位", "区市总工会", "", "", "", ""],
        ["", "演示没有上级", "", "没有的工会", "", "", ""],
        ["", "演示错上级的下级", "", "演示没有上级", "", "", ""],
        ["", "演示未来", "", "", tomorrow, "", ""],
        ["", "演示乱日", "", "", "前年秋天", "", ""],
        ["", "演示错码", "", "", "", "91110000600037341X", ""],
        ["", "演示无行业", "", "", "", "", "没有的行业"],
        ["D1", "演示重码一", "", "", "", "", ""],
        ["D1", "演示重码二", "", "", "", "", ""],
        ["", "演示圈一", "", "演示圈二", "", "", ""],
        ["", "演示圈二", "", "演示圈一", "", "", ""],
        [tree.other_enterprise.code, "演示占码", "", "", "", "", ""],
        ["", "演示同码一", "", "", "", SOUND, ""],
        ["", "演示同码二", "", "", "", SOUND, ""],
    )
    read = actions.read_import(file, under=tree.township, by=None)
    wrong = {row.texts["name"]: set(row.problems) for row in read.bad}
    assert wrong == {
        "演示错类": {"kind"},
        "演示错位": {"kind"},
        "演示没有上级": {"parent"},
        "演示错上级的下级": {"parent"},
        "演示未来": {"founded_on"},
        "演示乱日": {"founded_on"},
        "演示错码": {"credit_code"},
        "演示无行业": {"industry"},
        "演示重码一": {"code"},
        "演示重码二": {"code"},
        "演示圈一": {"parent"},
        "演示圈二": {"parent"},
        "演示占码": {"code"},
        "演示同码二": {"credit_code"},
    }
    assert all(text for row in read.bad for text in row.problems.values())
    made = actions.write_import(read, by=None)
    assert [one.name for one in made] == ["演示好", "演示同码一"]


def test_a_doubtful_credit_code_goes_in_with_its_reason(tree):
    file = "名称,信用代码,信用代码说明\n演示甲,91350100M000100Y4Z,与营业执照一致\n".encode("gb18030")
    read = actions.read_import(file, under=tree.township, by=None)
    [made] = actions.write_import(read, by=None)
    assert (made.credit_code, made.credit_code_override) == ("91350100M000100Y4Z", "与营业执照一致")


def test_two_parents_of_one_name_need_the_code(tree):
    actions.create(name="演示镇工会", kind=Kind.TOWNSHIP, parent=tree.other_district, code="OTHER", by=None)
    file = workbook(
        ["名称", "上级", "上级编码"], ["演示甲", "演示镇工会", ""], ["演示乙", "演示镇工会", "OTHER"]
    )
    read = actions.read_import(file, under=tree.city, by=None)
    assert [row.texts["name"] for row in read.bad] == ["演示甲"]
    assert [row.texts["name"] for row in read.good] == ["演示乙"]


def test_the_first_file_of_all_brings_the_city():
    file = workbook(
        ["名称", "类型", "上级名称"],
        ["演示市总工会", "市总工会", ""],
        ["演示区总工会", "区市总工会", "演示市总工会"],
    )
    made = actions.write_import(actions.read_import(file, under=None, by=None), by=None)
    assert [one.kind for one in made] == [Kind.CITY, Kind.DISTRICT]


def test_import_is_for_officers_of_the_parent_or_above(tree, cast):
    file = workbook(["名称", "类型"], ["演示甲", "分会"])
    for who, user in cast.items():
        if user.has_perm("organisations.create", tree.enterprise):
            actions.read_import(file, under=tree.enterprise, by=user)
            continue
        with pytest.raises(Refused) as refused:
            actions.read_import(file, under=tree.enterprise, by=user)
        assert refused.value.code == "not_permitted", who


def test_what_changed_since_reading_stops_the_whole(tree):
    file = workbook(["名称", "编码"], ["演示甲", "E1"], ["演示乙", "E2"])
    read = actions.read_import(file, under=tree.township, by=None)
    actions.create(name="演示丙", kind=Kind.VILLAGE, parent=tree.township, code="E2", by=None)
    with pytest.raises(Refused) as refused:
        actions.write_import(read, by=None)
    assert refused.value.code == "organisations.code_taken"
    assert not Organisation.objects.filter(code="E1").exists()


def test_the_report_tells_each_rows_fate(tree):
    read = actions.read_import(
        workbook(["名称", "类型"], ["演示甲", "企业工会"], ["=演示乙()", "合作社"]),
        under=tree.township,
        by=None,
    )
    target = io.BytesIO()
    assert actions.write_report(target, read) == 2
    [sheet] = open_sheets(target.getvalue())
    rows = [row for number, row in sheet.rows()]
    assert rows[0] == ["行号", "名称", "组织类型", "结果"]
    assert rows[1][0] == 2
    assert (rows[1][1], rows[1][3]) == ("演示甲", "可以导入")
    assert "合作社" in str(rows[2][3])


def test_export_is_defused_and_comes_back_in(tree):
    actions.create(name="=HYPERLINK(1)", kind=Kind.ENTERPRISE, parent=tree.township, by=None)
    Organisation.objects.filter(pk=tree.village.pk).update(state=State.DISSOLVED)
    text = b"".join(actions.write_export(tree.township))
    lines = text.decode("utf-8-sig").splitlines()
    assert (
        len(lines) == 1 + 5
    )  # township, enterprise, branch, sibling enterprise, the new one; not the ended village
    assert "'=HYPERLINK(1)" in text.decode()
    read = actions.read_import(text, under=tree.city, by=None)
    assert (len(read.good), len(read.bad), len(read.standing)) == (0, 0, 5)


def test_the_template_is_read_back_without_its_example(tree):
    target = io.BytesIO()
    actions.write_template(target)
    read = actions.read_import(target.getvalue(), under=tree.township, by=None)
    assert (read.rows, read.unknown) == ([], [])
    assert len(read.left_out) == 1
