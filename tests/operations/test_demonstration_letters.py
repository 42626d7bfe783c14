"""The demonstration's letters to employers: of a year that is over, dated by its days, written once."""

from datetime import date

import pytest
from django.utils import timezone

from jiangong.foundation.documents import actions as documents
from jiangong.foundation.documents.models import Document
from jiangong.operations.demonstration.moments import at, moment
from jiangong.operations.demonstration.tasks import write_letters
from jiangong.programmes.care.convalescence import actions, tasks
from jiangong.programmes.care.convalescence.models import Programme
from tests.factories import make_officer
from tests.stay_factories import make_accepted, show

pytestmark = pytest.mark.django_db


def test_they_are_dated_by_the_year_they_are_of(tree):
    year = timezone.localdate().year - 1
    officer = make_officer(tree.city, "chair")
    documents.set_mark(tree.city, "演市工", by=None)
    batch = make_accepted(tree.city, tree.enterprise)
    show(batch)
    Programme.objects.filter(pk=batch.programme_id).update(year=year)
    with at(moment(date(year, 4, 20), 10)):
        actions.confirm_batch(batch, by=officer)
    write_letters(batch.pk, officer.pk)
    write_letters(batch.pk, officer.pk)
    tasks.write_letters(batch.pk, officer.pk)  # which the action had left to the room's worker
    letter = Document.objects.get(template="convalescence.employer_letter")
    assert letter.dated == date(year, 4, 21)
    assert letter.number == f"演市工函〔{year}〕1号"
    assert "职工疗休养通知" in letter.facts["clause"], "by what the days are no annual leave"
    assert letter.facts["people"] == "4"
