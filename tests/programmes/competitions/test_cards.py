"""Admission cards and check-in: times, place, what to bring, help; never a pseudonym."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry as LedgerEntry
from jiangong.programmes.competitions import actions
from jiangong.programmes.competitions.models import Contest, Entry
from jiangong.programmes.competitions.states import Reason, Verb
from jiangong.selection.exams.models import Examinee
from tests.programmes.competitions.stage import draw, entry_of, set_up
from tests.programmes.competitions.test_theory import make_paper
from tests.programmes.competitions.test_views import client_of, shown

pytestmark = pytest.mark.django_db


def test_a_card_says_when_where_and_what_and_no_number():
    stage = set_up(entrants=10, judges=3)
    draw(stage)
    mine = stage.entrants[0]
    entry = entry_of(mine)
    report = timezone.now().replace(hour=0, minute=30, second=0) + timedelta(days=1)
    Contest.objects.filter(pk=stage.contest.pk).update(place="演示实训楼", bring="自备量具", report_at=report)
    Entry.objects.filter(pk=entry.pk).update(needs="轮椅通道")
    actions.grant_minutes(entry_of(mine), 30, by=stage.chair)
    sitting = make_paper(stage)
    actions.admit_entrants(stage.fresh(), sitting, "theory", by=stage.chair)
    code = Examinee.objects.get(sitting=sitting, person=mine.person).code
    page = shown(mine, reverse("competitions:card", args=[entry.pk]))
    response = client_of(mine).get(reverse("competitions:card_pdf", args=[entry.pk]))
    paper = "".join(PdfReader(io.BytesIO(response.content)).pages[0].extract_text().split())
    for words in ("演示实训楼", "自备量具", "轮椅通道", "120", entry.ticket, mine.person.name):
        assert words in page, words
        assert words in paper, words
    assert code not in page
    assert code not in paper
    assert (
        client_of(stage.entrants[1]).get(reverse("competitions:card_pdf", args=[entry.pk])).status_code == 404
    )


def test_check_in_by_the_card_counts_once():
    stage = set_up(entrants=10, judges=3)
    entry = entry_of(stage.entrants[0])
    with pytest.raises(Refused) as caught:
        actions.check_in(entry, by=stage.chair)
    assert caught.value.code == Reason.NO_CHECK_IN.code  # entries are still open
    draw(stage)
    address = reverse("competitions:check_in", args=[entry.ticket])
    assert entry.person.name in shown(stage.chair, address)
    shown(stage.entrants[1], address, status=404)
    client = client_of(stage.chair)
    client.post(address)
    first = entry_of(stage.entrants[0]).checked_in_at
    assert first is not None
    client.post(address)
    assert entry_of(stage.entrants[0]).checked_in_at == first
    assert LedgerEntry.objects.filter(verb=Verb.CHECKED_IN).count() == 1
    form = reverse("competitions:check_in_form", args=[stage.contest.pk])
    assert "1 / 10" in shown(stage.chair, form)
    assert client.post(form, {"ticket": f"https://x{address}"}).status_code == 302
    assert client.post(form, {"ticket": "nichts"}).status_code == 422
