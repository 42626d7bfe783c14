"""Plain functions that make rows for tests. Each makes what it needs and takes by keyword what a test cares about."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from jiangong.foundation.desk.actions import take_effect
from jiangong.foundation.desk.queries import due
from jiangong.foundation.organisations.models import Lineage, Naming, Organisation
from jiangong.foundation.organisations.states import Kind, Role
from jiangong.foundation.people import sealing
from jiangong.foundation.people.models import Appointment, Membership, Person, User
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.growth.models import Course, Session
from jiangong.programmes.growth.states import SessionState

_number = count(1)
FOUNDED = date(2020, 1, 1)


def number_from(first: int) -> None:
    """Number what is made from here on, in a process whose database holds what another process's factories made."""
    global _number
    _number = count(first)


def make_organisation(
    name: str = "",
    *,
    kind: str = Kind.ENTERPRISE,
    parent: Organisation | None = None,
    industry: Organisation | None = None,
    founded_on: date = FOUNDED,
    **more: Any,
) -> Organisation:
    """An organisation standing below `parent` (none for the city), with its lineage and naming from its first day."""
    number = next(_number)
    name = name or f"测试工会{number:03d}"
    organisation = Organisation.objects.create(
        code=more.pop("code", f"T{number:07d}"),
        name=name,
        short_name=more.pop("short_name", name),
        kind=kind,
        parent=parent,
        industry=industry,
        path=f"new{number}",
        depth=parent.depth + 1 if parent else 0,
        founded_on=founded_on,
        **more,
    )
    organisation.path = f"{parent.path if parent else '/'}{organisation.pk}/"
    organisation.save(update_fields=["path"])
    ancestors = dict.fromkeys([*_ids(organisation.path), *(_ids(industry.path) if industry else [])])
    Lineage.objects.create(
        organisation=organisation,
        parent=parent,
        industry=industry,
        ancestors=list(ancestors),
        since=founded_on,
    )
    Naming.objects.create(organisation=organisation, name=name, since=founded_on)
    return organisation


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.strip("/").split("/")]


def make_person(name: str = "", *, phone: str = "", document: str = "", **more: Any) -> Person:
    """A person; `phone` and `document` (an identity number) are sealed as the platform does it."""
    person = Person.objects.create(name=name or f"测试职工{next(_number):04d}", **more)
    if phone:
        person.phone_sealed = sealing.seal(phone, model="people.person", field="phone", pk=person.pk)
        person.phone_index = sealing.blind_index("phone", phone)
    if document:
        person.document_type = person.document_type or "identity_card"
        person.document_sealed = sealing.seal(document, model="people.person", field="document", pk=person.pk)
        person.document_index = sealing.blind_index("document", document)
    if phone or document:
        person.save()
    return person


def make_member(
    organisation: Organisation,
    *,
    person: Person | None = None,
    state: str = MembershipState.ACTIVE,
    joined_on: date = FOUNDED,
    **more: Any,
) -> Membership:
    """A membership of `organisation`; `more` goes to the person where none is given."""
    return Membership.objects.create(
        person=person or make_person(**more),
        organisation=organisation,
        state=state,
        applied_on=joined_on,
        joined_on=joined_on,
    )


def make_appointment(
    person: Person,
    organisation: Organisation,
    role: str = Role.CADRE,
    *,
    since: date = FOUNDED,
    until: date | None = None,
) -> Appointment:
    return Appointment.objects.create(
        person=person, organisation=organisation, role=role, since=since, until=until
    )


def make_user(person: Person | None = None, *, username: str = "", **more: Any) -> User:
    """An account; with `person=None` one that is linked to nobody."""
    user = User(username=username or f"test-{next(_number)}", person=person, **more)
    user.set_unusable_password()
    user.save()
    return user


def make_officer(organisation: Organisation, role: str = Role.CADRE) -> User:
    """An account whose person holds `role` on `organisation`."""
    person = make_person()
    make_appointment(person, organisation, role)
    return make_user(person)


def make_course(organiser: Organisation, **more: Any) -> Course:
    number = next(_number)
    return Course.objects.create(
        **{
            "code": f"K{number:05d}",
            "title": f"测试课程{number:03d}",
            "hours": 16,
            "organiser": organiser,
            **more,
        }
    )


def make_session(course: Course, *, open_to: Organisation | None = None, **more: Any) -> Session:
    """A session open for enrolment now, with 30 places, to the organiser's own subtree unless told otherwise."""
    now = timezone.now()
    today = timezone.localdate()
    return Session.objects.create(
        **{
            "course": course,
            "name": f"第{next(_number)}期",
            "place": "测试教室",
            "starts_on": today + timedelta(days=14),
            "ends_on": today + timedelta(days=15),
            "enrol_from": now - timedelta(days=1),
            "enrol_until": now + timedelta(days=7),
            "places": 30,
            "meetings": 2,
            "state": SessionState.OPEN,
            "open_to": open_to or course.organiser,
            **more,
        }
    )


def let_take_effect(*, minutes: int = 11) -> list[str]:
    """What was sent and waits takes effect, as `minutes` from now; returns the states that it ended in."""
    now = timezone.now() + timedelta(minutes=minutes)
    return [take_effect(pk, now=now) for pk in due(now)]


def make_mark(organisation: Organisation, mark: str = "") -> Any:
    """A union's 机关代字, without which it issues no document."""
    from jiangong.foundation.documents.actions import set_mark

    letters = "甲乙丙丁戊己庚辛壬癸"
    return set_mark(
        organisation, mark or "演" + "".join(letters[int(n)] for n in str(next(_number))) + "工", by=None
    )
