"""Applying by each channel, alone and together; each clause refuses by its name; what may change until the list closes."""

from dataclasses import fields
from datetime import timedelta
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.inbox.models import Matter, Message
from jiangong.foundation.ledger.actions import record
from jiangong.foundation.ledger.models import Entry
from jiangong.programmes.care.convalescence import actions, queries
from jiangong.programmes.care.convalescence.actions import Ask, PostFacts, Ticket
from jiangong.programmes.care.convalescence.formulas.eligibility import Record
from jiangong.programmes.care.convalescence.models import Applicant, Application, Programme
from jiangong.programmes.care.convalescence.states import Reason
from tests.factories import make_officer, make_person, make_user
from tests.programmes.care.convalescence.conftest import make_programme

CONSENT = {"consent_words": "演示：当面问过", "channel": "union"}


def test_somebody_applies(programme, worker):
    one = worker(hard=True)
    ticket = actions.apply(programme, ["b2", "b1"], sound=True, by=one, request_key="演示".encode().hex())
    application = Application.objects.get(ticket=ticket.ticket)
    applicant = application.applicants.get()
    assert (application.state, application.wants, application.channel) == ("submitted", ["b2", "b1"], "self")
    assert applicant.pools == ["hard", programme.pools.get(kind="district").code]
    assert applicant.lots >= 1
    assert applicant.facts["post"] == "front"
    [entry] = Entry.objects.filter(verb="convalescence.applied")
    assert (entry.person_id, entry.subject_id, entry.recorded_by_id) == (
        one.person_id,
        application.pk,
        one.pk,
    )
    assert entry.lineage_id is not None


def test_the_same_request_again_gives_the_same_ticket(programme, worker):
    one = worker()
    first = actions.apply(programme, ["b1"], sound=True, by=one, request_key="key-00001")
    again = actions.apply(programme, ["b1"], sound=True, by=one, request_key="key-00001")
    assert (again.ticket, again.replayed, first.replayed) == (first.ticket, True, False)
    with pytest.raises(Refused, match="已经报过"):
        actions.apply(programme, ["b1"], sound=True, by=one, request_key="key-00002")
    assert Application.objects.count() == 1


REFUSALS = {
    "convalescence.not_a_member": lambda tree, worker: make_user(make_person()),
    "convalescence.not_eligible": lambda tree, worker: worker(post="other"),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_who_may_not(code, tree, programme, worker):
    by = REFUSALS[code](tree, worker)
    with pytest.raises(Refused) as refused:
        actions.apply(programme, ["b1"], sound=True, by=by)
    assert refused.value.reason.code == code
    assert not queries.eligibility_of(programme, by.person).holds
    assert not Entry.objects.filter(verb="convalescence.applied").exists()


def test_the_refusal_names_the_datum_and_who_corrects_it_and_after_that_it_works(
    programme, worker, cast, tree
):
    """Why not me: the record is wrong; it is corrected on the spot, and they apply."""
    one = worker(since=timezone.localdate())
    with pytest.raises(Refused, match="在同一单位工作满规定的年限"):
        actions.apply(programme, ["b1"], sound=True, by=one)
    why = queries.eligibility_of(programme, one.person)
    [needed] = why.needed
    assert needed.label == "在本单位的起始日期"
    assert [line.clause for line in why.lines if not line.holds] == ["years"]
    actions.note_post(one.person, PostFacts("front", since=tree.city.founded_on), by=cast["chair"])
    assert queries.eligibility_of(programme, one.person).holds
    assert actions.apply(programme, ["b1"], sound=True, by=one).ticket


def test_who_was_there_lately_waits_for_their_turn(programme, worker, tree):
    one = worker()
    earlier = timezone.localdate() - timedelta(days=300)
    record(
        "convalescence.stayed",
        programme,
        organisation=tree.enterprise,
        person=one.person,
        by=None,
        happened_on=earlier,
    )
    with pytest.raises(Refused, match="离上一次参加"):
        actions.apply(programme, ["b1"], sound=True, by=one)


@pytest.mark.parametrize("wants", [[], ["b1", "b1"], ["b9"]])
def test_wishes_are_batches_of_the_programme_each_once(programme, worker, wants):
    with pytest.raises(Refused, match="批次"):
        actions.apply(programme, wants, sound=True, by=worker())


def test_nobody_applies_without_saying_that_they_are_well(programme, worker):
    with pytest.raises(Refused, match="健康"):
        actions.apply(programme, ["b1"], sound=False, by=worker())


@pytest.mark.parametrize("shift", [{"opens_at": 1}, {"opens_at": -2, "closes_at": -1}])
def test_only_in_its_time(programme, worker, shift):
    moments = {name: timezone.now() + timedelta(hours=hours) for name, hours in shift.items()}
    Programme.objects.filter(pk=programme.pk).update(**moments)
    with pytest.raises(Refused, match="报名时间"):
        actions.apply(programme, ["b1"], sound=True, by=worker())


class TestOnBehalf:
    def test_the_union_applies_for_a_member_with_consent_logged(self, programme, worker, cast):
        one = worker()
        asked_at = timezone.now() - timedelta(hours=1)
        ticket = actions.apply_for(
            programme, one.person, ["b1"], sound=True, consented_at=asked_at, by=cast["chair"], **CONSENT
        )
        application = Application.objects.get(ticket=ticket.ticket)
        assert (application.channel, application.entered_by) == ("union", cast["chair"])
        assert (application.consented_at, application.consent_words) == (asked_at, "演示：当面问过")
        [told] = Message.objects.filter(kind="convalescence.applied_for")
        assert told.person_id == one.person_id
        assert told.words["consent"] == "演示：当面问过"

    def test_never_without_consent(self, programme, worker, cast):
        one = worker()
        now = timezone.now()
        for at, words in ((None, "演示"), (now, " "), (now + timedelta(hours=1), "演示")):
            with pytest.raises(Refused, match="征得本人同意"):
                actions.apply_for(
                    programme, one.person, ["b1"], sound=True, channel="telephone", consented_at=at,
                    consent_words=words, by=cast["chair"],
                )  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.create(
                programme=programme, ticket="X", organisation=programme.organisation, wants=["b1"],
                channel="union", applied_at=now,
            )  # fmt: skip

    def test_only_for_members_in_ones_charge(self, programme, worker, cast, tree):
        elsewhere = worker(tree.other_enterprise)
        with pytest.raises(Refused, match="权限"):
            actions.apply_for(
                programme, elsewhere.person, ["b1"], sound=True, consented_at=timezone.now(),
                by=cast["chair"], **CONSENT,
            )  # fmt: skip


class TestTogether:
    @pytest.fixture
    def pair(self, programme, worker):
        first, second = worker(hard=True), worker()
        actions.apply(programme, ["b1"], sound=True, by=first, partner=second.person)
        return Application.objects.get(), first, second

    def test_the_second_agrees_from_their_own_account(self, pair):
        application, first, second = pair
        assert application.state == "waiting"
        [matter] = Matter.objects.filter(kind="convalescence.agree")
        assert matter.person_id == second.person_id
        application = actions.agree(application, sound=True, by=second)
        assert application.state == "submitted"
        assert application.applicants.filter(live=True).count() == 2
        assert Message.objects.filter(kind="convalescence.partner_agreed", person=first.person_id).exists()
        assert not Matter.objects.filter(closed_at__isnull=True).exists()

    def test_or_on_paper_with_their_unions_record(self, pair, cast):
        application, first, _second = pair
        with pytest.raises(Refused, match="同意"):
            actions.agree(application, sound=True, by=cast["chair"])
        with pytest.raises(Refused, match="权限"):
            actions.agree(application, sound=True, by=first, how="演示")
        actions.agree(application, sound=True, how="演示：签了同意书", by=cast["chair"])
        assert application.applicants.get(number=2).agreed_how == "演示：签了同意书"

    def test_being_named_blocks_nobody(self, pair, programme):
        application, _first, second = pair
        actions.apply(programme, ["b2"], sound=True, by=second)
        with pytest.raises(Refused, match="已经报过"):
            actions.agree(application, sound=True, by=second)

    def test_the_second_declines_and_the_first_stays_on_alone(self, pair):
        application, first, second = pair
        assert actions.decline(application, by=second).state == "submitted"
        assert application.applicants.get().person_id == first.person_id
        assert Message.objects.filter(kind="convalescence.partner_left", person=first.person_id).exists()

    def test_a_second_who_may_not_go_cannot_agree(self, programme, worker):
        first, second = worker(), worker(post="cadre")
        ticket = actions.apply(programme, ["b1"], sound=True, by=first, partner=second.person)
        with pytest.raises(Refused, match="一线岗位"):
            actions.agree(Application.objects.get(pk=ticket.application_id), sound=True, by=second)

    @pytest.mark.parametrize("who", [0, 1])
    def test_one_of_two_leaves_and_the_other_stays_on(self, pair, who):
        application, *people = pair
        actions.agree(application, sound=True, by=people[1])
        application = actions.withdraw(application, by=people[who])
        assert application.state == "submitted"
        assert application.applicants.get(live=True).person_id == people[1 - who].person_id
        assert actions.withdraw(application, by=people[1 - who]).state == "withdrawn"

    def test_nobody_goes_with_themselves(self, programme, worker):
        one = worker()
        with pytest.raises(Refused, match="同伴"):
            actions.apply(programme, ["b1"], sound=True, by=one, partner=one.person)


class TestUntilItCloses:
    def test_wishes_change(self, applied):
        application = applied()
        by = application.applicants.get().person.user
        assert actions.change_wishes(application, ["b2"], by=by).wants == ["b2"]
        with pytest.raises(Refused, match="批次"):
            actions.change_wishes(application, ["b7"], by=by)

    def test_withdrawn_is_withdrawn_and_one_may_apply_again(self, applied, programme):
        application = applied()
        by = application.applicants.get().person.user
        actions.withdraw(application, by=by)
        with pytest.raises(Refused, match="不能改动"):
            actions.change_wishes(application, ["b2"], by=by)
        assert actions.apply(programme, ["b1"], sound=True, by=by).ticket != application.ticket

    def test_the_union_withdraws_for_a_member_who_is_told(self, applied, cast):
        application = applied()
        actions.withdraw(application, by=cast["chair"])
        assert Message.objects.filter(kind="convalescence.withdrawn_for").count() == 1

    def test_a_corrected_record_changes_pools(self, applied, cast):
        application = applied()
        person = application.applicants.get().person
        actions.note_post(person, PostFacts("front", hard=True), by=cast["chair"])
        actions.recompute(application, by=person.user)
        assert "hard" in application.applicants.get().pools
        actions.note_post(person, PostFacts("other"), by=cast["chair"])
        with pytest.raises(Refused, match="一线"):
            actions.recompute(application, by=person.user)

    def test_the_organiser_refuses_with_a_reason(self, applied, organiser, cast):
        application = applied()
        with pytest.raises(Refused, match="权限"):
            actions.refuse(application, reason="演示", by=cast["chair"])
        with pytest.raises(Refused, match="理由"):
            actions.refuse(application, reason=" ", by=organiser)
        assert actions.refuse(application, reason="演示：不在岗", by=organiser).state == "refused"
        assert not Applicant.objects.filter(live=True).exists()

    @pytest.mark.parametrize("name", ["outsider", "teacher", "auditor", "administrator"])
    def test_an_outsider_changes_nothing(self, name, applied, cast):
        application = applied()
        for act in (
            lambda by: actions.change_wishes(application, ["b2"], by=by),
            lambda by: actions.withdraw(application, by=by),
            lambda by: actions.refuse(application, reason="演示", by=by),
        ):
            with pytest.raises(Refused, match="权限"):
                act(cast[name])


def test_many_apply_in_a_number_of_statements_that_does_not_grow(programme, worker):
    people = [worker() for _ in range(12)]
    asks = [Ask(programme.pk, one.person_id, ("b1",), True, by_id=one.pk) for one in people]
    with CaptureQueriesContext(connection) as first:
        answers = actions.give_tickets(asks[:1])
    assert len(first) <= 12, [one["sql"] for one in first]
    with CaptureQueriesContext(connection) as few:
        answers += actions.give_tickets(asks[1:2])
    with CaptureQueriesContext(connection) as many:
        answers += actions.give_tickets(asks[2:])
    assert all(isinstance(one, Ticket) for one in answers)
    assert len(many) == len(few) <= 5, [one["sql"] for one in many]
    assert Entry.objects.filter(verb="convalescence.applied").count() == 12


def test_a_programme_that_closes_takes_nobody_though_its_rule_is_at_hand(programme, worker):
    asks = [Ask(programme.pk, worker().person_id, ("b1",), True) for _ in range(2)]
    [given] = actions.give_tickets(asks[:1])
    Programme.objects.filter(pk=programme.pk).update(state="closed")
    [refused] = actions.give_tickets(asks[1:])
    assert isinstance(given, Ticket)
    assert isinstance(refused, Refused)
    assert refused.code == Reason.NOT_OPEN.code


def test_everything_the_rules_read_is_kept(programme, worker):
    one = worker(hard=True)
    [record] = queries.records_of(queries.asked_by(programme), [one.person_id]).values()
    kept = queries.kept(record)
    assert kept.keys() == {field.name for field in fields(Record)} - {"person_id", "applied", "lots"}
    assert kept["hard"] is True
    assert kept["counts_for"] == sorted(record.counts_for)


def test_one_person_twice_in_one_batch_is_one_application(programme, worker):
    one = worker()
    ask = Ask(programme.pk, one.person_id, ("b1",), True, by_id=one.pk, request_key="key-1")
    first, again = actions.give_tickets([ask, ask])
    assert first.ticket == again.ticket
    keyless = Ask(programme.pk, worker().person_id, ("b1",), True)
    first, again = actions.give_tickets([keyless, keyless])
    assert isinstance(again, Refused)
    assert Application.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_whoever_loses_the_race_is_told_that_they_applied(programme, worker, monkeypatch):
    """The constraint decides; the others of the same batch get their tickets all the same."""
    one, other = worker(), worker()
    real, raced = queries.records_of, []

    def elsewhere():
        raced.append(actions.give_tickets([Ask(programme.pk, one.person_id, ("b1",), True)]))
        connection.close()

    def read(asked, people):
        found = real(asked, people)
        if not raced:
            raced.append(None)
            thread = Thread(target=elsewhere)
            thread.start()
            thread.join()
        return found

    monkeypatch.setattr(queries, "records_of", read)
    asks = [Ask(programme.pk, each.person_id, ("b1",), True) for each in (one, other)]
    lost, given = actions.give_tickets(asks)
    assert isinstance(raced[1][0], Ticket)
    assert isinstance(lost, Refused)
    assert isinstance(given, Ticket)
    assert Application.objects.count() == 2


def test_a_draft_cannot_be_applied_to(draft, worker):
    with pytest.raises(Programme.DoesNotExist):
        actions.apply(draft, ["b1"], sound=True, by=worker())


def test_another_citys_district_is_not_for_them(tree, worker):
    district = make_programme(tree.other_district)
    with pytest.raises(Refused, match="承办工会"):
        actions.apply(district, ["b1"], sound=True, by=worker())
    assert make_officer(tree.city)
