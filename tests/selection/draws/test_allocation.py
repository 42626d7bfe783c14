"""What the rule for giving places promises, over many small draws."""

from collections import Counter
from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from jiangong.selection.draws.formulas.allocation import Place, Why, allocate, promote, serve
from jiangong.selection.draws.formulas.applications import Application
from jiangong.selection.draws.formulas.lots import ranked
from jiangong.selection.draws.formulas.rules import Pool, Rules
from tests.selection.draws.strategies import SEEDS, draws


def one(ticket: str, *wants: str, people: int = 1, pools: tuple[str, ...] = ()) -> Application:
    return Application(ticket, people, 1, pools, wants)


def seats_ever(rules: Rules) -> dict[str, int]:
    """The most places that can come to be charged to each pool: its own, and all that can flow into it."""
    most = {pool.code: pool.places for pool in rules.pools}
    for pool in rules.pools:
        if pool.then:
            most[pool.then] += most[pool.code]
    return most


@given(draws(), SEEDS)
def test_no_batch_and_no_pool_gives_more_than_it_has_and_groups_stay_whole(drawn, seed):
    rules, closed = drawn
    found = allocate(rules, ranked(closed.applications, seed))
    people = {application.ticket: application for application in closed.applications}
    batches, pools = Counter(found.left), Counter()
    for ticket, place in found.places.items():
        application = people[ticket]
        assert place.people == application.people
        assert place.batch in application.wants
        assert place.pool in (*application.pools, rules.open)
        batches[place.batch] += place.people
        pools[place.pool] += place.people
    assert batches == Counter(rules.batches)
    assert all(pools[code] <= most for code, most in seats_ever(rules).items())
    assert {*found.places} | {waiting.ticket for waiting in found.waiting} == set(people)
    assert not {*found.places} & {waiting.ticket for waiting in found.waiting}


@given(draws(), SEEDS)
def test_no_place_is_left_that_somebody_who_waits_wants(drawn, seed):
    rules, closed = drawn
    found = allocate(rules, ranked(closed.applications, seed))
    for waiting in found.waiting:
        assert all(found.left[batch] < waiting.people for batch in waiting.wants)
        assert [pool for pool, _ in found.passed[waiting.ticket]][-1] == rules.open


@given(draws(), SEEDS)
def test_in_a_pool_nobody_is_passed_over_for_a_later_rank(drawn, seed):
    """Of two alike but for their names, the earlier rank has a place if the later one has, and in a batch as dear."""
    rules, closed = drawn
    ranks = ranked(closed.applications, seed)
    places = allocate(rules, ranks).places
    for number, earlier in enumerate(ranks):
        for later in ranks[number + 1 :]:
            alike = (earlier.people, earlier.pools, earlier.wants) == (later.people, later.pools, later.wants)
            if alike and later.ticket in places:
                assert earlier.ticket in places
                mine, theirs = places[earlier.ticket].batch, places[later.ticket].batch
                assert earlier.wants.index(mine) <= later.wants.index(theirs)


@given(draws(), SEEDS, st.data())
def test_nobody_is_better_off_by_naming_other_wishes(drawn, seed, data):
    rules, closed = drawn
    if not closed.applications:
        return
    ranks = ranked(closed.applications, seed)
    liar = data.draw(st.sampled_from(ranks))

    def got(application: Application) -> int:
        """How far down the true list of wishes: the smaller the better; no place, or one not wanted, comes last."""
        place = allocate(rules, [application if r is liar else r for r in ranks]).places.get(liar.ticket)
        wanted = place is not None and place.batch in liar.wants
        return liar.wants.index(place.batch) if place and wanted else len(liar.wants)

    honest = got(liar)
    for many in range(1, len(rules.batches) + 1):
        for wishes in permutations(sorted(rules.batches), many):
            assert got(replace(liar, wants=wishes)) >= honest


@given(draws(), SEEDS, st.data())
def test_a_withdrawal_helps_those_who_wait_and_harms_nobody(drawn, seed, data):
    rules, closed = drawn
    found = allocate(rules, ranked(closed.applications, seed))
    for _ in range(3):
        tickets = sorted({*found.places} | {waiting.ticket for waiting in found.waiting})
        gone = set(data.draw(st.lists(st.sampled_from(tickets), max_size=2))) if tickets else set()
        after = promote(rules, found, gone)
        stay = {ticket: place for ticket, place in found.places.items() if ticket not in gone}
        assert stay.items() <= after.places.items()
        assert not gone & {*after.places, *(waiting.ticket for waiting in after.waiting)}
        given_out = Counter(after.left)
        for place in after.places.values():
            given_out[place.batch] += place.people
        assert given_out == Counter(rules.batches)
        assert all(after.left[b] < waiting.people for waiting in after.waiting for b in waiting.wants)
        charged = Counter()
        for place in after.places.values():
            charged[place.pool] += place.people
        assert all(charged[code] <= most for code, most in seats_ever(rules).items())
        found = after


POOLS = Rules("d", "", {"may": 2, "june": 1}, (Pool("model", 1, "open"), Pool("open", 2)), {})


@given(draws(), SEEDS, st.data())
def test_places_come_back_the_same_without_reading_who_waits_in_vain(drawn, seed, data):
    """Step after step: what `serve` gives from the free places and those it asks for is what the whole walk gives."""
    rules, closed = drawn
    now = allocate(rules, ranked(closed.applications, seed))
    while now.places or now.waiting:
        there = sorted(now.places) + [one.ticket for one in now.waiting]
        gone = data.draw(st.lists(st.sampled_from(there), min_size=1, max_size=3, unique=True))
        seats, batches = Counter({rules.open: sum(now.left.values())}), Counter(now.left)
        for ticket in set(gone) & set(now.places):
            seats[now.places[ticket].pool] += now.places[ticket].people
            batches[now.places[ticket].batch] += now.places[ticket].people
        waiting = [one for one in now.waiting if one.ticket not in gone]

        def asked(pool, people, free, waiting=waiting):
            for one in waiting:
                in_it = pool == rules.open or pool in one.pools
                if in_it and one.people <= people and set(one.wants) & set(free):
                    yield one

        given_now = serve(rules, seats, batches, asked)
        after = promote(rules, now, gone)
        kept = {ticket: place for ticket, place in now.places.items() if ticket not in gone}
        assert {**kept, **given_now} == after.places
        assert list(given_now) == [ticket for ticket in after.places if ticket not in kept]
        assert {code: batches[code] for code in rules.batches} == after.left
        now = after


def test_the_reserved_pool_is_served_first_and_the_open_one_takes_the_rest():
    ranks = [one("a", "may"), one("b", "may"), one("c", "may", pools=("model",)), one("d", "june", "may")]
    found = allocate(POOLS, ranks)
    assert found.places == {
        "c": Place("model", "may", 1),
        "a": Place("open", "may", 1),
        "d": Place("open", "june", 1),
    }
    assert found.passed == {"b": (("open", Why.BATCHES_FULL),)}
    assert found.left == {"may": 0, "june": 0}


def test_what_a_reserved_pool_leaves_goes_on():
    found = allocate(POOLS, [one("a", "may"), one("b", "may"), one("c", "june")])
    assert {ticket: place.pool for ticket, place in found.places.items()} == dict.fromkeys("abc", "open")


def test_a_group_that_does_not_fit_is_passed_over_and_not_split():
    found = allocate(POOLS, [one("a", "june", people=2), one("b", "june")])
    assert found.places == {"b": Place("open", "june", 1)}
    assert found.passed == {"a": (("open", Why.BATCHES_FULL),)}
    narrow = Rules("d", "", {"may": 2}, (Pool("model", 1, "open"), Pool("open", 1)), {})
    found = allocate(narrow, [one("a", "may", people=2), one("b", "may", pools=("model",))])
    assert found.passed == {"a": (("open", Why.GROUP_TOO_LARGE),)}
    found = allocate(narrow, [one("b", "may"), one("c", "may"), one("a", "may")])
    assert found.passed == {"a": (("open", Why.POOL_FULL),)}


def test_a_place_that_comes_back_stays_in_the_pool_it_was_charged_to():
    ranks = [one("a", "may", "june"), one("b", "may", "june", pools=("model",)), one("c", "may", "june")]
    ranks += [one("d", "may", "june"), one("e", "may", "june", pools=("model",))]
    found = allocate(POOLS, ranks)
    assert {ticket: place.pool for ticket, place in found.places.items()} == {
        "b": "model",
        "a": "open",
        "c": "open",
    }
    assert promote(POOLS, found, {"b"}).places["e"] == Place("model", "may", 1)
    assert "d" in promote(POOLS, found, {"a"}).places


def test_the_result_is_written_line_by_line():
    ranks = [one("a", "june"), one("b", "june")]
    assert allocate(POOLS, ranks).text(ranks) == (
        '{"batch":"june","pool":"open","rank":1,"ticket":"a"}\n{"batch":"","pool":"","rank":2,"ticket":"b"}\n'
    )
