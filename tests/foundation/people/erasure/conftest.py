"""A person with a whole life on the platform, and a look into every table for what names them."""

import io
import json
from dataclasses import dataclass
from datetime import date, timedelta

import openpyxl
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session as SignedIn
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from stdnum.cn.ric import calc_check_digit

from jiangong.api.actions import create_token
from jiangong.foundation.ledger.actions import grow as grow_tree
from jiangong.foundation.ledger.actions import record, sequence
from jiangong.foundation.ledger.queries import Tagging
from jiangong.foundation.people import actions as people_actions
from jiangong.foundation.people.erasure import actions
from jiangong.foundation.people.models import Look, Membership, Person, User
from jiangong.foundation.people.readlog import actions as readlog
from jiangong.foundation.people.roster import actions as roster
from jiangong.foundation.people.sealing import blind_index
from jiangong.foundation.people.states import Looked, Verb
from jiangong.programmes.growth import actions as growth
from jiangong.programmes.growth.models import Attendance, AttendanceSheet, Certificate, Enrolment
from tests.factories import make_appointment, make_course, make_officer, make_person, make_session, make_user

NAME, PHONE, EMAIL = "示例甲乙丙", "19912345678", "shili@example.org"
DOCUMENT = "37060219850302001" + calc_check_digit("370602198503020010")


@pytest.fixture(autouse=True)
def register(tmp_path, monkeypatch):
    """A register of erasures for each test."""
    path = tmp_path / "erasures"
    monkeypatch.setenv("JIANGONG_ERASURES", str(path))
    return path


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }


@dataclass(frozen=True)
class Life:
    """The person, what names them, and who else took part."""

    person: Person
    user: User
    words: tuple[str, ...]
    officer: User
    other: User
    asked: object


TAGGING = Tagging(
    key=b"k" * 32,
    counts_of=lambda verb, payload, attribute, day: [("D7", "plan")] if verb == "growth.completed" else [],
    people=[("D7", "plan")],
)


def grow() -> None:
    """Give every entry its place and its leaf, as the worker does."""
    sequence()
    while grow_tree(TAGGING):
        pass


@pytest.fixture
def life(tree, cast) -> Life:
    life = make_life(tree, cast)
    grow()
    return life


def make_life(tree, cast) -> Life:
    """Somebody who did everything one can do here, left the union, and asks to be forgotten."""
    officer, other = cast["city_officer"], make_officer(tree.city)
    document = people_actions.checked("identity_card", DOCUMENT)
    membership = people_actions.admit_new_person(
        tree.enterprise, name=NAME, document=document, phone=PHONE, by=cast["chair"]
    )
    person = membership.person
    user = make_user(person, username="shili", email=EMAIL, phone_verified=True)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    create_token(name="测试", scopes=["people:read"], days=30, by=user)
    double = make_person(NAME, phone=PHONE)
    people_actions.merge_people(person, double, reason="同一人", by=None)
    people_actions.reveal(person, "phone", purpose="联系", by=officer)
    make_appointment(person, tree.enterprise, "cadre", since=date(2021, 1, 1), until=date(2021, 12, 31))
    readlog.look(make_person(), Looked.PHONE, purpose="核对", by=user, organisation=tree.city)
    Look.objects.filter(by=user).update(looked_at=timezone.now() - timedelta(days=400))
    _train(tree, person, user, officer)
    _sign_in(user)
    _import(tree, officer)
    _answer(tree, cast)
    cache.set("attempts", PHONE)
    people_actions.leave(Membership.objects.get(pk=membership.pk), by=user)
    asked = actions.ask(Person.objects.get(pk=person.pk), by=user)
    person = Person.objects.get(pk=person.pk)
    sealed = (person.document_sealed, person.phone_sealed)
    words = (NAME, DOCUMENT, PHONE, EMAIL, "shili", *_indexes(), *sealed)
    return Life(person, user, words, officer, other, asked)


def _indexes() -> tuple[str, str]:
    return blind_index("document", DOCUMENT).hex(), blind_index("phone", PHONE).hex()


def _train(tree, person, user, officer) -> None:
    session = make_session(make_course(tree.city), places=5, taken=2, state="finished")
    enrolment = Enrolment.objects.create(
        session=session,
        person=person,
        organisation=tree.enterprise,
        state="completed",
        enrolled_at=timezone.now(),
        completed_on=session.ends_on,
    )
    Enrolment.objects.create(
        session=session,
        person=make_person(),
        organisation=tree.enterprise,
        state="completed",
        enrolled_at=timezone.now(),
    )
    Attendance.objects.create(enrolment=enrolment, meeting=1, source="code", marked_by=user)
    AttendanceSheet.objects.create(
        session=session,
        file_name="签到.xlsx",
        matched=[[enrolment.pk, [1]]],
        unmatched=[{"row": 3, "name": NAME, "reason": "x"}],
        uploaded_by=user,
    )
    batch = growth.begin_certificates(session, by=officer)
    growth.make_certificates(batch.pk)
    record(
        Verb.CHANGED,
        person,
        organisation=tree.enterprise,
        person=person,
        by=user,
        payload={"fields": ["name"]},
    )
    assert Certificate.objects.filter(holder_name=NAME).count() == 1


def _sign_in(user) -> None:
    Client().force_login(user)
    asking = Client()
    session = asking.session
    session["account_login_code"] = {"phone": PHONE, "at": 1}
    session.save()
    Client().force_login(make_user(make_person()))


def _import(tree, officer) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["姓名", "身份证号", "手机"],
        [NAME, DOCUMENT, "19987654321"],
        [NAME, "370602198503020011", PHONE],
        ["示例别人", "37068419850302002" + calc_check_digit("370684198503020020"), ""],
    ):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    read = roster.read(
        roster.receive(tree.enterprise, file_name="a.xlsx", content=content.getvalue(), by=officer)
    )
    assert read.rows_read == 3, read.problem


def _answer(tree, cast) -> None:
    """An officer's program did something about the person, and its answer is kept for a day."""
    from jiangong.api.models import Answer

    body = json.dumps({"id": 7, "person_id": 1, "name": NAME}, ensure_ascii=False)
    Answer.objects.create(
        user=cast["chair"], key="a-key-of-theirs", request_hash="1" * 64, status=201, body=body
    )


def traces(words) -> dict[str, int]:
    """In how many rows of which tables the words stand; sessions are looked into."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows = [row for (row,) in cursor.fetchall()]
            if table == "django_session":
                rows = [json.dumps(one.get_decoded(), ensure_ascii=False) for one in SignedIn.objects.all()]
            if hits := sum(any(word in row for word in words) for row in rows):
                found[table] = hits
    return found
