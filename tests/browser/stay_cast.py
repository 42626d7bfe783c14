"""The story's office: it sets the scene, and does what worker, signer and witness do while the pages are used.

Runs in a process of its own on the story's database (moved_clock.site), one line of JSON in, one out.
"""

import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q

FIRST_NUMBER = 10_000  # the story of a contest may have been told in this city before
STORY = timedelta(days=1500)  # a session outlasts it
SINCE = date(2019, 3, 1)  # long in their units
COLLEAGUES = "甲乙丙丁戊己庚辛壬癸子丑寅卯"


class Office:
    """Each method is an act that the story may ask for."""

    def __init__(self) -> None:
        from tests.browser.moved_clock import Clock

        self.clock, self.witnessing, self.done = Clock(), None, set[int]()

    def witness(self) -> str:
        """Set up the demonstration's witness; its public key, for the server."""
        from jiangong.operations.demonstration import witnessing

        self.witnessing = witnessing.ready(os.environ["JIANGONG_SITE"])
        assert self.witnessing is not None
        return self.witnessing.vkey

    def cast(self) -> dict[str, Any]:
        return set_the_scene()

    def move(self, to: float) -> None:
        """Let the clock be so many seconds ahead, everywhere."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("UPDATE moved.clock SET ahead = make_interval(secs => %s)", [to])
        Path(os.environ["JIANGONG_STORY_CLOCK"]).write_text(str(to))
        self.clock.move(to)

    def work(self) -> None:
        """What the worker does by the clock and from its queue; then the log grows, is signed and cosigned."""
        from jiangong.foundation.clocks import tasks as clocks
        from jiangong.foundation.desk import tasks as desk
        from jiangong.foundation.ledger.actions import sequence
        from jiangong.foundation.notices import tasks as notices
        from jiangong.operations.demonstration import witnessing
        from jiangong.plan.actions import follow
        from jiangong.programmes.care.convalescence import tasks as convalescence
        from jiangong.selection.draws import tasks as draws

        for periodic in (desk.sweep, notices.close_due, draws.fetch, convalescence.lapse, clocks.cross):
            periodic(0)
        _work_off(self.done)
        while sequence() + follow():
            pass
        witnessing.sign_and_cosign(self.witnessing)

    def stayed(self) -> list[list[Any]]:
        """The ledger's entries of stays: whose union, how much."""
        from jiangong.foundation.ledger.models import Entry

        found = Entry.objects.filter(verb="convalescence.stayed").select_related("organisation")
        return [[one.organisation.name, int(one.quantity), one.person_id] for one in found]


def office() -> None:
    """Answer until nobody asks any more."""
    from jiangong.operations.console import prepare

    prepare()
    at_work = Office()
    answers, sys.stdout = sys.stdout, sys.stderr  # what the jobs print is no answer
    for line in sys.stdin:
        asked = json.loads(line)
        said = getattr(at_work, asked.pop("act"))(**asked)
        answers.write(json.dumps(said) + "\n")
        answers.flush()


def _work_off(done: set[int]) -> None:
    """Run what the pages left to the background: draws, letters. What the demonstration has waiting is left alone."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    mine = Q(task_name__startswith="draws.") | Q(task_name__startswith="convalescence.")
    while waiting := list(ProcrastinateJob.objects.filter(mine, status="todo").exclude(pk__in=done)):
        for job in waiting:
            app.tasks[job.task_name].func(**job.args)
            done.add(job.pk)


def set_the_scene() -> dict[str, Any]:
    """Two districts with a factory each, their people on the register and signed in; nothing of convalescence yet.

    Mo (whose record lacks what she does) and the colleagues work in the first factory, the heroine in the second.
    """
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.organisations.states import Kind, Role
    from jiangong.foundation.people.models import Membership
    from tests.browser.sessions import sign_in
    from tests.factories import (
        make_appointment,
        make_member,
        make_organisation,
        make_person,
        make_user,
        number_from,
    )

    number_from(FIRST_NUMBER)
    city = Organisation.objects.get(kind=Kind.CITY)
    districts = [
        make_organisation(f"演示{sign}区总工会", kind=Kind.DISTRICT, parent=city) for sign in ("东沙", "西沙")
    ]
    factories = [
        make_organisation(f"演示{sign}机械厂工会", parent=district, employer_name=f"演示{sign}机械厂")
        for sign, district in zip(("东沙", "西沙"), districts, strict=True)
    ]

    def member(organisation: Any, name: str, number: int, **more: Any) -> Any:
        found = make_member(organisation, name=name, joined_on=SINCE, **more)
        Membership.objects.filter(pk=found.pk).update(number=f"YSLX{number:04d}")
        return found.person

    def officer(organisation: Any, name: str, role: str) -> Any:
        person = make_person(name)
        make_appointment(person, organisation, role)
        return make_user(person)

    front = {"occupation": "装配工", "born_on": date(1990, 5, 1)}
    people = {
        "heroine": make_user(member(factories[1], "演示秋禾", 1, sex="F", **front)),
        "corrected": make_user(member(factories[0], "演示春生", 2, sex="M", born_on=date(1985, 7, 1))),
        "officer": officer(city, "演示疗养干部", Role.CADRE),
        "clerk": officer(factories[0], "演示厂工会干事", Role.CADRE),
        "leader": make_user(member(districts[0], "演示带队", 3, sex="F", **front)),
        "doctor": make_user(member(districts[0], "演示医生", 4, sex="M", **front)),
    }
    for n, sign in enumerate(COLLEAGUES):
        person = member(factories[0], f"演示工友{sign}", 10 + n, sex="FM"[n % 2], **front)
        people[f"colleague{n}"] = make_user(person)
    return {
        "sessions": {who: sign_in(user, lasts=STORY) for who, user in people.items()},
        "names": {who: user.person.name for who, user in people.items()},
        "numbers": {"leader": "YSLX0003", "doctor": "YSLX0004"},
        "district": districts[1].code,
    }
