"""Lists as spreadsheets: formula-safe, with a purpose where they name people, in the background when long, for a day."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.models import Message
from jiangong.foundation.organisations.states import Role
from jiangong.web import actions
from jiangong.web.models import Export
from jiangong.web.queries.exporting import EXPORTS
from jiangong.web.states import ExportState
from tests.factories import make_course, make_member, make_officer, make_organisation, make_session

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


@pytest.fixture
def officer(tree):
    return make_officer(tree.township)


@pytest.fixture
def said(monkeypatch):
    """What was written in the read log before anything left."""
    found = []

    def exported(kind, people, *, title, purpose, organisation, by):
        found.append((kind, sorted(people), purpose, organisation, by))

    monkeypatch.setattr("jiangong.web.actions.exporting.exported", exported)
    return found


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


def cells(content):
    return [list(row) for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def fetch(client, kind, question="", **sent):
    return client.post(reverse("web:export", args=[kind]) + question, sent, **CHINESE)


def test_a_short_list_comes_at_once_and_no_cell_is_a_formula(client, tree, officer):
    make_organisation('=HYPERLINK("http://example.org")', parent=tree.township)
    client.force_login(officer)
    answer = fetch(client, "organisations.below")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    book = load_workbook(io.BytesIO(answer.content))
    written = [cell for row in book.active.iter_rows() for cell in row if cell.value]
    assert any(cell.value.startswith("=HYPERLINK") for cell in written if isinstance(cell.value, str))
    assert not [cell for cell in written if cell.data_type == "f"]
    names = {row[1] for row in cells(answer.content)}
    assert tree.enterprise.name in names
    assert tree.other_enterprise.name not in names


def test_a_list_that_names_people_asks_what_for_and_is_written_down_first(client, tree, officer, said):
    member = make_member(tree.enterprise, name="演示会员", document="370601199001011239", phone="13900000001")
    make_member(tree.other_enterprise, name="演示外人")
    client.force_login(officer)
    assert fetch(client, "people.members", purpose="").status_code == 422
    assert not said
    answer = fetch(client, "people.members", purpose="核对会费")
    assert said == [("people.members", [member.person_id], "核对会费", tree.township, officer)]
    text = str(cells(answer.content))
    assert "演示会员" in text
    assert "演示外人" not in text
    assert "370601199001011239" not in text
    assert "13900000001" not in text


def test_where_nothing_can_be_written_down_nothing_leaves(client, tree, officer, monkeypatch):
    make_member(tree.enterprise, name="演示会员")

    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("jiangong.web.actions.exporting.exported", broken)
    with pytest.raises(OSError, match="disk full"):
        actions.write_at_once(EXPORTS["people.members"], tree.township, {}, purpose="核对", by=officer)
    export = actions.begin_export(EXPORTS["people.members"], tree.township, {}, purpose="核对", by=officer)
    with pytest.raises(OSError, match="disk full"):
        actions.make_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.file_name) == (ExportState.FAILED, "")


def test_a_long_list_is_made_in_the_background_sealed_and_gone_after_a_day(
    client, tree, officer, said, monkeypatch
):
    monkeypatch.setattr("jiangong.web.actions.exporting.AT_ONCE", 2)
    for n in range(3):
        make_member(tree.enterprise, name=f"演示会员{n}")
    client.force_login(officer)
    answer = fetch(client, "people.members", "?text=演示会员", purpose="核对")
    export = Export.objects.get()
    there = reverse("web:export_progress", args=[export.pk])
    assert answer["Location"] == there
    assert "排队中" in client.get(there, **CHINESE).content.decode()
    assert client.get(reverse("web:export_file", args=[export.pk])).status_code == 404
    assert actions.make_export(export.pk) == ExportState.DONE
    assert actions.make_export(export.pk) == "", "one file only"
    export.refresh_from_db()
    assert export.rows_done == 3
    told = Message.objects.get(person=officer.person)
    assert (told.kind, told.subject_id, told.words["rows"]) == ("web.export_ready", export.pk, "3")
    with default_storage.open(export.file_name) as file:
        assert not file.read().startswith(b"PK"), "sealed"
    assert reverse("web:export_file", args=[export.pk]) in client.get(there, **CHINESE).content.decode()
    content = client.get(reverse("web:export_file", args=[export.pk])).content
    assert [row[0] for row in cells(content)][-3:] == ["演示会员0", "演示会员1", "演示会员2"]
    client.force_login(make_officer(tree.township))
    assert client.get(reverse("web:export_file", args=[export.pk])).status_code == 404, "another's"
    assert actions.clear_exports() == 0
    Export.objects.update(finished_at=timezone.now() - timedelta(hours=25))
    assert actions.clear_exports() == 1
    assert not default_storage.exists(export.file_name)


def test_the_right_is_asked_again_when_the_file_is_made(tree, officer, said):
    make_member(tree.enterprise)
    export = actions.begin_export(EXPORTS["people.members"], tree.township, {}, purpose="核对", by=officer)
    officer.person.appointments.update(until=timezone.localdate() - timedelta(days=1))
    assert actions.make_export(export.pk) == ExportState.FAILED
    export.refresh_from_db()
    assert "权限" in export.why
    assert not said


def test_too_long_a_list_is_refused(tree, officer, monkeypatch):
    monkeypatch.setattr("jiangong.web.actions.exporting.MOST", 2)
    with pytest.raises(Refused) as refused:
        actions.begin_export(EXPORTS["organisations.below"], tree.township, {}, purpose="", by=officer)
    assert refused.value.code == "web.too_many_rows"


def test_an_export_that_was_interrupted_is_made_anew(tree, officer):
    export = actions.begin_export(EXPORTS["organisations.below"], tree.township, {}, purpose="", by=officer)
    Export.objects.update(state=ExportState.WORKING, rows_done=2)
    assert actions.make_export(export.pk) == ExportState.DONE


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_list_can_be_taken_by_officers_and_by_no_stranger(client, cast, tree, said, kind):
    make_member(tree.enterprise, name="演示会员")
    make_session(make_course(tree.city))
    client.force_login(cast["city_officer"])
    answer = fetch(client, kind, purpose="核对")
    assert answer.status_code == 200
    assert [str(one.title) for one in EXPORTS[kind].headings] in [
        row[: len(EXPORTS[kind].headings)] for row in cells(answer.content)
    ]
    client.force_login(cast["worker"])
    assert fetch(client, kind, purpose="核对").status_code == 403


def test_auditors_take_no_register(client, tree, said):
    client.force_login(make_officer(tree.city, Role.AUDITOR))
    make_member(tree.enterprise, name="演示会员")
    assert fetch(client, "people.members", purpose="核对").status_code == 403
    assert fetch(client, "plan.figures").status_code == 200
    assert not said
