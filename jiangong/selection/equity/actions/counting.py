"""Counting a year: begun by an officer of the city or by the calendar, done in the background, published with its digest."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance, lock, require
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.ledger.leaves import canonical
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.queries import city
from jiangong.foundation.rulebook.queries import value
from jiangong.selection.equity.formulas.publishing import published, rolled_up
from jiangong.selection.equity.models import Cell, Count, Inside
from jiangong.selection.equity.queries.counting import kinds_on, unions_on
from jiangong.selection.equity.queries.goods import goods
from jiangong.selection.equity.queries.inside import groups_of_all
from jiangong.selection.equity.queries.publishing import text_of
from jiangong.selection.equity.states import COUNT_TRANSITIONS, SECTORS, CountState, Dimension, Reason, Verb

if TYPE_CHECKING:
    from jiangong.foundation.people.models import User

STEPS = 4
STUCK = timedelta(hours=2)  # not law: longer than a million members take


@transaction.atomic
def begin_count(year: int, *, by: User | None) -> Count:
    """Have a year counted, anew if it was; `tasks.count` does it. The published figures stay until the new ones stand.

    Raises Refused: NOT_PERMITTED, NOT_YET for a year without records or to come, UNDER_WAY.
    """
    require(by, "equity.count", city())
    first = Entry.objects.order_by("happened_on").values_list("happened_on", flat=True).first()
    if first is None or not first.year <= year <= timezone.localdate().year:
        raise Refused(Reason.NOT_YET, year=year)
    found, new = Count.objects.get_or_create(year=year)
    found = lock(found)
    if not new:
        if found.state == CountState.WORKING and found.began_at and found.began_at < timezone.now() - STUCK:
            found.state = CountState.FAILED  # its process has died
        if found.state != CountState.WAITING:
            advance(found, CountState.WAITING, COUNT_TRANSITIONS, otherwise=Reason.UNDER_WAY)
    return found


def count(year: int) -> Count:
    """Count a year that was begun, and publish it: all cells change at once, and the digest is written into the ledger.

    Safe to run twice: the same register and ledger give the same cells.
    """
    found, whole = _start(year), city()
    assert whole is not None  # without a city nothing is begun
    day = min(date(year, 12, 31), timezone.localdate())
    try:
        unions = unions_on(day, sectors_told=SECTORS)
        _step(found, 1)
        kinds = kinds_on(day, unions)
        _step(found, 2)
        # What is shown now goes by the rule of now.
        least = int(value("ledger.small_cell", on=timezone.localdate()))
        inside = [kind for kind in kinds if kind.district != "-"]
        cells = rolled_up(inside, Dimension.values, goods())
        shown = published(cells, least)
        _step(found, 3)
    except Exception:
        Count.objects.filter(pk=found.pk).update(state=CountState.FAILED)
        raise
    with transaction.atomic():
        found = lock(found)
        found.cells.all().delete()
        Cell.objects.bulk_create(
            (
                Cell(
                    count=found,
                    good=at.good,
                    dimension=at.dimension,
                    value=at.value,
                    district=None if at.district is None else int(at.district),
                    people=people,
                    shown=at in shown,
                )
                for at, people in sorted(cells.items(), key=lambda one: tuple(map(str, one[0])))
            ),
            batch_size=5_000,
        )
        found.until, found.least, found.counted_at, found.step = day, least, timezone.now(), STEPS
        found.outside = {kind.good: kind.people for kind in kinds if kind.district == "-"}
        found.is_demonstration = whole.is_demonstration
        found.digest = sha256(canonical(text_of(found)).encode()).hexdigest()
        also = ("until", "least", "counted_at", "step", "outside", "is_demonstration", "digest")
        advance(found, CountState.DONE, COUNT_TRANSITIONS, otherwise=Reason.UNDER_WAY, also=also)
        record(
            Verb.COUNTED,
            found,
            organisation=whole,
            by=None,
            payload={"year": year, "until": day.isoformat(), "digest": found.digest},
        )
    return found


def count_inside(day: date) -> int:
    """Count the year up to a day for every union below the districts, for their officers' eyes; how many unions there are.

    Old numbers stay until all new ones stand. Safe to run twice. Nothing goes into the ledger: nothing is published.
    """
    found = groups_of_all(day)
    rows = (
        Inside(
            organisation_id=pk,
            until=day,
            cells=[[*group, people] for group, people in sorted(groups.items())],
        )
        for pk, groups in found.items()
    )
    with transaction.atomic():
        Inside.objects.exclude(organisation__in=list(found)).delete()
        Inside.objects.bulk_create(
            rows,
            batch_size=2_000,
            update_conflicts=True,
            unique_fields=["organisation"],
            update_fields=["until", "cells"],
        )
    return len(found)


def years_due(today: date) -> list[int]:
    """The years to count: each past year not counted since it ended, and the running one once a month.

    Once a month and not more often: between two counts so many people receive something that nobody is pointed at.
    """
    first = Entry.objects.order_by("happened_on").values_list("happened_on", flat=True).first()
    if first is None:
        return []
    done = dict(Count.objects.exclude(until=None).values_list("year", "until"))
    month = today.replace(day=1)
    return [
        year
        for year in range(max(first.year, today.year - YEARS), today.year + 1)
        if (done.get(year) or date.min) < min(date(year, 12, 31), month)  # not law: the last day of a year
    ]


YEARS = (
    6  # not law: the years of a plan and the one before are counted by themselves; older ones when asked for
)


@transaction.atomic
def _start(year: int) -> Count:
    found = lock(Count.objects.get(year=year))
    found.began_at, found.step, found.steps = timezone.now(), 0, STEPS
    advance(
        found,
        CountState.WORKING,
        COUNT_TRANSITIONS,
        otherwise=Reason.UNDER_WAY,
        also=("began_at", "step", "steps"),
    )
    return found


def _step(found: Count, step: int) -> None:
    Count.objects.filter(pk=found.pk).update(step=step)
