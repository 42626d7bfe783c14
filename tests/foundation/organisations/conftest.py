"""What the tests of this room say often."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from jiangong.foundation.ledger.actions import record
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.models import Organisation
from jiangong.foundation.organisations.states import Verb

WORK = "test work"


@pytest.fixture
def earn(db: None) -> Callable[..., Entry]:
    """Write down a piece of work by a union on a day; the verb stands for any programme's."""

    def earn(organisation: Organisation, on: date | None = None) -> Entry:
        return record(
            Verb.CORRECTED,
            organisation,
            organisation=organisation,
            by=None,
            attribute=WORK,
            happened_on=on or timezone.localdate(),
        )

    return earn


@pytest.fixture
def earned(db: None) -> Callable[[Organisation], int]:
    """How many pieces of work count for a union, by the lineages they point at."""

    def earned(organisation: Organisation) -> int:
        return Entry.objects.filter(attribute=WORK, lineage__ancestors__contains=[organisation.pk]).count()

    return earned
