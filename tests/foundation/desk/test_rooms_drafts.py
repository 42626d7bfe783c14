"""The forms of audit samples, letters, notices and rulings give back what was typed, and let go of it when sent."""

import pytest
from django.urls import reverse

from jiangong.foundation.desk.models import Draft
from jiangong.foundation.desk.queries import draft_kinds
from jiangong.foundation.rulebook.queries import rulebook
from tests.architecture.world import make_examples


@pytest.fixture
def examples(tree):
    return make_examples(tree.city, tree)


def keep(client, page, kind, **typed):
    """Save a draft as the bar on the page does, with the row and the address that stand there."""
    shown = client.get(page)
    assert shown.status_code == 200, page
    text = shown.content.decode()
    assert reverse("desk:keep_draft", args=[kind]) in text
    hidden = {
        name: text.split(f'name="{name}" value="')[1].split('"')[0]
        for name in ("_label", "_subject", "_address")
    }
    answer = client.post(reverse("desk:keep_draft", args=[kind]), {**hidden, **typed})
    assert (answer.status_code, answer["Location"]) == (302, page)
    return client.get(page).content.decode()


def test_every_kind_fits_its_column():
    assert max(map(len, draft_kinds())) <= Draft._meta.get_field("kind").max_length


def test_a_sample_that_is_being_planned(client, cast):
    client.force_login(cast["auditor"])
    page = reverse("samples:new")
    text = keep(client, page, "samples.plan", title="演示抽查", since="2026-01-05")
    assert 'value="演示抽查"' in text
    assert 'value="2026-01-05"' in text


def test_a_verdict_on_a_drawn_entry(client, cast, examples):
    client.force_login(cast["auditor"])
    page = reverse("samples:entry", args=[examples.sample, examples.position])
    assert "看了签到表" in keep(client, page, "samples.judge", evidence="看了签到表")


def test_a_letter_before_and_after_it_is_saved(client, cast, examples):
    client.force_login(cast["city_officer"])
    page = reverse("documents:new", args=["documents.letter"])
    assert "演示商请事项" in keep(client, page, "documents.new.documents.letter", subject="演示商请事项")
    other = reverse("documents:new", args=["documents.report"])
    assert "演示商请事项" not in client.get(other).content.decode()
    answer = client.post(page, {"subject": "演示商请事项"})
    assert answer.status_code == 302
    assert not Draft.objects.exists()
    assert "改到一半" in keep(client, answer["Location"], "documents.change", subject="改到一半")


def test_a_notice_that_is_being_prepared_and_answered(client, cast, examples):
    client.force_login(cast["city_officer"])
    page = reverse("notices:edit", args=[examples.notice])
    shown = client.get(page)
    if shown.status_code == 200:
        assert "改到一半" in keep(client, page, "notices.edit", title="改到一半")


def test_what_is_typed_about_one_parameter_stands_in_no_other_form(client, cast):
    client.force_login(cast["city_officer"])
    one, other = "people.application_days", "people.transfer_confirm_days"
    page = reverse("rulings:override", args=[one])
    assert "演示文件" in keep(client, page, f"rulings.override.{one}", regulation="演示文件")
    assert "演示文件" not in client.get(reverse("rulings:override", args=[other])).content.decode()
    assert rulebook()[one][0].title in client.get(reverse("desk:drafts")).content.decode()
