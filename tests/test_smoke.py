from jiangong.foundation.ledger.models import Entry


def test_empty(db):
    assert Entry.objects.count() == 0
