"""A year from its draw to the last stay, by the demonstration's own function."""

from datetime import timedelta

from django.utils import timezone

from jiangong.foundation.ledger.models import Entry
from jiangong.operations.demonstration.stays import see_through
from tests.stay_factories import make_drawn


def test_a_year_is_seen_through(tree):
    begins = timezone.localdate() - timedelta(days=60)
    programme = make_drawn(
        tree.city, home=tree.enterprise, many=26, couples=2, places=(16, 8), starts_on=begins
    )
    done = see_through(programme)
    programme.refresh_from_db()
    assert programme.state == "finished"
    assert 0 < done <= 24
    entries = Entry.objects.filter(verb="convalescence.stayed")
    assert entries.count() == entries.values("person").distinct().count() == done
