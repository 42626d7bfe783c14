"""What the last hour's applications are for (applications.py): a session of a course by lot, or the year's convalescence."""

import json
import random
from datetime import timedelta
from typing import Any, Protocol

from tests.load import enrolment_rush

Request = tuple[str, str, dict[str, str], bytes]
Row = tuple[Any, ...]
PLACES = 2_000


class Kind(Protocol):
    """`status` of an answer that took an application. `told`: what an answer says of it, as `rows` gives it."""

    name: str
    status: int

    def prepare(self) -> None: ...
    def new(self) -> int: ...
    def asks(self, pk: int, people: list[tuple[int, str]]) -> list[Request]: ...
    def count(self, pk: int) -> int: ...
    def told(self, answer: dict[str, Any]) -> Row: ...
    def rows(self, pk: int) -> list[tuple[Row, int]]: ...
    def odd(self, pk: int) -> dict[str, int]: ...


class Courses:
    """A session whose 2,000 places are given by lot; everybody who enrols waits."""

    name, status = "enrolments by lot", 201

    def prepare(self) -> None:
        """The people of the rush are enough."""

    def new(self) -> int:
        from jiangong.programmes.growth.models import Session

        pk = enrolment_rush.new_session(PLACES)
        Session.objects.filter(pk=pk).update(giving="draw")
        return pk

    def asks(self, pk: int, people: list[tuple[int, str]]) -> list[Request]:
        return [(*one, b"") for one in enrolment_rush.asks(pk, people)]

    def count(self, pk: int) -> int:
        from jiangong.programmes.growth.models import Enrolment

        return Enrolment.objects.filter(session=pk).count()

    def told(self, answer: dict[str, Any]) -> Row:
        return answer["id"], answer["state"]

    def rows(self, pk: int) -> list[tuple[Row, int]]:
        from jiangong.programmes.growth.models import Enrolment

        found = Enrolment.objects.filter(session=pk).values_list("pk", "state", "person_id")
        return [((key, state), person) for key, state, person in found]

    def odd(self, pk: int) -> dict[str, int]:
        from jiangong.programmes.growth.models import Session

        return {"placed": Session.objects.get(pk=pk).taken}


class Convalescence:
    """The year's programme: 20 batches of 100 places, pools for two districts and six kinds of people; one to six wishes each."""

    name, status = "applications for convalescence", 200
    batches = tuple(f"b{n}" for n in range(1, 21))

    def prepare(self) -> None:
        """Let the people differ: sex, age, form of work, posts; one in ten went five years ago."""
        from django.db import connection
        from django.utils import timezone

        from jiangong.foundation.ledger.actions import Fact, record_many
        from jiangong.foundation.organisations.models import Organisation
        from jiangong.foundation.people.models import Membership
        from jiangong.programmes.care.convalescence.models import Post

        with connection.cursor() as cursor:
            cursor.execute(_DIFFER)
        kept = set(Post.objects.values_list("person_id", flat=True))
        members = list(
            Membership.objects.filter(state="active", person__user__username__startswith="rush-")
            .exclude(person__in=kept)
            .order_by("person_id")
            .values_list("person_id", "organisation_id")
        )
        Post.objects.bulk_create(
            (
                Post(
                    person_id=person,
                    organisation_id=organisation,
                    kind="front",
                    hard=person % 5 == 0,
                    model=person % 50 == 0,
                    hardship=person % 30 == 0,
                )
                for person, organisation in members
                if person % 3
            ),
            batch_size=5_000,
        )
        unions = Organisation.objects.in_bulk({organisation for _, organisation in members})
        then = timezone.localdate() - timedelta(days=5 * 366)
        record_many(
            [
                Fact(
                    "convalescence.stayed",
                    "convalescence.stay",
                    person,
                    unions[union],
                    person,
                    happened_on=then,
                )
                for person, union in members
                if person % 3 and person % 10 == 0
            ],
            by=None,
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def new(self) -> int:
        from jiangong.foundation.organisations.models import Organisation
        from tests.programmes.care.convalescence.conftest import make_programme

        city = Organisation.objects.get(kind="city")
        each = PLACES // len(self.batches)
        return make_programme(city, places=[each] * len(self.batches), reserved=RESERVED, districts=800).pk

    def asks(self, pk: int, people: list[tuple[int, str]]) -> list[Request]:
        return [
            (
                "POST",
                "/api/v1/convalescence/applications",
                {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
                json.dumps({"programme": pk, "wants": self._wishes(person), "sound": True}).encode(),
            )
            for person, token in people
        ]

    def _wishes(self, person: int) -> list[str]:
        chance = random.Random(person)
        return chance.sample(self.batches, chance.randint(1, 6))

    def count(self, pk: int) -> int:
        from jiangong.programmes.care.convalescence.models import Application

        return Application.objects.filter(programme=pk).count()

    def told(self, answer: dict[str, Any]) -> Row:
        return answer["id"], answer["state"], answer["ticket"]

    def rows(self, pk: int) -> list[tuple[Row, int]]:
        from jiangong.programmes.care.convalescence.models import Applicant

        found = Applicant.objects.filter(programme=pk, live=True).values_list(
            "application_id", "application__state", "application__ticket", "person_id"
        )
        return [(tuple(row), person) for *row, person in found]

    def odd(self, pk: int) -> dict[str, int]:
        """Applications whose wishes are not those sent, that have not one applicant with facts, not one entry in the ledger."""
        from django.db import connection

        from jiangong.programmes.care.convalescence.models import Applicant

        with connection.cursor() as cursor:
            cursor.execute(_NOT_WHOLE, [pk, pk])
            alone, unwritten = cursor.fetchone()
        sent = Applicant.objects.filter(programme=pk).values_list("person_id", "application__wants")
        changed = sum(wants != self._wishes(person) for person, wants in sent)
        return {"other wishes": changed, "without applicant": alone, "not once in the ledger": unwritten}


RESERVED = {
    "hard": 300,
    "model": 100,
    "new_form": 200,
    "winner": 50,
    "hardship": 50,
    "near_retirement": 100,
}
_DIFFER = """
UPDATE people_person p SET sex = CASE WHEN p.id % 2 = 0 THEN 'F' ELSE 'M' END,
  born_on = date '1966-01-01' + (p.id % 14000)::int, occupation = '演示工种',
  employment_form = CASE WHEN p.id % 8 = 0 THEN '外卖配送员' ELSE '' END
FROM people_user u WHERE u.person_id = p.id AND u.username LIKE 'rush-%' AND p.sex = ''
"""
_NOT_WHOLE = """
SELECT (SELECT count(*) FROM convalescence_application a WHERE a.programme_id = %s AND
  (SELECT count(*) FROM convalescence_applicant p WHERE p.application_id = a.id AND p.facts ? 'post' AND p.lots > 0) <> 1),
 (SELECT count(*) FROM convalescence_application a LEFT JOIN (SELECT subject_id, count(*) AS n FROM ledger_entry
  WHERE verb = 'convalescence.applied' AND subject_type = 'convalescence.application' GROUP BY subject_id) e
  ON e.subject_id = a.id WHERE a.programme_id = %s AND coalesce(e.n, 0) <> 1)
"""
KINDS: dict[str, type[Courses] | type[Convalescence]] = {"courses": Courses, "convalescence": Convalescence}
