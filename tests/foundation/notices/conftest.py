"""A course that wants its list shown first, a session that is over, officers who are and are not involved."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from jiangong.foundation.notices import actions, queries
from jiangong.foundation.notices.models import Notice
from jiangong.programmes.growth.models import Enrolment, Session
from jiangong.programmes.growth.states import CERTIFICATE_NOTICE
from tests.factories import make_course, make_member, make_officer, make_session

GRANTS = Path(__file__).parents[3] / "deploy" / "application.sql"


def as_owner(*statements):
    """What only a superuser's session can do: change rows past the triggers. Tests let time pass by it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        for one in statements:
            cursor.execute(one)
        cursor.execute("SET session_replication_role = origin")


def let_pass(days: float) -> None:
    """So many days go by, as far as notices, objections and their clocks know."""
    past = f"interval '{int(days * 86400)} seconds'"
    as_owner(
        f"UPDATE notices_notice SET published_at = published_at - {past}, ends_at = ends_at - {past}",
        f"UPDATE notices_objection SET made_at = made_at - {past}",
        f"UPDATE clocks_clock SET started_at = started_at - {past}, due_at = due_at - {past}",
    )


def make_application_role(name: str) -> None:
    """The role of deploy/application.sql, under another name, in the test's transaction."""
    grants = GRANTS.read_text().replace("LOGIN PASSWORD :'password'", "").replace("FOR ROLE jiangong ", "")
    with connection.cursor() as cursor:
        cursor.execute(grants.replace("jiangong_application", name))


def make_completed(session: Session, organisation, name: str = "") -> Enrolment:
    """Somebody who completed the session."""
    return Enrolment.objects.create(
        session=session,
        person=make_member(organisation, **({"name": name} if name else {})).person,
        organisation=organisation,
        state="completed",
        enrolled_at=session.enrol_from,
        completed_on=session.ends_on,
    )


@pytest.fixture
def officer(tree):
    """A cadre of the city, who prepares and publishes."""
    return make_officer(tree.city)


@pytest.fixture
def colleague(tree):
    """Another cadre of the city, who is not involved."""
    return make_officer(tree.city)


@pytest.fixture
def session(tree):
    today = timezone.localdate()
    return make_session(
        make_course(tree.city, needs_notice=True, title="演示焊工培训"),
        name="第一期",
        state="finished",
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=1),
    )


@pytest.fixture
def learners(tree, session):
    """Three who completed, of two unions."""
    return [
        make_completed(session, tree.enterprise, "王示例"),
        make_completed(session, tree.enterprise, "欧阳示例"),
        make_completed(session, tree.other_enterprise, "李示例"),
    ]


@pytest.fixture
def prepared(session, learners, officer):
    """prepared() → a draft of the session's list."""

    def make(by=officer) -> Notice:
        proposed = queries.proposal(queries.kind_of(CERTIFICATE_NOTICE), session.pk)
        return actions.prepare(
            CERTIFICATE_NOTICE,
            proposed.organisation,
            proposed.lines,
            about=session,
            title=proposed.title,
            by=by,
        )

    return make


@pytest.fixture
def running(prepared, officer):
    """A notice that was published just now."""
    return actions.put_up(prepared(), by=officer)


@pytest.fixture
def cleared(running):
    let_pass(15)
    return actions.close(Notice.objects.get(pk=running.pk), by=None)


def line(notice: Notice, nth: int = 0):
    return queries.lines_of(notice)[nth]
