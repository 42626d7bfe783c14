"""A certificate is also a digital credential: issued with it, saying what it says, revoked with it."""

import json

from jiangong.foundation.credentials import queries
from jiangong.foundation.credentials.states import State
from jiangong.foundation.ledger.models import Entry
from jiangong.programmes.growth import actions
from jiangong.programmes.growth.models import Certificate


def test_each_certificate_has_its_credential(certificate):
    [one] = queries.credentials_about(certificate)
    assert one.person == certificate.enrolment.person
    assert one.title == certificate.course_title
    assert one.holder_name == certificate.holder_name
    assert one.organisation == certificate.enrolment.session.course.organiser
    assert list(queries.credentials_of(one.person)) == [one]
    assert certificate.holder_name not in json.dumps(one.claims, ensure_ascii=False)
    assert Entry.objects.filter(verb="credentials.issued", person=one.person).count() == 1


def test_it_is_revoked_with_the_certificate_and_another_comes_with_the_next(certificate, officer):
    enrolment = certificate.enrolment
    actions.correct_completion(enrolment, reason="签到表有误", by=officer)
    [one] = queries.credentials_about(certificate)
    assert (one.state, one.revoked_reason) == (State.REVOKED, "签到表有误")
    actions.complete_late(enrolment, reason="补课", by=officer)
    actions.make_certificates(actions.begin_certificates(enrolment.session, by=officer).pk)
    following = Certificate.objects.get(enrolment=enrolment, revoked_on=None)
    assert [one.state for one in queries.credentials_about(following)] == [State.ISSUED]
    assert [one.state for one in queries.credentials_of(enrolment.person)] == [State.ISSUED, State.REVOKED]


def test_what_it_says_is_chinese_whatever_the_officer_reads(completed, settings, tmp_path):
    from django.utils import translation

    enrolment = completed()
    with translation.override("en"):
        actions.make_certificates(actions.begin_certificates(enrolment.session, by=None).pk)
    [one] = queries.credentials_of(enrolment.person)
    assert one.claims["criteria"].startswith("报名参加")
    assert one.claims["description"].startswith("参加")
