"""Whatever a plan counts, a stranger can recount: its measures ask only for what the leaves say."""

import pytest

from jiangong.foundation.ledger.queries import fact_words, public_facts, verbs
from jiangong.plan.definition import PLANS, load

FILES = sorted(PLANS.glob("*.yaml"))


def hidden(plan, public):
    """What a stranger could not recount of a plan, a sentence each."""
    for name, measure in plan.counted.items():
        for verb in measure.verbs:
            if verb not in public:
                yield f"{name} counts {verb}, which no room's states.py lists in PUBLIC"
            for fact, _ in measure.payload:
                if verb in public and fact not in public[verb]:
                    yield f"{name} asks for {fact} of {verb}, which is not public"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_plan_counts_only_what_is_public(file):
    assert list(hidden(load(file), public_facts())) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_not_public_would_be_found(file):
    plan = load(file)
    assert list(hidden(plan, {}))
    bare = {verb: frozenset() for verb in verbs()}
    asks = [name for name, measure in plan.counted.items() if measure.payload]
    assert {one.split()[0] for one in hidden(plan, bare)} == set(asks)


def test_every_public_fact_has_words_on_the_leafs_page():
    """A room that makes a fact public says in FACTS beside PUBLIC what it is called."""
    wordless = {
        (verb, name)
        for verb, names in public_facts().items()
        for name in names
        if fact_words(verb, name, "")[0] == name
    }
    assert wordless == set()
