"""Ten years of four rules side by side, asked for in the workbench as an officer does (`make load-trials`).

    python -m tests.load.trials [--scale medium]

Loads the demonstration city of that scale into the database `load_trials` if it is not there, signs in as the city's officer, hands
in the form, lets the background's task try the rule beside the three it is compared with, and reads the page and the spreadsheet. Of each
it prints how many different people were served in ten years, how many more than once and how often at most; of those who apply in all ten
years how many per cent were served by the end of each and how many never; and what of a hundred applications were served, by union office.
The seed is in the script: whoever has the same city gets the same figures.
"""

import argparse
import os
import sys
import time

os.environ.setdefault("JIANGONG_DATABASE", "load_trials")
os.environ["JIANGONG_DEMONSTRATION"] = "1"

from jiangong.operations.console import prepare, progress, step

ASSUMED = {
    "subject": "", "even": 5, "measured": "", "rate": 5, "times_office": 3, "times_flexible": 0.5, "steady": 60, "leaving": 5, "years": 10,
    "runs": 3, "seed": "ten-years", "places": 240,
}  # fmt: skip
RULE = {"by_district": "on", "flexible": 0, "no_office": 0, "bar": 3, "first": 1, "a_year": 1, "most": 6}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", default="medium")
    scale = parser.parse_args().scale
    prepare()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from jiangong.foundation.people.models import User
    from jiangong.operations.demonstration import city
    from jiangong.operations.preparing import prepare_everything
    from jiangong.selection.equity import tasks
    from jiangong.selection.equity.models import Simulation
    from jiangong.selection.equity.queries import simulations

    prepare_everything()
    if city.is_empty():
        city.load(city.SCALES[scale], step=step, progress=progress)
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(User.objects.get(username="demo-city-officer"))
    answer = client.post(reverse("equity:trial_new"), {"title": "load", **ASSUMED, **RULE})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    made = Simulation.objects.latest("pk")
    began = time.perf_counter()
    tasks.simulate(simulation_id=made.pk)
    seconds = time.perf_counter() - began
    made.refresh_from_db()
    page = client.get(reverse("equity:trial", args=[made.pk]))
    sheet = client.get(reverse("equity:trial_download", args=[made.pk]))
    assert (page.status_code, sheet.status_code) == (200, 200)
    assumed = made.assumed
    print(
        f"{assumed['members']:,} members, {assumed['applicants']:,} applications and {assumed['places_simulated']} places a year, "
        f"part {assumed['part']} %; {made.steps} draws in {seconds:.1f} s"
    )
    for name in simulations.TRIED:
        tell(simulations.policy_words(name), made.result[name])
    return 0


def tell(name: str, found) -> None:
    """One rule's figures, each the middle of the runs with the lowest and the highest."""
    print(name)
    for key in ("given", "people", "again", "left", "never"):
        print(f"  {key}: {found[key]}")
    print(
        f"  most often: {found['most']}; served by the end of each year, %: {[one[0] for one in found['served_by']]}"
    )
    print(
        "  of a hundred applications, by office:",
        {office: facts["chance"] for office, facts in found["by"]["rank"].items()},
    )


if __name__ == "__main__":
    sys.exit(main())
