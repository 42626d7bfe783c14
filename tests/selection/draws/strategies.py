"""Small draws with everything in them: pools that feed each other, groups, weights, wishes; for hypothesis."""

from hypothesis import strategies as st

from jiangong.selection.draws.formulas.applications import Application, ClosedList, close
from jiangong.selection.draws.formulas.rules import Pool, Rules

SEEDS = st.binary(min_size=32, max_size=32)


@st.composite
def rules(draw) -> Rules:
    batches = {f"b{n}": draw(st.integers(1, 4)) for n in range(draw(st.integers(1, 3)))}
    codes = [f"p{n}" for n in range(draw(st.integers(1, 3)))]
    left, pools = sum(batches.values()), []
    for number, code in enumerate(codes[:-1]):
        places = draw(st.integers(0, left))
        left -= places
        pools.append(Pool(code, places, draw(st.sampled_from(codes[number + 1 :]))))
    return Rules("d", "演示抽签", batches, (*pools, Pool(codes[-1], left)), {"drand": 1})


@st.composite
def applications(draw, of: Rules, ticket: str) -> Application:
    reserved = [pool.code for pool in of.pools[:-1]]
    return Application(
        ticket,
        people=draw(st.sampled_from((1, 1, 1, 2, 3))),
        lots=draw(st.integers(1, 4)),
        pools=tuple(draw(st.lists(st.sampled_from(reserved), unique=True)) if reserved else ()),
        wants=tuple(draw(st.lists(st.sampled_from(sorted(of.batches)), min_size=1, unique=True))),
    )


@st.composite
def draws(draw) -> tuple[Rules, ClosedList]:
    of = draw(rules())
    many = draw(st.integers(0, 12))
    return of, close([draw(applications(of, f"t{number:02}")) for number in range(many)], of)
