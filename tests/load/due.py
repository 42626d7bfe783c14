"""Due list, search and one matter with a million members and 100,000 open matters, against an empty view in the same run.

    make load-due          (loads a million members, without training and log, into the database `load_due`)

80,000 matters wait in enterprises chosen by chance, 20,000 at the city itself: the city's officer has all of those on
one list, which nobody should have; the chair's list is a usual one. Bars as in tests/load/pages.py.
"""

import os
import random
import sys
import time
from datetime import timedelta

os.environ.setdefault("JIANGONG_DATABASE", "load_due")
os.environ["JIANGONG_DEMONSTRATION"] = "1"

from jiangong.operations.console import prepare, progress, step
from jiangong.operations.tables import aligned

SPREAD, AT_THE_CITY = 80_000, 20_000
BATCH = 2_000
SEED = 20261126
KIND = "people.load_test"
LETTERS = "abcdefghjklmnpqrstwxyz"


def main() -> int:
    prepare()
    from django.conf import settings
    from django.test import Client, override_settings

    from jiangong.foundation.inbox.models import Matter
    from jiangong.foundation.people.models import Membership
    from jiangong.operations.preparing import prepare_everything
    from tests.load.pages import measure

    prepare_everything()
    list_the_kind()
    if not Membership.objects.exists():
        load_members()
    if Matter.objects.filter(kind=KIND).count() < SPREAD + AT_THE_CITY:
        open_matters()
    settings.ALLOWED_HOSTS = ["*"]
    with override_settings(ROOT_URLCONF="tests.load.pages_urls"):
        rows = measure(Client, pages())
    members = Membership.objects.filter(state="active").count()
    print(
        f"{members:,} active members, {Matter.objects.filter(closed_at__isnull=True).count():,} open matters"
    )
    print("\n".join(aligned(rows, right=frozenset(range(1, 8)))))
    print(
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; own cpu: ms of this process, without PostgreSQL"
    )
    return 0


def load_members() -> None:
    """Unions, a million members and their officers, as in the full demonstration; without training, figures and log."""
    from django.db import connection
    from django.utils import timezone

    from jiangong.operations.demonstration import city, members, officers, unions

    scale, today, chance = city.SCALES["full"], timezone.localdate(), random.Random(SEED)
    with step("工会组织 / unions"):
        tree = unions.build(scale, today, chance)
    cast = city._cast(tree)
    with progress("会员 / members") as tell:
        people = members.build(scale, tree, cast, today, chance, tell)
    with step("任职 / officers"):
        officers.build(tree, people, frozenset(one.person_id or 0 for one in cast.values()), today, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def list_the_kind() -> None:
    """A kind of matter that no room lists, and an act that settles it, so that lists show both."""
    from jiangong.foundation.inbox.queries import kinds
    from jiangong.foundation.inbox.states import MatterKind

    kinds.matter_kinds()[KIND] = MatterKind(
        KIND, "核对%(what)s", "您是%(union)s的工会干部", "到期报上级工会", "people:person"
    )


def open_matters() -> None:
    """By bulk, with due times from last week to two months ahead."""
    from django.db import connection
    from django.utils import timezone

    from jiangong.foundation.inbox.actions import Opening, open_many
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import Membership

    chance = random.Random(SEED)
    city = Organisation.objects.get(kind="city")
    subjects = list(
        Membership.objects.filter(state="active")
        .select_related("person", "organisation")
        .order_by("pk")[: (SPREAD + AT_THE_CITY) * 9 : 9]
    )
    now = timezone.now()
    started = time.monotonic()
    with progress("待办 / open matters") as tell:
        for first in range(0, len(subjects), BATCH):
            openings = [
                Opening(
                    one,
                    organisation=one.organisation if place >= AT_THE_CITY else city,
                    due_at=now + timedelta(minutes=chance.randint(-10_000, 86_400)),
                    words={"what": "会籍", "union": one.organisation.short_name},
                    label=f"{one.person.name}，{one.organisation.short_name}",
                )
                for place, one in enumerate(subjects[first : first + BATCH], first)
            ]
            open_many(KIND, openings)
            tell(first + len(openings), len(subjects))
    print(f"opened {len(subjects):,} matters in {time.monotonic() - started:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inbox_matter")
        cursor.execute("ANALYZE inbox_matterstep")


def pages() -> list[tuple[str, str, list[str]]]:
    """(name, username or "", addresses) of every page that is measured; the addresses differ from round to round."""
    from django.urls import reverse

    from jiangong.foundation.inbox.models import Matter
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import Membership, User

    chance = random.Random(SEED)
    bench, find = reverse("web:workbench"), reverse("web:search")
    city = Organisation.objects.get(kind="city")
    at_city = list(
        Matter.objects.filter(kind=KIND, seat=city)
        .order_by("place", "pk")
        .values_list("pk", flat=True)[:5_000:250]
    )
    marks = [
        f"{one.place.isoformat()}~{one.pk}".replace("+", "%2B")
        for one in Matter.objects.filter(seat=city, closed_at__isnull=True).order_by("place", "pk")[
            500:19_000:1_000
        ]
    ]
    below = list(Organisation.objects.filter(kind="district").values_list("code", flat=True))
    numbers = list(
        Membership.objects.filter(state="active")
        .exclude(number="")
        .order_by("pk")
        .values_list("number", flat=True)[::50_000]
    )
    letters = [
        "yszg",
        *("".join(chance.choices(LETTERS, k=3)) for _ in range(9)),
    ]  # everybody here is called yszg…
    chair = User.objects.get(username="demo-chair")
    assert chair.person is not None
    names = list(Membership.objects.order_by("pk").values_list("person__name", flat=True)[::50_000])
    unions = list(
        Organisation.objects.filter(kind="enterprise").order_by("pk").values_list("name", flat=True)[::600]
    )
    officer = "demo-city-officer"
    return [
        ("floor (empty view)", "", ["/floor/"]),
        ("due list, chair", "demo-chair", [bench]),
        ("due list, city (20,000)", officer, [bench]),
        (
            "  narrowed by room and time",
            officer,
            [f"{bench}?room=people&due={due}" for due in ("week", "later", "overdue")],
        ),
        ("  narrowed by district", officer, [f"{bench}?organisation={code}" for code in below]),
        ("  narrowed by text", officer, [f"{bench}?q={name}" for name in names]),
        ("  narrowed, nothing found", officer, [f"{bench}?q=没有这样的事"]),
        ("  later pages", officer, [f"{bench}?after={mark}" for mark in marks]),
        ("one matter, in the list", officer, [f"{bench}?matter={pk}" for pk in at_city]),
        ("search by name", officer, [f"{find}?q={name}" for name in names]),
        ("search by initials", officer, [f"{find}?q={one}" for one in letters]),
        ("search by member number", officer, [f"{find}?q={number}" for number in numbers]),
        ("search by matter number", officer, [f"{find}?q={pk}" for pk in at_city]),
        ("search by union", officer, [f"{find}?q={name}" for name in unions]),
        ("search, nothing found", officer, [f"{find}?q=查无此名"]),
        ("my matters", "demo-worker", [reverse("web:my_matters")]),
        ("worker home", "demo-worker", ["/me/"]),
    ]


if __name__ == "__main__":
    sys.exit(main())
