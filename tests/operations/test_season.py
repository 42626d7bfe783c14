"""A season of contests in the demonstration: by the rooms' own actions, and cut short it goes on without doubling anything."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from jiangong.operations.console import Code
from tests.operations.conftest import LOAD, run_in

TRADES, ENTRANTS = 2, 168
# Large enough that on any day, for a city is invented anew by its day, two townships of three districts can send fourteen members each.
SCALE = 'Scale("season", 20, 150, 12, 3, 3_600, 1, 300, 2, 20, (12, 0))'


@pytest.fixture(scope="module")
def played(databases):
    """A city whose season was killed in the middle, and then played to its end."""
    url = databases("season", tables=True)
    load = LOAD.replace('city.SCALES["tiny"]', SCALE).replace(
        "import city\n", "import city\nfrom jiangong.operations.demonstration.scale import Scale\n"
    )
    surroundings = {**os.environ, "DATABASE_URL": url, "JIANGONG_DEMONSTRATION": "1"}
    subprocess.run([sys.executable, "-c", load], env=surroundings, check=True, timeout=300)
    words = ["demo-season", "--trades", str(TRADES), "--entrants", str(ENTRANTS)]
    begun = subprocess.Popen(
        [sys.executable, "-m", "jiangong.operations", *words],
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with psycopg.connect(url, autocommit=True) as database:
        until = time.monotonic() + 200
        while one(database, f"SELECT count(*) FROM competitions_row WHERE {OF_OURS}") < 60:
            assert begun.poll() is None, begun.stderr.read()
            assert time.monotonic() < until, "nobody marked anything"
            time.sleep(0.05)
    begun.send_signal(signal.SIGKILL)
    begun.communicate()
    with psycopg.connect(url) as database:
        assert (
            one(database, f"SELECT count(*) FROM competitions_contest WHERE {OURS} AND state = 'confirmed'")
            < 20
        )
    done = run_in(url, *words)
    assert done.returncode == Code.DONE, done.stdout + done.stderr
    return url


OURS = "season_id IN (SELECT id FROM competitions_season WHERE theme LIKE '演示赛季 %')"
OF_OURS = f"contest_id IN (SELECT id FROM competitions_contest WHERE {OURS})"


def one(database, question):
    return database.execute(question).fetchone()[0]


def test_nothing_is_doubled_and_nothing_left_out(played):
    with psycopg.connect(played) as database:
        contests = dict(
            database.execute(
                f"SELECT level, count(*) FROM competitions_contest WHERE {OURS} GROUP BY 1"
            ).fetchall()
        )
        assert contests == {"drill": 6, "shop": 6, "district": 6, "city": TRADES}
        states = {row[0] for row in database.execute(f"SELECT state FROM competitions_contest WHERE {OURS}")}
        assert "confirmed" in states
        assert states <= {"confirmed", "cancelled"}, (
            "a field too small is called off; which, hangs on the city of the day"
        )
        entered = f"SELECT {{}} FROM competitions_entry WHERE {OF_OURS} AND carried_from_id IS NULL"
        assert one(database, entered.format("count(*)")) == ENTRANTS
        assert one(database, entered.format("count(DISTINCT person_id)")) == ENTRANTS
        doubled = (
            f"SELECT count(*) FROM (SELECT contest_id, person_id FROM competitions_entry WHERE {OF_OURS}"
            " GROUP BY 1, 2 HAVING count(*) > 1) AS t"
        )
        assert one(database, doubled) == 0
        entries = (
            "SELECT count(*) FROM (SELECT verb, subject_type, subject_id FROM ledger_entry"
            " WHERE verb IN ('competitions.entered', 'competitions.competed', 'competitions.climbed', 'competitions.honoured',"
            " 'competitions.confirmed') GROUP BY 1, 2, 3 HAVING count(*) > 1) AS t"
        )
        assert one(database, entries) == 0


def test_everybody_acted_by_an_office_of_their_own(played):
    with psycopg.connect(played) as database:
        nobody = (
            "SELECT count(*) FROM ledger_entry WHERE verb LIKE 'competitions.%%' AND recorded_by_id IS NULL"
            f" AND subject_type = 'competitions.contest' AND subject_id IN (SELECT id FROM competitions_contest WHERE {OURS})"
        )
        assert one(database, nobody) == 0
        judges = f"SELECT max(n) FROM (SELECT count(*) AS n FROM competitions_office WHERE {OF_OURS} GROUP BY person_id) AS t"
        assert one(database, judges) > 1, "judges serve in several contests"
        disabled = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'"
        assert one(database, disabled) == 0, "no guard was left switched off"


def test_the_plan_counts_it(played):
    figures = (
        "SELECT promise, value FROM plan_cell JOIN organisations_organisation AS o ON o.id = organisation_id"
        " WHERE o.kind = 'city' AND period = 'all' AND promise IN ('B2', 'B3', 'B4')"
    )
    with psycopg.connect(played) as database:
        counted = dict(database.execute(figures).fetchall())
        climbed = (
            f"SELECT count(DISTINCT person_id) FROM competitions_entry WHERE {OF_OURS} AND carried_from_id IS NOT NULL"
            " AND state = 'accepted'"
        )
        new = (
            f"SELECT count(*) FROM competitions_entry JOIN competitions_contest AS c ON c.id = contest_id WHERE {OF_OURS}"
            " AND c.state = 'confirmed' AND competitions_entry.state = 'accepted' AND standing <> 'absent' AND new_field <> ''"
        )
        held = f"SELECT count(*) FROM competitions_contest WHERE {OURS} AND level = 'city' AND state = 'confirmed'"
        assert counted["B3"] == one(database, held) > 0
        assert counted["B2"] == one(database, climbed) > 0
        assert counted["B4"] >= one(database, new) > 0  # the demonstration's other contests have some, too
    for words in (("ledger", "verify"), ("plan", "check")):
        done = run_in(played, *words)
        assert done.returncode == Code.DONE, done.stdout + done.stderr


def test_once_more_changes_nothing(played):
    question = "SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM competitions_row)"
    with psycopg.connect(played) as database:
        before = database.execute(question).fetchone()
    done = run_in(played, "demo-season", "--trades", str(TRADES), "--entrants", str(ENTRANTS))
    assert done.returncode == Code.DONE, done.stdout + done.stderr
    with psycopg.connect(played) as database:
        assert database.execute(question).fetchone() == before
    shown = run_in(played, "demo-season", "--status")
    assert "2 个工种" in shown.stdout


def test_the_worker_is_not_given_what_cannot_be_played(played, jiangong):
    other = jiangong(played, "demo-season", "--worker", "--trades", "1", "--entrants", "10")
    assert (other.returncode, f"{TRADES}/{ENTRANTS}" in other.stderr) == (Code.REFUSED, True), (
        other.stdout + other.stderr
    )
