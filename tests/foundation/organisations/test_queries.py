"""What is shown, to whom, and in how many queries."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate as today

from jiangong.foundation.organisations import actions, queries
from jiangong.foundation.organisations.models import Committee, Organisation
from jiangong.foundation.organisations.states import CommitteeKind, Kind
from tests.factories import FOUNDED, make_organisation

pytestmark = pytest.mark.django_db


def test_a_list_shows_exactly_what_single_rows_allow(tree, cast):
    everything = list(Organisation.objects.all())
    for who, user in cast.items():
        allowed = {one for one in everything if user.has_perm("organisations.view", one)}
        assert set(queries.organisations_visible_to(user)) == allowed, who
    assert set(queries.organisations_visible_to(cast["administrator"])) == set()
    assert set(queries.organisations_visible_to(cast["outsider"])) == set()
    assert set(queries.organisations_visible_to(cast["chair"])) == {tree.enterprise, tree.branch}
    assert tree.city in queries.organisations_visible_to(cast["auditor"])


def test_children_come_by_level_with_what_stands_below(tree):
    page = queries.children(tree.city)
    assert [(one.organisation, one.below) for one in page.rows] == [
        (tree.district, 7), (tree.other_district, 3), (tree.industry, 1),
    ]  # fmt: skip
    assert page.next is None
    first = queries.children(tree.city, size=2)
    assert ([one.organisation for one in first.rows], first.next) == ([tree.district, tree.other_district], 2)
    rest = queries.children(tree.city, start=2, size=2)
    assert ([one.organisation for one in rest.rows], rest.next) == ([tree.industry], None)


def test_ended_unions_leave_the_tree_but_not_the_history(tree):
    actions.dissolve(tree.village, on=today(), by=None)
    assert tree.village not in [one.organisation for one in queries.children(tree.township).rows]
    assert tree.village not in queries.subtree(tree.township)
    assert tree.village in queries.subtree(tree.township, with_ended=True)
    lineage = queries.lineage_on(tree.village, today())
    assert lineage is not None
    assert queries.lineage_on(tree.village, today() + timedelta(days=1)) is None
    assert queries.lineage_on(tree.village, FOUNDED - timedelta(days=1)) is None


def test_search_by_name_initials_code_and_only_what_is_visible(tree, cast):
    sought = actions.create(
        name="演示造船企业工会",
        kind=Kind.ENTERPRISE,
        parent=tree.township,
        employer_name="演示企业099",
        by=None,
    )
    user = cast["township_cadre"]
    for text in ("造船", "zc", "YSZC", sought.code, "演示企业099"):
        assert sought in queries.search(user, text), text
    assert queries.search(user, "演示外") == []
    assert queries.search(user, "  ") == []
    assert queries.search(user, sought.name)[0] == sought
    assert queries.search(cast["administrator"], "演示") == []
    assert len(queries.search(cast["city_officer"], "演示", limit=3)) == 3


def test_find_visible_needs_one_union(tree, cast):
    user = cast["city_officer"]
    assert queries.find_visible(user, f"{tree.village.code} {tree.village.name}") == tree.village
    assert queries.find_visible(user, tree.village.name) == tree.village
    make_organisation(tree.village.name, kind=Kind.VILLAGE, parent=tree.sibling_township)
    assert queries.find_visible(user, tree.village.name) is None
    assert queries.find_visible(cast["chair"], tree.village.code) is None
    assert queries.find_visible(user, " ") is None


def test_places_and_successors_are_what_the_actions_allow(tree, cast):
    user = cast["district_cadre"]
    assert set(queries.places_for(user, tree.village, tree.village.kind)) == {
        tree.township, tree.sibling_township,
    }  # fmt: skip
    assert queries.successors_for(user, tree.enterprise) == [
        tree.sibling_enterprise,
        tree.sibling_township_enterprise,
    ]


def test_committees_due_are_the_latest_terms_near_their_end(tree, cast):
    def term(one: Organisation, number: int, until: date) -> Committee:
        return Committee.objects.create(
            organisation=one,
            kind=CommitteeKind.UNION,
            term=number,
            since=until - timedelta(days=1096),
            until=until,
        )

    term(tree.enterprise, 1, today() - timedelta(days=2000))
    overdue = term(tree.enterprise, 2, today())
    soon = term(tree.township, 1, today() + timedelta(days=150))
    term(tree.district, 1, today() + timedelta(days=400))
    term(tree.other_enterprise, 1, today() - timedelta(days=9))
    found = queries.committees_due(cast["district_cadre"])
    assert [(one.committee, one.calls) for one in found] == [(overdue, "overdue"), (soon, "due")]
    assert [one.calls for one in queries.terms(tree.enterprise)] == ["overdue"]
    assert [one.calls for one in queries.terms(tree.district)] == [""]


def test_a_card_tells_the_whole_story(tree, cast):
    actions.rename(tree.enterprise, "演示新名工会", on=today() - timedelta(days=3), by=None)
    actions.move(tree.enterprise, tree.sibling_township, on=today() - timedelta(days=2), by=None)
    card = queries.card(Organisation.objects.get(pk=tree.enterprise.pk))
    assert [one.short_name for one in card.ancestors] == ["演示市总工会", "演示区总工会", "演示邻镇工会"]
    assert [one.name for one in card.names] == ["演示新名工会", "演示企业001工会"]
    assert [one.parent for one in card.places] == [tree.sibling_township, tree.township]
    assert card.by_kind == [("分工会", 1)]
    assert [seat.role for seat in card.officers] == ["chair"]
    assert queries.card(Organisation.objects.get(pk=tree.branch.pk)).industry_line == tree.industry
    assert queries.card(tree.industry).hangs_here == 1


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_at_one_and_three(tree, cast, django_assert_num_queries, count):
    user = cast["city_officer"]
    for number in range(count):
        make_organisation(f"演示企业{number}", parent=tree.fourth_township, industry=tree.industry)
    user.has_perm("organisations.view", tree.city)
    with django_assert_num_queries(2):
        assert len(queries.children(tree.fourth_township).rows) == count
    with django_assert_num_queries(1):
        assert [one.parent for one in queries.search(user, "演示企业")]
    with django_assert_num_queries(1):
        assert len(list(queries.subtree(tree.fourth_township))) == count + 1
