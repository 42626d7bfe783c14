"""Many unions: founded by COPY in one go, and at twenty thousand a subtree is one range of an index."""

from datetime import date

import pytest
from django.db import connection

from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations import actions, queries
from jiangong.foundation.organisations.actions import Draft
from jiangong.foundation.organisations.actions.founding import MANY
from jiangong.foundation.organisations.models import Lineage, Naming, Organisation
from jiangong.foundation.organisations.states import Kind

DAY = date(2020, 1, 1)
# Below every union of a kind so many of the next, as `create_many` would write them; ids are known beforehand.
STAND_BELOW = """
    WITH made AS (
        SELECT nextval(pg_get_serial_sequence('organisations_organisation', 'id')) AS id, above.id AS parent,
               above.path, above.depth
        FROM (SELECT * FROM organisations_organisation WHERE kind = %(above)s ORDER BY path) AS above,
             generate_series(1, %(each)s)
        LIMIT %(most)s
    )
    INSERT INTO organisations_organisation (id, code, name, short_name, kind, state, parent_id, path, depth,
        founded_on, initials, division_code, credit_code, credit_code_override, employer_name, employer_type,
        economic_industry, address, is_demonstration)
    SELECT id, 'S' || id, '演示企业' || id || '工会', '演示企业' || id, %(kind)s, 'active', parent,
        path || id || '/', depth + 1, %(day)s, '', '', '', '', '', '', '', '', false FROM made
"""


@pytest.mark.django_db
def test_very_many_are_founded_with_line_name_and_entry():
    loaded = actions.load_divisions(on=DAY)
    townships = [one for one in loaded.values() if one.kind == Kind.TOWNSHIP]
    drafts: list[Draft] = []
    for number in range(MANY + 200):
        above = townships[number % 153] if number % 4 else drafts[-1] if drafts else townships[0]
        kind = Kind.ENTERPRISE if isinstance(above, Organisation) else Kind.BRANCH
        drafts.append(Draft(name=f"演示企业{number:05d}工会", kind=kind, parent=above, founded_on=DAY))
    made = actions.create_many(drafts, by=None)
    assert len(made) == len(drafts) == 1200
    for table in (Organisation, Lineage, Naming, Entry):
        assert table.objects.count() == 168 + 1200
    branch = next(one for one in made if one.kind == Kind.BRANCH)
    lineage = Lineage.objects.get(organisation=branch)
    assert [one.pk for one in queries.line_to(branch.pk)] == lineage.ancestors
    assert Entry.objects.get(organisation=branch).lineage == lineage


@pytest.mark.django_db
def test_a_subtree_is_one_indexed_query_at_twenty_thousand(django_assert_num_queries):
    loaded = actions.load_divisions(on=DAY)
    with connection.cursor() as cursor:
        for above, kind, each, most in (
            (Kind.TOWNSHIP, Kind.ENTERPRISE, 99, 15_000),
            (Kind.ENTERPRISE, Kind.BRANCH, 1, 5_000),
        ):
            cursor.execute(
                STAND_BELOW, {"above": above, "kind": kind, "each": each, "most": most, "day": DAY}
            )
        cursor.execute("ANALYZE organisations_organisation")
    assert Organisation.objects.count() == 20_168
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
    with django_assert_num_queries(1):
        counted = queries.below(district)
    assert sum(counted.by_kind.values()) == sum(counted.by_child.values()) == len(below) - 1
    with django_assert_num_queries(1):
        line = queries.line_to(below[-1].pk)
    assert [one.path for one in line] == sorted(one.path for one in line)
    assert line[-1].parent == line[-2]
