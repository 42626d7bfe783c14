"""Each verb over all states, outsiders refused, what the ledger says, and what the database itself refuses."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.common.acting import NOT_PERMITTED
from jiangong.foundation.common.periods import add_months
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.actions import attach
from jiangong.foundation.inbox.models import Matter
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.rulebook.queries import value
from jiangong.programmes.venues.bases import actions, queries
from jiangong.programmes.venues.bases.actions import ContractFacts
from jiangong.programmes.venues.bases.models import Base, Contract, Finding
from jiangong.programmes.venues.bases.states import PAPER, BaseState, Reason, Verb
from tests.base_factories import answers, base_facts, make_base, make_contract, make_inspection
from tests.factories import make_officer

TODAY = timezone.localdate


class refused:
    """`with refused(Reason.X):` – the act is refused for exactly this reason, with rule and remedy in words."""

    def __init__(self, reason):
        self.reason = reason

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        assert kind is not None, "it was not refused"
        assert isinstance(error, Refused), error
        assert error.reason is self.reason
        assert "%(" not in str(error)
        return True


def verbs_of(row):
    return list(
        Entry.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk)
        .order_by("pk")
        .values_list("verb", flat=True)
    )


def facts(base, **more):
    today = TODAY()
    known = {
        "number": "HT-1",
        "since": today,
        "until": today + timedelta(days=300),
        "price_per_day": 380_00,
        "places": 50,
    }
    return ContractFacts(**{**known, **more})


def test_a_base_is_entered_listed_changed_and_closed(tree, officer):
    base = actions.enter_base(tree.city, base_facts(step_free="unknown"), by=officer)
    with refused(Reason.NOT_TO_LIST):
        actions.list_base(base, by=officer)
    base = actions.change_base(base, base_facts(code=base.code), by=officer)
    base = actions.list_base(base, by=officer)
    assert (base.state, base.listed_on) == (BaseState.LISTED, TODAY())
    with refused(Reason.NOT_TO_LIST):
        actions.list_base(base, by=officer)
    base = actions.close_base(base, by=officer)
    with refused(Reason.NOT_TO_CLOSE):
        actions.close_base(base, by=officer)
    actions.list_base(base, by=officer)
    assert verbs_of(base) == [Verb.ENTERED, Verb.CHANGED, Verb.LISTED, Verb.CLOSED, Verb.LISTED]


def test_codes_are_given_once_and_every_room_has_a_bed(tree, base, officer):
    with refused(Reason.CODE_TAKEN):
        actions.enter_base(tree.city, base_facts(code=base.code), by=officer)
    with refused(Reason.BEDS_MISSING):
        actions.enter_base(tree.city, base_facts(rooms=10, beds=9), by=officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Base.objects.filter(pk=base.pk).update(rooms=base.beds + 1)


def test_a_contract_is_drafted_and_signed_with_its_text(base, officer):
    contract = actions.draft_contract(base, facts(base), by=officer)
    with refused(Reason.PAPER_MISSING):
        actions.sign_contract(contract, signed_on=TODAY(), by=officer)
    attach(png(), contract, by=officer, purpose=PAPER, name="合同.png")
    with refused(Reason.SIGNED_LATER):
        actions.sign_contract(contract, signed_on=TODAY() + timedelta(days=1), by=officer)
    contract = actions.sign_contract(contract, signed_on=TODAY(), by=officer)
    with refused(Reason.NOT_A_DRAFT):
        actions.sign_contract(contract, signed_on=TODAY(), by=officer)
    with refused(Reason.NOT_A_DRAFT):
        actions.change_contract(contract, facts(base, number="HT-2"), by=officer)
    entry = Entry.objects.get(verb=Verb.CONTRACTED)
    assert (entry.attribute, entry.payload["standing"], entry.payload["price_per_day"]) == (
        base.code,
        "good",
        380_00,
    )
    with refused(Reason.NOT_TO_CLOSE):
        actions.close_base(base, by=officer)


def png():
    from io import BytesIO

    from PIL import Image

    target = BytesIO()
    Image.new("RGB", (8, 8), "white").save(target, "PNG")
    return target.getvalue()


def test_what_no_contract_may_say(base, officer):
    ceiling = int(value("bases.price_ceiling")) * 100
    years = int(value("bases.contract_most_years"))
    today = TODAY()
    for reason, changed in (
        (Reason.PRICE_TOO_HIGH, {"price_per_day": ceiling + 1}),
        (Reason.TOO_MANY_PLACES, {"places": base.beds + 1}),
        (Reason.TOO_LONG, {"until": add_months(today, 12 * years)}),
        (Reason.BAD_LAST_DAY, {"until": today - timedelta(days=1)}),
    ):
        with refused(reason):
            actions.draft_contract(base, facts(base, **changed), by=officer)
    at_the_edge = facts(
        base,
        price_per_day=ceiling,
        places=base.beds,
        until=add_months(today, 12 * years) - timedelta(days=1),
    )
    contract = actions.draft_contract(base, at_the_edge, by=officer)
    with refused(Reason.NUMBER_TAKEN):
        actions.draft_contract(base, at_the_edge, by=officer)
    draft = make_base(base.organisation, listed=False)
    with refused(Reason.NOT_LISTED):
        actions.draft_contract(draft, facts(draft, number="HT-9"), by=officer)
    assert contract.price_per_day == ceiling


def test_one_contract_a_base_and_day_whoever_writes(base, officer):
    first = make_contract(base)
    other = make_contract(base, since=first.until, until=first.until, signed=False)
    with refused(Reason.OVERLAPS):
        actions.sign_contract(other, signed_on=TODAY(), by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Contract.objects.filter(pk=other.pk).update(state="signed", signed_on=TODAY())
    with pytest.raises(DatabaseError), transaction.atomic():  # what was signed stays
        Contract.objects.filter(pk=first.pk).update(price_per_day=1)
    successor = make_contract(
        base, since=first.until + timedelta(days=1), until=first.until + timedelta(days=30)
    )
    assert queries.contract_covering(base, first.until, first.until) == first
    assert queries.contract_covering(base, successor.since, successor.until) == successor
    assert queries.contract_covering(base, first.until, successor.since) is None


def test_ending_a_contract_early(base, officer, monkeypatch):
    contract = make_contract(base)
    today = TODAY()
    with refused(Reason.WHY_MISSING):
        actions.end_contract(contract, last_day=today, why=" ", by=officer)
    for day in (today - timedelta(days=2), contract.until):
        with refused(Reason.BAD_LAST_DAY):
            actions.end_contract(contract, last_day=day, why="演示：改建", by=officer)
    with monkeypatch.context() as patch:
        patch.setattr(queries, "stays_after", lambda base, day: ["演示批次"])
        with refused(Reason.STAYS_REMAIN):
            actions.end_contract(contract, last_day=today, why="演示：改建", by=officer)
    contract = actions.end_contract(contract, last_day=today, why="演示：改建", by=officer)
    assert queries.contract_covering(base, today, today) == contract
    assert queries.contract_covering(base, today, today + timedelta(days=1)) is None
    with refused(Reason.NOT_SIGNED):
        actions.end_contract(contract, last_day=today, why="演示", by=officer)
    make_contract(base, since=today + timedelta(days=1))  # the days are free again


def test_an_inspection_scores_and_lets_faults_be_mended_in_time(base, officer):
    actions.remind()
    inspection = actions.inspect(
        base,
        kind="yearly",
        inspected_on=TODAY(),
        answers=answers(rooms="三间客房有霉味", access="坡道被占用"),
        by=officer,
    )
    assert (inspection.score, inspection.state) == (80, "mending")
    clock = clock_of(inspection, "bases.mending_days")
    assert clock.state == "running"
    matter = Matter.objects.get(kind="bases.mending", closed_at__isnull=True)
    assert matter.words == {"base": base.name, "count": 2}
    with refused(Reason.MENDING_WORDS):
        actions.confirm_mended(inspection, {"rooms": "已除湿"}, by=officer)
    inspection = actions.confirm_mended(inspection, {"rooms": "已除湿", "access": "已清空"}, by=officer)
    assert inspection.state == "mended"
    clock.refresh_from_db()
    assert clock.state == "stopped"
    assert not Matter.objects.filter(kind="bases.mending", closed_at__isnull=True).exists()
    assert set(
        Finding.objects.filter(inspection=inspection, passed=False).values_list("mended", flat=True)
    ) == {"已除湿", "已清空"}
    with refused(Reason.NOTHING_TO_MEND):
        actions.confirm_mended(inspection, {}, by=officer)


def test_the_whole_checklist_is_answered_and_faults_are_named(base, officer):
    known = answers()
    for reason, given in (
        (Reason.UNKNOWN_ITEM, {**known, "strange": known["fire"]}),
        (Reason.UNKNOWN_ITEM, {key: one for key, one in known.items() if key != "fire"}),
        (Reason.FINDING_WORDS, answers(fire="")),
    ):
        with refused(reason):
            actions.inspect(base, kind="yearly", inspected_on=TODAY(), answers=given, by=officer)
    with refused(Reason.DAY_AHEAD):
        actions.inspect(
            base, kind="yearly", inspected_on=TODAY() + timedelta(days=1), answers=known, by=officer
        )


def test_an_audit_is_the_auditors_and_once_a_year(base, officer, auditor, last_year):
    with refused(NOT_PERMITTED):
        actions.record_audit(base, year=last_year, outcome="clean", audited_on=TODAY(), by=officer)
    actions.record_audit(base, year=last_year, outcome="minor", audited_on=TODAY(), by=auditor)
    with refused(Reason.AUDITED):
        actions.record_audit(base, year=last_year, outcome="clean", audited_on=TODAY(), by=auditor)


def test_what_waits_by_itself(tree, used, last_year):
    soon = make_base(tree.city)
    contract = make_contract(soon, since=TODAY() - timedelta(days=400), until=TODAY() + timedelta(days=10))
    Base.objects.filter(pk=soon.pk).update(listed_on=TODAY() - timedelta(days=400))
    actions.remind()
    actions.remind()
    open_ = Matter.objects.filter(closed_at__isnull=True).values_list("kind", "subject_id")
    assert ("bases.contract_ends", contract.pk) in open_
    assert ("bases.inspection_due", soon.pk) in open_
    assert sorted(kind for kind, _pk in open_) == [
        "bases.contract_ends",
        "bases.inspection_due",
        "bases.rating_due",
    ]
    make_inspection(soon)
    make_contract(soon, since=contract.until + timedelta(days=1))
    assert sorted(Matter.objects.filter(closed_at__isnull=True).values_list("kind", flat=True)) == [
        "bases.rating_due"
    ]


@pytest.mark.parametrize("who", ["stranger", "auditor"])
def test_others_may_do_nothing(tree, base, who, auditor):
    user = auditor if who == "auditor" else make_officer(tree.district)
    contract = make_contract(base, signed=False)
    signed = make_contract(base)
    inspection = make_inspection(base, fire="灭火器过期")
    for act in (
        lambda: actions.enter_base(tree.city, base_facts(), by=user),
        lambda: actions.change_base(base, base_facts(), by=user),
        lambda: actions.list_base(base, by=user),
        lambda: actions.close_base(base, by=user),
        lambda: actions.import_bases(tree.city, [base_facts()], by=user),
        lambda: actions.draft_contract(base, facts(base), by=user),
        lambda: actions.change_contract(contract, facts(base), by=user),
        lambda: actions.sign_contract(contract, signed_on=TODAY(), by=user),
        lambda: actions.end_contract(signed, last_day=TODAY(), why="演示", by=user),
        lambda: actions.inspect(base, kind="yearly", inspected_on=TODAY(), answers=answers(), by=user),
        lambda: actions.confirm_mended(inspection, {"fire": "已换"}, by=user),
        lambda: actions.open_year(tree.city, TODAY().year - 1, by=user),
    ):
        with refused(NOT_PERMITTED):
            act()


def test_a_list_comes_in_whole_or_not_at_all(tree, base, officer):
    new, known = base_facts(), base_facts(code=base.code, name="演示新名")
    assert actions.import_bases(tree.city, [new, known], by=officer) == (1, 1)
    base.refresh_from_db()
    assert base.name == "演示新名"
    with refused(Reason.BEDS_MISSING):
        actions.import_bases(tree.city, [base_facts(code="JD-X"), base_facts(rooms=9, beds=1)], by=officer)
    elsewhere = make_base(tree.other_district)
    with refused(NOT_PERMITTED):
        actions.import_bases(tree.district, [base_facts(code=elsewhere.code)], by=make_officer(tree.district))


def test_a_base_is_delisted_from_and_until(base):
    base.delisted_on, base.delisted_until = date(2026, 3, 1), date(2028, 3, 1)
    within = [(date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2028, 2, 29), True)]
    within.append((date(2028, 3, 1), False))
    assert [(day, queries.is_delisted(base, day)) for day, _said in within] == within
    assert queries.is_delisted(base, date(2025, 1, 1), date(2030, 1, 1))
    base.save()
    with refused(Reason.DELISTED):
        actions.draft_contract(base, facts(base, since=date(2027, 1, 1), until=date(2027, 5, 1)), by=None)
