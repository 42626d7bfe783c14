"""Letters from draft to withdrawal: templates, numbers without gaps, files that do not change, who may."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents import queries, storing
from jiangong.foundation.documents.actions import (
    change_draft,
    draft,
    drop_draft,
    file_scan,
    issue,
    issue_draft,
    set_mark,
    withdraw,
)
from jiangong.foundation.documents.formulas import TemplateError, filled, read_templates
from jiangong.foundation.documents.models import Document, Series
from jiangong.foundation.documents.states import MARKS, Kind, Reason, State
from jiangong.foundation.ledger.models import Entry
from tests.factories import make_mark, make_organisation
from tests.foundation.documents import hostile

NOTICE = {"subject": "做好演示工作", "recipients": "各演示工会", "words": "一、要求\n请认真落实。"}


@pytest.fixture
def union(db):
    made = make_organisation("演示企业工会", kind="city")
    make_mark(made, "演企工")
    return made


# --- templates


GOOD = """
documents.one:
  kind: notice
  title: 关于{what}的通知
  explains: 用处
  fields:
    what: {label: 事由, type: line}
    to: {label: 主送, type: line}
    more: {label: 补充, type: line, optional: true}
    day: {label: 日期, type: day}
    names: {label: 名单, type: table, columns: [姓名, 单位], optional: true}
  to: "{to}："
  body:
    - h1: 时间
    - p: 自{day}起。
    - h2: 小节
    - h1: 其他
    - {p: "补充：{more}。", when: more}
    - table: names
"""


def read(text, tmp_path):
    file = tmp_path / "one.yaml"
    file.write_text(text, encoding="utf-8")
    return read_templates(file, room="documents")["documents.one"]


def test_a_letter_is_filled_and_its_headings_numbered(tmp_path):
    letter = filled(
        read(GOOD, tmp_path),
        {
            "what": "放假{day}",
            "to": "各工会",
            "day": date(2026, 3, 8),
            "names": "演示甲 | 演示一厂\n演示乙|演示二厂",
        },
        organisation="演示工会",
    )
    assert letter.title == "关于放假{day}的通知"  # what a field holds is never read as a template
    assert letter.to == "各工会："
    assert [one.words for one in letter.body[:-1]] == [
        "一、时间",
        "自2026年3月8日起。",
        "（一）小节",
        "二、其他",
    ]
    assert letter.body[-1].rows == (("演示甲", "演示一厂"), ("演示乙", "演示二厂"))


def test_what_is_missing_is_named_and_nothing_is_left_blank(tmp_path):
    template = read(GOOD, tmp_path)
    for facts in ({}, {"what": "  ", "to": "\n", "day": ""}):
        with pytest.raises(Refused) as error:
            filled(template, facts, organisation="演示工会")
        assert error.value.code == "documents.field_missing"
        assert "事由、主送、日期" in error.value.what
    with pytest.raises(Refused) as error:
        filled(template, {"strange": "x"}, organisation="演示工会")
    assert error.value.code == "documents.unknown_field"


@pytest.mark.parametrize(
    "value", [{"day": "8/3/2026"}, {"what": "长" * 201}, {"names": "只有一格"}, {"names": 3}]
)
def test_a_value_of_another_type_is_refused(value, tmp_path):
    with pytest.raises(Refused) as error:
        filled(read(GOOD, tmp_path), {"what": "a", "to": "b", "day": "2026-03-08"} | value, organisation="x")
    assert error.value.code == "documents.wrong_value"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("documents.one:", "growth.one:", "开头"),
        ("kind: notice", "kind: poem", "kind"),
        ("explains: 用处", "", "explains"),
        ("自{day}起", "自{days}起", "没有登记"),
        ("自{day}起", "自起", "没有用到字段 day"),
        ("- p: 自{day}起。", '- p: "自{day}起，{more}。"', "when: more"),
        ('{p: "补充：{more}。", when: more}', "p: 补充：{more}。", "when: more"),
        ("自{day}起", "自{day.year}起{day}", "花括号"),
        ("- table: names", "- table: what", "table"),
        ("自{day}起", "自{names}起{day}", "不能写在句子里"),
        ("type: day", "type: moment", "type"),
        (", columns: [姓名, 单位]", "", "columns"),
        ("- h1: 时间", "- h9: 时间", "body"),
        ("title:", "colour: red\n  title:", "colour"),
    ],
)
def test_a_template_that_is_not_in_order_is_refused_when_it_is_read(old, new, says, tmp_path):
    assert old in GOOD
    with pytest.raises(TemplateError, match=says):
        read(GOOD.replace(old, new), tmp_path)


def test_the_templates_of_all_rooms_are_in_order_and_of_every_kind():
    found = queries.templates()
    assert {one.kind for one in found.values() if one.code.startswith("documents.")} == set(Kind)
    assert len(set(MARKS.values())) == len(Kind)


# --- numbers


def test_a_letter_is_numbered_by_union_kind_and_year(union):
    other = make_organisation("另一演示工会", parent=union)
    make_mark(other, "演另工")
    year = timezone.localdate().year
    numbers = [
        issue("documents.notice", union, NOTICE, by=None).number,
        issue("documents.notice", union, NOTICE, by=None).number,
        issue(
            "documents.letter",
            union,
            {"subject": "商请", "recipient": "演示单位", "words": "正文。", "ending": "专此函达。"},
            by=None,
        ).number,
        issue("documents.notice", other, NOTICE, by=None).number,
    ]
    assert numbers == [
        f"演企工发〔{year}〕1号",
        f"演企工发〔{year}〕2号",
        f"演企工函〔{year}〕1号",
        f"演另工发〔{year}〕1号",
    ]


def test_without_a_mark_nothing_is_issued_and_a_new_mark_keeps_old_numbers(db):
    union = make_organisation("演示工会", kind="city")
    with pytest.raises(Refused) as error:
        issue("documents.notice", union, NOTICE, by=None)
    assert error.value.code == "documents.no_mark"
    set_mark(union, "演旧工", by=None)
    first = issue("documents.notice", union, NOTICE, by=None)
    set_mark(union, "演新工", by=None)
    second = issue("documents.notice", union, NOTICE, by=None)
    first.refresh_from_db()
    assert first.number.startswith("演旧工发")
    assert second.number.startswith("演新工发")
    assert second.serial == first.serial + 1
    for mark, code in (("A", "mark_malformed"), ("演工函", "mark_malformed"), ("演", "mark_malformed")):
        with pytest.raises(Refused) as error:
            set_mark(union, mark, by=None)
        assert error.value.code == f"documents.{code}"
    with pytest.raises(Refused) as error:
        set_mark(make_organisation(parent=union), "演旧工", by=None)
    assert error.value.code == "documents.mark_taken"


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_whoever_issues_at_once_and_whatever_breaks(monkeypatch):
    """Eight threads issue 48 letters; every third breaks after its number was taken, and the number is given again."""
    union = make_organisation("演示企业工会", kind="city")
    make_mark(union, "演企工")
    ready, tried = threading.Barrier(8), []

    def one(worker: int) -> None:
        try:
            ready.wait(30)
            for nth in range(6):
                try:
                    with transaction.atomic():
                        issue("documents.notice", union, NOTICE, by=None)
                        if (worker + nth) % 3 == 0:
                            raise RuntimeError
                    tried.append(True)
                except RuntimeError:
                    tried.append(False)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    serials = sorted(Document.objects.values_list("serial", flat=True))
    assert len(tried) == 48
    assert serials == list(range(1, tried.count(True) + 1))
    assert Series.objects.get().last == len(serials)
    assert Entry.objects.filter(verb="documents.issued").count() == len(serials)


def test_a_number_cannot_be_given_twice_by_the_database_itself(union):
    first, second = (issue("documents.notice", union, NOTICE, by=None) for _ in range(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=second.pk).update(serial=first.serial)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=second.pk).update(number="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=second.pk).update(state="draft")


def test_the_day_a_letter_bears_is_of_this_year_and_not_to_come(union):
    for day in (timezone.localdate() + timedelta(days=1), date(timezone.localdate().year - 1, 12, 31)):
        with pytest.raises(Refused) as error:
            issue("documents.notice", union, NOTICE, by=None, dated=day)
        assert error.value.code == "documents.date_in_other_year"
    assert not Series.objects.exists()


# --- from draft to withdrawal


def test_the_files_are_fixed_and_their_hashes_stand_in_the_ledger(union, files):
    document = issue("documents.notice", union, NOTICE, by=None)
    entry = Entry.objects.get(verb="documents.issued")
    for ending in ("pdf", "docx"):
        data = queries.file_of(document, ending)
        assert sha256(data).hexdigest() == getattr(document, ending) == entry.payload[ending]
    path = storing.path_of(document.pdf)
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(Refused) as error:
        queries.file_of(document, "pdf")
    assert error.value.code == "documents.file_is_gone"


def test_a_rare_character_is_printed_and_an_impossible_one_takes_no_number(union):
    issue("documents.notice", union, NOTICE | {"recipients": "䶮㛃𠅤演示工会"}, by=None)
    with pytest.raises(Refused) as error:
        issue("documents.notice", union, NOTICE | {"recipients": "演示\U0001f9ff工会"}, by=None)
    assert error.value.code == "documents.cannot_print"
    assert "\U0001f9ff" in error.value.what
    assert Series.objects.get().last == 1
    assert Document.objects.filter(state=State.ISSUED).count() == 1


def letter_in(state: str, union):
    made = draft("documents.notice", union, NOTICE, by=None)
    if state == State.DROPPED:
        return drop_draft(made, by=None)
    if state != State.DRAFT:
        made = issue_draft(made, by=None)
    if state in (State.SIGNED,):
        made = file_scan(made, hostile.pdf(), by=None, name="扫描.pdf")
    if state == State.WITHDRAWN:
        made = withdraw(made, reason="演示", by=None)
    return made


STEPS = {
    "change": (lambda one: change_draft(one, NOTICE, by=None), {"draft": "draft"}),
    "drop": (lambda one: drop_draft(one, by=None), {"draft": "dropped"}),
    "issue": (lambda one: issue_draft(one, by=None), {"draft": "issued"}),
    "file": (
        lambda one: file_scan(one, hostile.picture(), by=None),
        {"issued": "signed", "signed": "signed"},
    ),
    "withdraw": (
        lambda one: withdraw(one, reason="内容有误", by=None),
        {"issued": "withdrawn", "signed": "withdrawn"},
    ),
}
WRITES = {"issue": "documents.issued", "file": "documents.signed", "withdraw": "documents.withdrawn"}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", STEPS)
def test_each_verb_in_each_state(verb, state, union):
    document = letter_in(state, union)
    before = Entry.objects.count()
    act, allowed = STEPS[verb]
    if state not in allowed:
        with pytest.raises(Refused) as error:
            act(document)
        assert error.value.code in ("documents.not_a_draft", "documents.not_issued")
        assert Entry.objects.count() == before
    else:
        assert act(document).state == allowed[state]
        written = set(Entry.objects.order_by("pk")[before:].values_list("verb", flat=True))
        assert WRITES.get(verb, "") in written | {""}
    document.refresh_from_db()
    assert document.state == allowed.get(state, state)


def test_withdrawing_wants_a_reason(union):
    with pytest.raises(Refused) as error:
        withdraw(letter_in(State.ISSUED, union), reason=" ", by=None)
    assert error.value.reason is Reason.REASON_MISSING


# --- who may


def test_an_outsider_is_refused_everything(cast, tree):
    make_mark(tree.enterprise, "演厂工")
    by = cast["outsider"]
    made = draft("documents.notice", tree.enterprise, NOTICE, by=None)
    issued = issue("documents.notice", tree.enterprise, NOTICE, by=None)
    for act in (
        lambda: draft("documents.notice", tree.enterprise, NOTICE, by=by),
        lambda: issue("documents.notice", tree.enterprise, NOTICE, by=by),
        lambda: set_mark(tree.enterprise, "演外工", by=by),
        lambda: change_draft(made, NOTICE, by=by),
        lambda: drop_draft(made, by=by),
        lambda: issue_draft(made, by=by),
        lambda: file_scan(issued, hostile.pdf(), by=by),
        lambda: withdraw(issued, reason="演示", by=by),
    ):
        with pytest.raises(Refused) as error:
            act()
        assert error.value.code == "not_permitted"


def test_the_list_equals_what_single_rows_allow(cast, tree):
    made = [
        draft("documents.notice", one, NOTICE, by=None)
        for one in (
            tree.city,
            tree.district,
            tree.township,
            tree.enterprise,
            tree.branch,
            tree.other_enterprise,
        )
    ]
    seen = {}
    for key, user in cast.items():
        listed = set(queries.documents_visible_to(user).values_list("pk", flat=True))
        assert listed == {one.pk for one in made if user.has_perm("documents.view", one)}, key
        seen[key] = len(listed)
    assert seen["city_officer"] == len(made)
    assert seen["worker"] == seen["outsider"] == 0
    assert 0 < seen["chair"] < len(made)
