"""The simulator: the same from a seed, no more places than there are, and a known case by hand."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.selection.equity.formulas.simulating import (
    MOST_A_YEAR,
    Group,
    Policy,
    Reserve,
    World,
    part_simulated,
    scaled,
    simulate,
)
from jiangong.selection.equity.formulas.turns import Turns

GROUPS = (
    Group({"form": "骑手", "rank": "none"}, 400, 0.2),
    Group({"form": "单位", "rank": "none"}, 2000, 0.05),
    Group({"form": "单位", "rank": "unit"}, 40, 0.5),
)
WORLD = World(GROUPS, steady=0.7, leaving=0.05, years=6, waited={0: 1, 3: 2, 8: 1})
RIDERS = Reserve("riders", 8, "form", frozenset({"骑手"}))
TURNS = Turns(1, 1, 6)


@settings(max_examples=25)
@given(st.integers(1, 60), st.integers(0, 1), st.booleans(), st.integers(0, 5), st.text("ab0", max_size=5))
def test_places_are_kept_to_and_the_seed_decides(places, reserved, weighted, bar, seed):
    policy = Policy("rule", max(8, places), (RIDERS,) * reserved, TURNS if weighted else None, bar)
    one = simulate(policy, WORLD, seed, dimensions=("form",))
    assert one == simulate(policy, WORLD, seed, dimensions=("form",))
    assert one.given + one.left == policy.places * WORLD.years
    assert sum(times * people for times, people in one.served.items()) == one.given
    assert sum(one.first.values()) + one.never == one.stayed
    assert sum(one.given_by["form"].values()) == one.given
    assert all(one.given_by["form"][key] <= one.applied_by["form"][key] for key in one.applied_by["form"])
    if reserved:
        assert one.given_by["form"]["骑手"] >= min(8, one.applied_by["form"]["骑手"] // WORLD.years) or bar


def test_who_waits_is_served_sooner_by_the_fair_turn_than_by_equal_lots():
    equal = [simulate(Policy("p", 30, (), None, 0), WORLD, str(n)).never for n in range(5)]
    fair = [simulate(Policy("p", 30, (), TURNS, 0), WORLD, str(n)).never for n in range(5)]
    assert sum(fair) < sum(equal)


def test_nobody_is_served_again_within_the_bar():
    world = World((Group({}, 60, 1.0),), steady=1.0, leaving=0.0, years=3, waited={0: 1})
    served = simulate(Policy("p", 20, (), None, 2), world, "x")
    assert served.served == Counter({1: 60})
    assert (served.never, served.first) == (0, Counter({1: 20, 2: 20, 3: 20}))
    again = simulate(Policy("p", 20, (), None, 0), world, "x")
    assert again.given == 60
    assert again.never > 0


def test_more_applicants_than_can_be_drawn_are_taken_in_part_with_places_in_proportion():
    world = World((Group({}, 1_000_000, 0.1),), 1.0, 0.0, 1, {0: 1})
    assert part_simulated(world) == MOST_A_YEAR / 100_000
    policy = scaled(
        Policy("p", 2000, (Reserve("a", 500, share=0.1), Reserve("b", 501, share=0.1)), None, 0), 0.2
    )
    assert (policy.places, [one.places for one in policy.reserves]) == (400, [100, 100])
