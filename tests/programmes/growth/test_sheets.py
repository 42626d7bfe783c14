"""A signed sheet comes back in many shapes; whoever cannot be told for certain is not marked."""

import io

import openpyxl
import pytest

from jiangong.programmes.growth import actions
from jiangong.programmes.growth.queries.sheets import match_sheet
from tests.factories import make_course, make_member, make_person, make_session, make_user

DOCUMENT = "110101199003070038"


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


@pytest.fixture
def roll(tree, session):
    """Two namesakes (one with an ID number) and one other, all with places."""
    from jiangong.programmes.growth.models import Session

    Session.objects.update(places=9)

    def add(name, **more):
        member = make_member(tree.enterprise, person=make_person(name, **more))
        member.number = f"37{member.pk:06d}"
        member.save()
        return actions.enrol(session.pk, by=make_user(member.person)).enrolment_id, member.number

    return {"a": add("示例一", document=DOCUMENT), "b": add("示例一"), "c": add("示例二")}


def test_by_number_by_member_number_and_by_name_with_digits(session, roll):
    read = match_sheet(
        session,
        sheet(
            ["某某培训班签到表"],
            ["报名号", "姓名", "会员号", "证件后四位", "第1次（3月7日）", "第2次"],
            [str(roll["c"][0]), "示例二", "", "", "√", ""],
            ["", "示例一", roll["b"][1], "", "√", "√"],
            ["", "示例一", "", DOCUMENT[-4:], "缺", "到"],
        ),
        name="签到表.xlsx",
    )
    assert read.unmatched == []
    assert read.matched == {roll["c"][0]: [1], roll["b"][0]: [1, 2], roll["a"][0]: [2]}


def test_a_whole_identity_number_matches_without_being_opened(session, roll, monkeypatch):
    from jiangong.foundation.people import sealing

    monkeypatch.setattr(sealing, "unseal", None)
    read = match_sheet(
        session, sheet(["姓名", "身份证号", "第1次"], ["示例一", DOCUMENT, "√"]), name="x.xlsx"
    )
    assert read.matched == {roll["a"][0]: [1]}


def test_rows_that_name_nobody_for_certain_say_why(session, roll):
    read = match_sheet(
        session,
        sheet(
            ["报名号", "姓名", "证件后四位", "第1次"],
            ["", "示例一", "", "√"],
            ["", "示例一", "9999", "√"],
            ["", "示例九", "0038", "√"],
            [str(roll["c"][0]), "示例一", "", "√"],
            ["999999999", "示例二", "", "√"],
            [str(roll["c"][0]), "示例二", "", "√"],
            [str(roll["c"][0]), "示例二", "", ""],
        ),
        name="x.xlsx",
    )
    assert read.matched == {roll["c"][0]: [1]}
    assert [(one.row, one.reason[:8]) for one in read.unmatched] == [
        (2, "只有姓名不能确认"),
        (3, "姓名在名单里，但"),
        (4, "学员名单里没有这"),
        (5, "号码对应的学员姓"),
        (6, "学员名单里没有这"),
        (8, "同一名学员在表里"),
    ]


def test_hours_learned_online_become_lessons(tree, learner):
    course = make_course(tree.city, mode="online", hours=10)
    session = make_session(course, meetings=5)
    pk = actions.enrol(session.pk, by=learner(name="示例三")).enrolment_id
    read = match_sheet(session, sheet(["报名号", "姓名", "学时"], [str(pk), "示例三", 7.5]), name="x.xlsx")
    assert read.matched == {pk: [1, 2, 3]}


def test_those_who_wait_are_not_on_the_roll(session, enrolled):
    *_, waiting = enrolled(3)
    read = match_sheet(
        session,
        sheet(["报名号", "姓名", "第1次"], [str(waiting.pk), waiting.person.name, "√"]),
        name="x.xlsx",
    )
    assert (read.matched, len(read.unmatched)) == ({}, 1)
