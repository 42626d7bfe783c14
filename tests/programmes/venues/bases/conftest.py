"""Bases of the city and of a district, with contract and inspection of last year where a test asks."""

from datetime import date

import pytest
from django.utils import timezone

from tests.base_factories import make_base, make_contract
from tests.factories import make_appointment, make_officer, make_person, make_user


@pytest.fixture
def officer(tree):
    return make_officer(tree.city)


@pytest.fixture
def auditor(tree):
    person = make_person()
    make_appointment(person, tree.city, "auditor")
    return make_user(person)


@pytest.fixture
def base(tree):
    return make_base(tree.city)


@pytest.fixture
def last_year():
    return timezone.localdate().year - 1


@pytest.fixture
def used(tree, last_year):
    """A base under contract all of last year and this."""
    base = make_base(tree.city)
    make_contract(base, since=date(last_year, 1, 1), until=date(last_year + 2, 12, 31))
    return base
