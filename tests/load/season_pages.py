"""Pages of contests with a whole season loaded: queries and milliseconds of each, beside a bare page of the same run.

    JIANGONG_DATABASE=season .venv/bin/python -m tests.load.season_pages [--rounds 7]

As the city's officer, on the season with the most contests and its largest contest. Medians; the request runs in this process, with
the middleware, without the web server. Nothing passes or fails here by its duration; more than twelve queries end with 1.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("JIANGONG_DATABASE", "season")
os.environ["JIANGONG_DEMONSTRATION"] = "1"

from jiangong.operations.console import prepare

MOST = 12


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    prepare()
    from django.conf import settings
    from django.db import connection
    from django.db.models import Count
    from django.test import Client
    from django.urls import reverse

    from jiangong.foundation.people.models import User
    from jiangong.programmes.competitions.models import Appeal, Contest, Season

    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(User.objects.get(username="demo-city-officer"))
    season = Season.objects.annotate(size=Count("contests")).order_by("-size")[0]
    contests = Contest.objects.filter(season=season)
    large = contests.annotate(size=Count("entries")).order_by("-size")[0]
    final = (
        contests.filter(level="city", state="confirmed").first()
        or contests.filter(level="district", state="known").first()
    )
    appealed = Appeal.objects.filter(contest__season=season).order_by("-contest__level").first()
    pages = {
        "a bare page": reverse("plan:method"),
        "season report": reverse("competitions:season_report", args=[season.pk]),
        "season report, workbook": reverse("competitions:season_report_download", args=[season.pk]),
        "season calendar and clashes": reverse("competitions:season", args=[season.pk]),
        "seasons": reverse("competitions:seasons"),
        "quotas": reverse("competitions:quotas", args=[season.pk]),
        "contests of the workbench": reverse("competitions:contests"),
        "catalogue of trades": reverse("competitions:trades"),
        "public list of contests": reverse("competitions:public"),
        "entries of the largest": reverse("competitions:entries", args=[large.pk]),
        "manage the largest": reverse("competitions:manage", args=[large.pk]),
        "manage a final": reverse("competitions:manage", args=[final.pk]),
        "public page of a final": reverse("competitions:contest", args=[final.pk]),
        "honours of a final": reverse("competitions:honours", args=[final.pk]),
    }
    if appealed is not None:
        pages["appeals"] = reverse("competitions:appeals", args=[appealed.contest_id])
    print(f"{contests.count():,} contests, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    bare, many = 0.0, 0
    for name, url in pages.items():
        taken = []
        client.get(url)
        asked: list[str] = []

        def counted(run: Callable[..., Any], sql: str, *rest: Any, asked: list[str] = asked) -> Any:
            asked.append(sql)
            return run(sql, *rest)

        with connection.execute_wrapper(counted):
            answer = client.get(url)
        for _ in range(rounds):
            began = time.perf_counter()
            answer = client.get(url)
            taken.append(1000 * (time.perf_counter() - began))
        middle = statistics.median(taken)
        bare = bare or middle
        many += len(asked) > MOST
        print(
            f"{len(asked):3} queries {middle:8.1f} ms (least {min(taken):7.1f}) {middle / bare:6.1f} × bare "
            f"{answer.status_code} {len(answer.content) // 1024:5} KiB  {name}"
        )
    return 1 if many else 0


if __name__ == "__main__":
    sys.exit(main())
