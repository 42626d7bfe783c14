"""A small tree and its people, the same everywhere.

city ─┬ district ─┬ township ─┬ village
      │           │           ├ enterprise (of the industry union) ─ branch
      │           │           └ sibling_enterprise
      │           └ sibling_township ─ sibling_township_enterprise
      ├ other_district ─┬ other_township ─ other_enterprise
      │                 └ fourth_township
      └ industry ─ industry_enterprise
"""

from dataclasses import dataclass

import pytest

from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Kind
from jiangong.foundation.people.cast import create_cast
from jiangong.foundation.people.models import User
from tests.factories import make_organisation


@dataclass(frozen=True)
class Tree:
    city: Organisation
    district: Organisation
    township: Organisation
    village: Organisation
    enterprise: Organisation
    branch: Organisation
    sibling_enterprise: Organisation
    sibling_township: Organisation
    sibling_township_enterprise: Organisation
    other_district: Organisation
    other_township: Organisation
    other_enterprise: Organisation
    fourth_township: Organisation
    industry: Organisation
    industry_enterprise: Organisation


def make_tree() -> Tree:
    city = make_organisation("演示市总工会", kind=Kind.CITY, code="T")
    industry = make_organisation("演示行业工会", kind=Kind.INDUSTRY, parent=city)
    district = make_organisation("演示区总工会", kind=Kind.DISTRICT, parent=city)
    township = make_organisation("演示镇工会", kind=Kind.TOWNSHIP, parent=district)
    enterprise = make_organisation("演示企业001工会", parent=township, industry=industry)
    sibling_township = make_organisation("演示邻镇工会", kind=Kind.TOWNSHIP, parent=district)
    other_district = make_organisation("演示外区总工会", kind=Kind.DISTRICT, parent=city)
    other_township = make_organisation("演示外镇工会", kind=Kind.TOWNSHIP, parent=other_district)
    return Tree(
        city=city,
        industry=industry,
        district=district,
        township=township,
        enterprise=enterprise,
        sibling_township=sibling_township,
        other_district=other_district,
        other_township=other_township,
        village=make_organisation("演示村工会", kind=Kind.VILLAGE, parent=township),
        branch=make_organisation("演示企业001一车间分工会", kind=Kind.BRANCH, parent=enterprise),
        sibling_enterprise=make_organisation("演示企业002工会", parent=township),
        sibling_township_enterprise=make_organisation("演示企业003工会", parent=sibling_township),
        other_enterprise=make_organisation("演示企业004工会", parent=other_township),
        fourth_township=make_organisation("演示第四镇工会", kind=Kind.TOWNSHIP, parent=other_district),
        industry_enterprise=make_organisation("演示企业005工会", parent=industry),
    )


@pytest.fixture
def tree(db: None) -> Tree:
    """The fifteen organisations above, each with lineage and naming since 2020."""
    return make_tree()


@pytest.fixture
def cast(tree: Tree) -> dict[str, User]:
    """The people of foundation/people/cast.py on the tree: cast["worker"], cast["chair"], …"""
    return create_cast(vars(tree))
