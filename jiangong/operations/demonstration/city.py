"""Is there a demonstration city, is it only one, make it, throw it away."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date

from django.db import connection
from django.utils import timezone

from jiangong.foundation.ledger import actions as ledger
from jiangong.foundation.ledger import queries
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.people.cast import CAST, create_cast
from jiangong.foundation.people.models import Appointment, Person, User
from jiangong.operations.demonstration import (
    aspects,
    bases,
    contests,
    convalescence,
    credentials,
    desk,
    equity,
    exams,
    members,
    notices,
    officers,
    papers,
    rulings,
    samples,
    training,
    unions,
    waiting,
    witnessing,
    year,
)
from jiangong.operations.demonstration.scale import SCALES, Scale
from jiangong.operations.growing import grow_to_the_end
from jiangong.operations.signer import signer_folder
from jiangong.programmes.growth.models import Certificate

__all__ = ["SCALES", "cast_lines", "drop", "holds_real_data", "is_empty", "load"]

SEED = 20230101
HERE = "http://127.0.0.1:8000"  # where the demonstration's witness looks, until the site is started (commands/demo.py)
Step = Callable[[str], AbstractContextManager[None]]
ShowProgress = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]


def is_empty() -> bool:
    """No city has been loaded, or its loading was cut short (certificates come last)."""
    return not Certificate.objects.exists()


def holds_real_data() -> bool:
    """Whether there is any union or person that is not marked as demonstration."""
    return (
        Organisation.objects.filter(is_demonstration=False).exists()
        or Person.objects.filter(is_demonstration=False).exists()
    )


def drop() -> None:
    """Throw everything in this database away, tables included, and what signer and witness remember of its log."""
    shutil.rmtree(signer_folder(), ignore_errors=True)
    witnessing.forget()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()


def load(scale: Scale, *, step: Step, progress: ShowProgress, today: date | None = None) -> None:
    """Invent the city. The same day and scale give the same city."""
    from jiangong.plan import actions as plan

    today = today or timezone.localdate()
    chance = random.Random(f"{SEED} {today} {scale.name}")  # noqa: S311  (no secret hangs on it)
    if Organisation.objects.exists():  # an earlier load was cut short
        drop()
        from jiangong.operations.preparing import migrate

        migrate()
    if not queries.log_key():  # this log was never signed: what the folders remember is of a city thrown away
        shutil.rmtree(signer_folder(), ignore_errors=True)
        witnessing.forget()
    with step("工会组织 / unions"):
        tree = unions.build(scale, today, chance)
        while ledger.sequence():
            pass
    cast = _cast(tree)
    with progress("会员 / members") as tell:
        people = members.build(scale, tree, cast, today, chance, tell)
    known = frozenset(user.person_id or 0 for user in cast.values())
    with step("委员会和任职 / committees and officers"):
        officers.build(tree, people, known, today, chance)
    with step("疗休养基地 / convalescence bases"):
        found = bases.build(tree.city, today)
    with step("往年的疗休养 / convalescence of past years"):
        papers.give_marks(tree.city)  # for the letters to employers
        witness = witnessing.ready(HERE)
        year.build(tree.city, cast, found, witness, scale.guests, today)
    with step("基地评定 / bases rated"):
        bases.rate(tree.city, found, cast["city_officer"], today)
    with progress("培训与台账 / training and ledger") as tell:
        always = tuple(n for n, person in enumerate(people.people) if person in known)
        training.build(scale, tree, people, today, chance, tell, always)
    with step("竞赛 / contests"):
        contests.build(tree.city, cast, today)
    with step("理论考试 / theory examinations"):
        exams.build(tree.city, cast["city_officer"], cast["worker"])
    with step("按评分点评的竞赛 / contests marked by aspects"):
        aspects.build(tree.city, cast, today)  # its starts are counted with all the others
    with step("疗休养 / convalescence"):
        convalescence.build(tree.city, cast, found, today)
    with step("公示 / notices"):
        notices.build(tree.city, cast["city_officer"], today)
        while ledger.sequence():
            pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with step("规划数字 / plan figures"):
        plan.rebuild()
    with progress("台账入册 / publishing the ledger") as tell:
        grow_to_the_end(tell)
    with step("公平账 / equity ledger"):
        equity.build(today)
    with step("参数核定 / rulings on parameters"):
        district = next(one for one in tree.districts if one.pk == _office_of(cast["district_cadre"]))
        rulings.build(tree.city, district, cast, today)
    with step("案头 / drafts and pending acts"):
        desk.build(cast)
    with step("待办 / what waits"):
        waiting.build(cast, today)
    with step("公文 / documents"):
        papers.build(tree.city, cast["city_officer"])
    with step("数字凭证 / digital credentials"):
        credentials.build(cast)
    with step("审计抽样 / audit samples"):
        samples.build(tree.city, cast["auditor"], today)


def _office_of(user: User) -> int:
    return Appointment.objects.get(person=user.person).organisation_id


def _cast(tree: unions.Unions) -> dict[str, User]:
    """The fixed cast takes its places around the first branch."""
    branch = tree.branches[0]
    enterprise = next(one for one in tree.enterprises if one.pk == branch.parent_id)
    district = next(one for one in tree.districts if enterprise.path.startswith(one.path))
    township = next(one for one in tree.townships if enterprise.path.startswith(one.path))
    other = next(one for one in tree.enterprises if not one.path.startswith(district.path))
    return create_cast(
        {
            "city": tree.city,
            "district": district,
            "township": township,
            "enterprise": enterprise,
            "branch": branch,
            "other_enterprise": other,
        }
    )


def cast_lines() -> Iterator[str]:
    """The people to sign in as, one line each."""
    for one in CAST:
        yield f"{one.name}  —  {one.description}"
