"""Convalescence bases for tests, made by the room's own actions."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from jiangong.foundation.organisations.models import Organisation
from jiangong.programmes.care.convalescence.models import Batch, Programme
from jiangong.programmes.venues.bases import actions, queries
from jiangong.programmes.venues.bases.actions import Answer, BaseFacts, ContractFacts
from jiangong.programmes.venues.bases.models import Base, Contract, Inspection

_number = count(1)


def base_facts(**more: Any) -> BaseFacts:
    number = next(_number)
    facts: dict[str, Any] = {
        "code": f"JD-{number:04d}",
        "name": f"演示基地{number:04d}",
        "kind": "sanatorium",
        "place": "演示区",
        "rooms": 40,
        "beds": 80,
        "step_free": "full",
        "words": "演示：一处近海的疗养院。",
        "facilities": ("clinic", "lift"),
    }
    return BaseFacts(**{**facts, **more})


def make_base(organisation: Organisation, *, listed: bool = True, **more: Any) -> Base:
    """A base on the list, unless told otherwise."""
    base = actions.enter_base(organisation, base_facts(**more), by=None)
    return actions.list_base(base, by=None) if listed else base


def make_contract(
    base: Base,
    *,
    since: date | None = None,
    until: date | None = None,
    price_per_day: int = 380_00,
    places: int = 50,
    signed: bool = True,
) -> Contract:
    """A contract of this year and the next, signed, unless told otherwise."""
    today = timezone.localdate()
    since = since or date(today.year, 1, 1)
    facts = ContractFacts(
        f"HT-{next(_number):04d}", since, until or date(since.year + 1, 12, 31), price_per_day, places
    )
    contract = actions.draft_contract(base, facts, by=None)
    return actions.sign_contract(contract, signed_on=min(since, today), by=None) if signed else contract


def answers(on: date | None = None, **failed: str) -> dict[str, Answer]:
    """The checklist answered: everything passed but what is named, with what was found."""
    listed = queries.checklist(on or timezone.localdate())
    return {one.item: Answer(one.item not in failed, failed.get(one.item, "")) for one in listed}


def make_inspection(base: Base, *, on: date | None = None, **failed: str) -> Inspection:
    """An inspection of yesterday, unless told otherwise."""
    day = on or timezone.localdate() - timedelta(days=1)
    return actions.inspect(base, kind="yearly", inspected_on=day, answers=answers(day, **failed), by=None)


def day(month: int, number: int) -> date:
    """A day of next year."""
    return date(timezone.localdate().year + 1, month, number)


def make_programme(organisation: Organisation, **more: Any) -> Programme:
    """A programme of convalescence of next year, in preparation."""
    now = timezone.now()
    return Programme.objects.create(
        organisation=organisation,
        year=day(1, 1).year,
        title="演示年度疗休养",
        opens_at=now,
        closes_at=now + timedelta(days=30),
        **more,
    )


def make_batch(
    programme: Programme, code: str = "b1", *, starts: date | None = None, days: int = 5, places: int = 40
) -> Batch:
    """A batch of five days in May, unless told otherwise."""
    starts = starts or day(5, 11)
    return Batch.objects.create(
        programme=programme,
        code=code,
        title=f"演示批次{code}",
        starts_on=starts,
        ends_on=starts + timedelta(days=days - 1),
        places=places,
    )
