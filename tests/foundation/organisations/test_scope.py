"""The workbench's organisation: whose page it is decides who gets one."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from jiangong.foundation.organisations.scope import SESSION_KEY, workbench_organisation
from jiangong.foundation.organisations.states import Role
from tests.factories import make_appointment

READERS = {Role.AUDITOR, Role.TEACHER}


def asked_by(user, **session):
    request = RequestFactory().get("/workbench/")
    request.user, request.session = user, session
    return request


@pytest.mark.parametrize(("person", "union"), [("auditor", "city"), ("teacher", "district")])
def test_a_page_for_readers_admits_them_and_one_for_officers_refuses_them(cast, tree, person, union):
    request = asked_by(cast[person])
    assert workbench_organisation(request, also=READERS) == getattr(tree, union)
    with pytest.raises(PermissionDenied):  # of the same request, after the first answer was kept
        workbench_organisation(request)


@pytest.mark.parametrize("person", ["worker", "expert", "administrator", "outsider"])
def test_others_are_refused_everywhere(cast, person):
    with pytest.raises(PermissionDenied):
        workbench_organisation(asked_by(cast[person]), also=READERS)


def test_readers_have_no_switch(cast, tree):
    request = asked_by(cast["auditor"], **{SESSION_KEY: tree.enterprise.pk})
    assert workbench_organisation(request, also=READERS) == tree.city


def test_each_page_has_the_organisation_of_the_role_it_is_for(cast, tree):
    make_appointment(cast["teacher"].person, tree.other_district, Role.AUDITOR)
    request = asked_by(cast["teacher"])
    assert workbench_organisation(request, also={Role.TEACHER}) == tree.district
    assert workbench_organisation(request, also={Role.AUDITOR}) == tree.other_district


def test_an_officer_who_also_teaches_stays_where_the_switch_is(cast, tree):
    make_appointment(cast["district_cadre"].person, tree.city, Role.TEACHER)
    request = asked_by(cast["district_cadre"], **{SESSION_KEY: tree.township.pk})
    assert workbench_organisation(request, also=READERS) == tree.township
    assert workbench_organisation(request) == tree.township
