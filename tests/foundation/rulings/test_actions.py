"""Rulings: confirm, override, withdraw; what is in force afterwards; that nothing of it can be changed."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.rulebook import queries as rulebook
from jiangong.foundation.rulebook.formulas import fingerprint
from jiangong.foundation.rulebook.queries import reading, rulings
from jiangong.foundation.rulings.actions import Document, confirm, override, withdraw
from jiangong.foundation.rulings.models import Ruling
from jiangong.foundation.rulings.queries import effect_of
from jiangong.foundation.rulings.states import Reason

KEY = "people.deemed_withdrawal_months"
LOCAL = "assistance.dibao"  # districts may differ
PAPER = Document("演示通知", "演示工发〔2026〕1号", "第三条")
FIRST = date(2026, 1, 1)


@contextmanager
def refused(reason):
    """Passes only if exactly this is the refusal."""
    with pytest.raises(Refused) as found:
        yield
    assert found.value.reason is reason, found.value.code


@pytest.fixture
def officer(cast):
    return cast["city_officer"]


def mark(key=KEY):
    return fingerprint(rulebook.rulebook()[key][0])


def test_a_confirmation_changes_the_status_and_not_the_value(tree, officer):
    assert not rulebook.parameter(KEY).confirmed
    made = confirm(KEY, mark(), organisation=tree.city, document=PAPER, by=officer)
    now = rulebook.parameter(KEY)
    assert (now.value, now.confirmed, now.ruling.number) == (6, True, made.pk)
    assert now.regulation == "会籍管理制度", "it still stands where it stood"
    entry = Entry.objects.get(verb="rulings.confirmed")
    assert (entry.subject_id, entry.attribute, entry.recorded_by) == (made.pk, KEY, officer)
    assert entry.payload == {"key": KEY, "document": "演示工发〔2026〕1号", "since": "2017-01-01"}


def test_a_confirmation_for_some_days(tree, officer):
    confirm(
        KEY, mark(), organisation=tree.city, document=PAPER, by=officer, since=FIRST, until=date(2027, 1, 1)
    )
    days = [date(2025, 12, 31), FIRST, date(2026, 12, 31), date(2027, 1, 1)]
    assert [rulebook.parameter(KEY, on=day).confirmed for day in days] == [False, True, True, False]
    assert {rulebook.value(KEY, on=day) for day in days} == {6}


def test_a_confirmation_is_about_one_value(tree, officer, monkeypatch):
    confirm(KEY, mark(), organisation=tree.city, document=PAPER, by=officer)
    changed = {**rulebook.rulebook(), KEY: (replace(rulebook.rulebook()[KEY][0], value=9),)}
    monkeypatch.setattr(reading, "rulebook", lambda: changed)
    assert not rulebook.parameter(KEY).confirmed, (
        "the file says something else now: it is to be confirmed again"
    )


def test_an_override_is_in_force_for_its_days_and_the_file_stays(tree, officer):
    override(KEY, 9, organisation=tree.city, document=PAPER, since=FIRST, until=date(2027, 1, 1), by=officer)
    days = [date(2025, 12, 31), FIRST, date(2026, 12, 31), date(2027, 1, 1)]
    assert [rulebook.value(KEY, on=day) for day in days] == [6, 9, 9, 6]
    one = rulebook.parameter(KEY, on=FIRST)
    assert (one.confirmed, one.jurisdiction, one.source) == (
        True,
        "city",
        "《演示通知》（演示工发〔2026〕1号）第三条",
    )
    assert Ruling.objects.get().file_value == 6
    assert {one.value for one in rulebook.candidates(KEY)} == {6, 9}


def test_a_later_ruling_goes_before_an_earlier_one(tree, officer):
    override(KEY, 9, organisation=tree.city, document=PAPER, since=FIRST, by=officer)
    override(
        KEY,
        3,
        organisation=tree.city,
        document=PAPER,
        since=date(2026, 6, 1),
        until=date(2026, 7, 1),
        by=officer,
    )
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 1)]
    assert [rulebook.value(KEY, on=day) for day in days] == [9, 3, 9]


def test_a_districts_own_value_is_in_force_there_alone(tree, cast, officer):
    override(LOCAL, 1000, organisation=tree.city, document=PAPER, since=FIRST, by=officer)
    override(LOCAL, 1100, organisation=tree.district, document=PAPER, since=FIRST, by=cast["district_cadre"])
    assert rulebook.value(LOCAL, on=FIRST) == 1000
    assert rulebook.value(LOCAL, on=FIRST, place=tree.enterprise.path) == 1100
    assert rulebook.value(LOCAL, on=FIRST, place=tree.other_enterprise.path) == 1000
    assert rulebook.parameter(LOCAL, on=FIRST, place=tree.enterprise.path).jurisdiction == "district"


def test_a_district_may_not_differ_where_the_file_does_not_say_so(tree, cast):
    with refused(Reason.SAME_EVERYWHERE):
        override(KEY, 9, organisation=tree.district, document=PAPER, since=FIRST, by=cast["district_cadre"])
    with refused(Reason.NOT_A_JURISDICTION):
        confirm(KEY, mark(), organisation=tree.district, document=PAPER, by=cast["district_cadre"])
    with refused(Reason.NOT_A_JURISDICTION):
        override(LOCAL, 9, organisation=tree.township, document=PAPER, since=FIRST, by=None)


@pytest.mark.parametrize(
    "who", ["worker", "chair", "township_cadre", "teacher", "expert", "auditor", "administrator", "outsider"]
)
def test_an_outsider_is_refused(tree, cast, who):
    for organisation in (tree.city, tree.district):
        with pytest.raises(Refused) as refusal:
            override(LOCAL, 9, organisation=organisation, document=PAPER, since=FIRST, by=cast[who])
        assert refusal.value.reason.status == 403
        with pytest.raises(Refused) as refusal:
            confirm(LOCAL, mark(LOCAL), organisation=organisation, document=PAPER, by=cast[who])
        assert refusal.value.reason.status == 403
    assert not Ruling.objects.exists()


def test_a_districts_officer_does_not_rule_for_another_district_or_the_city(tree, cast):
    for organisation in (tree.other_district, tree.city):
        with pytest.raises(Refused) as refusal:
            override(
                LOCAL, 9, organisation=organisation, document=PAPER, since=FIRST, by=cast["district_cadre"]
            )
        assert refusal.value.reason.status == 403


def test_a_withdrawal_ends_it_and_stays_in_the_history(tree, officer):
    made = override(KEY, 9, organisation=tree.city, document=PAPER, since=FIRST, by=officer)
    withdraw(made, reason="文件废止", since=date(2026, 6, 1), by=officer)
    assert [rulebook.value(KEY, on=day) for day in (date(2026, 5, 31), date(2026, 6, 1))] == [9, 6]
    assert Ruling.objects.count() == 2
    with refused(Reason.ALREADY_WITHDRAWN):
        withdraw(made, reason="再来", by=officer)


def test_a_ruling_withdrawn_from_its_first_day_was_never_in_force(tree, officer):
    made = override(KEY, 9, organisation=tree.city, document=PAPER, since=FIRST, by=officer)
    withdraw(made, reason="录错", since=FIRST, by=officer)
    assert rulebook.value(KEY, on=FIRST) == 6


def test_what_is_refused(tree, officer):
    def act(**more):
        return override(
            more.pop("key", KEY),
            more.pop("value", 9),
            **{"organisation": tree.city, "document": PAPER, "since": FIRST, "by": officer} | more,
        )

    with refused(Reason.UNKNOWN):
        act(key="people.unheard_of")
    with refused(Reason.NO_DOCUMENT):
        act(document=Document("演示通知", " "))
    with refused(Reason.NO_DOCUMENT):
        act(document=Document("", "一号"))
    with refused(Reason.WRONG_DATES):
        act(until=FIRST)
    with refused(Reason.WRONG_SHAPE):
        act(value="六个月")
    with refused(Reason.WRONG_SHAPE):
        act(value=True)
    with refused(Reason.FILE_CHANGED):
        confirm(KEY, "0" * 64, organisation=tree.city, document=PAPER, by=officer)
    with refused(Reason.WRONG_DATES):
        confirm(KEY, mark(), organisation=tree.city, document=PAPER, since=date(2000, 1, 1), by=officer)
    made = act()
    with refused(Reason.UNCHANGED):
        act()
    with refused(Reason.REASON_MISSING):
        withdraw(made, reason=" ", by=officer)
    with refused(Reason.WRONG_DATES):
        withdraw(made, reason="早了", since=date(2025, 1, 1), by=officer)
    confirm(KEY, mark(), organisation=tree.city, document=PAPER, by=officer)
    with refused(Reason.ALREADY_CONFIRMED):
        confirm(KEY, mark(), organisation=tree.city, document=PAPER, by=officer)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rulings_ruling SET value = '1'",
        "DELETE FROM rulings_ruling",
        "TRUNCATE rulings_ruling CASCADE",
    ],
)
def test_the_database_refuses_every_change(tree, officer, statement):
    override(KEY, 9, organisation=tree.city, document=PAPER, since=FIRST, by=officer)
    with pytest.raises(IntegrityError, match="只增不改"), transaction.atomic(), connection.cursor() as cursor:
        # without the first half, TRUNCATE would be refused for another reason
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")


def test_what_would_change_is_known_before_it_is_done(tree, officer):
    wanted = Ruling(
        key=KEY, act="override", value=9, organisation=tree.city, jurisdiction="city", since=FIRST
    )
    [effect] = effect_of(wanted)
    [change] = effect.changes
    assert (change.since, change.until, change.before.value, change.after.value) == (FIRST, None, 6, 9)
    assert rulebook.value(KEY, on=FIRST) == 6, "nothing was done"
    made = override(KEY, 9, organisation=tree.city, document=PAPER, since=FIRST, by=officer)
    back = Ruling(
        key=KEY,
        act="withdraw",
        withdraws=made,
        organisation=tree.city,
        jurisdiction="city",
        since=date(2026, 6, 1),
    )
    [effect] = effect_of(back)
    assert [(one.before.value, one.after.value) for one in effect.changes] == [(9, 6)]


def test_a_district_is_shown_with_what_it_loses(tree, cast, officer):
    override(LOCAL, 1100, organisation=tree.district, document=PAPER, since=FIRST, by=cast["district_cadre"])
    wanted = Ruling(
        key=LOCAL, act="override", value=1000, organisation=tree.city, jurisdiction="city", since=FIRST
    )
    effects = effect_of(wanted)
    assert [(one.place, len(one.changes)) for one in effects] == [("", 1)], "the district keeps its own"


# --- the cache -----------------------------------------------------------------------------------------------------


def test_reading_asks_the_database_once_and_not_again(tree, officer, django_assert_num_queries):
    rulebook.forget_rulings()
    with django_assert_num_queries(1):
        for _ in range(3):
            rulebook.value(KEY)
    override(KEY, 9, organisation=tree.city, document=PAPER, since=FIRST, by=officer)
    with django_assert_num_queries(1):
        assert rulebook.value(KEY) == 9, "the process that wrote knows at once"
        assert rulebook.value(KEY) == 9


def test_another_process_follows_within_the_lag(tree, officer, monkeypatch):
    """What another process wrote is read when the lag is over, and not before."""
    rulebook.forget_rulings()
    now = 1000.0
    monkeypatch.setattr(rulings.time, "monotonic", lambda: now)
    assert rulebook.value(KEY) == 6
    known = rulings._known
    override(KEY, 9, organisation=tree.city, document=PAPER, since=FIRST, by=officer)
    rulings._known = known  # as another process, which knows nothing of it
    now += rulebook.LAG_SECONDS - 0.1
    assert rulebook.value(KEY) == 6
    now += 0.2
    assert rulebook.value(KEY) == 9
