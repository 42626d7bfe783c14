"""One ugly file each, as unions have them, read by the whole pipeline; nothing is confirmed here."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest
import xlwt

from jiangong.foundation.people.models import RosterImport
from jiangong.foundation.people.roster import queries
from jiangong.foundation.people.roster.models import StagedRow
from tests.factories import make_member, make_person

from .conftest import HEADER, identity, person, saved, xlsx

pytestmark = pytest.mark.django_db


def values(found: RosterImport) -> list[dict]:
    """What each good row would write, in the file's order."""
    return [
        row.values
        for row in StagedRow.objects.filter(roster_import=found).exclude(verdict="wrong").order_by("number")
    ]


def problems(found: RosterImport) -> dict[int, list[str]]:
    """Codes of what is wrong, by the file's row number."""
    return {
        row.number: [code for _column, code, _facts in row.problems]
        for row in StagedRow.objects.filter(roster_import=found).order_by("number")
        if row.problems
    }


def all_good(found: RosterImport, count: int) -> bool:
    return (found.state, found.rows_good, found.rows_bad, found.problem) == ("ready", count, 0, "")


def as_csv(rows, encoding="utf-8", separator=",") -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue().encode(encoding)


ROWS = [HEADER, person(1), person(2)]


def test_title_rows_above_the_header(load):
    found = load(xlsx([["演示企业017工会会员花名册"], ["填报单位：演示企业017", "", "2026年"], [], *ROWS]))
    assert all_good(found, 2)
    assert found.columns["header_row"] == 4
    assert list(StagedRow.objects.order_by("number").values_list("number", flat=True)) == [5, 6]


def test_merged_title_and_two_row_header_with_merged_cells(load):
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "会员花名册"
    page.merge_cells("A1:D1")
    page["A2"], page["B2"], page["D2"] = "姓名", "证件", "性别"
    page["B3"], page["C3"] = "类型", "号码"
    for merged in ("A2:A3", "B2:C2", "D2:D3"):
        page.merge_cells(merged)
    page.append(["示例一", "身份证", identity(1), "男"])
    found = load(saved(book))
    assert all_good(found, 1)
    assert values(found)[0]["name"] == "示例一"


def test_cells_merged_downwards_hold_for_all_their_rows(load):
    book = openpyxl.Workbook()
    page = book.active
    for row in [["工种", "姓名", "身份证号"], ["焊工", "示例一", identity(1)], ["", "示例二", identity(2)]]:
        page.append(row)
    page.merge_cells("A2:A3")
    assert [one["occupation"] for one in values(load(saved(book)))] == ["焊工", "焊工"]


@pytest.mark.parametrize(
    "header",
    [
        ["职工姓名", "公民身份号码", "性  别", "手机号码", "入会时间"],
        ["姓 名", "证件号码", "性别*", "联系电话（手机）", "加入工会时间"],
        ["会员姓名", "居民身份证号码", "性别", "移动电话", "入会日期(年月日)"],
        ["姓\n名", "身份证\n号码", "性别：", "本人手机", "入会年月"],
    ],
)
def test_columns_under_any_of_their_usual_names(load, header):
    found = load(xlsx([header, person(1), person(2)]))
    assert all_good(found, 2)
    assert set(found.columns["places"]) == {"name", "document", "sex", "phone", "joined_on"}


def test_columns_in_any_order_with_unknown_ones_between(load):
    order = (3, 1, 4, 0, 2)
    rows = [["序号", *(row[place] for place in order), "备注"] for row in ROWS]
    found = load(xlsx(rows))
    assert all_good(found, 2)
    assert found.columns["unknown"] == ["序号", "备注"]


def test_full_width_digits(load):
    wide = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
    found = load(
        xlsx([HEADER, person(1, document=identity(1).translate(wide), phone="１９９００００００１１")])
    )
    assert all_good(found, 1)
    assert StagedRow.objects.get().document_type == "identity_card"
    assert "phone_sealed" in values(found)[0]


def test_spaces_line_breaks_and_nbsp_in_cells(load):
    number = identity(1)
    spaced = f" {number[:6]} {number[6:14]}\u00a0{number[14:]}\n"
    found = load(
        xlsx([HEADER, person(1, name="示 \u3000例\n一", document=spaced, phone="199-0000 0001\u200b")])
    )
    assert all_good(found, 1)
    assert values(found)[0]["name"] == "示例一"
    assert not problems(found)


def test_15_digit_identity_number_stored_as_a_number_is_read_and_upgraded(load):
    found = load(xlsx([HEADER, person(1, document=370602850302001, sex="男")]))
    assert problems(found) == {2: ["upgraded"]}
    assert values(found)[0]["born_on"] == "1985-03-02"


@pytest.mark.parametrize(
    "cell", [370602198503020010, 3.70602198503020e17, "3.70602E+17", "3.70602198503E+17"]
)
def test_identity_number_rounded_to_scientific_notation(load, cell):
    found = load(xlsx([HEADER, person(1, document=cell)]))
    assert problems(found) == {2: ["document_rounded"]}
    [shown] = queries.shown_rows(found)
    assert "末几位已经丢失，无法恢复。请先把这一列设为“文本”格式" in shown.reasons[0]


def test_identity_number_rounded_and_saved_as_digits_in_csv(load):
    wrong = identity(1)[:15] + "000"
    found = load(as_csv([HEADER, person(1, document=wrong)]))
    assert problems(found) == {2: ["document_rounded"]}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1985.3", date(1985, 3, 1)), ("1985年3月", date(1985, 3, 1)), ("1985/3/2", date(1985, 3, 2)),
        ("19850302", date(1985, 3, 2)), (19850302, date(1985, 3, 2)), (1985.3, date(1985, 3, 1)),
        (31108, date(1985, 3, 2)), ("31108", date(1985, 3, 2)), (datetime(1985, 3, 2), date(1985, 3, 2)),
        ("1985-03-02 00:00:00", date(1985, 3, 2)), ("1985．3．2", date(1985, 3, 2)), ("1985年3月2日", date(1985, 3, 2)),
    ],
)  # fmt: skip
def test_dates_as_text_as_serial_numbers_and_as_dates(load, cell, day):
    found = load(xlsx([[*HEADER, "出生日期"], [*person(1, joined=cell), cell]]))
    assert all_good(found, 1)
    assert not problems(found)
    assert StagedRow.objects.get().joined_on == day
    assert values(found)[0]["born_on"] == "1985-03-02"  # the identity number knows the day


def test_hidden_sheets_are_skipped(load):
    book = openpyxl.load_workbook(io.BytesIO(xlsx(ROWS)))
    hidden = book.create_sheet("旧名单", 0)
    for row in [HEADER, person(7)]:
        hidden.append(row)
    hidden.sheet_state = "hidden"
    found = load(saved(book))
    assert (found.columns["sheet"], found.rows_read) == ("花名册", 2)


def test_a_cover_sheet_in_front_is_passed_over(load):
    book = openpyxl.load_workbook(io.BytesIO(xlsx(ROWS)))
    cover = book.create_sheet("填表说明", 0)
    cover.append(["请如实填写姓名和证件号码"])
    assert all_good(load(saved(book)), 2)


@pytest.mark.parametrize("row", [["合计", "", "", "", 2], ["合 计：2人"], ["", "总计", 2], ["共2人"]])
def test_totals_row_at_the_end(load, row):
    found = load(xlsx([*ROWS, row]))
    assert all_good(found, 2)
    assert found.columns["left_out"] == [[4, "合计行"]]


def test_footer_and_repeated_header_are_left_out(load):
    found = load(xlsx([HEADER, person(1), HEADER, person(2), [], ["填表人：示例九", "", "填表日期：2026.1"]]))
    assert all_good(found, 2)
    assert found.columns["left_out"] == [[3, "重复的表头"], [6, "表尾说明"]]


def test_the_same_person_twice_counts_once(load):
    found = load(xlsx([*ROWS, person(1)]))
    assert (found.rows_good, problems(found)) == (2, {4: ["twice"]})
    assert "与第 2 行是同一个人" in queries.shown_rows(found)[0].reasons[0]


def test_one_document_with_two_names_stops_both(load):
    found = load(xlsx([*ROWS, person(3, document=identity(1))]))
    assert (found.rows_good, problems(found)) == (1, {2: ["two_names"], 4: ["two_names"]})


def test_a_person_already_a_member_elsewhere_is_told_to_transfer(load, tree):
    make_member(tree.sibling_enterprise, person=make_person("示例职工001", document=identity(1)))
    found = load(xlsx(ROWS))
    assert problems(found) == {2: ["elsewhere"]}
    reason = queries.shown_rows(found)[0].reasons[0]
    assert "已经是“演示企业002工会”的会员" in reason
    assert "办理转出" in reason


def test_a_person_registered_under_another_name(load, enterprise):
    make_member(enterprise, person=make_person("示例别名", document=identity(1)))
    found = load(xlsx(ROWS))
    assert problems(found) == {2: ["other_name"]}
    assert "示例别名" not in queries.shown_rows(found)[0].reasons[0]  # no guessing of names by numbers


def test_sex_contradicting_the_identity_number_is_a_warning_and_the_number_wins(load):
    found = load(xlsx([HEADER, person(1, sex="女")]))
    assert (found.rows_good, problems(found)) == (1, {2: ["sex_contradicts"]})
    assert values(found)[0]["sex"] == "M"


def test_birth_date_contradicting_the_identity_number_is_a_warning_and_the_number_wins(load):
    found = load(xlsx([[*HEADER, "出生日期"], [*person(1), "1986-03-02"]]))
    assert (found.rows_good, problems(found)) == (1, {2: ["born_contradicts"]})
    assert values(found)[0]["born_on"] == "1985-03-02"


def test_sex_and_birth_date_both_contradicting_stop_the_row(load):
    found = load(xlsx([[*HEADER, "出生日期"], [*person(1, sex="女"), "1986-03-02"]]))
    assert (found.rows_good, problems(found)) == (0, {2: ["both_contradict"]})


def test_abolished_area_codes_are_accepted(load):
    rows = [
        person(n, document=identity(n, area=area)) for n, area in enumerate(["370634", "370684", "370628"])
    ]
    assert all_good(load(xlsx([HEADER, *rows])), 3)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "document_missing"), ("37060219850302001", "document_length"),
        (identity(1)[:17] + ("0" if identity(1)[17] != "0" else "1"), "document_check_digit"),
        ("37060219850302ABCD", "document_characters"), (identity(1).replace("0302", "1341"), "document_check_digit"),
    ],
)  # fmt: skip
def test_wrong_identity_numbers_say_what_is_wrong(load, document, code):
    found = load(xlsx([HEADER, person(1, document=document)]))
    assert problems(found)[2] == [code]


def test_other_documents(load):
    rows = [
        [*HEADER, "证件类型"],
        [*person(1, name="Example Seafarer", document="E12345678", sex="男"), "护照"],
        [*person(2, document="H12345678"), "港澳居民来往内地通行证"],
        [*person(3, document="12345678"), "台胞证"],
        [*person(4, document="XYZ123456789012"), "外国人永久居留证"],
        [*person(5), "军官证"],
    ]
    found = load(xlsx(rows))
    assert (found.rows_good, problems(found)) == (4, {6: ["document_type"]})
    assert values(found)[0]["name"] == "Example Seafarer"


def test_wordings_are_brought_to_one_and_unknown_ones_left_out_with_a_word(load):
    rows = [
        [*HEADER, "民族", "文化程度", "政治面貌", "技能等级", "是否农民工", "户口性质"],
        [*person(1), "汉", "大学本科", "党员", "三级/高级工", "√", "农业"],
        [*person(2), "火星族", "本科", "", "", "", ""],
    ]
    found = load(xlsx(rows))
    first, second = values(found)
    kept = ("ethnicity", "education", "political_status", "skill_level", "is_migrant_worker", "household")
    assert [first[key] for key in kept] == ["汉族", "本科", "中共党员", "高级工", True, "农村"]
    assert "ethnicity" not in second
    assert problems(found) == {3: ["option"]}


def test_a_wrong_phone_is_left_out_with_a_word(load):
    found = load(xlsx([HEADER, person(1, phone="0535-6612345")]))
    assert (found.rows_good, problems(found)) == (1, {2: ["phone"]})
    assert "phone_sealed" not in values(found)[0]


def test_missing_and_unreadable_names(load):
    found = load(xlsx([HEADER, person(1, name=""), person(2, name="张?"), person(3, name="□□")]))
    assert problems(found) == {2: ["name_missing"], 3: ["name_signs"], 4: ["name_signs"]}


def test_xls(load):
    book = xlwt.Workbook()
    page = book.add_sheet("花名册")
    for number, row in enumerate(ROWS):
        for place, cell in enumerate(row):
            page.write(number, place, cell)
    target = io.BytesIO()
    book.save(target)
    assert all_good(load(target.getvalue(), name="花名册.xls"), 2)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_every_encoding_and_with_every_separator(load, encoding, separator):
    found = load(as_csv(ROWS, encoding, separator), name="花名册.csv")
    assert all_good(found, 2)
    assert [one["name"] for one in values(found)] == ["示例职工001", "示例职工002"]


def test_csv_with_numbers_kept_as_text_by_tricks(load):
    rows = [
        HEADER,
        person(1, document=f'="{identity(1)}"'),
        person(2, document=f"'{identity(2)}"),
        person(3, document=f"\t{identity(3)}"),
    ]
    assert all_good(load(as_csv(rows)), 3)


def test_rare_characters_in_gb_18030(load):
    found = load(as_csv([HEADER, person(1, name="示例䶮"), person(2, name="示例𠅤")], "gb18030"))
    assert all_good(found, 2)
    assert [one["name"] for one in values(found)] == ["示例䶮", "示例𠅤"]


def test_without_the_column_of_documents_the_error_names_it(load):
    found = load(xlsx([["姓名", "性别"], ["示例一", "男"]]))
    assert found.state == "failed"
    assert "缺少“证件号码”列" in found.problem


def test_two_columns_of_one_name_are_not_guessed_between(load):
    found = load(xlsx([["姓名", "身份证号", "身份证号"], ["示例一", identity(1), identity(2)]]))
    assert (found.state, "不能确定用哪一列" in found.problem) == ("failed", True)
