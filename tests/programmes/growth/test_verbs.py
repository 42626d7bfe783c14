"""Each verb in all states: it works where the table of transitions says so, and refuses with its reason elsewhere."""

import pytest

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.programmes.growth import actions
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.states import ENROLMENT_TRANSITIONS, EnrolmentState, SessionState

VERBS = {
    "open": (lambda s, by: actions.open_session(s, by=by), {"draft", "closed"}, "growth.session_opened"),
    "close": (lambda s, by: actions.close_session(s, by=by), {"open"}, "growth.session_closed"),
    "cancel": (
        lambda s, by: actions.cancel_session(s, reason="教室漏水", by=by),
        {"draft", "open", "closed"},
        "growth.session_cancelled",
    ),
    "finish": (lambda s, by: actions.finish_session(s, by=by), {"closed"}, "growth.session_finished"),
}


@pytest.mark.parametrize("state", SessionState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_a_session(verb, state, session, over, officer):
    over(session)
    Session.objects.update(state=state)
    act, allowed, written = VERBS[verb]
    if state in allowed:
        act(session, officer)
        assert Entry.objects.filter(verb=written, subject_id=session.pk).count() == 1
    else:
        with pytest.raises(Refused) as refused:
            act(session, officer)
        assert refused.value.remedy
        assert not Entry.objects.exists()
        assert Session.objects.get().state == state


@pytest.mark.parametrize("verb", VERBS)
def test_an_outsider_does_nothing_to_a_session(verb, session, over, cast):
    over(session)
    for name in ("worker", "chair", "district_cadre", "teacher", "auditor", "administrator", "outsider"):
        with pytest.raises(Refused, match="权限"):
            VERBS[verb][0](session, cast[name])
    assert not Entry.objects.exists()


@pytest.mark.parametrize("state", EnrolmentState.values)
@pytest.mark.parametrize("verb", ["cancel", "correct", "late"])
def test_an_enrolment(verb, state, session, enrolled, completed, officer):
    if state in ("completed", "absent"):
        enrolment = completed()
        if state == "absent":
            actions.correct_completion(enrolment, reason="签错", by=officer)
    else:
        [enrolment] = enrolled(1)
        Enrolment.objects.update(state=state)
    before = Entry.objects.count()
    act, to = {
        "cancel": (lambda e: actions.cancel_enrolment(e, by=officer), "cancelled"),
        "correct": (lambda e: actions.correct_completion(e, reason="签错", by=officer), "absent"),
        "late": (lambda e: actions.complete_late(e, reason="漏签", by=officer), "completed"),
    }[verb]
    allowed = {"cancel": {"waiting", "enrolled"}, "correct": {"completed"}, "late": {"absent"}}[verb]
    if state in allowed:
        assert to in ENROLMENT_TRANSITIONS[state]
        assert act(enrolment).state == to
        assert Entry.objects.count() > before
    else:
        with pytest.raises(Refused):
            act(enrolment)
        assert Entry.objects.count() == before


def test_finishing_completes_by_the_rule_and_writes_one_entry_each(session, course, learner, over, officer):
    Session.objects.update(places=3)
    people = [actions.enrol(session.pk, by=learner()).enrolment_id for _ in range(4)]
    both, once, *_others = people
    actions.mark_by_teacher(session, 1, present={both, once}, shown=set(people), by=officer)
    actions.mark_by_teacher(session, 2, present={both}, shown=set(people), by=officer)
    over(session)
    actions.finish_session(session, by=officer)
    assert [Enrolment.objects.get(pk=pk).state for pk in people] == [
        "completed",
        "absent",
        "absent",
        "cancelled",
    ]
    done = Enrolment.objects.get(pk=both)
    entry = done.completion_entry
    assert (entry.verb, entry.organisation_id, entry.person_id, entry.attribute, entry.happened_on) == (
        "growth.completed",
        done.organisation_id,
        done.person_id,
        course.code,
        Session.objects.get().ends_on,
    )
    assert entry.payload == {"mode": "classroom", "hours": 16, "field": ""}
    assert entry.recorded_by == officer
    assert Session.objects.get().taken == 3


def test_it_is_not_finished_before_its_last_day(session, officer):
    actions.close_session(session, by=officer)
    with pytest.raises(Refused) as refused:
        actions.finish_session(session, by=officer)
    assert refused.value.code == "growth.not_over_yet"


def test_a_union_dissolved_meanwhile_leaves_the_completion_with_its_successor(
    tree, session, learner, over, officer
):
    from datetime import timedelta

    from django.utils import timezone

    from jiangong.foundation.organisations.models import Lineage, Organisation

    pk = actions.enrol(session.pk, by=learner(tree.sibling_enterprise)).enrolment_id
    Lineage.objects.filter(organisation=tree.sibling_enterprise).update(
        until=timezone.localdate() - timedelta(days=3)
    )
    Organisation.objects.filter(pk=tree.sibling_enterprise.pk).update(succeeded_by=tree.enterprise)
    for meeting in (1, 2):
        # marks are recorded today for a union that is gone: the ledger would refuse, so the marks are written plainly
        from jiangong.programmes.growth.models import Attendance

        Attendance.objects.create(enrolment_id=pk, meeting=meeting, source="teacher")
    actions.finish_session(over(session), by=officer)
    assert Enrolment.objects.get(pk=pk).completion_entry.organisation == tree.enterprise


def test_a_correction_takes_the_entry_back_and_the_certificate_with_it(certificate, officer):
    enrolment = certificate.enrolment
    entry = enrolment.completion_entry
    with pytest.raises(Refused, match="理由"):
        actions.correct_completion(enrolment, reason=" ", by=officer)
    actions.correct_completion(enrolment, reason="签错了人", by=officer)
    assert Entry.objects.get(corrects=entry).payload["reason"] == "签错了人"
    certificate.refresh_from_db()
    assert certificate.revoked_on is not None
    late = actions.complete_late(enrolment, reason="核对后确认到课", by=officer)
    assert late.completion_entry.pk != entry.pk
    actions.make_certificates(actions.begin_certificates(enrolment.session, by=officer).pk)
    old, new = enrolment.certificates.order_by("pk")
    assert (old.revoked_reason, new.revoked_on) == ("签错了人", None)


def test_cancelling_a_session_cancels_everybody(session, enrolled, officer):
    enrolled(3)
    with pytest.raises(Refused, match="理由"):
        actions.cancel_session(session, reason="", by=officer)
    actions.cancel_session(session, reason="教室漏水", by=officer)
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Session.objects.get().taken == 0


def test_the_rule_of_a_course_stays_once_somebody_completed(course, completed, officer):
    from dataclasses import replace

    facts = actions.CourseFacts(course.code, course.title, course.hours)
    completed()
    assert actions.change_course(course, replace(facts, title="新名称"), by=officer).title == "新名称"
    with pytest.raises(Refused) as refused:
        actions.change_course(course, replace(facts, hours=99), by=officer)
    assert refused.value.code == "growth.rule_in_use"


def test_taking_a_mark_away_is_corrected_in_the_ledger(session, enrolled, officer):
    [one] = enrolled(1)
    actions.mark_by_teacher(session, 1, present={one.pk}, shown={one.pk}, by=officer)
    assert actions.mark_by_teacher(session, 1, present=set(), shown={one.pk}, by=officer) == 1
    assert Entry.objects.filter(verb="growth.attended").count() == 2
    assert Entry.objects.filter(verb="growth.attended", corrects__isnull=False).count() == 1
    assert actions.mark_by_teacher(session, 1, present={one.pk}, shown={one.pk}, by=officer) == 1


def test_guessing_the_spoken_code_ends_after_ten_tries(session, learner):
    from django.utils import timezone

    user = learner()
    actions.enrol(session.pk, by=user)
    Session.objects.update(starts_on=timezone.localdate(), ends_on=timezone.localdate(), meetings=1)
    session.refresh_from_db()
    codes = []
    for _ in range(11):
        with pytest.raises(Refused) as refused:
            actions.attend_by_code(session, "abcdef", by=user)
        codes.append(refused.value.code)
    assert codes == ["growth.code_wrong"] * 10 + ["growth.too_many_wrong_codes"]


def test_what_lists_show_is_what_single_rows_allow(cast, tree, session, completed, enrolled):
    from jiangong.programmes.growth import queries

    completed()
    rows = list(Enrolment.objects.select_related("session__course__organiser", "organisation"))
    for name, user in cast.items():
        listed = set(queries.enrolments_visible_to(user).values_list("pk", flat=True))
        assert listed == {one.pk for one in rows if user.has_perm("growth.see_enrolment", one)}, name
