"""The city's plan is whole and sound; a bad file is told in one sentence that names the place."""

import copy

import pytest
from django.utils import translation

from jiangong.foundation.ledger.queries import verbs
from jiangong.foundation.organisations import data
from jiangong.plan import definition
from jiangong.plan.definition import Counting, PlanFileError
from tests.plan.conftest import small_plan

PROMISES = {"A": 2, "B": 5, "C": 9, "D": 9, "E": 11, "F": 8, "G": 5, "H": 7, "I": 5}
FIGURES = {
    "B3": 100, "C1": 100, "C2": 1000, "C3": 10_000, "C5": 1, "D4": 200, "D6": 1000, "D9": 100_000,
    "F1": 100, "F2": 1_000_000, "G4": 2000,
}  # fmt: skip


@pytest.fixture
def city():
    return definition.current()


def test_every_promise_of_the_plan_is_there(city):
    assert list(city.promises) == [
        f"{chapter}{n + 1}" for chapter, size in PROMISES.items() for n in range(size)
    ]


def test_the_figures_are_the_plans(city):
    assert {p.id: p.target.figure for p in city.promises.values() if p.target} == FIGURES


def test_only_verbs_that_some_room_records_are_counted(city):
    counted = {verb for measure in city.counted.values() for verb in measure.verbs}
    assert counted <= verbs().keys()
    assert set(city.counted) == {"B1", "B2", "B3", "B4", "B5", "D7", "D8", "D9", "G3", "G4", "H3"}


def test_split_targets_add_up_exactly(city):
    for promise in city.promises.values():
        shares = city.shares(promise)
        assert sum(shares.values()) == (
            promise.target.figure if promise.target and promise.target.split else 0
        )


def test_the_districts_are_those_of_the_tree(city):
    from pathlib import Path

    lines = (Path(data.__file__).parent / "yantai.csv").read_text(encoding="utf-8").splitlines()
    codes = {line.split(",")[0] for line in lines if ",district," in line}
    assert {district.code for district in city.districts} == codes
    assert len(codes) == 14


def test_texts_show_themselves_in_the_readers_language(city):
    title = city.promises["D9"].title
    assert str(title) == title.zh
    with translation.override("en"):
        assert str(title) == title.en == "Training"


def test_the_fingerprint_changes_with_what_is_counted_only():
    one = definition.read(small_plan())
    words, measure, period = small_plan(), small_plan(), small_plan()
    words["chapters"][0]["promises"][0]["title"] = {"zh": "别的", "en": "other"}
    measure["chapters"][0]["promises"][0]["measure"]["kind"] = "sum"
    period["plan"]["until"] = definition.date(2026, 12, 31)
    assert definition.read(words).fingerprint == one.fingerprint
    assert len({definition.read(other).fingerprint for other in (measure, period)} | {one.fingerprint}) == 3
    assert one.counted["X5"].kind is Counting.DISTINCT_PEOPLE


def change(*path_and_value):
    *path, last, value = path_and_value

    def changed(content):
        place = content
        for step in path:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value

    return changed


FIRST = ("chapters", 0, "promises", 0)
BAD = [
    (change("plan", "slug", None), "plan has no slug."),
    (change("plan", "since", "2023"), "plan.since is not a day written like 2023-01-01."),
    (change("plan", "until", definition.date(2022, 1, 1)), "plan.since comes after plan.until."),
    (change("plan", "mayor", "x"), "plan has something nobody reads: mayor."),
    (change("plan", "title", {"zh": "字"}), "plan.title has no en."),
    (change("districts", []), "districts is not a list with at least one row."),
    (change("districts", 0, "weight", -1), "district 370602: weight is not a whole number from 0."),
    (change("districts", 1, "code", "370602"), "districts: the code 370602 stands there twice."),
    (change("districts", 1, "column", 0), "districts: the place on the map (0, 0) stands there twice."),
    (change("districts", 0, "code", 370602), "district 370602: code is not a text (put it in quotes)."),
    (change(*FIRST, "id", "Y1"), "Promise Y1 stands in chapter X; its id must be X and a number."),
    (change(*FIRST, "id", "X2"), "chapters: the promise id X2 stands there twice."),
    (change(*FIRST, "words", None), "a promise X1 has no words."),
    (change(*FIRST, "unit", None), "promise X1 has a target or a measure but no unit."),
    (
        change(*FIRST, "measure", "kind", "average"),
        "promise X1: a measure is one of count, sum, distinct_people, distinct_attribute, not “average”.",
    ),
    (change(*FIRST, "measure", "verbs", []), "promise X1: verbs is not a list with at least one row."),
    (change(*FIRST, "measure", "payload", ["a"]), "promise X1: payload is not a table of names and values."),
    (
        change(*FIRST, "target", {"figure": 0, "each": "year"}),
        "promise X1: the target's figure is not a whole number above 0.",
    ),
    (
        change(*FIRST, "target", {"figure": 1, "each": "month"}),
        "promise X1: a target is owed each year or whole, not “month”.",
    ),
    (
        change(*FIRST, "target", {"figure": 1, "each": "year", "split": "yes"}),
        "promise X1: split is neither true nor false.",
    ),
]


@pytest.mark.parametrize(("spoil", "sentence"), BAD, ids=[sentence for _, sentence in BAD])
def test_a_bad_file_is_told_in_one_sentence(spoil, sentence):
    content = copy.deepcopy(small_plan())
    spoil(content)
    with pytest.raises(PlanFileError) as told:
        definition.read(content)
    assert str(told.value) == sentence


def test_a_missing_or_broken_file_is_told_in_one_sentence(tmp_path):
    with pytest.raises(PlanFileError, match=r"^There is no plan file none\.yaml in .*/\.$"):
        definition.load(tmp_path / "none.yaml")
    (tmp_path / "broken.yaml").write_text("plan: [", encoding="utf-8")
    with pytest.raises(PlanFileError, match=r"^broken\.yaml is not YAML: [^\n]*\.$"):
        definition.load(tmp_path / "broken.yaml")
    with pytest.raises(PlanFileError, match="the file is not a table"):
        definition.read(None)
