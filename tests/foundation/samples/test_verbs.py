"""Each act in every state, by everybody; what is refused and why; what stands in the ledger afterwards."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

import pytest

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.ledger.actions import correct
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people.models import Look
from jiangong.foundation.samples import actions, formulas, queries
from jiangong.foundation.samples.models import Sample
from jiangong.foundation.samples.states import SampleState, Verb, Verdict
from tests.factories import make_appointment, make_member, make_officer, make_user
from tests.foundation.samples.conftest import (
    CEREMONY,
    COMES,
    PUBLICS,
    ROUND,
    SECRETS,
    SIGNATURE,
    TODAY,
    wanted,
)

State = SampleState
EVIDENCE = "看了签到表原件，问了带班老师。"


def refused(code, act, *args, **more):
    with pytest.raises(Refused) as caught:
        act(*args, **more)
    assert caught.value.code == f"samples.{code}", caught.value
    assert str(caught.value)


def said(verb):
    """The entries of a verb in the ledger, payloads only, corrections left out."""
    return [one.payload for one in Entry.objects.filter(verb=verb, corrects=None).order_by("pk")]


# --- planning and counting -------------------------------------------------------------------------------------


def test_a_plan_is_counted_up_to_the_newest_checkpoint(log, clock, tree, auditor):
    log.complete(tree.enterprise, 30)
    log.complete(tree.other_enterprise, 5, mode="classroom")
    row = log.sign()
    log.complete(tree.enterprise, 7)  # too late: after the checkpoint
    sample = actions.plan_sample(wanted(tree.city, facts={"mode": "online"}), by=auditor)
    assert sample.state == State.COUNTING
    sample = actions.count(sample)
    assert (sample.state, sample.population, sample.size) == (State.READY, 30, row.size)
    assert not said(Verb.ANNOUNCED)
    assert actions.count(sample).population == 30  # twice does nothing


def test_only_the_subtree_counts_and_what_was_taken_back_does_not(log, clock, tree, auditor):
    first, *_others = log.complete(tree.enterprise, 6)
    log.complete(tree.other_enterprise, 3)
    correct(first, reason="重复", by=None)
    log.sign()
    population = {
        place: actions.count(actions.plan_sample(wanted(getattr(tree, place)), by=auditor)).population
        for place in ("city", "district", "other_district", "industry")
    }
    assert population == {"city": 8, "district": 5, "other_district": 3, "industry": 5}


def test_a_statement_says_how_many_must_be_drawn(ready):
    sample = ready(draws=None, below=Decimal("0.05"))
    assert sample.draws == formulas.least_draws(Fraction(1, 20), Fraction(19, 20), 0, 40)
    assert sample.draws == 31


def test_what_cannot_be_planned(log, clock, tree, auditor):
    refused("no_checkpoint", actions.plan_sample, wanted(tree.city), by=auditor)
    log.complete(tree.enterprise)
    log.sign()
    for verbs in ((), ("people.joined",), ("samples.judged",), ("growth.completed", "people.joined")):
        refused("not_public", actions.plan_sample, wanted(tree.city, verbs=verbs), by=auditor)


def test_a_quantity_without_hundredths_cannot_be_drawn_by(ready, monkeypatch):
    def unsuitable(sample):
        raise formulas.Unsuitable("The quantity 0.125 of leaf 3 has more than two decimals.")

    monkeypatch.setattr(queries, "population_of", unsuitable)
    sample = ready(unit="quantity")
    assert (sample.state, "leaf 3" in sample.why) == (State.DROPPED, True)


# --- announcing ------------------------------------------------------------------------------------------------


def test_the_announcement_is_a_public_leaf_that_says_everything(announced, tree, log):
    sample = announced()
    assert (sample.state, sample.round, sample.moment) == (State.ANNOUNCED, ROUND, COMES)
    position = sample.announcement.place.position
    leaf = json.loads(ledger.leaf(position))
    assert (leaf["verb"], leaf["org"]) == ("samples.announced", tree.city.code)
    assert leaf["facts"] == {"definition": sample.definition}
    assert json.loads(sample.definition)["drand"] == ROUND
    assert json.loads(sample.definition)["size"] == sample.size <= position


def test_the_randomness_must_be_far_enough_ahead(ready, auditor):
    sample = ready()
    for minutes in (-1, 0, 29):
        refused(
            "too_soon",
            actions.announce,
            sample,
            actions.Drand(TODAY + timedelta(minutes=minutes)),
            by=auditor,
        )
    assert (
        actions.announce(sample, actions.Drand(TODAY + timedelta(minutes=31)), by=auditor).state
        == State.ANNOUNCED
    )


def test_what_is_not_there_or_too_much_is_not_announced(ready, auditor):
    refused("empty", actions.announce, ready(facts={"mode": "by letter"}), actions.Drand(COMES), by=auditor)
    refused("too_many", actions.announce, ready(draws=41), actions.Drand(COMES), by=auditor)
    refused(
        "too_many",
        actions.announce,
        ready(draws=None, below=Decimal("0.0001"), allowed=1),
        actions.Drand(COMES),
        by=auditor,
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"throwers": ("甲",), "commitments": CEREMONY.commitments[:1]},
        {"publics": ()},
        {"commitments": ("a", "b")},
    ],
)
def test_a_ceremony_that_could_be_steered_is_not_announced(ready, auditor, changed):
    refused(
        "bad_ceremony",
        actions.announce,
        ready(),
        actions.Held(replace(CEREMONY, **changed), COMES),
        by=auditor,
    )


# --- drawing ---------------------------------------------------------------------------------------------------


def test_the_round_draws_what_a_stranger_draws(announced, clock, auditor, log):
    sample = announced()
    refused("not_yet", actions.give_randomness, sample, SIGNATURE, by=auditor)
    clock.move_to(COMES)
    sample = actions.give_randomness(sample, json.dumps({"round": ROUND, "signature": SIGNATURE}), by=auditor)
    assert (sample.state, sample.witnessed) == (State.DRAWING, True)
    assert "witness.example" in sample.checkpoint
    sample = actions.draw(sample)
    assert sample.state == State.DRAWN
    places = [one.position for one in queries.draws_of(sample)]
    assert len(places) == 10 == len(set(places))
    seed = formulas.seed(sample.definition, sha256(bytes.fromhex(SIGNATURE)).digest())
    assert places == formulas.draw(range(40), None, 10, seed)
    assert said(Verb.DRAWN) == [
        {"sample": str(sample.pk), "value": SIGNATURE, "checkpoint": sample.checkpoint}
    ]
    assert actions.draw(sample).drawn.count() == 10  # twice does nothing


def test_another_round_or_a_false_signature_draws_nothing(announced, clock, auditor):
    sample = announced()
    clock.move_to(COMES)
    for text in (
        "",
        "hello",
        SIGNATURE[:-2] + "00",
        json.dumps({"round": ROUND - 1, "signature": SIGNATURE}),
    ):
        refused("wrong_randomness", actions.give_randomness, sample, text, by=auditor)
    refused("not_announced", actions.disclose, sample, SECRETS, PUBLICS, by=auditor)
    assert Sample.objects.get().state == State.ANNOUNCED


def test_an_announcement_that_was_covered_too_late_counts_for_nothing(announced, clock, auditor, log):
    sample = announced(sign=False)
    clock.move_to(COMES + timedelta(minutes=5))
    log.sign(COMES)  # the very second of the round is too late
    refused("not_covered", actions.give_randomness, sample, SIGNATURE, by=auditor)
    sample = actions.end(sample, why="没有及时写入检查点", by=auditor)
    assert sample.state == State.VOIDED
    assert said(Verb.VOIDED) == [{"sample": str(sample.pk), "why": "没有及时写入检查点"}]


def test_without_a_witness_it_is_drawn_and_says_so(announced, clock, auditor, log):
    sample = announced(sign=False)
    log.sign(COMES - timedelta(seconds=1), witnessed=COMES + timedelta(seconds=1))
    clock.move_to(COMES)
    sample = actions.give_randomness(sample, SIGNATURE, by=auditor)
    assert (sample.witnessed, "witness.example" in sample.checkpoint) == (False, False)


def test_a_later_checkpoint_with_a_witness_is_better_than_an_earlier_one_without(
    announced, clock, auditor, log, tree
):
    sample = announced(sign=False)
    log.sign(COMES - timedelta(minutes=30))
    log.complete(tree.enterprise)
    later = log.sign(COMES - timedelta(minutes=20), witnessed=COMES - timedelta(minutes=10))
    clock.move_to(COMES)
    sample = actions.give_randomness(sample, SIGNATURE, by=auditor)
    assert sample.witnessed
    assert sample.checkpoint.startswith(later.note)


def test_a_ceremony_draws_too_and_a_silent_thrower_is_left_out(announced, clock, auditor, log):
    sample = announced(randomness=actions.Held(CEREMONY, COMES))
    refused("not_yet", actions.disclose, sample, SECRETS, PUBLICS, by=auditor)
    clock.move_to(COMES)
    refused("not_announced", actions.give_randomness, sample, SIGNATURE, by=auditor)
    for secrets, publics in (
        (SECRETS | {"演示公证员": "another sentence, which suits me better"}, PUBLICS),
        ({}, PUBLICS),
        (SECRETS, []),
        (SECRETS, [""]),
        (SECRETS | {"演示旁观者": "I was there as well, you know"}, PUBLICS),
    ):
        refused("wrong_randomness", actions.disclose, sample, secrets, publics, by=auditor)
    spoke = {"演示职工代表": SECRETS["演示职工代表"]}
    sample = actions.draw(actions.disclose(sample, spoke, PUBLICS, by=auditor))
    assert sample.state == State.DRAWN
    assert json.loads(sample.value) == {"secrets": spoke, "publics": PUBLICS}


def test_by_quantity_the_large_entry_is_certain(log, clock, tree, auditor, announced):
    log.complete(tree.enterprise, 20, quantity="0.5")
    [large] = log.complete(tree.enterprise, quantity="90")
    log.complete(tree.enterprise, 2, quantity="0")
    log.sign()
    sample = announced(unit="quantity", draws=10)
    assert (sample.population, sample.total, sample.left_out) == (21, 10_000, 2)
    clock.move_to(COMES)
    sample = actions.draw(actions.give_randomness(sample, SIGNATURE, by=auditor))
    hits = {one.entry_id: len(one.orders) for one in sample.drawn.all()}
    assert hits[large.pk] >= 8
    assert sum(hits.values()) == 10


def test_a_population_that_changed_behind_the_log_s_back_voids_the_sample(announced, clock, auditor):
    sample = announced()
    clock.move_to(COMES)
    sample = actions.give_randomness(sample, SIGNATURE, by=auditor)
    Sample.objects.filter(pk=sample.pk).update(population=41)
    assert actions.draw(sample).state == State.VOIDED
    assert "not the announced one" in said(Verb.VOIDED)[0]["why"]


def test_a_round_is_fetched_only_where_relays_are_named(announced, clock, auditor, settings, monkeypatch):
    from jiangong.foundation.common.beacons import drand

    sample = announced()
    clock.move_to(COMES)
    asked = []
    monkeypatch.setattr(
        drand,
        "fetch",
        lambda round_, relays: asked.append(round_) or drand.Beacon(round_, bytes.fromhex(SIGNATURE)),
    )
    assert [one.pk for one in queries.samples_to_fetch()] == [sample.pk]
    settings.DRAND = []
    assert (actions.fetch_randomness(sample), asked) == (False, [])
    settings.DRAND = ["https://relay.example"]
    assert actions.fetch_randomness(sample)
    assert (asked, Sample.objects.get().state) == ([ROUND], State.DRAWING)
    assert queries.samples_to_fetch() == []


# --- opening and judging ---------------------------------------------------------------------------------------


def test_opening_shows_record_and_salt_and_leaves_a_look(log, clock, tree, auditor, drawn):
    member = make_member(tree.enterprise)
    member.person.name = "演示职工甲"
    member.person.save()
    log.complete(tree.enterprise, 3, person=member.person)
    log.sign()
    sample = drawn(draws=3)
    draw = queries.draw_visible_to(auditor, sample.pk, 0)
    opened = actions.open_draw(draw, by=auditor)
    assert opened.fits is True
    assert json.loads(opened.record)["person"] == member.person.pk
    assert (len(opened.salt), opened.who, opened.corrected) == (64, "演****", False)
    assert ("名称", tree.enterprise.name) in [(str(label), value) for label, value in opened.facts]
    [look] = Look.objects.all()
    assert (look.person, look.by, look.what) == (member.person, auditor, "record")
    assert "演示抽样" in look.purpose
    actions.open_draw(draw, by=auditor)
    assert Look.objects.count() == 2


def test_an_entry_whose_salt_was_destroyed_cannot_be_opened(log, drawn, auditor):
    from jiangong.foundation.ledger.actions import destroy_salts

    sample = drawn()
    draw = queries.draws_of(sample)[0]
    destroy_salts([draw.entry_id])
    opened = actions.open_draw(draw, by=auditor)
    assert (opened.fits, opened.record, opened.salt) == (None, "", "")


def test_judgements_are_entries_and_a_second_one_corrects_with_a_reason(drawn, auditor):
    sample = drawn()
    first, second, third = queries.draws_of(sample)[:3]
    refused("no_evidence", actions.judge, first, Verdict.SUPPORTED, evidence="  ", by=auditor)
    actions.judge(first, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    actions.judge(second, Verdict.UNSUPPORTED, evidence=EVIDENCE, by=auditor)
    actions.judge(third, Verdict.UNCLEAR, evidence="找不到签到表。", by=auditor)
    assert [(one["verdict"], one["supported"]) for one in said(Verb.JUDGED)] == [
        ("supported", "1"),
        ("unsupported", "0"),
        ("unclear", "0"),
    ]
    assert EVIDENCE not in json.dumps(said(Verb.JUDGED), ensure_ascii=False)
    found = queries.outcome_of(sample)
    assert (found.judged, found.errors, found.complete) == (3, 2, False)
    refused("reason_missing", actions.judge, second, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    actions.judge(second, Verdict.SUPPORTED, evidence="后来找到了原件。", reason="补交了原件", by=auditor)
    assert queries.outcome_of(sample).errors == 1
    assert [one.verdict for one in queries.judgements_of(second)] == ["supported", "unsupported"]
    taken_back = Entry.objects.get(verb=Verb.JUDGED, corrects__isnull=False)
    assert taken_back.payload["reason"] == "补交了原件"


def test_part_of_a_quantity_may_be_true(log, clock, tree, auditor, drawn):
    log.complete(tree.enterprise, 5, quantity="8")
    log.sign()
    sample = drawn(unit="quantity", draws=5)
    one, *others = queries.draws_of(sample)
    for supported in ("8", "9", "-1"):
        refused(
            "bad_quantity",
            actions.judge,
            one,
            Verdict.UNSUPPORTED,
            evidence=EVIDENCE,
            supported=Decimal(supported),
            by=auditor,
        )
    actions.judge(one, Verdict.UNSUPPORTED, evidence=EVIDENCE, supported=Decimal(6), by=auditor)
    for other in others:
        actions.judge(other, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    found = queries.outcome_of(sample)
    assert found.complete
    assert found.bound == formulas.upper_by_share(len(one.orders), 5, Fraction(19, 20))
    assert found.customary < found.bound


def test_nobody_judges_what_they_recorded_or_what_is_about_them(log, clock, tree, auditor, drawn):
    log.complete(tree.enterprise, by=auditor)
    log.complete(tree.enterprise, person=auditor.person)
    log.sign()
    sample = drawn(draws=2)
    for draw in queries.draws_of(sample):
        refused("own_record", actions.judge, draw, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)


# --- ending ----------------------------------------------------------------------------------------------------


def test_a_plan_is_dropped_without_a_word_and_an_announcement_only_with_one(
    ready, announced, drawn, auditor, clock
):
    plan = ready()
    assert actions.end(plan, why="", by=auditor).state == State.DROPPED
    refused("already_over", actions.end, plan, why="", by=auditor)
    sample = drawn()
    refused("why_missing", actions.end, sample, why=" ", by=auditor)
    first, second, *_ = queries.draws_of(sample)
    actions.judge(first, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    sample = actions.end(sample, why="人手不够", by=auditor)
    assert sample.state == State.CLOSED
    refused("not_drawn", actions.judge, second, Verdict.SUPPORTED, evidence=EVIDENCE, by=auditor)
    actions.judge(first, Verdict.UNSUPPORTED, evidence=EVIDENCE, reason="看错了", by=auditor)
    refused("already_over", actions.end, sample, why="again", by=auditor)


ACTS = {
    "announce": lambda sample, by: actions.announce(sample, actions.Drand(COMES + timedelta(days=9)), by=by),
    "give": lambda sample, by: actions.give_randomness(sample, SIGNATURE, by=by),
    "disclose": lambda sample, by: actions.disclose(sample, SECRETS, PUBLICS, by=by),
    "end": lambda sample, by: actions.end(sample, why="测试", by=by),
}
ALLOWED = {
    ("announce", State.READY),
    ("give", State.ANNOUNCED),
    ("end", State.COUNTING),
    ("end", State.READY),
    ("end", State.ANNOUNCED),
    ("end", State.DRAWN),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", State)
def test_every_act_in_every_state(act, state, announced, clock, auditor):
    sample = announced()
    clock.move_to(COMES)
    Sample.objects.filter(pk=sample.pk).update(state=state)
    before = Entry.objects.count()
    if (act, state) in ALLOWED:
        assert ACTS[act](sample, auditor).state != state
    else:
        with pytest.raises(Refused):
            ACTS[act](sample, auditor)
        assert (Sample.objects.get().state, Entry.objects.count()) == (state, before)


# --- who -------------------------------------------------------------------------------------------------------


def test_only_independent_auditors_within_their_reach(cast, tree, log, clock, drawn, ready, auditor):
    sample = drawn()
    draw = queries.draws_of(sample)[0]
    both = make_user(make_member(tree.branch).person)
    make_appointment(both.person, tree.city, "auditor")
    make_appointment(both.person, tree.enterprise, "chair")
    district = make_user(make_member(tree.branch).person)
    make_appointment(district.person, tree.district, "auditor")
    strangers = [one for key, one in cast.items() if key != "auditor"] + [
        make_officer(tree.city),
        both,
        district,
    ]
    for user in strangers:
        for act in (
            lambda user=user: actions.plan_sample(wanted(tree.city), by=user),
            lambda user=user: actions.end(sample, why="测试", by=user),
            lambda user=user: actions.open_draw(draw, by=user),
            lambda user=user: actions.judge(draw, Verdict.SUPPORTED, evidence=EVIDENCE, by=user),
        ):
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.code == "not_permitted"
    assert actions.plan_sample(wanted(tree.district), by=district).state == State.COUNTING
    assert (
        actions.plan_sample(wanted(tree.other_district), by=both).state == State.COUNTING
    )  # holds no office there


def test_what_a_list_shows_is_what_one_may_see(cast, tree, announced, ready, clock):
    announced()
    ready()
    ready(tree.district)
    ready(tree.other_district)
    both = make_user(make_member(tree.branch).person)
    make_appointment(both.person, tree.city, "auditor")
    make_appointment(both.person, tree.enterprise, "cadre")
    district = make_user(make_member(tree.branch).person)
    make_appointment(district.person, tree.district, "auditor")
    seen = {}
    for name, user in (cast | {"both": both, "district": district}).items():
        listed = set(queries.samples_visible_to(user))
        assert listed == {one for one in Sample.objects.all() if user.has_perm("samples.view", one)}, name
        seen[name] = len(listed)
    assert (seen["auditor"], seen["district"], seen["both"], seen["city_officer"], seen["worker"]) == (
        4,
        2,
        2,
        1,
        1,
    )
