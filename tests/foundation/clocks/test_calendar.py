"""The calendar, against what the State Council published for 2023 to 2026 (notices.yaml), day by day."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml

from jiangong.foundation.clocks import actions, queries
from jiangong.foundation.clocks.formulas import (
    DAY,
    Calendar,
    counted,
    national_calendar,
    national_years,
    reckon,
)
from jiangong.foundation.clocks.states import Unit
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from tests.foundation.clocks.conftest import at

NOTICES = yaml.safe_load((Path(__file__).parent / "notices.yaml").read_text(encoding="utf-8"))


def days_off(year):
    for span in NOTICES[year]["rest"].values():
        first, last = (date.fromisoformat(one) for one in span.split(".."))
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


@cache
def by_hand(day):
    """Whether a day is worked, from the notices alone."""
    for year in NOTICES:
        if day in NOTICES[year]["worked"]:
            return True
        if day in days_off(year):
            return False
    return day.weekday() < 5


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_the_year_is_as_the_notice_says(year):
    calendar = national_calendar()
    first = date(year, 1, 1)
    wrong = [
        day
        for day in (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
        if calendar.works(day) != by_hand(day)
    ]
    assert wrong == []


@pytest.mark.parametrize("year", NOTICES)
def test_what_the_notice_swaps_is_a_weekend_worked(year):
    assert all(day.weekday() >= 5 for day in NOTICES[year]["worked"])
    assert year in national_years()


@pytest.mark.parametrize("unit", [Unit.WORKING_DAYS, Unit.DAYS])
@pytest.mark.parametrize("amount", [1, 3, 5, 7, 15, 60])
def test_due_days_over_four_years_are_those_counted_by_hand(unit, amount):
    """Every day of 2023 to 2026 on which such a time may begin and still end in them, counted on the fingers."""
    calendar = national_calendar()
    day = date(2023, 1, 1)
    while (left := amount) and day < date(2026, 9, 1):
        hand = day
        while left:
            hand += DAY
            left -= 1 if unit == Unit.DAYS else by_hand(hand)
        while not by_hand(hand):
            hand += DAY
        found = reckon(day + DAY, amount, amount, unit, calendar, percent=70)
        assert found.due_at == at(f"{hand} 23:59:59"), day
        day += DAY


def test_the_golden_week_and_its_swapped_sundays():
    """Asked on Friday 2025-09-26 for five working days: Sunday the 28th is worked, eight days are off, so is nobody
    before Saturday 11 October."""
    calendar = national_calendar()
    due = reckon(date(2025, 9, 27), 5, 5, Unit.WORKING_DAYS, calendar, percent=70).due_at
    assert due == at("2025-10-10 23:59:59")  # 28, 29, 30 September, 9 and 10 October
    works = counted(Unit.WORKING_DAYS, calendar)
    assert [works(date(2025, 9, 28)), works(date(2025, 10, 8)), works(date(2025, 10, 11))] == [
        True,
        False,
        True,
    ]


def test_a_year_that_is_not_published_counts_monday_to_friday_and_says_so():
    calendar = national_calendar()
    beyond = max(calendar.years) + 1
    found = reckon(date(beyond, 1, 4), 3, 3, Unit.WORKING_DAYS, calendar, percent=70)
    assert found.provisional
    assert not reckon(date(2024, 3, 4), 3, 3, Unit.WORKING_DAYS, calendar, percent=70).provisional


def test_a_calendar_without_working_days_ends_in_a_refusal_to_count():
    never = Calendar(
        frozenset(),
        frozenset(),
        frozenset({2026}),
        special={date(2026, 1, 1) + timedelta(days=n): False for n in range(21 * 366)},
    )
    with pytest.raises(ValueError, match="twenty years"):
        reckon(date(2026, 1, 1), 1, 1, Unit.WORKING_DAYS, never, percent=70)


def test_the_coming_year_is_missed_from_november_on(db):
    last = max(national_years())
    assert queries.missing_years(date(last, 10, 31)) == []
    assert queries.missing_years(date(last, 11, 1)) == [last + 1]
    assert queries.missing_years(date(last + 1, 1, 1)) == [last + 1]


def test_an_officer_enters_a_year_from_its_notice(cast, tree, now):
    year = max(national_years()) + 1
    facts = {"city": tree.city, "document_number": "国办发明电〔测试〕1号", "by": cast["city_officer"]}
    off = [date(year, 1, 1), date(year, 10, 1)]
    sunday = next(day for day in (date(year, 9, n) for n in range(1, 8)) if day.weekday() == 6)
    with pytest.raises(Refused, match="不能这样录入"):
        actions.enter_year(year, off=off, worked=[sunday + DAY], **facts)
    with pytest.raises(Refused, match="没有办理这件事的权限"):
        actions.enter_year(year, off=off, worked=[sunday], **{**facts, "by": cast["district_cadre"]})
    actions.enter_year(year, off=off, worked=[sunday], **facts)
    calendar = queries.calendar_for(tree.branch)
    assert (calendar.works(off[0]), calendar.works(sunday)) == (False, True)
    assert queries.missing_years(date(year, 1, 1)) == []
    with pytest.raises(Refused, match="已经有了"):
        actions.enter_year(year, off=off, worked=[], **facts)
    assert Entry.objects.filter(verb="clocks.year_entered").count() == 1


def test_a_special_day_holds_below_the_union_that_ruled_it(cast, tree, now):
    typhoon = date(2026, 9, 1)
    facts = {"worked": False, "title": "台风停工日", "by": cast["district_cadre"]}
    with pytest.raises(Refused, match="文号"):
        actions.record_day(tree.district, typhoon, document_number="", **facts)
    day = actions.record_day(tree.district, typhoon, document_number="测试〔2026〕9号", **facts)
    works = [
        queries.calendar_for(one).works(typhoon) for one in (tree.branch, tree.city, tree.other_enterprise)
    ]
    assert works == [False, True, True]
    with pytest.raises(Refused, match="已经登记过"):
        actions.record_day(tree.district, typhoon, document_number="测试〔2026〕10号", **facts)
    with pytest.raises(Refused, match="本来就是这样"):
        actions.record_day(
            tree.township, typhoon, document_number="测试〔2026〕10号", **{**facts, "by": None}
        )
    actions.record_day(
        tree.township, typhoon, worked=True, title="照常上班", document_number="测试〔2026〕11号", by=None
    )
    assert queries.calendar_for(tree.branch).works(typhoon)  # the nearer ruling decides
    actions.withdraw_day(day, reason="台风改道", by=cast["district_cadre"])
    assert queries.calendar_for(tree.sibling_township).works(typhoon)
    with pytest.raises(Refused, match="已经撤销"):
        actions.withdraw_day(day, reason="台风改道", by=cast["district_cadre"])


def test_a_later_calendar_moves_no_clock_until_an_officer_recomputes_it(cast, tree, rule, now):
    from django.db.models import Q

    clock = actions.start(tree.enterprise, rule(5, "工作日"), organisation=tree.township, by=None)
    other = actions.start(tree.other_enterprise, "t.rule", organisation=tree.other_township, by=None)
    due = clock.due_at
    actions.record_day(
        tree.district,
        date(2026, 3, 5),
        worked=False,
        title="停工日",
        document_number="测试〔2026〕1号",
        by=None,
    )
    clock.refresh_from_db()
    assert clock.due_at == due
    [move], more = queries.moves(Q())
    assert (move.clock, move.due_at, more) == (clock, at("2026-03-10 23:59:59"), False)
    with pytest.raises(Refused, match="没有办理这件事的权限"):
        actions.recompute(clock, reason="停工日", by=cast["worker"])
    clock = actions.recompute(clock, reason="3月5日停工", by=cast["district_cadre"])
    assert clock.due_at == at("2026-03-10 23:59:59")
    assert queries.moves(Q()) == ([], False)
    with pytest.raises(Refused, match="期限不变"):
        actions.recompute(other, reason="停工日", by=None)


def test_recomputing_what_was_late_takes_the_lateness_back_and_a_pause_counts_again(tree, rule, now):
    clock = actions.start(tree.enterprise, rule(3, "工作日"), organisation=tree.township, by=None)
    now.move_to(at("2026-03-03 10:00"))
    actions.pause(clock, reason="等待补正", by=None)
    now.move_to(at("2026-03-05 10:00"))
    clock = actions.resume(clock, by=None)
    assert clock.due_at == at("2026-03-09 23:59:59")
    now.move_to(at("2026-03-10 00:00"))
    actions.cross()
    actions.record_day(
        tree.township,
        date(2026, 3, 6),
        worked=False,
        title="停工日",
        document_number="测试〔2026〕2号",
        by=None,
    )
    clock = actions.recompute(clock, reason="停工日", by=None)
    assert (clock.due_at, clock.overdue_at) == (at("2026-03-10 23:59:59"), None)
