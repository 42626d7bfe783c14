"""Which values a decision used: collected while it is made, kept as they stood, shown with it, never changed."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction

from jiangong.foundation.ledger.actions import Fact, record_many
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.actions import form_committee
from jiangong.foundation.people import actions
from jiangong.foundation.people.models import Membership
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.models import Stated, Used
from jiangong.foundation.rulings.actions import Document, override
from tests.factories import make_member

KEY = "people.deemed_withdrawal_months"


def lapse(membership, **more):
    today = date.today()
    return actions.deem_withdrawn(
        membership,
        since=today - timedelta(days=400),
        persuaded_on=today - timedelta(days=3),
        reason="演示：多次联系未果",
        by=None,
        **more,
    )


def test_a_context_collects_each_value_once_also_from_below(db):
    with rulebook.used() as outer:
        rulebook.value(KEY)
        with rulebook.used() as inner:
            rulebook.value("people.dues_rate")
            rulebook.value("people.dues_rate")
        rulebook.value(KEY)
    rulebook.value("people.real_name_register")
    assert [one.parameter.key for one in outer] == [KEY, "people.dues_rate"]
    assert [one.parameter.key for one in inner] == ["people.dues_rate"]


def test_the_same_value_read_for_two_days_is_two_reads(db):
    with rulebook.used() as reads:
        rulebook.value(KEY, on=date(2026, 1, 1))
        rulebook.value(KEY, on=date(2026, 1, 2))
    assert len(reads) == 2


def test_a_deemed_withdrawal_keeps_the_value_it_used(tree):
    membership = lapse(make_member(tree.enterprise))
    entry = Entry.objects.get(verb="people.lapsed")
    [kept] = rulebook.used_by_entries([entry.pk])[entry.pk]
    assert (kept.said["key"], kept.text, kept.said["status"]) == (KEY, "6 个月", "to_be_confirmed")
    assert kept.source == "《会籍管理制度》自动退会"
    assert kept.on == entry.happened_on
    assert rulebook.used_by("people.membership", membership.pk) == [kept]
    [counted] = rulebook.decisions_counted(KEY)
    assert (counted.subject_type, counted.value, counted.count) == ("people.membership", 6, 1)


def test_a_later_ruling_changes_nothing_of_what_was_decided(tree):
    first = make_member(tree.enterprise)
    lapse(first)
    paper = Document("演示通知", "演示〔2026〕1号")
    made = override(KEY, 9, organisation=tree.city, document=paper, since=date(2020, 1, 1), by=None)
    second = make_member(tree.enterprise)
    lapse(second)
    [before] = rulebook.used_by("people.membership", first.pk)
    [after] = rulebook.used_by("people.membership", second.pk)
    assert (before.said["value"], before.said["ruling"]) == (6, None)
    assert (after.said["value"], after.said["ruling"], after.said["ruling_document"]) == (
        9,
        made.pk,
        "演示〔2026〕1号",
    )


def test_equal_values_are_kept_once(tree):
    for _ in range(3):
        lapse(make_member(tree.enterprise))
    assert (Stated.objects.filter(key=KEY).count(), Used.objects.filter(stated__key=KEY).count()) == (1, 3)


def test_a_committee_keeps_the_term_it_was_held_against(tree):
    committee = form_committee(tree.enterprise, "union", since=date(2024, 1, 1), years=3, by=None)
    [kept] = rulebook.used_by("organisations.committee", committee.pk)
    assert (kept.said["key"], kept.said["value"]) == ("organisations.base_term_years", [3, 5])


def test_nothing_is_kept_of_what_was_refused(tree):
    from jiangong.foundation.common.refusals import Refused

    with pytest.raises(Refused):
        actions.deem_withdrawn(
            make_member(tree.enterprise), since=date.today(), persuaded_on=None, reason="早了", by=None
        )
    assert not Used.objects.exists()


def test_many_facts_keep_theirs_in_a_fixed_number_of_queries(tree, django_assert_num_queries):
    with rulebook.used() as reads:
        rulebook.value(KEY)

    def facts(count):
        return [
            Fact("people.lapsed", "people.membership", n, tree.enterprise, used=reads)
            for n in range(1, count + 1)
        ]

    with django_assert_num_queries(5):
        record_many(facts(1), by=None)
    with django_assert_num_queries(5):
        record_many(facts(50), by=None)
    assert Used.objects.count() == 51


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rulebook_stated SET said = '{}'",
        "DELETE FROM rulebook_used",
        "UPDATE rulebook_used SET entry_id = 1",
        "DELETE FROM rulebook_stated",
        "TRUNCATE rulebook_used",
    ],
)
def test_the_database_refuses_every_change(tree, statement):
    lapse(make_member(tree.enterprise))
    with pytest.raises(IntegrityError, match="只增不改"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")


def test_the_decisions_page_shows_what_it_was_decided_by(client, cast, tree):
    worker = Membership.objects.get(person=cast["worker"].person)
    lapse(worker)
    entry = Entry.objects.get(verb="people.lapsed")
    client.force_login(cast["city_officer"])
    page = unescape(client.get(f"/workbench/ledger/{entry.pk}/").content.decode())
    assert "决定时用的规定" in page
    assert "视为自动退会的期限" in page
    client.force_login(cast["worker"])
    page = unescape(client.get("/me/records/").content.decode())
    assert "决定时用的规定" in page
    assert "6 个月" in page
