"""Server time and queries of the heaviest pages at full scale, against an empty view in the same run.

    make load-pages          (loads the full demonstration into the database `load_full` when it is not there)

Every request passes the whole middleware in this process; rounds alternate over the pages. Bars (performance.md of
the project's design notes): p95 100 ms and 12 queries a page; one more entry shows within a second.
"""

import gzip
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("JIANGONG_DATABASE", "load_full")
os.environ["JIANGONG_DEMONSTRATION"] = "1"

from jiangong.operations.console import prepare, progress, step
from jiangong.operations.tables import aligned

ROUNDS = 40
BAR_MS, BAR_QUERIES, BAR_SHOWS = 100.0, 12, 1.0


def main() -> int:
    prepare()
    from django.conf import settings
    from django.test import Client, override_settings

    from jiangong.operations.demonstration import city
    from jiangong.operations.preparing import prepare_everything

    prepare_everything()
    if city.is_empty():
        city.load(city.SCALES["full"], step=step, progress=progress)
    settings.ALLOWED_HOSTS = ["*"]
    with override_settings(ROOT_URLCONF="tests.load.pages_urls"):
        rows = measure(Client, pages())
    print("\n".join(aligned(rows, right=frozenset(range(1, 8)))))
    print(
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; own cpu: ms of this process, without PostgreSQL"
    )
    shows = one_more_entry()
    print(f"one more entry shows after {shows:.2f} s (bar {BAR_SHOWS:.0f} s)")
    return 0


def pages() -> list[tuple[str, str, list[str]]]:
    """(name, username or "", addresses) of every page that is measured; the addresses differ from round to round."""
    from django.urls import reverse

    from jiangong.foundation.ledger.models import Place
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.foundation.people.models import Membership, User
    from jiangong.foundation.people.states import MembershipState

    city = Organisation.objects.get(kind="city")
    districts = list(Organisation.objects.filter(kind="district").values_list("code", flat=True))
    codes = list(Organisation.objects.filter(state="active").order_by("pk").values_list("code", flat=True))
    anywhere = codes[:: len(codes) // ROUNDS]
    chair = User.objects.get(username="demo-chair")
    assert chair.person is not None
    last = Place.objects.latest("position").position
    marks = [last * n // 10 for n in range(1, 10)]
    biggest = (
        Membership.objects.filter(state=MembershipState.ACTIVE, organisation__kind="enterprise")
        .order_by("pk").values_list("pk", flat=True)
    )[:5]  # fmt: skip
    records = reverse("plan:records", args=["D9", city.code])
    members = reverse("people:members")
    return [
        ("floor (empty view)", "", ["/floor/"]),
        ("plan overview", "", [reverse("plan:overview")]),
        ("plan district", "", [reverse("plan:district", args=[code]) for code in districts]),
        ("plan figure", "", [reverse("plan:figure", args=["D9", code]) for code in districts]),
        ("plan promise", "", [reverse("plan:promise", args=["D9"])]),
        ("plan figure, any union", "", [reverse("plan:figure", args=["D7", code]) for code in anywhere]),
        ("records behind a figure", "", [records, *(f"{records}?after={mark}" for mark in marks)]),
        ("records, district", "", [reverse("plan:records", args=["D9", code]) for code in districts]),
        ("a leaf", "", [reverse("ledger:leaf", args=[mark]) for mark in marks]),
        ("proof and witnesses", "", [reverse("ledger:proof")]),
        ("my records", "demo-worker", [reverse("plan:my_records")]),
        ("ledger, workbench", "demo-city-officer", [reverse("plan:ledger")]),
        (
            "plan figure, workbench",
            "demo-city-officer",
            [reverse("plan:workbench_figure", args=["D9", city.code])],
        ),
        ("member list, city", "demo-city-officer", [members, *(f"{members}?after={pk}" for pk in biggest)]),
        (
            "member list, search",
            "demo-city-officer",
            [f"{members}?q=演示职工00{n:02d}" for n in range(10, 30)],
        ),
        ("member list, enterprise", "demo-chair", [members]),
        ("course list, worker", "demo-worker", ["/courses/"]),
        ("training, workbench", "demo-city-officer", ["/workbench/training/"]),
        ("organisations, workbench", "demo-city-officer", ["/workbench/organisations/"]),
        ("workbench home", "demo-city-officer", ["/workbench/"]),
        ("worker home", "demo-worker", ["/me/"]),
    ]


def measure(client: Callable[..., Any], wanted: list[tuple[str, str, list[str]]]) -> list[list[str]]:
    from django.db import connection

    from jiangong.foundation.people.models import User

    clients: dict[str, Any] = {}
    for _, username, _ in wanted:
        if username not in clients:
            clients[username] = client(HTTP_ACCEPT_LANGUAGE="zh-hans")
            if username:
                clients[username].force_login(
                    User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend"
                )
    times: dict[str, list[float]] = {name: [] for name, _, _ in wanted}
    own: dict[str, list[float]] = {name: [] for name, _, _ in wanted}
    queries: dict[str, int] = {}
    sizes: dict[str, int] = {}
    answers: dict[str, set[int]] = {name: set() for name, _, _ in wanted}
    for turn in range(ROUNDS + 2):
        for name, username, addresses in wanted:
            counted = 0

            def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
                nonlocal counted
                counted += 1
                return execute(sql, params, many, context)

            with connection.execute_wrapper(count):
                started, worked = time.perf_counter(), time.thread_time()
                answer = clients[username].get(addresses[turn % len(addresses)])
                taken, worked = time.perf_counter() - started, time.thread_time() - worked
            answers[name].add(answer.status_code)
            if turn >= 2:  # the first rounds fill caches of templates and connections
                times[name].append(taken * 1000)
                own[name].append(worked * 1000)
                queries[name] = max(queries.get(name, 0), counted)
                sizes[name] = len(gzip.compress(answer.content))
    table = [["page", "p50 ms", "p95 ms", "worst", "own cpu", "queries", "KB gz", "status", "within bar"]]
    for name, _, _ in wanted:
        ordered = sorted(times[name])
        p95 = ordered[int(len(ordered) * 0.95) - 1]
        good = p95 <= BAR_MS and queries[name] <= BAR_QUERIES and answers[name] == {200}
        table.append(
            [
                name, f"{statistics.median(ordered):.1f}", f"{p95:.1f}", f"{ordered[-1]:.1f}",
                f"{statistics.median(own[name]):.1f}", str(queries[name]),
                f"{sizes[name] / 1024:.1f}", "/".join(map(str, sorted(answers[name]))), "yes" if good else "NO",
            ]
        )  # fmt: skip
    return table


def one_more_entry() -> float:
    """Seconds from the commit of one completion until the city's figure of D9 is one more; then taken back."""
    from django.db import transaction
    from django.utils import timezone

    from jiangong.foundation.ledger import actions as ledger
    from jiangong.foundation.organisations.models import Organisation
    from jiangong.plan.models import Cell
    from jiangong.plan.tasks import follow_forever
    from jiangong.programmes.growth.models import Enrolment
    from jiangong.programmes.growth.states import Verb

    stop = threading.Event()
    follower = threading.Thread(target=follow_forever, args=(stop,), daemon=True)
    follower.start()
    time.sleep(2)
    city = Organisation.objects.get(kind="city")
    year = str(timezone.localdate().year)

    def figure() -> Any:
        return Cell.objects.get(promise="D9", organisation=city, period=year).value

    enrolment = Enrolment.objects.select_related("organisation", "person", "session__course").latest("pk")
    course = enrolment.session.course
    waits = []
    for _ in range(5):
        before = figure()
        with transaction.atomic():
            entry = ledger.record(
                Verb.COMPLETED, enrolment, organisation=enrolment.organisation, person=enrolment.person,
                attribute=course.code, payload={"mode": course.mode, "hours": course.hours, "field": course.field},
                by=None,
            )  # fmt: skip
        started = time.monotonic()
        while figure() == before and time.monotonic() - started < 30:
            time.sleep(0.01)
        waits.append(time.monotonic() - started)
        ledger.correct(entry, reason="measurement", by=None)
        while figure() != before and time.monotonic() - started < 60:
            time.sleep(0.01)
        if figure() != before:
            raise AssertionError("the correction did not move the figure back")
    stop.set()
    follower.join(5)
    return max(waits)


if __name__ == "__main__":
    sys.exit(main())
