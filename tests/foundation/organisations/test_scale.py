"""Twenty thousand unions: founded in seconds, and a subtree of them is one range of an index."""

from datetime import date

import pytest
from django.db import connection

from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations import actions, queries
from jiangong.foundation.organisations.actions import Draft
from jiangong.foundation.organisations.models import Lineage, Organisation
from jiangong.foundation.organisations.states import Kind

DAY = date(2020, 1, 1)


@pytest.mark.django_db
def test_a_subtree_is_one_indexed_query_at_twenty_thousand(django_assert_num_queries):
    loaded = actions.load_divisions(on=DAY)
    townships = [one for one in loaded.values() if one.kind == Kind.TOWNSHIP]
    drafts: list[Draft] = []
    for number in range(20_000):
        above = townships[number % 153] if number % 4 else None
        drafts.append(
            Draft(
                name=f"演示企业{number:05d}工会" if above else f"演示企业{number:05d}分工会",
                kind=Kind.ENTERPRISE if above or number == 0 else Kind.BRANCH,
                parent=townships[0] if number == 0 else above or drafts[number - 1 if number % 4 == 0 else 0],
                founded_on=DAY,
            )
        )
    made = actions.create_many(drafts, by=None)
    assert len(made) == 20_000
    assert Organisation.objects.count() == Lineage.objects.count() == Entry.objects.count() == 20_168
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organisations_organisation")
    district = loaded["370602"]
    with django_assert_num_queries(1):
        below = list(queries.subtree(district))
    assert 1000 < len(below) < 3000
    plan = queries.subtree(district).explain()
    assert "Index Scan" in plan or "Bitmap Index Scan" in plan
    assert "Seq Scan" not in plan
    with django_assert_num_queries(2):
        listed = queries.children(loaded["370600"]).rows
    assert sum(one.below + 1 for one in listed) == 20_167
