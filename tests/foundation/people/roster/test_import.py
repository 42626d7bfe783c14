"""From file to members: what is written, what is not, and that all of it can be taken back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people import sealing
from jiangong.foundation.people.models import MemberCount, Membership, Person, RosterImport
from jiangong.foundation.people.roster import actions
from jiangong.foundation.people.roster.actions import writing
from jiangong.foundation.people.roster.models import StagedRow, Upload
from jiangong.foundation.people.roster.states import Verdict
from tests.factories import make_member, make_person, make_user

from .conftest import HEADER, identity, person, xlsx

pytestmark = pytest.mark.django_db


def test_good_rows_become_members_with_sealed_documents(written, enterprise):
    done = written(xlsx([HEADER, person(1), person(2)]))
    assert (done.state, done.rows_written, done.rows_bad) == ("done", 2, 0)
    one, two = Person.objects.filter(memberships__roster_import=done).order_by("name")
    assert (one.name, one.sex, one.born_on, one.initials) == ("示例职工001", "M", date(1985, 3, 2), "slzg001")
    assert sealing.unseal(
        one.document_sealed, model="people.person", field="document", pk=one.pk
    ) == identity(1)
    assert sealing.unseal(two.phone_sealed, model="people.person", field="phone", pk=two.pk) == "19900000002"
    assert one.document_index == sealing.blind_index("document", identity(1))
    membership = Membership.objects.get(person=one)
    assert (membership.organisation, membership.state, membership.joined_on) == (
        enterprise,
        "active",
        date(2021, 5, 1),
    )
    assert membership.number.startswith("M")
    assert (
        Membership.objects.exclude(number="").count()
        == Membership.objects.exclude(number="").values("number").distinct().count()
    )


def test_each_new_member_is_one_ledger_entry_on_the_day_of_joining(written, enterprise):
    before = Entry.objects.count()
    done = written(xlsx([HEADER, person(1), person(2, joined="1998-07-01"), person(3, joined="")]))
    entries = Entry.objects.filter(payload__import=done.pk).order_by("pk")
    assert Entry.objects.count() == before + 3
    assert [(one.verb, one.happened_on) for one in entries] == [
        ("people.joined", date(2021, 5, 1)),
        ("people.registered", timezone.localdate()),  # the union did not stand in the tree in 1998
        ("people.registered", timezone.localdate()),
    ]
    assert {one.organisation_id for one in entries} == {enterprise.pk}


def test_nothing_is_written_before_confirmation(load):
    counts = Person.objects.count(), Membership.objects.count(), Entry.objects.count()
    found = load(xlsx([HEADER, person(1), person(2, document="123")]))
    assert (found.state, found.rows_good, found.rows_bad) == ("ready", 1, 1)
    assert (Person.objects.count(), Membership.objects.count(), Entry.objects.count()) == counts


def test_no_clear_identity_number_or_phone_is_stored(load):
    wrong = identity(2)[:17] + ("1" if identity(2)[17] != "1" else "2")
    found = load(xlsx([HEADER, person(1), person(2, document=wrong)]))
    assert not Upload.objects.filter(roster_import=found).exists()
    with connection.cursor() as cursor:
        for table in ("roster_stagedrow", "people_rosterimport", "roster_upload", "people_person"):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            [text] = cursor.fetchone()
            assert identity(1) not in text
            assert wrong not in text
            assert "19900000001" not in text


def test_the_upload_is_sealed_until_it_is_read(enterprise):
    content = "姓名,身份证号\n示例一,110\n".encode()
    found = actions.receive(enterprise, file_name="a.csv", content=content, by=None)
    assert b"110" not in bytes(Upload.objects.get(roster_import=found).content)
    assert actions.read(found, progress=lambda count: None).rows_bad == 1


def test_a_member_here_is_updated_with_what_is_given_only(written, enterprise):
    known = make_person("示例职工001", document=identity(1), education="大专", ethnicity="汉族", sex="M",
                        born_on=date(1985, 3, 2))  # fmt: skip
    membership = make_member(enterprise, person=known)
    rows = [[*HEADER, "学历", "民族"], [*person(1, phone="19911112222"), "本科", ""]]
    done = written(xlsx(rows))
    known.refresh_from_db()
    assert (known.education, known.ethnicity) == ("本科", "汉族")
    assert known.phone_index == sealing.blind_index("phone", "19911112222")
    assert Membership.objects.get(person=known) == membership
    assert done.columns["counts"]["update"] == 1
    assert Entry.objects.get(payload__import=done.pk).verb == "people.changed"


def test_a_member_here_without_changes_gets_no_entry(written, enterprise):
    written(xlsx([HEADER, person(1)]))
    again = written(xlsx([HEADER, person(1)]))
    assert again.columns["counts"]["same"] == 1
    assert not Entry.objects.filter(payload__import=again.pk).exists()


def test_a_phone_its_owner_has_verified_is_not_overwritten(load, enterprise):
    known = make_person("示例职工001", document=identity(1), phone="19900009999")
    make_member(enterprise, person=known)
    make_user(known, phone_verified=True)
    found = load(xlsx([HEADER, person(1)]))
    [row] = StagedRow.objects.filter(roster_import=found)
    assert row.problems == [["phone", "phone_verified", {}]]
    assert "phone_sealed" not in row.values


def test_a_former_member_joins_again_and_keeps_the_number(written, enterprise):
    known = make_person("示例职工001", document=identity(1))
    make_member(enterprise, person=known, state="left")
    Membership.objects.filter(person=known).update(number="M0000000018", ended_on=date(2022, 1, 1))
    done = written(xlsx([HEADER, person(1)]))
    assert Membership.objects.get(roster_import=done).number == "M0000000018"
    assert Person.objects.filter(name="示例职工001").count() == 1


def test_who_joined_elsewhere_between_preview_and_writing_is_left_out(load, tree):
    found = load(xlsx([HEADER, person(1), person(2)]))
    make_member(tree.sibling_enterprise, person=make_person("示例职工001", document=identity(1)))
    done = actions.write(actions.confirm(found, by=None))
    assert (done.rows_written, done.rows_bad) == (1, 1)
    assert StagedRow.objects.get(roster_import=done, verdict=Verdict.WRONG).problems[-1][1] == "late"


def test_writing_twice_writes_once(written):
    done = written(xlsx([HEADER, person(1)]))
    actions.write(done)
    assert Membership.objects.filter(roster_import=done).count() == 1


def test_confirming_twice_is_refused(load):
    found = actions.confirm(load(xlsx([HEADER, person(1)])), by=None)
    with pytest.raises(Refused, match="等待确认"):
        actions.confirm(found, by=None)


def test_a_file_without_a_good_row_cannot_be_confirmed(load):
    with pytest.raises(Refused, match="没有可以导入的行"):
        actions.confirm(load(xlsx([HEADER, person(1, document="")])), by=None)


def test_killed_between_persons_and_ledger_leaves_nothing_half_written(load):
    found = actions.confirm(load(xlsx([HEADER, person(1), person(2)])), by=None)
    counts = Person.objects.count(), Membership.objects.count(), Entry.objects.count()

    def killed(execute, sql, *others):
        if "INSERT INTO ledger_entry" in sql:
            assert Person.objects.count() == counts[0] + 2  # half of the work is done by now
            raise KeyboardInterrupt
        return execute(sql, *others)

    with connection.execute_wrapper(killed), pytest.raises(KeyboardInterrupt):
        actions.write(found)
    assert (Person.objects.count(), Membership.objects.count(), Entry.objects.count()) == counts
    assert actions.write(found).rows_written == 2  # and it goes on where it was


def test_in_rounds_every_row_has_one_membership_one_number_and_one_entry_of_its_own(load, monkeypatch):
    monkeypatch.setattr(writing, "CHUNK", 2)
    rows = [person(number) for number in range(1, 6)]
    rows.insert(2, person(6, document=""))
    found, told = actions.confirm(load(xlsx([HEADER, *rows])), by=None), []
    done = actions.write(found, progress=told.append)
    assert (done.rows_written, done.rows_bad, told) == (5, 1, [2, 4, 5])
    staged = StagedRow.objects.filter(roster_import=done).exclude(verdict=Verdict.WRONG).order_by("number")
    of_entries = Entry.objects.filter(payload__import=done.pk).order_by("pk")
    assert [(one.entry_id, one.membership_id, one.person_id) for one in staged] == list(
        of_entries.values_list("pk", "subject_id", "person_id")
    )
    members = Membership.objects.filter(roster_import=done).order_by("pk")
    assert [(one.membership_id, one.person_id) for one in staged] == list(
        members.values_list("pk", "person_id")
    )
    assert len({one.number for one in members} - {""}) == 5


class TestUndo:
    def test_removes_what_it_made_and_corrects_the_ledger(self, written):
        counts = Person.objects.count(), Membership.objects.count()
        members = dict(MemberCount.objects.values_list("organisation_id", "people"))
        done = written(xlsx([HEADER, person(1), person(2)]))
        undone = actions.undo(done, by=None)
        assert undone.state == "undone"
        assert (Person.objects.count(), Membership.objects.count()) == counts
        entries = Entry.objects.filter(payload__import=done.pk)
        assert (
            entries.filter(corrects__isnull=True).count()
            == entries.filter(corrects__isnull=False).count()
            == 2
        )
        now = {
            key: people
            for key, people in MemberCount.objects.values_list("organisation_id", "people")
            if people
        }
        assert now == {key: people for key, people in members.items() if people}

    def test_restores_what_it_changed(self, written, enterprise):
        known = make_person("示例职工001", document=identity(1), phone="19900008888", education="大专",
                            born_on=None, is_migrant_worker=True)  # fmt: skip
        make_member(enterprise, person=known)
        before = Person.objects.filter(pk=known.pk).values().get()
        done = written(xlsx([[*HEADER, "学历", "是否农民工"], [*person(1), "本科", "否"]]))
        assert Person.objects.filter(pk=known.pk).values().get() != before
        actions.undo(done, by=None)
        assert Person.objects.filter(pk=known.pk).values().get() == before

    def test_keeps_who_was_used_since(self, written, tree):
        done = written(xlsx([HEADER, person(1), person(2), person(3)]))
        signed_in, moved, _ = Person.objects.filter(memberships__roster_import=done).order_by("name")
        make_user(signed_in)
        Membership.objects.filter(person=moved).update(state="leaving")
        actions.undo(done, by=None)
        left = Person.objects.filter(memberships__roster_import=done).order_by("name")
        assert list(left) == [signed_in, moved]
        assert list(
            StagedRow.objects.filter(roster_import=done).order_by("number").values_list("undone", flat=True)
        ) == ["used", "used", "yes"]
        assert Entry.objects.filter(payload__import=done.pk, corrects__isnull=False).count() == 1

    def test_keeps_what_was_changed_again(self, written, enterprise):
        known = make_person("示例职工001", document=identity(1), education="大专")
        make_member(enterprise, person=known)
        done = written(xlsx([[*HEADER, "学历"], [*person(1), "本科"]]))
        Person.objects.filter(pk=known.pk).update(education="硕士研究生")
        actions.undo(done, by=None)
        known.refresh_from_db()
        assert known.education == "硕士研究生"
        assert StagedRow.objects.get(roster_import=done).undone == "changed"

    def test_is_refused_after_24_hours_and_a_second_time(self, written):
        done = written(xlsx([HEADER, person(1)]))
        RosterImport.objects.filter(pk=done.pk).update(
            finished_at=timezone.now() - timedelta(hours=24, seconds=1)
        )
        with pytest.raises(Refused, match="24 小时"):
            actions.undo(done, by=None)
        RosterImport.objects.filter(pk=done.pk).update(finished_at=timezone.now())
        actions.undo(done, by=None)
        with pytest.raises(Refused, match="不能再撤回"):
            actions.undo(done, by=None)

    def test_the_same_file_can_be_imported_again_afterwards(self, written):
        content = xlsx([HEADER, person(1)])
        actions.undo(written(content), by=None)
        assert written(content).rows_written == 1


def test_after_24_hours_nothing_personal_of_an_import_is_left(written, load):
    done = written(xlsx([HEADER, person(1), person(2, document="")]))
    waiting = load(xlsx([HEADER, person(3)]))
    old = timezone.now() - timedelta(hours=24, seconds=1)
    RosterImport.objects.filter(pk=done.pk).update(finished_at=old)
    RosterImport.objects.filter(pk=waiting.pk).update(created_at=old)
    actions.clear_away()
    assert not StagedRow.objects.exists()
    waiting.refresh_from_db()
    assert waiting.state == "abandoned"
    assert Membership.objects.filter(roster_import=done).count() == 1
