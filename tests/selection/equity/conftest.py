"""A small city with members of every kind, and what some of them received."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from jiangong.foundation.ledger.actions import correct, record
from jiangong.foundation.people.models import Person
from jiangong.programmes.growth.states import Verb
from tests.factories import make_appointment, make_member

YEAR = 2025
DAY = date(2025, 5, 1)


@dataclass
class City:
    """The tree, its members in the order in which they were made, and who of them received training in YEAR."""

    tree: Any
    people: list[Person] = field(default_factory=list)
    received: set[int] = field(default_factory=set)

    def add(self, organisation, count, *, received=0, **more):
        for number in range(count):
            person = make_member(organisation, joined_on=date(2021, 1, 1), **more).person
            self.people.append(person)
            if number < received:
                self.give(person)
        return self.people[-count:]

    def give(self, person, day=DAY):
        self.received.add(person.pk)
        return receive(person, self.tree.enterprise, day)


def receive(person, organisation, day=DAY):
    return record(
        Verb.COMPLETED, organisation, organisation=organisation, person=person, by=None, happened_on=day
    )


@pytest.fixture
def city(tree):
    """Two districts, one group of three that must not be shown, people of whom nothing is on record, cadres, who left."""
    made = City(tree)
    tree.enterprise.economic_industry = "装备制造"
    tree.enterprise.save(update_fields=["economic_industry"])
    made.add(tree.enterprise, 14, received=11, sex="M", born_on=date(1980, 5, 1), employment_form="单位就业")
    made.add(tree.branch, 30, received=12, sex="F", born_on=date(1996, 1, 1), employment_form="单位就业")
    made.add(
        tree.other_enterprise, 40, received=3, sex="F", born_on=date(1970, 1, 1), employment_form="外卖配送员"
    )
    made.add(tree.other_township, 25, received=13, sex="M", employment_form="演示写法")
    made.add(tree.industry, 12, received=12)
    make_appointment(made.people[0], tree.enterprise, "chair")
    make_appointment(made.people[1], tree.district, "cadre")
    make_appointment(made.people[2], tree.township, "committee_member", until=date(2024, 1, 1))
    correct(receive(made.people[13], tree.enterprise), reason="登记错误", by=None)
    made.give(made.people[0], date(2025, 7, 1))  # twice in one year is one person
    receive(made.people[13], tree.enterprise, date(2024, 5, 1))  # another year
    return made
