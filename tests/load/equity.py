"""Counting the equity ledger, lots for 100,000 people, its pages and ten years of trials, at full scale, each against a floor.

    make load-equity          (needs the database `load_full`, see load-pages)

The floor of a count is what PostgreSQL takes merely to read the same rows: members with their people once, and the year's
entries once; that of lots is to read the receipts and memberships of as many people; that of pages an empty view. Rounds alternate;
medians. Nothing passes or fails by its duration; a recount that differs, or a page with more than twelve queries, ends with 1.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

os.environ.setdefault("JIANGONG_DATABASE", "load_full")
os.environ["JIANGONG_DEMONSTRATION"] = "1"

from jiangong.operations.console import prepare

MOST = 12
SAMPLE = 4  # unions of each kind
ASKED = 100_000
TRIAL = {
    "places": 2000, "by_district": True, "flexible": 10, "no_office": 60, "even": 5, "bar": 3, "first": 1, "a_year": 1, "most": 6,
    "measured": "", "rate": 2.0, "times_office": 5.0, "times_flexible": 0.5, "steady": 70, "leaving": 5, "years": 10, "runs": 3,
    "seed": "load",
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    prepare()
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    from jiangong.foundation.ledger.models import Entry
    from jiangong.foundation.people.models import Membership
    from jiangong.operations.preparing import prepare_everything
    from jiangong.selection.equity import actions, queries
    from jiangong.selection.equity.formulas.publishing import published, rolled_up
    from jiangong.selection.equity.models import Count
    from jiangong.selection.equity.states import Dimension

    prepare_everything()
    settings.ALLOWED_HOSTS = ["*"]
    day = timezone.localdate()
    year = day.year - 1 if day.month < 7 else day.year  # not law: a year with entries in most months
    counted_on = min(date(year, 12, 31), day)
    print(
        f"{Membership.objects.count():,} memberships, {Entry.objects.count():,} entries; load {os.getloadavg()[0]:.1f}"
    )

    def read_once() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), count(p.sex) FROM people_membership m JOIN people_person p ON p.id = m.person_id"
                " WHERE m.joined_on <= %s",
                [counted_on],
            )
            cursor.execute(
                "SELECT count(DISTINCT person_id) FROM ledger_entry WHERE verb = ANY(%s) AND happened_on BETWEEN %s AND %s",
                [[one.verb for one in queries.goods().values()], date(year, 1, 1), counted_on],
            )

    def read_now() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), count(p.sex) FROM people_membership m JOIN people_person p ON p.id = m.person_id"
            )

    def count() -> None:
        actions.begin_count(year, by=None)
        actions.count(year)

    kinds = queries.kinds_on(counted_on, queries.unions_on(counted_on))
    cells = rolled_up([one for one in kinds if one.district != "-"], Dimension.values, queries.goods())
    print(f"{len(kinds):,} kinds of people, {len(cells):,} cells")
    compare("a year counted, hidden, written", count, read_once, rounds)
    timed("of that: what to hide", lambda: published(cells, 10), rounds)
    made = Count.objects.get(year=year)
    first = set(made.cells.values_list("good", "dimension", "value", "district", "people", "shown"))
    count()
    again = set(made.cells.values_list("good", "dimension", "value", "district", "people", "shown"))
    hidden = sum(not one[5] for one in again)
    print(
        f"counted again: {'the same' if first == again else 'DIFFERENT'}; {hidden:,} of {len(again):,} cells hidden"
    )

    compare(
        "all unions below the districts counted in the night", lambda: actions.count_inside(day), read_now, 1
    )
    differing = recounted(day)

    people = list(Membership.objects.order_by("person_id").values_list("person_id", flat=True)[:ASKED])

    def read_theirs() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM ledger_entry WHERE person_id = ANY(%s) AND verb = 'growth.completed'",
                [people],
            )
            cursor.execute(
                "SELECT count(joined_on) FROM people_membership WHERE person_id = ANY(%s)", [people]
            )

    compare(
        f"lots for {len(people):,} people",
        lambda: queries.lots_for(people, on=day, good="training"),
        read_theirs,
        rounds,
    )
    worst = pages(year, rounds)
    trial()
    return int(first != again or differing > 0 or worst > MOST)


def recounted(day: date) -> int:
    """The night's numbers beside counting person by person now, for the largest and some other unions of each kind; how many differ."""
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.organisations.states import Kind
    from jiangong.selection.equity import queries
    from jiangong.selection.equity.models import Inside

    kept = {one.organisation_id: one for one in Inside.objects.all()}
    size = {
        pk: next((people for *at, people in one.cells if at == ["", "", ""]), 0) for pk, one in kept.items()
    }
    chosen = []
    for kind in Kind.values:
        here = [
            pk for pk in Organisation.objects.filter(kind=kind).values_list("pk", flat=True) if pk in kept
        ]
        here.sort(key=lambda pk: -size[pk])
        chosen += [*here[:SAMPLE], *here[SAMPLE :: max(1, len(here) // SAMPLE)][:SAMPLE]]
    differing = 0
    for union in Organisation.objects.filter(pk__in=chosen):
        now = {(*at, people) for at, people in queries.groups_now(union, day).items()}
        differing += now != {tuple(one) for one in kept[union.pk].cells}
    print(
        f"{len(kept):,} unions kept, {sum(len(one.cells) for one in kept.values()):,} numbers; of {len(chosen)}"
        f" recounted now, {differing} differ; the largest has {max(size.values()):,} members"
    )
    return differing


def compare(name: str, ours: Callable[[], Any], floor: Callable[[], Any], rounds: int) -> None:
    """Both in turn; medians in seconds and their ratio."""
    found: dict[Callable[[], Any], list[float]] = {ours: [], floor: []}
    for _ in range(rounds):
        for one, times in found.items():
            times.append(clocked(one))
    mine, least = (statistics.median(times) for times in found.values())
    print(f"{name}: {mine:.2f} s, floor {least:.2f} s, ratio {mine / least:.2f}")


def timed(name: str, one: Callable[[], Any], rounds: int) -> None:
    print(f"{name}: {statistics.median(clocked(one) for _ in range(rounds)):.2f} s")


def clocked(one: Callable[[], Any]) -> float:
    before = time.perf_counter()
    one()
    return time.perf_counter() - before


def pages(year: int, rounds: int) -> int:
    """Milliseconds and queries of each page; the most queries of any."""
    from django.db import connection, transaction
    from django.test import Client, override_settings

    from jiangong.foundation.people.models import User

    worst = 0
    with override_settings(ROOT_URLCONF="tests.load.pages_urls"), transaction.atomic():
        township = officer_of_the_largest("township")
        district = officer_of_the_largest("district")
        for name, user, address in (
            ("floor (empty view)", "", "/floor/"),
            ("the year", "", f"/equity/{year}/"),
            ("a good", "", f"/equity/{year}/training/"),
            ("a table", "", f"/equity/{year}/training/sector/"),
            ("the spreadsheet", "", f"/equity/{year}/equity.xlsx"),
            ("my share", "demo-worker", "/me/share/"),
            ("inside the city", "demo-city-officer", "/workbench/equity/"),
            ("inside a union", "demo-chair", "/workbench/equity/"),
            ("inside the largest district", district, "/workbench/equity/"),
            ("inside the largest township", township, "/workbench/equity/"),
        ):
            client = Client()
            if user:
                account = User.objects.filter(username=user).first()
                if account is None:
                    print(f"{name}: nobody is called {user} here")
                    continue
                client.force_login(account)
            client.get(address)
            asked: list[str] = []

            def count(
                execute: Any, sql: str, params: Any, many: bool, context: Any, asked: Any = asked
            ) -> Any:
                asked.append(sql)
                return execute(sql, params, many, context)

            with connection.execute_wrapper(count):
                answer = client.get(address)
            times = [clocked(lambda: client.get(address)) * 1000 for _ in range(rounds * 3)]  # noqa: B023
            worst = max(worst, len(asked))
            print(
                f"{name}: {statistics.median(times):.0f} ms, {len(asked)} queries, status {answer.status_code},"
                f" {len(answer.content):,} bytes"
            )
        transaction.set_rollback(True)  # the officers were for this run
    return worst


def officer_of_the_largest(kind: str) -> str:
    """The account of an officer made for the union of a kind that most unions are below."""
    from django.db.models import CharField, Count, OuterRef, Subquery, Value
    from django.db.models.functions import Concat

    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import Person
    from tests.factories import make_appointment, make_user

    below = Organisation.objects.filter(
        path__startswith=Concat(OuterRef("path"), Value(""), output_field=CharField())
    ).order_by()
    counted = below.values("is_demonstration").annotate(n=Count("pk")).values("n")[:1]
    union = Organisation.objects.filter(kind=kind).annotate(n=Subquery(counted)).order_by("-n", "pk").first()
    assert union is not None
    person = Person.objects.filter(user=None).order_by("pk").first()
    assert (
        person is not None
    )  # a new one would have the planner walk through a million, for all accounts here are of the first
    make_appointment(person, union)
    return make_user(person).username


def trial() -> None:
    """Ten years of four rules, three runs each; and what came of it."""
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.selection.equity import actions
    from jiangong.selection.equity.queries.simulations import policy_words

    city = Organisation.objects.get(kind="city")
    made = actions.ask_simulation(city, "load", TRIAL, by=None)
    seconds = clocked(lambda: actions.run_simulation(made.pk))
    made.refresh_from_db()
    draws = 4 * TRIAL["runs"] * TRIAL["years"]  # type: ignore[operator]
    print(f"a trial of {draws} draws: {seconds:.1f} s; assumed {made.assumed}")
    for name, result in made.result.items():
        facts = ", ".join(f"{key} {result[key]}" for key in ("people", "again", "most", "never", "left"))
        print(f"  {policy_words(name)}: {facts}; first served by year {[one[0] for one in result['first']]}")


if __name__ == "__main__":
    sys.exit(main())
