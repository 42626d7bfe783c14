"""Registering, correcting, looking, appointing, merging and undoing."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.organisations.states import Role
from jiangong.foundation.people import actions, queries
from jiangong.foundation.people.models import Appointment, Look, Membership, Person, User
from jiangong.foundation.people.states import DocumentType, MembershipState, Sealed, Verb
from tests.factories import (
    make_appointment,
    make_course,
    make_member,
    make_officer,
    make_person,
    make_session,
    make_user,
)

NUMBER = "11010519491231002X"
PHONE = "13800000001"
CARD = DocumentType.IDENTITY_CARD


def code(refused):
    return refused.value.code


class TestRegistering:
    def test_a_new_member_from_a_document(self, tree, cast):
        member = actions.admit_new_person(
            tree.enterprise,
            name="示例一",
            document=actions.checked(CARD, NUMBER),
            phone="138 0000 0001",
            education="本科",
            by=cast["chair"],
        )
        person = member.person
        assert (person.born_on, person.sex, person.initials) == (date(1949, 12, 31), "F", "sly")
        assert queries.masked_document(person) == "1101************2X"
        assert queries.masked_phone(person) == "138****0001"
        assert (
            queries.find_person(document=NUMBER.lower())
            == queries.find_person(phone="+8613800000001")
            == person
        )
        assert list(Entry.objects.values_list("verb", flat=True)) == [Verb.JOINED]

    def test_the_database_never_holds_the_clear_number(self, tree):
        actions.admit_new_person(
            tree.enterprise, name="示例一", document=actions.checked(CARD, NUMBER), phone=PHONE, by=None
        )
        person = Person.objects.get()
        actions.change_phone(person, "13800000002", by=None)
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE ANY(%s)',
                               [[f"%{secret}%" for secret in (NUMBER, NUMBER[:-1], PHONE, "13800000002")]])  # fmt: skip
                assert cursor.fetchone() == (0,), table

    def test_a_document_is_registered_once(self, tree):
        document = actions.checked(CARD, NUMBER)
        actions.register_person(name="示例一", organisation=tree.enterprise, document=document, by=None)
        with pytest.raises(Refused) as refused:
            actions.register_person(name="示例二", organisation=tree.enterprise, document=document, by=None)
        assert code(refused) == "people.document_taken"
        assert list(Entry.objects.values_list("verb", flat=True)) == [Verb.REGISTERED]

    @pytest.mark.parametrize("key", ["worker", "teacher", "expert", "auditor", "administrator", "outsider"])
    def test_an_outsider_cannot(self, tree, cast, key):
        with pytest.raises(Refused) as refused:
            actions.admit_new_person(tree.enterprise, name="示例一", by=cast[key])
        assert code(refused) == "not_permitted"

    def test_a_wrong_number_has_a_sentence(self):
        with pytest.raises(ValueError, match="校验位"):
            actions.checked(CARD, "110105194912310021")


class TestChanging:
    def test_the_ledger_keeps_which_fields_never_values(self, tree, cast):
        person = make_member(tree.enterprise, name="示例一").person
        actions.change_person(
            person, name="示例二", phone=PHONE, document=actions.checked(CARD, NUMBER), by=cast["chair"]
        )
        person.refresh_from_db()
        assert (person.name, person.initials, person.document_type) == ("示例二", "sle", CARD)
        entry = Entry.objects.get(verb=Verb.CHANGED)
        assert entry.payload == {"fields": ["document", "name", "phone"]}

    def test_nothing_changed_is_nothing_recorded(self, tree):
        person = make_member(tree.enterprise, name="示例一", phone=PHONE, document=NUMBER).person
        document = actions.checked(CARD, NUMBER)
        actions.change_person(person, name="示例一", phone="138-0000-0001", document=document, by=None)
        assert not Entry.objects.exists()

    def test_one_corrects_the_own_phone_and_verifies_it_again(self, tree, cast):
        worker = cast["worker"]
        actions.change_phone(worker.person, PHONE, by=worker)
        worker.refresh_from_db()
        assert queries.masked_phone(Person.objects.get(pk=worker.person_id)) == "138****0001"
        assert worker.phone_verified is False
        assert Entry.objects.get().payload == {"fields": ["phone"]}

    def test_not_the_own_name(self, tree, cast):
        with pytest.raises(Refused) as refused:
            actions.change_person(cast["worker"].person, name="示例一", by=cast["worker"])
        assert code(refused) == "not_permitted"


class TestLooking:
    def test_a_look_is_written_before_the_value_is_given(self, tree, cast):
        person = make_member(tree.enterprise, document=NUMBER).person
        clear = actions.reveal(
            person, Sealed.DOCUMENT, purpose="核对花名册", by=cast["chair"], organisation=tree.enterprise
        )
        assert clear == NUMBER
        look = Look.objects.get()
        assert (look.person, look.by, look.what, look.purpose) == (
            person,
            cast["chair"],
            "document",
            "核对花名册",
        )
        assert list(queries.looks_at(person)) == [look]

    def test_without_the_look_no_value(self, tree, cast, monkeypatch):
        person = make_member(tree.enterprise, document=NUMBER).person

        def broken(**kwargs):
            raise DatabaseError("disk full")

        monkeypatch.setattr(Look.objects, "create", broken)
        with pytest.raises(Refused) as refused:
            actions.reveal(person, Sealed.DOCUMENT, purpose="核对", by=cast["chair"])
        assert code(refused) == "readlog.not_written"

    def test_ones_own_leaves_no_look(self, cast):
        worker = cast["worker"]
        assert actions.reveal(worker.person, Sealed.PHONE, purpose="", by=worker) == "19900000001"
        assert not Look.objects.exists()

    @pytest.mark.parametrize(
        ("key", "may"),
        [("chair", True), ("township_cadre", True), ("city_officer", True), ("auditor", False),
         ("administrator", False), ("teacher", False), ("expert", False), ("outsider", False)],
    )  # fmt: skip
    def test_who_may(self, cast, key, may):
        person = cast["worker"].person
        if may:
            assert actions.reveal(person, Sealed.PHONE, purpose="回访", by=cast[key]) == "19900000001"
        else:
            with pytest.raises(Refused) as refused:
                actions.reveal(person, Sealed.PHONE, purpose="回访", by=cast[key])
            assert code(refused) == "not_permitted"
            assert not Look.objects.exists()

    def test_purpose_and_value_are_needed(self, cast):
        with pytest.raises(Refused) as refused:
            actions.reveal(cast["worker"].person, Sealed.PHONE, purpose=" ", by=cast["chair"])
        assert code(refused) == "readlog.purpose_missing"
        with pytest.raises(Refused) as refused:
            actions.reveal(cast["worker"].person, Sealed.DOCUMENT, purpose="核对", by=cast["chair"])
        assert code(refused) == "people.nothing_stored"


class TestAppointing:
    def test_rights_begin_and_end_with_the_dates(self, tree, cast):
        person = make_person()
        user = make_user(person)
        appointment = actions.appoint(person, tree.enterprise, Role.CADRE, title="干事", by=cast["chair"])
        assert user.has_perm("people.admit", tree.branch)
        actions.dismiss(appointment, on=appointment.since, by=cast["chair"])
        assert list(queries.officers_of(tree.enterprise).values_list("person", flat=True)) == [
            cast["chair"].person_id,
            person.pk,
        ]
        Appointment.objects.filter(pk=appointment.pk).update(since=date(2024, 1, 1), until=date(2024, 12, 31))
        assert not User.objects.get(pk=user.pk).has_perm("people.admit", tree.branch)
        assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
            Verb.APPOINTED,
            Verb.DISMISSED,
        ]

    @pytest.mark.parametrize(
        ("role", "place", "may"),
        [
            (Role.CHAIR, "enterprise", {"township_cadre", "district_cadre", "city_officer"}),
            (Role.CADRE, "enterprise", {"chair", "township_cadre", "district_cadre", "city_officer"}),
            (Role.TEACHER, "district", {"district_cadre", "city_officer"}),
            (Role.CHAIR, "district", {"city_officer"}),
            (Role.CHAIR, "city", {"city_officer"}),
            (Role.AUDITOR, "enterprise", {"chair"}),
            (Role.AUDITOR, "district", set()),
            (Role.SYSTEM_ADMINISTRATOR, "city", {"city_officer"}),
        ],
    )
    def test_who_appoints(self, tree, cast, role, place, may):
        allowed, denied = set(), []
        for key, user in cast.items():
            try:
                actions.appoint(make_person(), getattr(tree, place), role, by=user)
                allowed.add(key)
            except Refused as refused:
                denied.append(refused.code)
        assert allowed == may
        assert set(denied) == {"not_permitted"}

    def test_nobody_appoints_oneself(self, tree, cast):
        with pytest.raises(Refused) as refused:
            actions.appoint(cast["city_officer"].person, tree.city, Role.CHAIR, by=cast["city_officer"])
        assert code(refused) == "people.not_oneself"

    def test_who_runs_the_machine_does_not_audit_it(self, tree):
        person = make_person()
        actions.appoint(person, tree.city, Role.SYSTEM_ADMINISTRATOR, since=date(2026, 1, 1), by=None)
        with pytest.raises(Refused) as refused:
            actions.appoint(person, tree.district, Role.AUDITOR, since=date(2026, 2, 1), by=None)
        assert code(refused) == "people.apart"

    def test_nor_does_the_database_let_it_happen(self, tree):
        person = make_person()
        make_appointment(person, tree.city, Role.SYSTEM_ADMINISTRATOR, until=date(2025, 12, 31))
        make_appointment(person, tree.city, Role.AUDITOR, since=date(2026, 1, 1))
        make_appointment(person, tree.district, Role.AUDITOR, since=date(2026, 1, 1))
        with pytest.raises(IntegrityError, match="administrators_do_not_audit"), transaction.atomic():
            make_appointment(person, tree.city, Role.SYSTEM_ADMINISTRATOR, since=date(2026, 5, 1))

    def test_dates_and_doubles(self, tree):
        person = make_person()
        since = date(2026, 1, 1)
        with pytest.raises(Refused) as refused:
            actions.appoint(person, tree.city, Role.EXPERT, since=since, until=date(2025, 1, 1), by=None)
        assert code(refused) == "people.dates_out_of_order"
        appointment = actions.appoint(person, tree.city, Role.EXPERT, since=since, by=None)
        with pytest.raises(Refused) as refused:
            actions.appoint(person, tree.city, Role.EXPERT, since=since + timedelta(days=9), by=None)
        assert code(refused) == "people.already_holds"
        actions.dismiss(appointment, on=since, by=None)
        with pytest.raises(Refused) as refused:
            actions.dismiss(appointment, by=None)
        assert code(refused) == "people.appointment_ended"


def snapshot():
    """Every row of every table a merge touches, except merges and ledger entries; times of looks included."""
    found = {}
    for model in (Person, User, Membership, Appointment, Look):
        rows = model.objects.order_by("pk").values()
        found[model.__name__] = [
            {key: bytes(value) if isinstance(value, memoryview) else value for key, value in row.items()}
            for row in rows
        ]
    from jiangong.programmes.growth.models import Enrolment

    found["Enrolment"] = list(Enrolment.objects.order_by("pk").values())
    return found


class TestMerging:
    @pytest.fixture
    def two(self, tree, cast):
        """The same person registered twice, with something of everything on the second row."""
        from django.utils import timezone

        from jiangong.programmes.growth.models import Enrolment

        kept = make_member(tree.enterprise, name="示例一", born_on=date(1990, 1, 1)).person
        dropped = make_person(
            "示例一", document=NUMBER, phone=PHONE, education="大专", is_migrant_worker=True
        )
        make_member(tree.sibling_enterprise, person=dropped, state=MembershipState.LEFT)
        make_appointment(dropped, tree.branch, Role.COMMITTEE_MEMBER)
        make_user(dropped)
        Look.objects.create(person=dropped, by=cast["chair"], what="phone", purpose="回访")
        Enrolment.objects.create(
            session=make_session(make_course(tree.city)),
            person=dropped,
            organisation=tree.sibling_enterprise,
            state="completed",
            enrolled_at=timezone.now(),
        )
        return kept, dropped

    def test_everything_comes_over_and_goes_back_exactly(self, two, cast):
        kept, dropped = two
        before = snapshot()
        merge = actions.merge_people(kept, dropped, reason="重复登记", by=cast["township_cadre"])
        kept.refresh_from_db()
        dropped.refresh_from_db()
        assert dropped.merged_into == kept
        assert kept.memberships.count() == 2
        assert kept.appointments.count() == kept.enrolments.count() == kept.looks.count() == 1
        assert kept.user
        assert (kept.education, kept.is_migrant_worker) == ("大专", True)
        assert queries.masked_document(kept) == "1101************2X"
        assert queries.find_person(document=NUMBER) == queries.find_person(phone=PHONE) == kept
        entry = Entry.objects.get(verb=Verb.MERGED)
        assert entry.payload == {"from": dropped.pk, "into": kept.pk}

        actions.undo_merge(merge, by=cast["township_cadre"])
        assert snapshot() == before
        assert Entry.objects.get(verb=Verb.SEPARATED).payload == {"from": dropped.pk, "into": kept.pk}
        with pytest.raises(Refused) as refused:
            actions.undo_merge(merge, by=None)
        assert code(refused) == "people.not_last_merge"

    def test_two_accounts(self, two):
        kept, dropped = two
        own = make_user(kept)
        before = snapshot()
        merge = actions.merge_people(kept, dropped, reason="重复登记", by=None)
        assert User.objects.get(person=kept) == own
        assert User.objects.get(person=dropped).is_active is False
        actions.undo_merge(merge, by=None)
        assert snapshot() == before

    def test_two_registrations_in_one_union_become_one_membership(self, tree):
        older = make_member(tree.enterprise, joined_on=date(2018, 1, 1))
        newer = make_member(tree.enterprise, joined_on=date(2021, 1, 1))
        before = snapshot()
        merge = actions.merge_people(newer.person, older.person, reason="重复登记", by=None)
        assert queries.current_membership(newer.person) == older
        newer.refresh_from_db()
        assert newer.state == MembershipState.DOUBLE
        actions.undo_merge(merge, by=None)
        assert snapshot() == before

    @pytest.mark.parametrize(
        "state", [MembershipState.LEAVING, MembershipState.POOL, MembershipState.RETIRED]
    )
    def test_members_of_two_unions_are_not_merged(self, tree, state):
        kept = make_member(tree.enterprise)
        for other in (make_member(tree.sibling_enterprise), make_member(tree.enterprise, state=state)):
            with pytest.raises(Refused) as refused:
                actions.merge_people(kept.person, other.person, reason="重复登记", by=None)
            assert code(refused) == "people.two_memberships"

    def test_clashing_rows_are_named(self, two, tree):
        from jiangong.programmes.growth.models import Enrolment

        kept, dropped = two
        Enrolment.objects.create(
            session=dropped.enrolments.get().session,
            person=kept,
            organisation=tree.enterprise,
            state="enrolled",
            enrolled_at=dropped.enrolments.get().enrolled_at,
        )
        before = snapshot()
        with pytest.raises(Refused) as refused:
            actions.merge_people(kept, dropped, reason="重复登记", by=None)
        assert code(refused) == "people.merge_clash"
        assert snapshot() == before

    def test_two_identity_cards_are_two_people(self, tree):
        one, other = make_person(document=NUMBER), make_person(document="110105194912310046")
        with pytest.raises(Refused) as refused:
            actions.merge_people(one, other, reason="重复登记", by=None)
        assert code(refused) == "people.two_documents"

    def test_what_else_is_refused(self, two, cast):
        kept, dropped = two
        dropped.appointments.all().delete()  # so that only the sibling enterprise answers for them
        for arguments, expected in [
            ((kept, kept, "重复登记", None), "people.same_person"),
            ((kept, dropped, " ", None), "people.reason_missing"),
            (
                (kept, dropped, "重复登记", cast["chair"]),
                "not_permitted",
            ),  # officer of one union, not of both
            ((kept, dropped, "重复登记", cast["worker"]), "not_permitted"),
            ((kept, dropped, "重复登记", cast["auditor"]), "not_permitted"),
        ]:
            with pytest.raises(Refused) as refused:
                actions.merge_people(*arguments[:2], reason=arguments[2], by=arguments[3])
            assert code(refused) == expected

    def test_merges_are_undone_in_turn(self, two, tree):
        kept, dropped = two
        third = make_person()
        first = actions.merge_people(kept, dropped, reason="重复登记", by=None)
        second = actions.merge_people(kept, third, reason="重复登记", by=None)
        with pytest.raises(Refused):
            actions.merge_people(kept, third, reason="重复登记", by=None)
        with pytest.raises(Refused) as refused:
            actions.undo_merge(first, by=None)
        assert code(refused) == "people.not_last_merge"
        actions.undo_merge(second, by=None)
        actions.undo_merge(first, by=None)


def test_an_officer_made_for_tests_is_one(tree):
    assert make_officer(tree.enterprise).has_perm("people.admit", tree.branch)
