"""What strangers count from the published leaves is what the cells say, whichever engine counts."""

import json
import random
import shutil
from datetime import date, timedelta
from decimal import Decimal
from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.actions import Fact, correct, grow, record_many, sequence
from jiangong.foundation.ledger.models import Entry, Named
from jiangong.foundation.ledger.parquet import write_parquet
from jiangong.operations.commands.plan import plan as command
from jiangong.operations.console import Code, Stopped
from jiangong.plan import definition
from jiangong.plan.actions import follow
from jiangong.plan.definition import PlanFileError
from jiangong.plan.queries import figures_csv, published_plan
from jiangong.plan.queries.tagging import tagging
from jiangong.plan.recount.engines import engine
from jiangong.plan.recount.leaves import NothingToRecount, recount
from jiangong.plan.recount.measures import read_measures
from tests.factories import make_member, make_person
from tests.plan.conftest import small_plan
from tests.plan.test_actions import move

spark = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="Spark is not here: pip install -r requirements/spark.txt, and Java 17",
)


@pytest.fixture
def plan(monkeypatch):
    small = definition.read(small_plan())
    for module in (
        "actions.following",
        "actions.rebuilding",
        "queries.publication",
        "queries.counting",
        "queries.tagging",
    ):
        monkeypatch.setattr(f"jiangong.plan.{module}.current", lambda: small)
    return small


class City:
    """What `move` of the other tests moves."""

    def __init__(self, tree, people):
        self.tree, self.people = tree, people
        self.units = [
            tree.enterprise, tree.branch, tree.sibling_enterprise, tree.other_enterprise, tree.industry_enterprise,
        ]  # fmt: skip


@pytest.fixture
def exported(plan, tree, tmp_path, monkeypatch):
    """Three hundred entries of six people in five unions, with moves, merges, corrections and small unions, as files."""
    monkeypatch.setattr(
        "jiangong.foundation.ledger.queries.leaves.public_facts",
        lambda: {"growth.completed": frozenset({"mode"}), "growth.attended": frozenset({"mode"})},
    )
    chance = random.Random(20260305)
    city = City(tree, [make_person() for _ in range(6)])
    for _ in range(10):
        make_member(tree.sibling_enterprise)
    Named.objects.create(organisation_id=tree.other_enterprise.pk, year=2024, named=True)
    Named.objects.create(organisation_id=tree.branch.pk, year=2025, named=True)
    for turn in range(300):
        match chance.choices(["record", "correct", "same", "move"], [80, 12, 6, 2])[0]:
            case "record":
                record(city, chance)
            case "correct":
                open_ = list(Entry.objects.filter(corrects=None, correction=None).order_by("pk"))
                if open_:
                    correct(chance.choice(open_), reason="更正", by=None)
            case "same":
                one, other = sorted(chance.sample(range(6), 2))
                payload = {"from": city.people[other].pk, "into": city.people[one].pk}
                verb = chance.choice(["people.merged", "people.merged", "people.separated"])
                record_many([Fact(verb, "people.person", 1, tree.city, payload=payload)], by=None)
            case "move" if turn < 200:
                move(city, chance.randrange(5), chance.randrange(4))
    while sequence():
        pass
    while follow(most=37):
        pass
    while grow(tagging()):
        pass
    export(tmp_path)
    return tmp_path


def record(city, chance):
    [entry] = record_many(
        [
            Fact(
                chance.choice(["growth.completed", "growth.completed", "growth.attended", "growth.enrolled"]),
                "growth.enrolment",
                1,
                chance.choice(city.units),
                person_id=chance.choice([None, *(one.pk for one in city.people)]),
                quantity=Decimal(chance.choice(["1", "2.5", "0.25"])),
                attribute=chance.choice(["", "K1", "K2", "K3"]),
                happened_on=date(2022, 12, 1) + timedelta(days=chance.randrange(1100)),
                payload={"mode": chance.choice(["online", "classroom"])},
            )
        ],
        by=None,
    )
    return entry


def export(folder):
    size, _ = ledger.head()
    (folder / "plan.json").write_text(json.dumps(published_plan()))
    (folder / "figures.csv").write_bytes(b"".join(figures_csv()))
    write_parquet(folder, (ledger.leaf(n) for n in range(size)), per_file=100)


def counted(folder, name="duckdb", against="figures.csv"):
    spare = folder / "spare"
    spare.mkdir(exist_ok=True)
    with engine(name, spare) as chosen:
        return recount(chosen, folder, spare, against=folder / against if against else None)


def change(folder, line, new):
    lines = (folder / "figures.csv").read_text().splitlines()
    lines[line : line + 1] = new
    (folder / "figures.csv").write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize("name", ["duckdb", pytest.param("spark", marks=spark)])
def test_the_leaves_say_what_the_cells_say(exported, name, monkeypatch):
    settings = exported / "settings"
    settings.mkdir()
    (settings / "spark-defaults.conf").write_text(
        "spark.sql.codegen.wholeStage false\n"
    )  # a few rows: not worth it
    monkeypatch.setenv("SPARK_CONF_DIR", str(settings))
    found = counted(exported, name)
    assert found.differences == ()
    assert found.differing == 0
    assert found.leaves == ledger.head()[0]
    assert found.cells == (exported / "figures.csv").read_bytes().count(b"\n") - 2


def test_a_figure_that_was_changed_added_or_left_out_is_found(exported):
    lines = (exported / "figures.csv").read_text().splitlines()
    changed = next(n for n, line in enumerate(lines) if n > 1 and line.split(",")[3].isdecimal())
    promise, organisation, period, value, entries = lines[changed].split(",")
    left_out = lines[-1].split(",")
    change(exported, len(lines) - 1, ["X9,T,2024,1,1"])
    change(exported, changed, [",".join([promise, organisation, period, str(int(value) + 1), entries])])
    found = counted(exported)
    assert found.differing == 3
    assert {(d.promise, d.organisation, d.period) for d in found.differences} == {
        (promise, organisation, period), tuple(left_out[:3]), ("X9", "T", "2024"),
    }  # fmt: skip
    one = next(
        d
        for d in found.differences
        if (d.promise, d.organisation, d.period) == (promise, organisation, period)
    )
    assert (one.published, one.counted) == ((int(value) + 1) * 100, int(value) * 100)
    assert str(int(value) + 1) in str(one)


def test_figures_that_follow_fewer_leaves_are_counted_from_these(exported, plan, tree):
    earlier = (exported / "figures.csv").read_bytes()
    record_many(
        [Fact("growth.completed", "growth.enrolment", 1, tree.city, happened_on=date(2024, 1, 1))], by=None
    )
    while sequence() + follow() + grow(tagging()):
        pass
    shutil.rmtree(exported / "leaves")
    export(exported)
    assert counted(exported).differences == ()
    (exported / "figures.csv").write_bytes(earlier)
    assert counted(exported).differences == ()


def test_figures_that_follow_more_leaves_than_there_are_cannot_be_counted(exported):
    change(exported, 0, ["size,999"])
    with pytest.raises(NothingToRecount, match="999"):
        counted(exported)


@pytest.mark.parametrize("missing", ["plan.json", "figures.csv", "leaves"])
def test_what_is_missing_is_named(exported, missing):
    gone = exported / missing
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    with pytest.raises(NothingToRecount, match=missing):
        counted(exported)


@pytest.mark.parametrize("text", ["D'7", 'D"7', "D\\7", "D`7", "", 7, "D\n7"])
def test_a_plan_from_anywhere_cannot_end_a_statement(text):
    promise = {"kind": "count", "verbs": [text], "payload": {}, "attributes": []}
    with pytest.raises(PlanFileError):
        read_measures({"since": "2023-01-01", "until": "2027-12-31", "promises": {"D7": promise}})


def test_more_promises_than_one_mark_holds(exported):
    plan = json.loads((exported / "plan.json").read_text())
    for n in range(100):
        plan["promises"][f"Y{n}"] = {**plan["promises"]["X4" if n % 2 else "X2"], "attributes": [f"K{n % 3}"]}
    (exported / "plan.json").write_text(json.dumps(plan))
    again = {name: {} for name in plan["promises"]}
    with engine("duckdb", exported) as chosen:
        recount(chosen, exported, exported, against=None)
        for promise, organisation, period, *figure in chosen.rows("SELECT * FROM cell"):
            again[promise][organisation, period] = figure
    assert again["Y1"] == again["Y97"] != {}
    assert again["Y0"] == again["Y96"] == {}
    assert again["Y2"] == again["Y98"] != {}


def test_a_plan_that_counts_nothing_has_no_cells(exported):
    plan = json.loads((exported / "plan.json").read_text())
    (exported / "plan.json").write_text(json.dumps({**plan, "promises": {}}))
    assert counted(exported, against=None).cells == 0


def test_the_command_says_what_it_found(exported):
    answer = CliRunner().invoke(command, ["recount", "--from", str(exported)])
    assert answer.exit_code == 0, answer.output
    assert "与公布的逐格相同" in answer.output
    change(exported, 5, [])
    answer = CliRunner().invoke(command, ["recount", "--from", str(exported)])
    assert answer.exit_code == 5
    assert "≠" in answer.output


def refusal(*words):
    """What the command says instead of counting, and its exit code (jiangong's own, not click's)."""
    stopped = CliRunner().invoke(command, ["recount", *map(str, words)], standalone_mode=False).exception
    assert isinstance(stopped, Stopped)
    assert "\n" not in stopped.message
    return stopped.message, stopped.code


def test_the_command_says_what_is_missing(exported, monkeypatch):
    (exported / "plan.json").unlink()
    words, code = refusal("--from", exported)
    assert "plan.json" in words
    assert code == Code.REFUSED
    monkeypatch.setattr("jiangong.plan.recount.engines.find_spec", lambda name: None)
    words, code = refusal("--from", exported, "--engine", "spark")
    assert "requirements/spark.txt" in words
    assert code == Code.MACHINE


def test_spark_without_java_is_said(exported, monkeypatch):
    monkeypatch.setattr("jiangong.plan.recount.engines.find_spec", lambda name: name)
    monkeypatch.setattr("jiangong.plan.recount.engines.shutil.which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    words, code = refusal("--from", exported, "--engine", "spark")
    assert "Java 17" in words
    assert code == Code.MACHINE
