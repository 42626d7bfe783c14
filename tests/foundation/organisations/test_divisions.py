"""The published table of the city, and the tree that is made of it."""

from collections import Counter
from datetime import date

import pytest

from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations import actions
from jiangong.foundation.organisations.models import Lineage, Organisation
from jiangong.foundation.organisations.states import Kind, Verb

DAY = date(2020, 1, 1)
# Streets of the development zone keep the zone's old code; Changdao has unions of its own within Penglai's codes.
OWN_PREFIX = {"370676": "370672", "3706CD": "370614"}


def test_the_table_holds_the_fourteen_districts_and_all_townships():
    rows = actions.read_divisions()
    districts = [row for row in rows if row["kind"] == Kind.DISTRICT]
    townships = [row for row in rows if row["kind"] == Kind.TOWNSHIP]
    assert (len(rows), len(districts), len(townships)) == (1 + 14 + 153, 14, 153)
    endings = Counter(
        "街道" if row["short_name"].endswith("街道") else row["short_name"][-1] for row in townships
    )
    assert endings == {"街道": 65, "镇": 82, "乡": 6}
    assert Counter(row["parent"] for row in townships)["3706CD"] == 8


def test_codes_are_unique_and_begin_with_their_districts():
    rows = actions.read_divisions()
    assert len({row["code"] for row in rows}) == len(rows)
    assert len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        if row["kind"] == Kind.TOWNSHIP:
            assert len(row["code"]) == 9
            assert row["code"] == row["division"]
            assert row["code"].startswith(OWN_PREFIX.get(row["parent"], row["parent"]))
        elif row["kind"] == Kind.DISTRICT and row["division"]:
            assert row["code"] == row["division"]
            assert row["code"].startswith("3706")


@pytest.mark.django_db
def test_loading_founds_the_tree_and_a_second_time_nothing():
    loaded = actions.load_divisions(on=DAY)
    assert len(loaded) == 168
    assert actions.load_divisions(on=date(2021, 1, 1)) == loaded
    assert Organisation.objects.count() == Lineage.objects.count() == 168
    assert Entry.objects.filter(verb=Verb.FOUNDED, happened_on=DAY).count() == 168
    street = loaded["370602001"]
    city, district = loaded["370600"], loaded["370602"]
    assert (street.name, street.initials) == ("芝罘区向阳街道总工会", "zfqxyjdzgh")
    assert street.path == f"/{city.pk}/{district.pk}/{street.pk}/"
    assert street.lineages.get().ancestors == sorted([city.pk, district.pk, street.pk])


@pytest.mark.django_db
def test_loading_puts_back_only_what_is_missing():
    city = actions.create(
        name="烟台市总工会", kind=Kind.CITY, parent=None, code="370600", founded_on=DAY, by=None
    )
    loaded = actions.load_divisions(on=DAY)
    assert loaded["370600"] == city
    assert Organisation.objects.count() == 168
