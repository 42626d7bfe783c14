"""A small plan for tests: every kind of measure, filters, one split target; and how to count it by hand."""

from collections import defaultdict
from decimal import Decimal

import pytest

from jiangong.foundation.ledger.models import Entry, Named
from jiangong.foundation.organisations.models import Organisation
from jiangong.plan import definition
from jiangong.plan.definition import Counting
from jiangong.plan.recount.people import apply_events, canonical_numbers

WORDS = {"zh": "字", "en": "words"}


def promise(name, **more):
    return {"id": name, "title": WORDS, "words": WORDS, "counted_by": WORDS, "unit": WORDS, **more}


def small_plan():
    """The file's content: promises X1 to X6, D9 of the real plan among them as X1."""
    return {
        "plan": {
            "slug": "small",
            "title": WORDS,
            "since": definition.date(2023, 1, 1),
            "until": definition.date(2027, 12, 31),
            "source": WORDS,
            "split_by": WORDS,
        },
        "districts": [
            {"code": "370602", "column": 0, "row": 0, "weight": 2},
            {"code": "370611", "column": 1, "row": 0, "weight": 1},
        ],
        "chapters": [
            {
                "id": "X",
                "title": WORDS,
                "promises": [
                    promise("X1", measure={"kind": "count", "verbs": ["growth.completed"]}),
                    promise("X2", measure={"kind": "sum", "verbs": ["growth.completed", "growth.attended"]}),
                    promise("X3", measure={"kind": "distinct_people", "verbs": ["growth.completed"]}),
                    promise("X4", measure={"kind": "distinct_attribute", "verbs": ["growth.completed"]}),
                    promise(
                        "X5",
                        measure={
                            "kind": "distinct_people",
                            "verbs": ["growth.completed"],
                            "payload": {"mode": "online"},
                            "attributes": ["K1", "K2"],
                        },
                    ),
                    promise("X6", target={"figure": 100, "each": "year", "split": True}),
                ],
            }
        ],
    }


@pytest.fixture
def plan(monkeypatch):
    """The small plan stands in for the city's."""
    small = definition.read(small_plan())
    for module in ("following", "rebuilding"):
        monkeypatch.setattr(f"jiangong.plan.actions.{module}.current", lambda: small)
    return small


def recount(plan):
    """Every cell counted the slow and plain way, entry by entry, in the ledger's order."""
    entries = list(
        Entry.objects.filter(place__isnull=False).select_related("lineage").order_by("place__position")
    )
    events = [
        (e.verb, str(e.payload["from"]), str(e.payload["into"]), -1 if e.corrects_id else 1)
        for e in entries
        if e.verb in ("people.merged", "people.separated")
    ]
    canonical = canonical_numbers(apply_events({}, events))
    value, number, things = defaultdict(Decimal), defaultdict(int), defaultdict(lambda: defaultdict(int))
    for e in entries:
        for name, measure in plan.counted.items():
            if not _matches(e, measure, plan):
                continue
            sign = -1 if e.corrects_id else 1
            for organisation in e.lineage.ancestors:
                for period in (f"{e.happened_on:%Y-%m}", f"{e.happened_on:%Y}", "all"):
                    cell = (name, organisation, period)
                    number[cell] += 1
                    if measure.kind is Counting.COUNT:
                        value[cell] += sign
                    elif measure.kind is Counting.SUM:
                        value[cell] += sign * e.quantity
                    else:
                        people = measure.kind is Counting.DISTINCT_PEOPLE
                        thing = (
                            canonical.get(str(e.person_id), e.person_id and str(e.person_id))
                            if people
                            else e.attribute
                        )
                        things[cell][thing] += sign
    for cell, seen in things.items():
        value[cell] = Decimal(sum(1 for times in seen.values() if times > 0))
    return {cell: (value[cell], number[cell]) for cell in number}


def _matches(entry, measure, plan):
    return (
        entry.verb in measure.verbs
        and plan.since <= entry.happened_on <= plan.until
        and all(entry.payload.get(name) == wanted for name, wanted in measure.payload)
        and (not measure.attributes or entry.attribute in measure.attributes)
        and (measure.kind is not Counting.DISTINCT_PEOPLE or entry.person_id is not None)
        and (measure.kind is not Counting.DISTINCT_ATTRIBUTE or entry.attribute != "")
    )


def name_all():
    """Let every union of the tree be large enough for everybody to see its figures, as the log decides when it grows."""
    Named.objects.bulk_create(
        [
            Named(organisation_id=pk, year=year, named=True)
            for pk in Organisation.objects.values_list("pk", flat=True)
            for year in range(2023, 2028)
        ],
        ignore_conflicts=True,
    )
