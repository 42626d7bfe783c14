"""The cases of proofs.yaml, exhaustive small populations, and thousands of simulated ones: no bound promises too much."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from math import ceil, comb
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiangong.foundation.common.beacons import drand
from jiangong.foundation.common.beacons.ceremony import Ceremony
from jiangong.foundation.common.beacons.named import Named
from jiangong.foundation.samples import formulas
from jiangong.foundation.samples.formulas import Definition, Unit

CASES = yaml.safe_load((Path(__file__).parent / "proofs.yaml").read_text(encoding="utf-8"))
NINETY_FIVE = Fraction(95, 100)
SIMULATED = 2000  # populations


def cases(name):
    return pytest.mark.parametrize("case", CASES[name], ids=str)


@cases("sizes")
def test_sizes(case):
    found = formulas.least_draws(
        Fraction(case["below"]), Fraction(case["confidence"]), case["allowed"], case.get("population")
    )
    assert found == (None if case["expect"] == "none" else case["expect"])


@cases("counts")
def test_counts(case):
    assert (
        formulas.upper_by_count(
            case["errors"], case["draws"], case["population"], Fraction(case["confidence"])
        )
        == case["expect"]
    )


@cases("shares")
def test_shares(case):
    assert formulas.upper_by_share(case["errors"], case["draws"], Fraction(case["confidence"])) == Fraction(
        case["expect"]
    )


@cases("stringer")
def test_stringer(case):
    taints = [Fraction(taint) for taint in case["taints"]]
    assert formulas.stringer(taints, case["draws"], Fraction(case["confidence"])) == Fraction(case["expect"])


# --- against every sample that there is -----------------------------------------------------------------------


@pytest.mark.parametrize("population", [1, 2, 5, 9])
def test_the_bound_by_count_is_exact_in_small_populations(population):
    """Draw every possible sample: the bound fails in at most 5 % of them, and one less would fail more often."""
    for draws in range(1, population + 1):
        for bad in range(population + 1):
            found = [sum(one < bad for one in sample) for sample in combinations(range(population), draws)]
            failed = sum(
                formulas.upper_by_count(errors, draws, population, NINETY_FIVE) < bad for errors in found
            )
            assert Fraction(failed, len(found)) <= 1 - NINETY_FIVE
        for errors in range(draws + 1):
            bound = formulas.upper_by_count(errors, draws, population, NINETY_FIVE)
            as_good = sum(
                sum(one < bound for one in sample) <= errors
                for sample in combinations(range(population), draws)
            )
            assert (
                Fraction(as_good, comb(population, draws)) > 1 - NINETY_FIVE
            )  # not contradicted: the least bound


@given(st.integers(1, 400), st.data())
def test_the_bound_by_share_is_what_whole_numbers_say(draws, data):
    errors = data.draw(st.integers(0, draws))
    bound = formulas.upper_by_share(errors, draws, NINETY_FIVE)
    if errors < draws:
        assert formulas.below_by_share(errors, draws, bound, 1 - NINETY_FIVE)
        assert not formulas.below_by_share(errors, draws, bound - Fraction(2, 1_000_000), 1 - NINETY_FIVE)
    else:
        assert bound == 1


@given(st.integers(1, 200), st.integers(1, 3000), st.integers(0, 3))
def test_enough_draws_prove_the_statement_and_one_less_does_not(thousandths, population, allowed):
    below = Fraction(thousandths, 1000)
    draws = formulas.least_draws(below, NINETY_FIVE, allowed, population)
    if draws is None:
        most = min(population, formulas.MOST_DRAWS)
        assert (
            most <= allowed
            or formulas.upper_by_count(allowed, most, population, NINETY_FIVE) >= below * population
        )
        return
    assert formulas.upper_by_count(allowed, draws, population, NINETY_FIVE) < below * population
    if draws - 1 > allowed:
        assert formulas.upper_by_count(allowed, draws - 1, population, NINETY_FIVE) >= below * population


@given(st.integers(1, 300), st.lists(st.fractions(0, 1), max_size=12))
def test_stringer_lies_between_no_error_and_every_error_whole(draws, taints):
    taints = [taint for taint in taints if taint > 0][:draws]
    bound = formulas.stringer(taints, draws, NINETY_FIVE)
    slack = Fraction(1, 1_000_000)
    assert formulas.upper_by_share(0, draws, NINETY_FIVE) <= bound + slack
    assert bound <= formulas.upper_by_share(len(taints), draws, NINETY_FIVE) + slack


# --- simulated populations, fixed seeds -------------------------------------------------------------------------


def fixed(number):
    return sha256(f"simulated {number}".encode()).digest()


def misses_by_entry(confidence, promised=NINETY_FIVE):
    """How often the bound lies below the truth. The truth is the worst there is for the bound that is promised: just
    so many wrong entries that a sample with 0, 1 or 2 errors must contradict them."""
    missed = 0
    for number in range(SIMULATED):
        random = Random(number)
        population = random.randint(60, 800)
        draws = random.randint(20, 59)
        bad = formulas.upper_by_count(number % 3, draws, population, promised) + 1
        wrong = set(random.sample(range(population), bad))
        drawn = formulas.draw(range(population), None, draws, fixed(number))
        assert len(set(drawn)) == draws
        errors = sum(one in wrong for one in drawn)
        missed += formulas.upper_by_count(errors, draws, population, confidence) < bad
    return missed


def test_by_entry_the_bound_holds_as_often_as_promised():
    assert misses_by_entry(NINETY_FIVE) <= SIMULATED * (1 - NINETY_FIVE)


def test_the_simulation_would_notice_a_bound_that_promises_too_much():
    assert misses_by_entry(Fraction(60, 100)) > SIMULATED * (1 - NINETY_FIVE)


def weighted_population(number):
    """Quantities (hundredths) with a long tail, and which part of each is wrong; the wrong share of the whole is about
    what a sample with few errors must just contradict."""
    random = Random(number)
    sizes = [max(1, int(100 * random.lognormvariate(0, 1.5))) for _ in range(random.randint(60, 600))]
    draws = random.randint(20, 80)
    aim = formulas.upper_by_share(number % 3, draws, NINETY_FIVE) * sum(sizes)
    wrong, reached = {}, 0
    whole = number % 2 == 0  # half of the populations with errors that are whole, half with partial ones
    for one in random.sample(range(len(sizes)), len(sizes)):
        if reached > aim:
            break
        part = Fraction(1) if whole else Fraction(random.randint(1, 10), 10)
        wrong[one] = part
        reached += sizes[one] * part
    return sizes, draws, wrong, Fraction(reached, sum(sizes))


def misses_by_quantity(bound):
    missed = 0
    for number in range(SIMULATED):
        sizes, draws, wrong, share = weighted_population(number)
        drawn = formulas.draw(range(len(sizes)), sizes, draws, fixed(number))
        missed += bound([wrong[one] for one in drawn if one in wrong], draws) < share
    return missed


def test_by_quantity_the_proven_bound_holds_as_often_as_promised():
    proven = misses_by_quantity(lambda taints, n: formulas.upper_by_share(len(taints), n, NINETY_FIVE))
    assert proven <= SIMULATED * (1 - NINETY_FIVE)


def test_by_quantity_stringer_s_bound_holds_as_often_as_promised():
    assert misses_by_quantity(lambda taints, n: formulas.stringer(taints, n, NINETY_FIVE)) <= SIMULATED * (
        1 - NINETY_FIVE
    )


def test_the_weighted_simulation_would_notice_too_many_misses():
    loose = misses_by_quantity(lambda taints, n: formulas.upper_by_share(len(taints), n, Fraction(60, 100)))
    assert loose > SIMULATED * (1 - NINETY_FIVE)


# --- selection -------------------------------------------------------------------------------------------------


def test_by_entry_every_position_is_drawn_equally_often():
    """χ² over 3,000 samples of 7 of 40: 39 degrees of freedom; 72.05 is exceeded once in a thousand times."""
    positions, draws, times = range(1000, 1040), 7, 3000
    hits = dict.fromkeys(positions, 0)
    for number in range(times):
        for one in formulas.draw(positions, None, draws, fixed(number)):
            hits[one] += 1
    expected = times * draws / len(positions)
    without_putting_back = (len(positions) - 1) / (
        len(positions) - draws
    )  # such counts vary less by this factor
    assert sum((n - expected) ** 2 / expected for n in hits.values()) * without_putting_back < 72.05


def test_by_quantity_positions_are_drawn_in_proportion():
    """χ² of single draws, which are independent: 29 degrees of freedom; 58.30 is exceeded once in a thousand times."""
    sizes = [1 + (7 * n * n) % 90 for n in range(30)]
    times, whole = 6000, sum(sizes)
    hits = [0] * 30
    for number in range(times):
        hits[formulas.draw(range(30), sizes, 1, fixed(number))[0]] += 1
    expected = [times * size / whole for size in sizes]
    assert sum((n - e) ** 2 / e for n, e in zip(hits, expected, strict=True)) < 58.30


def test_by_quantity_each_of_many_draws_is_in_proportion_too():
    sizes, draws, times = [3, 100, 1, 60, 7, 900, 14, 15], 11, 4000
    hits = [0] * len(sizes)
    for number in range(times):
        for one in formulas.draw(range(len(sizes)), sizes, draws, fixed(number)):
            hits[one] += 1
    for n, size in zip(hits, sizes, strict=True):
        expected = times * draws * size / sum(sizes)
        assert abs(n - expected) < 4 * expected**0.5


def test_what_is_larger_than_a_cell_is_certain():
    sizes = [5, 5, 100, 5, 5]
    for number in range(200):
        drawn = formulas.draw("abcde", sizes, 6, fixed(number))
        assert drawn.count("c") >= 4
        assert drawn == sorted(drawn)


def test_the_same_seed_draws_the_same_and_another_another():
    one, other = formulas.seed("{}", bytes(32)), formulas.seed("{}", bytes(31) + b"\1")
    assert one == sha256(b"jiangong/sample/v1\n{}\n" + bytes(32)).digest()
    for sizes in (None, [1 + n % 5 for n in range(10_000)]):
        assert formulas.draw(range(10_000), sizes, 20, one) == formulas.draw(range(10_000), sizes, 20, one)
        assert formulas.draw(range(10_000), sizes, 20, one) != formulas.draw(range(10_000), sizes, 20, other)
    assert formulas.draw(range(10_000), None, 5, one) == [
        4286,
        5945,
        7867,
        2185,
        3260,
    ]  # for whoever writes their own


# --- definition and population ---------------------------------------------------------------------------------

WHOLE = Definition(
    sample=7,
    title="演示：2025 年线上培训",
    verbs=("growth.completed",),
    facts=(("mode", "online"),),
    org="370602",
    since=date(2025, 1, 1),
    until=date(2025, 12, 31),
    size=9,
    root="pK8Ej6ZEHMdtQ2UJzI2GIcSSfH5qr1ayqs+EUjQoBUM=",
    unit=Unit.QUANTITY,
    population=3,
    total=450,
    draws=2,
    confidence=NINETY_FIVE,
    below=Fraction(1, 100),
    named=Named(drand.time_of(31089008), 31089008),
)
LEAF = {
    "v": 1,
    "verb": "growth.completed",
    "on": "2025-06-30",
    "org": "370602003004",
    "under": ["370602", "370602003", "370602003004", "T"],
    "quantity": "1.5",
    "facts": {"mode": "online", "hours": "12"},
}


def leaves(*changes):
    lines = []
    for position, change in enumerate(changes):
        leaf = {name: value for name, value in (LEAF | change).items() if value is not None}
        lines.append((position, json.dumps(leaf, sort_keys=True, separators=(",", ":")).encode()))
    return lines


def test_the_announced_text_is_fixed_to_the_byte():
    assert WHOLE.text() == (
        '{"allowed":0,"below":"0.01","confidence":"0.95","drand":31089008,"draws":2,"facts":{"mode":"online"},'
        '"org":"370602","population":3,"root":"pK8Ej6ZEHMdtQ2UJzI2GIcSSfH5qr1ayqs+EUjQoBUM=","sample":7,'
        '"since":"2025-01-01","size":9,"title":"演示：2025 年线上培训","total":450,"unit":"quantity",'
        '"until":"2025-12-31","v":1,"verbs":["growth.completed"]}'
    )
    until = datetime(2026, 4, 1, 10, tzinfo=UTC)
    held = replace(WHOLE, named=Named(until, None, Ceremony(("甲", "乙"), ("0" * 64, "1" * 64), ("彩票",))))
    assert '"until":"2026-04-01T10:00:00Z"' in held.text()
    assert "drand" not in held.text()


def test_the_population_is_what_counts_and_was_not_taken_back():
    found = formulas.read_population(
        WHOLE,
        leaves(
            {},
            {"verb": "growth.enrolled"},
            {"on": "2024-12-31"},
            {"under": ["T"]},
            {"facts": {"mode": "offline"}},
            {"facts": None},
            {"quantity": "2"},
            {"corrects": 6, "quantity": "2"},
            {"quantity": "0"},
            {"quantity": "1"},
            {"quantity": "0.01"},
        ),
    )
    assert list(found.positions) == [0, 9, 10]
    assert list(found.hundredths) == [150, 100, 1]
    assert (found.total, found.left_out) == (251, 1)


def test_by_entry_quantities_do_not_matter():
    by_entry = replace(WHOLE, unit=Unit.ENTRY)
    found = formulas.read_population(by_entry, leaves({}, {"quantity": "0"}, {"quantity": "-1"}))
    assert list(found.positions) == [0, 1, 2]
    assert (found.hundredths, found.total, found.left_out) == (None, 0, 0)


def test_attributes_and_tags_narrow_the_population():
    some = leaves(
        {"attribute": "a", "tags": {"D7": "x"}},
        {"attribute": "b", "tags": {"D7": "y"}},
        {"attribute": "a", "tags": {"D9": "z"}},
    )
    assert list(formulas.read_population(replace(WHOLE, attributes=("a",)), some).positions) == [0, 2]
    assert list(formulas.read_population(replace(WHOLE, tag="D7"), some).positions) == [0, 1]


def test_a_quantity_that_has_no_hundredths_is_named():
    with pytest.raises(formulas.Unsuitable, match="leaf 1"):
        formulas.read_population(WHOLE, leaves({}, {"quantity": "0.125"}))


# --- what may be said --------------------------------------------------------------------------------------------

PLAIN = replace(WHOLE, unit=Unit.ENTRY, population=1_000_000, draws=299, below=Fraction(1, 100))
RIGHT, WRONG, HALF, OPEN = Fraction(0), Fraction(1), Fraction(1, 2), None


def test_299_clean_entries_prove_less_than_one_per_cent():
    found = formulas.outcome(PLAIN, [RIGHT] * 299)
    assert (found.errors, found.judged, found.complete, found.proves) == (0, 299, True, True)
    assert found.most == 9967
    assert found.bound == Fraction(9967, 1_000_000)


def test_one_error_among_299_proves_it_no_longer():
    for wrong in (WRONG, HALF):  # by entry, an entry that is wrong in part is wrong
        found = formulas.outcome(PLAIN, [RIGHT] * 298 + [wrong])
        assert (found.errors, found.proves) == (1, False)
        assert found.most == formulas.upper_by_count(1, 299, 1_000_000, NINETY_FIVE)


def test_what_is_not_judged_counts_as_wrong():
    found = formulas.outcome(PLAIN, [RIGHT] * 298 + [OPEN])
    assert (found.errors, found.judged, found.complete, found.proves) == (0, 298, False, False)
    assert found.most == formulas.upper_by_count(1, 299, 1_000_000, NINETY_FIVE)
    nothing = formulas.outcome(PLAIN, [OPEN] * 299)
    assert (nothing.bound, nothing.proves) == (1, False)


def test_by_quantity_two_bounds_are_given_once_all_is_judged():
    weighted = replace(PLAIN, unit=Unit.QUANTITY)
    found = formulas.outcome(weighted, [RIGHT] * 298 + [HALF])
    assert found.most is None
    assert found.bound == formulas.upper_by_share(1, 299, NINETY_FIVE)
    assert found.customary == formulas.stringer([HALF], 299, NINETY_FIVE) < found.bound
    assert formulas.outcome(weighted, [RIGHT] * 298 + [OPEN]).customary is None


def test_without_a_statement_nothing_is_proven_or_not():
    assert formulas.outcome(replace(PLAIN, below=None), [RIGHT] * 299).proves is None


@given(st.lists(st.sampled_from([RIGHT, WRONG, HALF, OPEN]), min_size=40, max_size=40), st.integers(0, 39))
def test_no_judgement_makes_the_statement_worse_than_the_lack_of_it(wrong, place):
    plain = replace(PLAIN, draws=40, population=200, below=Fraction(1, 5))
    unjudged = [*wrong[:place], OPEN, *wrong[place + 1 :]]
    assert formulas.outcome(plain, wrong).bound <= formulas.outcome(plain, unjudged).bound


def test_a_plan_that_succeeds_proves_what_it_aimed_at():
    below = Fraction(2, 100)
    draws = formulas.least_draws(below, NINETY_FIVE, 1, 5000)
    aimed = replace(PLAIN, population=5000, draws=draws, below=below, allowed=1)
    assert formulas.outcome(aimed, [RIGHT] * (draws - 1) + [WRONG]).proves
    assert not formulas.outcome(aimed, [RIGHT] * (draws - 2) + [WRONG] * 2).proves
    assert ceil(below * 5000) == 100
