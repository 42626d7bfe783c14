"""Whatever happens to the tree, it stays a tree, and every day of every union belongs to one lineage."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.organisations import actions
from jiangong.foundation.organisations.models import Lineage, Organisation
from jiangong.foundation.organisations.states import Kind, State

pytestmark = pytest.mark.django_db

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "move", "move", "merge", "dissolve", "industry", "industry"]),
        st.integers(0, 50),
        st.integers(0, 50),
        st.integers(0, 3),  # how many days ago it took effect
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture
def small_city(db: None) -> None:
    """Two districts with a township each, an industry union at the city and one in a township, enterprises on both."""

    def found(kind: Kind, parent: Organisation | None, industry: Organisation | None = None) -> Organisation:
        return actions.create(
            name="演示", kind=kind, parent=parent, industry=industry, founded_on=date(2020, 1, 1), by=None
        )

    city = found(Kind.CITY, None)
    townships = [found(Kind.TOWNSHIP, found(Kind.DISTRICT, city)) for _ in range(2)]
    lines = [found(Kind.INDUSTRY, one) for one in (city, townships[1])]
    for township, line in zip(townships, lines, strict=True):
        found(Kind.BRANCH, found(Kind.ENTERPRISE, township, line))
        found(Kind.ENTERPRISE, found(Kind.VILLAGE, township))


def act(verb: str, one: Organisation, other: Organisation, number: int, ago: int) -> None:
    on = timezone.localdate() - timedelta(days=ago)
    if verb == "create":
        kind = list(Kind)[number % len(Kind)]
        actions.create(name="演示", kind=kind, parent=one, founded_on=on, by=None)
    elif verb == "move":
        actions.move(one, other, on=on, by=None)
    elif verb == "merge":
        actions.merge(one, other, on=on, by=None)
    elif verb == "dissolve":
        actions.dissolve(one, on=on, by=None)
    else:
        actions.set_industry(one, other if number % 4 else None, on=on, by=None)


def expected(one: Organisation, rows: dict[int, Organisation]) -> list[int]:
    """The ancestors by both lines, worked out step by step along the parents."""
    found: set[int] = set()
    above: Organisation | None = one
    while above is not None:
        found.add(above.pk)
        line = rows.get(above.industry_id or 0)
        while line is not None:
            found.add(line.pk)
            line = rows.get(line.parent_id or 0)
        above = rows.get(above.parent_id or 0)
    return sorted(found)


def check_tree() -> None:
    rows = {one.pk: one for one in Organisation.objects.all()}
    lineages = {one.organisation_id: one for one in Lineage.objects.filter(until__isnull=True)}
    for one in rows.values():
        parent = rows.get(one.parent_id or 0)
        assert one.path == f"{parent.path if parent else '/'}{one.pk}/"
        assert one.depth == (parent.depth + 1 if parent else 0)
        if one.state == State.ACTIVE:
            assert parent is None or parent.state == State.ACTIVE
            current = lineages.pop(one.pk)
            assert current.ancestors == expected(one, rows)
            assert (current.parent_id, current.industry_id) == (one.parent_id, one.industry_id)
    assert not lineages  # who has ended stands nowhere
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT count(*) FROM organisations_lineage a JOIN organisations_lineage b
            ON a.organisation_id = b.organisation_id AND a.id < b.id
            AND daterange(a.since, a.until) && daterange(b.since, b.until)""")
        assert cursor.fetchone() == (0,)
        # From the first lineage to the last there is no day without one.
        cursor.execute("""
            SELECT count(*) FROM (
              SELECT until, lead(since) OVER (PARTITION BY organisation_id ORDER BY since, until NULLS LAST) AS next
              FROM organisations_lineage
            ) AS chain WHERE next IS NOT NULL AND next IS DISTINCT FROM until""")
        assert cursor.fetchone() == (0,)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=STEPS)
def test_whatever_happens_the_tree_stays_a_tree(small_city, steps):
    with transaction.atomic():
        done = 0
        for verb, first, second, ago in steps:
            rows = list(Organisation.objects.order_by("pk"))
            one, other = rows[first % len(rows)], rows[second % len(rows)]
            try:
                with transaction.atomic():
                    act(verb, one, other, second, ago)
                done += 1
            except Refused:
                continue
            check_tree()
        transaction.set_rollback(True)
