"""Every verb in every state, and what outsiders may not; objections, answers, corrections, what is forgotten."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, transaction

from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.models import Matter, Message
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.notices import actions, queries
from jiangong.foundation.notices.formulas import receipt_of
from jiangong.foundation.notices.models import Answer, Line, Minimum, Notice, Objection
from jiangong.foundation.notices.states import NoticeState, Outcome
from jiangong.foundation.people.erasure.queries import said_by_rooms
from jiangong.programmes.growth.actions import begin_certificates, change_course, make_certificates
from jiangong.programmes.growth.actions.courses import CourseFacts
from jiangong.programmes.growth.models import Certificate
from jiangong.programmes.growth.states import CERTIFICATE_NOTICE
from tests.factories import make_member, make_officer, make_user
from tests.foundation.notices.conftest import let_pass, line

KIND = CERTIFICATE_NOTICE


@contextmanager
def refused(code: str):
    with pytest.raises(Refused) as error:
        yield
    assert error.value.code in (code, f"notices.{code}", f"growth.{code}")


def fresh(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def proposed(session):
    return list(queries.proposal(queries.kind_of(KIND), session.pk).lines)


def verbs_of(session, officer, hearer):
    return {
        "change": lambda one: actions.change(one, title="新标题", words="", contact="", by=officer),
        "take_again": lambda one: actions.take_again(one, proposed(session), by=officer),
        "put_up": lambda one: actions.put_up(one, by=officer),
        "drop": lambda one: actions.drop(one, by=officer),
        "object_to": lambda one: actions.object_to(one, None, "有误", by=None),
        "replace": lambda one: actions.replace(one, proposed(session)[:1], reason="更正", by=officer),
        "withdraw": lambda one: actions.withdraw(one, why="有变动", by=officer),
        "close": lambda one: actions.close(one, by=officer),
    }


ALLOWED = {
    NoticeState.DRAFT: {"change", "take_again", "put_up", "drop"},
    NoticeState.RUNNING: {"object_to", "replace", "withdraw", "close"},
    NoticeState.CLEARED: set(),
    NoticeState.WITHDRAWN: set(),
}


@pytest.mark.parametrize("state", NoticeState.values)
def test_each_verb_in_each_state(state, prepared, session, officer, colleague):
    notice = prepared()
    if state != "draft":
        actions.put_up(notice, by=officer)
        let_pass(15)
    if state == "cleared":
        actions.close(fresh(notice), by=officer)
    if state == "withdrawn":
        actions.withdraw(fresh(notice), why="有变动", by=officer)
    for name, act in verbs_of(session, officer, colleague).items():
        mark = transaction.savepoint()
        before = Entry.objects.count()
        try:
            act(fresh(notice))
        except Refused as error:
            done = bool(not error.remedy)
            assert Entry.objects.count() == before
        else:
            done = True
        transaction.savepoint_rollback(mark)
        assert done == (name in ALLOWED[state]), name


def test_outsiders_are_refused(prepared, running, session, tree):
    stranger = make_officer(tree.other_district)
    for name, act in verbs_of(session, stranger, stranger).items():
        if name != "object_to":  # that is everybody's
            with refused("not_permitted"):
                act(running)
    with refused("not_permitted"):
        prepared(by=stranger)


def test_the_days_are_those_of_the_rulebook_and_an_objection_stops_the_end(running, officer, colleague):
    assert (running.days, running.unit) == (5, "working_days")
    assert clock_of(running, "growth.notice_days").due_at == running.ends_at
    with refused("still_running"):
        actions.close(running, by=officer)
    code = actions.object_to(running, line(running), "没有上课", by=None)
    let_pass(15)
    with refused("open_objection"):
        actions.close(fresh(running), by=officer)
    assert actions.close_due() == 0
    objection = queries.objection_by_receipt(code.lower().replace("-", " "))
    actions.answer(objection, Outcome.REJECTED, "签到属实", finding="核对签到表", by=colleague)
    assert actions.close_due() == 1
    assert fresh(running).state == "cleared"
    assert all(queries.cleared(one.subject, KIND) for one in proposed_subjects(running))


def proposed_subjects(notice):
    from jiangong.programmes.growth.models import Enrolment

    return [
        queries.Proposed(Enrolment.objects.get(pk=one.subject_id), "") for one in queries.lines_of(notice)
    ]


def test_nobody_involved_answers(running, session, officer, colleague, tree, learners):
    named = make_user(make_member(tree.other_enterprise).person)
    on_list = make_user(learners[0].person)
    from tests.factories import make_appointment

    make_appointment(learners[0].person, tree.city, "cadre")
    make_appointment(named.person, tree.city, "cadre")
    unit = make_officer(tree.enterprise)
    make_appointment(unit.person, tree.city, "cadre")
    actions.object_to(running, line(running), "没有上课", by=named)
    objection = Objection.objects.get()
    for involved in (officer, named, on_list, unit):
        involved = type(involved).objects.get(pk=involved.pk)
        with refused("notices.involved"):
            actions.take(objection, by=involved)
        with refused("notices.involved"):
            actions.answer(objection, Outcome.REJECTED, "不实", finding="查了", by=involved)
    with refused("not_permitted"):
        actions.take(objection, by=make_officer(tree.enterprise))
    actions.take(objection, by=colleague)
    actions.answer(objection, Outcome.REJECTED, "不实", finding="查了", by=colleague)
    assert Message.objects.filter(person=named.person, kind="notices.answered").count() == 1
    with refused("already_answered"):
        actions.answer(objection, Outcome.STRUCK, "属实", finding="查了", by=colleague)


def test_an_upheld_objection_strikes_the_line_for_good(running, session, officer, colleague, learners):
    actions.object_to(running, line(running, 1), "没有上课", by=None)
    actions.answer(Objection.objects.get(), Outcome.STRUCK, "未达到出勤", finding="核对签到表", by=colleague)
    assert [one.state for one in queries.lines_of(running)] == ["standing", "struck", "standing"]
    with refused("struck_stays"):
        actions.replace(fresh(running), proposed(session), reason="放回", by=officer)
    let_pass(15)
    actions.close(fresh(running), by=None)
    struck = queries.lines_of(running)[1].subject_id
    assert queries.cleared_among("growth.enrolment", [one.pk for one in learners], KIND) == {
        one.pk for one in learners
    } - {struck}
    batch = begin_certificates(session, by=officer)
    assert batch.total == 2
    make_certificates(batch.pk)
    assert set(Certificate.objects.values_list("enrolment", flat=True)) == {one.pk for one in learners} - {
        struck
    }
    with refused("growth.notice_not_cleared"):
        begin_certificates(session, by=officer)


def test_a_corrected_list_begins_its_days_again(running, session, officer, colleague):
    actions.object_to(running, None, "漏了人", by=None)
    let_pass(15)
    actions.answer(Objection.objects.get(), Outcome.CORRECTED, "名单有误", finding="核对", by=colleague)
    assert Matter.objects.filter(kind="notices.correction", closed_at=None).count() == 1
    with refused("awaits_correction"):
        actions.close(fresh(running), by=officer)
    with refused("unchanged"):
        actions.replace(fresh(running), proposed(session), reason="没有变", by=officer)
    fresh_before = fresh(running)
    again = actions.replace(fresh(running), proposed(session)[:2], reason="更正", by=officer)
    assert (again.round, again.awaits_correction) == (2, False)
    assert again.ends_at > fresh_before.ends_at
    assert not Matter.objects.filter(kind="notices.correction", closed_at=None).exists()
    with refused("still_running"):
        actions.close(again, by=officer)
    let_pass(15)
    assert actions.close_due() == 1


def test_an_anonymous_objection_leads_to_nobody(running, officer):
    code = actions.object_to(running, None, "有误", by=None)
    objection = Objection.objects.get()
    assert objection.by is None
    assert objection.receipt == receipt_of(code)
    assert code not in str(Objection.objects.values())
    entry = Entry.objects.get(verb="notices.objected")
    assert (entry.recorded_by, entry.person) == (None, None)
    assert clock_of(objection, "notices.answer_days").events.get().by is None


def test_too_many_anonymous_ones_in_a_day_ask_for_a_name(running, learners):
    for _n in range(50):
        actions.object_to(running, None, "有误", by=None)
    with refused("too_many_objections"):
        actions.object_to(running, None, "有误", by=None)
    actions.object_to(running, None, "有误", by=make_user(make_member(learners[0].organisation).person))


def test_private_words_are_refused_wherever_they_become_public(
    prepared, running, officer, colleague, session
):
    full = proposed(session)[0].name
    for words in (f"祝贺{full}", "电话13800000000", f"{full[1:]}同志"):
        with refused("private_words"):
            actions.withdraw(running, why=words, by=officer)
    actions.object_to(running, None, f"{full}没有上课，电话 13800000000", by=None)  # not public
    with refused("private_words"):
        actions.answer(
            Objection.objects.get(), Outcome.REJECTED, f"{full}出勤合格", finding=f"{full}", by=colleague
        )
    with refused("private_words"):
        actions.replace(
            running,
            [
                queries.Proposed(one.subject, one.name, unit="患癌症", person=one.person)
                for one in proposed(session)
            ],
            reason="更正",
            by=officer,
        )


def test_no_full_name_is_in_the_tables(running, session):
    kept = str(list(Line.objects.values())) + str(list(Notice.objects.values()))
    assert not [one.name for one in proposed(session) if one.name in kept or one.name[1:] in kept]


def test_the_course_keeps_asking(session, learners, officer):
    course = session.course
    facts = {name: getattr(course, name) for name in CourseFacts.__dataclass_fields__}
    with refused("rule_in_use"):
        change_course(course, CourseFacts(**facts | {"needs_notice": False}), by=None)
    with pytest.raises(DatabaseError, match="公示的规则不能改"), transaction.atomic():
        type(course).objects.filter(pk=course.pk).update(needs_notice=False)


def test_a_floor_of_the_database_that_is_higher_decides(prepared, officer):
    Minimum.objects.filter(kind=KIND).update(days=30, unit="days")
    notice = actions.put_up(prepared(), by=officer)
    assert (notice.ends_at - notice.published_at).days >= 29


def test_who_is_on_a_list_is_not_forgotten_before_it_is_over(running, learners, officer):
    person = learners[0].person
    assert "notices.on_a_list" in {one.code for one in said_by_rooms([person.pk])}
    actions.withdraw(running, why="有变动", by=officer)
    assert not said_by_rooms([person.pk])
    actions.forget(people=[person.pk], accounts=[], words=[])
    Line.objects.filter(person=person).update(person=None)
    assert Line.objects.filter(notice=running, name="").count() == 1


def test_answers_stay(running, colleague):
    actions.object_to(running, None, "有误", by=None)
    actions.answer(Objection.objects.get(), Outcome.REJECTED, "属实", finding="查了", by=colleague)
    for statement in (
        lambda: Answer.objects.update(words="别的"),
        lambda: Objection.objects.update(state="open"),
        lambda: Answer.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="公示"), transaction.atomic():
            statement()
