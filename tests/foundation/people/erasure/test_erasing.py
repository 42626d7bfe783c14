"""After an erasure nothing in any table, file or cache names the person, and no figure has moved."""

import json
import os
import stat
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from jiangong.foundation.common.endpoints import read_token
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.ledger.models import Entry, Place
from jiangong.foundation.ledger.queries.soundness import verify_log
from jiangong.foundation.people import actions as people_actions
from jiangong.foundation.people.erasure import actions, queries, register
from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.erasure.states import Ground
from jiangong.foundation.people.models import Look, Merge, Person, User
from jiangong.foundation.people.roster.models import StagedRow
from jiangong.plan import actions as plan
from jiangong.plan.models import Cell
from jiangong.programmes.growth.models import AttendanceSheet, Certificate, Enrolment, Session
from tests.factories import make_appointment, make_member, make_officer, make_person, make_user

from .conftest import NAME, PHONE, TAGGING, grow, traces

pytestmark = pytest.mark.django_db

EVERYWHERE = {
    "people_person",
    "people_user",
    "account_emailaddress",
    "growth_certificate",
    "growth_attendancesheet",
    "roster_stagedrow",
    "api_answer",
    "django_session",
}


def erase(life, **more):
    return actions.erase_person(life.asked, **{"reason": Ground.CONSENT, "by": life.other, **more})


def papers() -> list[str]:
    found = []
    if default_storage.exists("certificates"):
        for folder in default_storage.listdir("certificates")[0]:
            found += default_storage.listdir(f"certificates/{folder}")[1]
    return found


def test_nothing_names_the_person_any_more(life, django_capture_on_commit_callbacks):
    assert traces(life.words).keys() >= EVERYWHERE, "the life leaves traces that a search finds"
    assert papers()
    number = life.person.pk
    with django_capture_on_commit_callbacks(execute=True):
        erase(life)
    assert traces(life.words) == {}
    assert not Person.objects.filter(pk=number).exists()
    assert not User.objects.filter(pk=life.user.pk).exists()
    theirs = Certificate.objects.get(enrolment__isnull=True)
    assert not [name for name in papers() if name.startswith(theirs.code)]
    assert papers(), "the other certificate's paper stays"


def test_the_ledger_stands_and_says_only_how_many(life, tree):
    before = {entry.pk: (entry.verb, entry.quantity, entry.person_id) for entry in Entry.objects.all()}
    about = Entry.objects.filter(person__in=queries.numbers_of(life.person)).count()
    done = erase(life)
    assert done.entries == about > 5
    new = Entry.objects.exclude(pk__in=before).get()
    assert (new.verb, new.person_id, new.organisation, new.payload) == ("ledger.erased", None, tree.city, {})
    assert new.quantity == done.salts == about
    after = {entry.pk: (entry.verb, entry.quantity, entry.person_id) for entry in Entry.objects.all()}
    assert {pk: after[pk] for pk in before} == before


def test_the_log_is_as_it_was_and_what_is_about_the_person_never_opens_again(life):
    places = {one.entry_id: one.position for one in Place.objects.all()}
    about = [places[pk] for pk in queries.entries_about(queries.numbers_of(life.person))]
    size, root = ledger.head()
    leaves = ledger.logged_leaves(0, size)
    erase(life)
    assert (size, root) == ledger.head()
    assert ledger.logged_leaves(0, size) == leaves
    salts = ledger.salts(0, size)
    assert not salts.keys() & set(about)
    assert len(salts) == size - len(about)
    grow()
    assert verify_log(TAGGING) == []


def test_what_waits_for_the_log_stops_it(life):
    people_actions.change_person(life.person, by=None, occupation="焊工")
    with pytest.raises(Refused) as refused:
        erase(life)
    assert refused.value.code == "erasure.not_yet_logged"
    assert register.read().lines == ()
    grow()
    erase(life)


def test_the_plan_counts_as_before(life, tree):
    """A completion by the person stays counted, also when everything is counted again from nothing."""
    record(
        "growth.completed", tree.city, organisation=tree.enterprise, person=life.person, by=None, attribute="K1",
        happened_on=date(2026, 3, 5), payload={"mode": "online", "hours": 8, "field": "x"},
    )  # fmt: skip
    grow()
    while plan.follow():
        pass
    before = list(
        Cell.objects.order_by("pk").values_list("promise", "organisation", "period", "value", "entries")
    )
    assert before
    erase(life)
    grow()
    while plan.follow():
        pass
    assert plan.check() == []
    after = list(
        Cell.objects.order_by("pk").values_list("promise", "organisation", "period", "value", "entries")
    )
    assert after == before
    assert plan.rebuild().changed == 0


def test_the_request_keeps_who_decided_and_on_what_ground_and_nobody_else(life):
    number = life.person.pk
    erase(life, reason=Ground.PURPOSE)
    done = ErasureRequest.objects.get(pk=life.asked.pk)
    assert (done.state, done.person, done.words, done.asked_by) == ("done", None, "", None)
    assert (done.decided_by, done.ground) == (life.other, "purpose")
    assert number in done.numbers
    assert len(done.numbers) == 2, "and the registration merged into it"


def test_what_an_officer_did_for_others_stays_without_the_name(life):
    look = Look.objects.get(by=life.user)
    erase(life)
    look.refresh_from_db()
    assert look.by is None
    assert AttendanceSheet.objects.get().uploaded_by is None
    assert AttendanceSheet.objects.get().matched == []
    assert AttendanceSheet.objects.get().unmatched == [{"row": 3, "name": "", "reason": "x"}]
    assert Merge.objects.count() == 0


def test_places_are_counted_right_afterwards(life):
    session = Session.objects.get()
    assert session.taken == 2
    erase(life)
    session.refresh_from_db()
    assert session.taken == Enrolment.objects.filter(session=session).count() == 1


def test_an_import_that_waits_goes_on_without_the_person(life):
    assert StagedRow.objects.count() == 3
    erase(life)
    assert {(row.verdict, row.cells_sealed) for row in StagedRow.objects.all()} == {
        ("wrong", ""),
        ("new", ""),
    }


def test_a_token_and_a_session_end(life, client):
    from jiangong.api.models import Token
    from jiangong.foundation.common.endpoints import sign_token

    token = Token.objects.get()
    text = sign_token(token.pk, life.user.pk, life.person.pk, token.scopes, int(token.expires_at.timestamp()))
    client.force_login(life.user)
    assert client.get("/me/profile/").status_code == 200
    asked = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/people/me", headers=asked).status_code != 401
    erase(life)
    assert read_token(text) is not None, "the text itself still reads"
    assert client.get("/api/v1/people/me", headers=asked).status_code == 401
    assert client.get("/me/profile/").status_code == 302


def test_the_person_is_told_by_text(life, django_capture_on_commit_callbacks, settings, monkeypatch):
    sent = []
    monkeypatch.setattr("jiangong.foundation.people.signin.texting.to_log", lambda *told: sent.append(told))
    settings.SMS_BACKEND = "jiangong.foundation.people.signin.texting.to_log"
    with django_capture_on_commit_callbacks(execute=True):
        erase(life)
    assert [phone for phone, _ in sent] == [PHONE]


class TestWhatStandsAgainstIt:
    def refused(self, life, code, **more):
        before = traces(life.words)
        with pytest.raises(Refused) as refused:
            erase(life, **more)
        assert refused.value.code == code
        assert str(refused.value)
        assert traces(life.words) == before
        assert register.read().lines == ()

    def test_a_membership(self, life, tree):
        make_member(tree.branch, person=life.person)
        self.refused(life, "erasure.still_a_member")

    def test_an_application(self, life, tree):
        make_member(tree.branch, person=life.person, state="applied")
        self.refused(life, "erasure.still_a_member")

    def test_an_office(self, life, tree):
        make_appointment(life.person, tree.branch)
        self.refused(life, "erasure.in_office")

    def test_an_office_to_come(self, life, tree):
        make_appointment(life.person, tree.branch, since=timezone.localdate() + timedelta(days=9))
        self.refused(life, "erasure.in_office")

    def test_a_course_that_runs(self, life, tree):
        from tests.factories import make_course, make_session

        Enrolment.objects.create(
            session=make_session(make_course(tree.city)),
            person=life.person,
            organisation=tree.city,
            state="waiting",
            enrolled_at=timezone.now(),
        )
        self.refused(life, "growth.still_enrolled")

    def test_looks_at_others_are_a_log_kept_for_months(self, life):
        Look.objects.filter(by=life.user).update(looked_at=timezone.now() - timedelta(days=170))
        self.refused(life, "erasure.logs_kept")
        Look.objects.filter(by=life.user).update(looked_at=timezone.now() - timedelta(days=190))
        erase(life)

    def test_whoever_asked_does_not_decide(self, life, tree):
        life.asked.asked_by = life.other
        life.asked.save()
        self.refused(life, "erasure.one_person_alone")

    def test_nobody_decides_about_oneself(self, tree):
        officer = make_officer(tree.city)
        asked = actions.ask(officer.person, by=officer)
        with pytest.raises(Refused) as refused:
            actions.erase_person(asked, reason=Ground.CONSENT, by=officer)
        assert refused.value.code == "erasure.one_person_alone"

    def test_only_the_city(self, life, cast):
        for who in ("chair", "district_cadre", "auditor", "administrator", "worker"):
            self.refused(life, "not_permitted", by=cast[who])

    def test_a_register_that_cannot_be_written(self, life, monkeypatch):
        monkeypatch.setenv("JIANGONG_ERASURES", "/proc/nowhere/erasures")
        self.refused(life, "erasure.no_register")

    def test_twice(self, life):
        erase(life)
        with pytest.raises(Refused) as refused:
            erase(life)
        assert refused.value.code == "erasure.not_asked"


class TestRegister:
    def test_the_line_says_numbers_only(self, life, register):
        done = erase(life)
        [line] = register.read_text().splitlines()
        assert not any(word in line for word in life.words)
        told = json.loads(line.rpartition(" ")[0])
        assert told.keys() == {"at", "people", "entries"}
        assert told["people"] == done.numbers
        assert len(told["entries"]) == done.entries
        assert stat.S_IMODE(os.stat(register).st_mode) == 0o600

    def test_the_line_is_there_when_the_commit_fails_and_is_carried_out_later(self, life):
        """A kill between register and commit: the database knows nothing, the register does."""
        before = transaction.savepoint()
        erase(life)
        transaction.savepoint_rollback(before)
        assert traces(life.words)
        assert len(register.read().lines) == 1
        assert actions.catch_up().done == 1
        assert traces(life.words) == {}
        assert actions.catch_up().done == 0
        done = ErasureRequest.objects.get(pk=life.asked.pk)
        assert (done.state, done.decided_by) == ("done", None)
        assert len(register.read().lines) == 1

    def test_a_line_missing_in_the_register_is_added(self, life, register):
        done = erase(life)
        register.unlink()
        assert actions.catch_up().added == 1
        [line] = queries_read(register)
        assert (list(line.people), len(line.entries)) == (done.numbers, done.entries)

    def test_a_younger_person_with_the_same_number_is_left_alone(self, life, db):
        from jiangong.foundation.people.erasure import register

        other = make_person("示例无辜")
        register.append(register.Line(timezone.now() - timedelta(minutes=5), (other.pk,), ()))
        assert actions.catch_up().done == 0
        assert Person.objects.filter(pk=other.pk).exists()

    def test_numbers_of_the_forgotten_are_never_given_out_again(self, db):
        from jiangong.foundation.people.erasure import register

        register.append(register.Line(timezone.now(), (5_000_000,), (7_000_000,)))
        actions.catch_up()
        assert make_person().pk > 5_000_000
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('ledger_entry', 'id'))")
            assert cursor.fetchone()[0] > 7_000_000

    def test_a_torn_line_is_told_and_does_not_spoil_the_next(self, db, register):
        from jiangong.foundation.people.erasure import register as file

        first = file.Line(timezone.now(), (1,), (2, 3))
        file.append(first)
        with register.open("a") as torn:
            torn.write(first.text()[:20])
        file.append(file.Line(timezone.now(), (4,), ()))
        found = file.read()
        assert [line.people for line in found.lines] == [(1,), (4,)]
        assert found.unreadable == 1


def queries_read(path):
    assert path.exists()
    return register.read().lines


def test_what_the_page_counts_is_what_goes(life):
    people = queries.numbers_of(life.person)
    counted = {str(one.label): one.count for one in queries.holdings(people)}
    assert counted["会籍记录"] == 1
    assert counted["培训报名"] == 1
    assert counted["登录账号"] == 1
    erase(life)
    assert all(one.fate == "keep" for one in queries.holdings(people))


def test_a_merged_registration_is_refused_where_it_is_not_kept(life):
    double = Person.objects.get(merged_into=life.person)
    with pytest.raises(Refused) as refused:
        actions.ask(double, by=None, words="x")
    assert refused.value.code == "erasure.merged"


def test_undo_of_a_merge_leaves_two_people(life, tree):
    people_actions.undo_merge(Merge.objects.get(), by=None)
    double = Person.objects.exclude(pk=life.person.pk).get(name=NAME)
    grow()
    erase(life)
    assert Person.objects.filter(pk=double.pk).exists()
    assert make_user(double)
