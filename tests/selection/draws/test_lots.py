"""Ranks: as written down in docs/draws.md, with the chances that weights promise."""

from hashlib import sha256
from math import sqrt

from hypothesis import given

from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.chances import Chance, alike, chances
from jiangong.selection.draws.formulas.lots import best_lot, ranked, seed
from jiangong.selection.draws.formulas.rules import Pool, Rules
from tests.selection.draws.strategies import SEEDS, draws

RULES = Rules("d", "", {"may": 1}, (Pool("open", 1),), {})


def person(ticket: str, lots: int = 1) -> Application:
    return Application(ticket, 1, lots, (), ("may",))


def test_seed_and_lots_are_the_hashes_that_the_document_says():
    found = seed("告", "诺", b"\x01")
    assert found == sha256("jiangong/draw/v1\n告\n诺\n".encode() + b"\x01").digest()
    lots = [sha256(found + b"t7\n" + number.to_bytes(4, "big")).digest() for number in range(3)]
    assert best_lot(person("t7", 3), found) == min(lots)
    assert best_lot(person("t7", 1), found) == lots[0]


@given(draws(), SEEDS)
def test_the_order_of_the_list_does_not_matter(drawn, seed):
    _, closed = drawn
    ranks = ranked(closed.applications, seed)
    assert ranks == ranked(reversed(closed.applications), seed)
    assert sorted(one.ticket for one in ranks) == [one.ticket for one in closed.applications]
    assert [best_lot(one, seed) for one in ranks] == sorted(best_lot(one, seed) for one in ranks)


def test_three_lots_win_three_times_in_four_against_one():
    tried, pair = 20_000, [person("a", 3), person("b", 1)]
    won = sum(ranked(pair, sha256(b"%d" % n).digest())[0].ticket == "a" for n in range(tried))
    assert abs(won - 0.75 * tried) < 4 * sqrt(tried * 0.75 * 0.25)  # fixed seeds: 4 standard deviations


def test_every_rank_is_equally_likely_for_equal_weights():
    tried, people = 5_000, [person(f"t{n}") for n in range(5)]
    first = [0] * 5
    for n in range(tried):
        first[[one.ticket for one in ranked(people, sha256(b"%d" % n).digest())].index("t0")] += 1
    expected = tried / 5
    assert (
        sum((seen - expected) ** 2 / expected for seen in first) < 18.5
    )  # chi-square, 4 degrees of freedom, 0.1 %


def test_the_chance_that_is_told_is_the_one_there_is():
    people = [person("a", 2), *(person(f"t{n}") for n in range(4))]
    found = chances(RULES, people, "commitment", draws=3_000)
    heavy, light = found[alike(people[0])], found[alike(people[1])]
    assert heavy.range[0] < 2 / 6 < heavy.range[1]
    assert light.range[0] < 1 / 6 < light.range[1]
    assert (heavy.tried, light.tried) == (3_000, 12_000)
    assert heavy.placed + light.placed == 3_000  # one place in every draw


def test_the_range_is_wilsons():
    low, high = Chance(8, 10).range  # an often printed example: 0.49 to 0.94
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert Chance(0, 10).range[0] == 0.0
    assert Chance(10, 10).range[1] > 0.999_999
