"""Drafts: kept at every step, found again, dropped when sent; never a number of a document or a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk import actions, queries
from jiangong.foundation.desk.models import Draft
from jiangong.foundation.people.forms import AdmitForm
from tests.factories import make_member, make_officer

TYPED = {
    "name": "演示张三",
    "document_number": "370601199001011234",
    "phone": "13900000000",
    "occupation": "焊工",
    "education": "",
}


@pytest.fixture
def officer(tree):
    return make_officer(tree.enterprise)


def test_no_form_keeps_numbers_or_health():
    forbidden = {"document_number", "phone", "document", "bank_card", "illness", "health", "diagnosis"}
    assert queries.draft_kinds()
    assert not {name for kind in queries.draft_kinds().values() for name in kind.fields if name in forbidden}
    assert set(queries.draft_kinds()["people.admit"].fields) <= set(AdmitForm.base_fields)


def test_a_draft_keeps_what_was_typed_and_nothing_that_must_not_be_kept(officer):
    kept = actions.keep_draft(officer, "people.admit", None, TYPED)
    assert kept.data == {"name": "演示张三", "occupation": "焊工"}
    actions.keep_draft(officer, "people.admit", None, {"name": "演示李四"})
    assert queries.draft(officer, "people.admit").data == {"name": "演示李四"}
    assert actions.keep_draft(officer, "people.admit", None, {}) is None
    assert not Draft.objects.exists()


def test_a_form_that_keeps_none_says_so(officer):
    with pytest.raises(Refused) as refused:
        actions.keep_draft(officer, "people.look", None, {"purpose": "x"})
    assert refused.value.code == "desk.no_such_draft"


def test_with_a_button_and_without_script_it_is_kept_found_and_dropped_by_sending(client, officer):
    client.force_login(officer)
    form = reverse("people:admit")
    sent = client.post(
        reverse("desk:keep_draft", args=["people.admit"]), {**TYPED, "_address": form}, follow=True
    )
    assert sent.redirect_chain[0][0] == form
    page = sent.content.decode()
    assert 'value="演示张三"' in page
    assert TYPED["document_number"] not in page
    listed = client.get(reverse("desk:drafts")).content.decode()
    assert f'href="{form}"' in listed
    done = client.post(form, TYPED | {"document_number": "", "is_migrant_worker": ""})
    assert done.status_code == 302
    assert not Draft.objects.exists()


def test_with_script_the_answer_is_one_line(client, officer):
    client.force_login(officer)
    answer = client.post(
        reverse("desk:keep_draft", args=["people.admit"]), TYPED, headers={"HX-Request": "true"}
    )
    assert "草稿已存" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_foreign_address_is_not_followed(client, officer):
    client.force_login(officer)
    for address in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        answer = client.post(
            reverse("desk:keep_draft", args=["people.admit"]), {**TYPED, "_address": address}
        )
        assert answer["Location"] == reverse("desk:drafts")


def test_drafts_are_their_authors_own(client, tree, officer):
    kept = actions.keep_draft(officer, "people.admit", None, TYPED)
    other = make_officer(tree.enterprise)
    assert queries.draft(other, "people.admit") is None
    client.force_login(other)
    client.post(reverse("desk:drop_draft", args=[kept.pk]))
    assert Draft.objects.filter(pk=kept.pk).exists()
    client.force_login(officer)
    client.post(reverse("desk:drop_draft", args=[kept.pk]))
    assert not Draft.objects.exists()


def test_what_nobody_touches_for_the_days_of_the_rulebook_goes(officer):
    actions.keep_draft(officer, "people.admit", None, TYPED)
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=29))
    assert actions.drop_old_drafts() == 0
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=31))
    assert actions.drop_old_drafts() == 1


def test_a_draft_about_one_row_is_not_shown_for_another(client, tree, officer):
    first, second = make_member(tree.enterprise), make_member(tree.enterprise)
    actions.keep_draft(officer, "people.lapse", first, {"reason": "联系不上", "since": "2026-01-05"})
    client.force_login(officer)
    there = client.get(reverse("people:act", args=[first.pk, "lapse"])).content.decode()
    assert "联系不上" in there
    assert "2026-01-05" in there
    assert "联系不上" not in client.get(reverse("people:act", args=[second.pk, "lapse"])).content.decode()


def test_a_course_that_was_begun_is_found_again_and_dropped_by_saving(client, tree, officer):
    client.force_login(officer)
    form = reverse("growth:course_new")
    client.post(
        reverse("desk:keep_draft", args=["growth.course"]),
        {"title": "演示课程", "hours": "8", "_address": form},
    )
    assert 'value="演示课程"' in client.get(form).content.decode()
    course = {"title": "演示课程", "code": "YS-1", "mode": "online", "hours": "8", "attendance_needed": "80"}
    answer = client.post(form, course)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert not Draft.objects.exists()
