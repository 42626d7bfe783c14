"""What training's tests need besides the common cast: an organiser's officer, members, sessions in every state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiangong.programmes.growth import actions
from tests.factories import make_course, make_member, make_officer, make_session, make_user


@pytest.fixture
def officer(tree):
    """A cadre of the city, which organises the course."""
    return make_officer(tree.city)


@pytest.fixture
def course(tree):
    return make_course(tree.city, attendance_needed=80)


@pytest.fixture
def session(course):
    """Open to the whole city, 2 places, 2 meetings."""
    return make_session(course, places=2)


@pytest.fixture
def learner(tree):
    """learner() → the user of a new active member of an enterprise."""

    def make(organisation=None, **more):
        return make_user(make_member(organisation or tree.enterprise, **more).person)

    return make


@pytest.fixture
def enrolled(session, learner):
    """enrolled(n) → the first n enrolments of the session, in order (what exceeds the places waits)."""

    def make(n, into=None):
        from jiangong.programmes.growth.models import Enrolment

        places = [actions.enrol((into or session).pk, by=learner()) for _ in range(n)]
        return [Enrolment.objects.get(pk=place.enrolment_id) for place in places]

    return make


@pytest.fixture
def over(officer):
    """over(session) → the same session, its last day today and enrolment closed: ready to be finished."""

    def make(session):
        today = timezone.localdate()
        session.refresh_from_db()
        session.starts_on, session.ends_on, session.state = today - timedelta(days=1), today, "closed"
        session.save()
        return session

    return make


@pytest.fixture
def completed(session, learner, over):
    """completed(name) → an enrolment that completed with its session."""

    def make(name="示例一"):
        from jiangong.programmes.growth.models import Enrolment

        pk = actions.enrol(session.pk, by=learner(name=name)).enrolment_id
        for meeting in (1, 2):
            actions.mark_by_teacher(session, meeting, present={pk}, shown={pk}, by=None)
        actions.finish_session(over(session), by=None)
        return Enrolment.objects.get(pk=pk)

    return make


@pytest.fixture
def certificate(completed, settings, tmp_path):
    """A certificate of 示例䶮㛃𠅤, its files in a folder of the test's own."""
    from jiangong.programmes.growth.models import Certificate

    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    enrolment = completed("示例䶮㛃𠅤")
    actions.make_certificates(actions.begin_certificates(enrolment.session, by=None).pk)
    return Certificate.objects.get(enrolment=enrolment)
