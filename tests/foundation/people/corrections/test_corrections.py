"""A person asks to have their record corrected; their union confirms or says why not; what waits follows every step."""

import re

import pytest
from django.urls import reverse

from jiangong.foundation.clocks.models import Clock
from jiangong.foundation.clocks.queries import clock_of
from jiangong.foundation.clocks.states import State as Ticking
from jiangong.foundation.common.days import short_day
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.desk.models import PendingAct
from jiangong.foundation.inbox.models import Matter, Message
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people import actions as people
from jiangong.foundation.people.corrections import actions, queries
from jiangong.foundation.people.corrections.formulas import Asked, as_text, as_value, different, gone_on
from jiangong.foundation.people.corrections.models import Correction
from jiangong.foundation.people.corrections.states import RULE, TRANSITIONS, Field, State
from jiangong.foundation.people.models import Look, Person
from jiangong.foundation.people.queries import memberships_of
from jiangong.foundation.people.sealing import unseal
from jiangong.foundation.rulebook.queries import parameter
from tests.factories import let_take_effect, make_member, make_officer, make_person, make_user

OLD, NEW, PHONE = "37060219850302001", "11010519491231002X", "13900001111"


@pytest.fixture
def member(tree):
    return make_member(
        tree.enterprise, person=make_person("演示某某", occupation="车工", phone="13800002222")
    )


@pytest.fixture
def person(member):
    return member.person


@pytest.fixture
def user(person):
    return make_user(person)


@pytest.fixture
def asked(person, user):
    return actions.ask(person, {"occupation": "焊工", "phone": PHONE}, words="做焊工两年了", by=user)


def waiting():
    return [(one.kind, one.organisation_id) for one in Matter.objects.filter(closed_at__isnull=True)]


def running():
    return [(one.rule, one.organisation_id) for one in Clock.objects.filter(state=Ticking.RUNNING)]


def told(person):
    return list(Message.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_the_time_is_a_parameter_to_be_confirmed():
    found = parameter(RULE)
    assert (found.value, found.unit, found.confirmed) == (15, "工作日", False)


def test_what_is_asked_waits_at_the_union_on_its_clock(asked, person, tree):
    assert (asked.state, asked.fields) == (State.ASKED, ["phone", "occupation"])
    assert running() == [(RULE, tree.enterprise.pk)]
    assert waiting() == [("corrections.decide", tree.enterprise.pk)]
    assert Matter.objects.get().due_at == clock_of(asked).due_at
    assert told(person) == ["corrections.asked"]


def test_nothing_of_it_stands_in_clear(asked):
    row = str(Correction.objects.values().get())
    ledger = str(list(Entry.objects.filter(verb__startswith="corrections.").values("payload", "attribute")))
    for word in (PHONE, "13800002222", "焊工", "车工"):
        assert word not in row
        assert word not in ledger
    assert queries.asked_of(asked).new == {"phone": PHONE, "occupation": "焊工"}


def test_a_confirmed_one_changes_the_record(asked, person, user, cast):
    user.phone_verified = True
    user.save()
    done = actions.confirm(asked, by=cast["chair"])
    person.refresh_from_db()
    user.refresh_from_db()
    assert (done.state, person.occupation) == (State.CONFIRMED, "焊工")
    assert unseal(person.phone_sealed, model="people.person", field="phone", pk=person.pk) == PHONE
    assert not user.phone_verified
    assert (waiting(), running()) == ([], [])
    assert told(person) == ["corrections.asked", "corrections.confirmed"]
    verbs = Entry.objects.filter(person_id=person.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["corrections.asked", "people.changed", "corrections.confirmed"]


def test_document_and_join_date_can_be_corrected(person, user, member, cast):
    wanted = {"document": f"identity_card {NEW}", "joined_on": "2020-05-01"}
    actions.confirm(actions.ask(person, wanted, by=user), by=cast["chair"])
    member.refresh_from_db()
    person = Person.objects.get(pk=person.pk)
    known = queries.known_of(person)
    assert (known["document"], known["joined_on"]) == (f"identity_card {NEW}", "2020-05-01")
    assert person.born_on.isoformat() == "1949-12-31"


def test_a_refused_one_says_why_and_leaves_the_record(asked, person, cast):
    with pytest.raises(Refused) as refused:
        actions.refuse(asked, reason="  ", by=cast["chair"])
    assert refused.value.code == "corrections.reason_missing"
    done = actions.refuse(asked, reason="与劳动合同不符。", by=cast["chair"])
    person.refresh_from_db()
    assert (done.state, done.answer, person.occupation) == (State.REFUSED, "与劳动合同不符。", "车工")
    assert (waiting(), running()) == ([], [])
    assert told(person)[-1] == "corrections.refused"


def test_a_withdrawn_one_waits_no_more(asked, user):
    assert actions.withdraw(asked, by=user).state == State.WITHDRAWN
    assert (waiting(), running()) == ([], [])


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", ["confirm", "refuse", "withdraw"])
def test_every_verb_in_every_state(asked, user, cast, verb, state):
    Correction.objects.filter(pk=asked.pk).update(state=state)
    more = {"reason": "不符"} if verb == "refuse" else {}
    to = {"confirm": State.CONFIRMED, "refuse": State.REFUSED, "withdraw": State.WITHDRAWN}[verb]
    by = user if verb == "withdraw" else cast["chair"]
    if to in TRANSITIONS[state]:
        assert getattr(actions, verb)(asked, by=by, **more).state == to
    else:
        with pytest.raises(Refused) as refused:
            getattr(actions, verb)(asked, by=by, **more)
        assert refused.value.code == "corrections.not_asked"


def test_only_one_at_a_time_and_only_what_is_new(asked, person, user):
    with pytest.raises(Refused) as twice:
        actions.ask(person, {"name": "演示别名"}, by=user)
    assert twice.value.code == "corrections.already_asked"
    actions.withdraw(asked, by=user)
    with pytest.raises(Refused) as same:
        actions.ask(person, {"occupation": "车工", "name": "演示某某"}, by=user)
    assert same.value.code == "corrections.nothing_new"


def test_who_has_no_union_has_nobody_to_ask(db):
    person = make_person("演示无会籍")
    with pytest.raises(Refused) as refused:
        actions.ask(person, {"name": "演示别名"}, by=make_user(person))
    assert refused.value.code == "corrections.no_union"


def test_what_was_changed_meanwhile_is_not_written_over(asked, person, cast):
    people.change_person(person, occupation="钳工", by=cast["chair"])
    with pytest.raises(Refused) as refused:
        actions.confirm(asked, by=cast["chair"])
    assert refused.value.code == "corrections.changed_meanwhile"
    assert "工种" in str(refused.value)


def test_nobody_decides_on_their_own_record(tree):
    officer = make_officer(tree.enterprise)
    make_member(tree.enterprise, person=officer.person)
    own = actions.ask(officer.person, {"occupation": "焊工"}, by=officer)
    with pytest.raises(Refused) as refused:
        actions.confirm(own, by=officer)
    assert refused.value.code == "corrections.one_person_alone"


def test_outsiders_are_refused_and_the_list_says_the_same(asked, person, user, cast):
    for who in (*cast.values(), user):
        seen = queries.corrections_visible_to(who).filter(pk=asked.pk).exists()
        assert seen == who.has_perm("corrections.view", asked), who
    with pytest.raises(Refused):
        actions.confirm(asked, by=cast["other_chair"] if "other_chair" in cast else make_user(make_person()))
    with pytest.raises(Refused):
        actions.ask(person, {"name": "演示别名"}, by=cast["chair"])


def test_it_goes_along_when_the_person_moves(asked, member, tree):
    due = clock_of(asked).due_at
    people.request_transfer(member, tree.other_enterprise, by=None)
    people.receive(people.confirm_transfer(member, by=None), tree.other_enterprise, by=None)
    asked.refresh_from_db()
    assert asked.organisation == tree.other_enterprise
    assert (RULE, tree.other_enterprise.pk) in running()
    assert waiting() == [("corrections.decide", tree.other_enterprise.pk)]
    assert clock_of(asked).due_at == due
    people.merge_unions(tree.other_enterprise, tree.enterprise, by=None)
    assert waiting() == [("corrections.decide", tree.enterprise.pk)]


def test_nothing_waits_about_who_is_forgotten(asked, person):
    actions.forget({person.pk}, (), ())
    assert (waiting(), running()) == ([], [])


def test_texts_are_values_again():
    for field, value in (("is_migrant_worker", True), ("is_migrant_worker", False), ("name", "演示")):
        assert as_value(field, as_text(value)) == value
    assert as_value("born_on", "") is None
    assert different({"name": "甲"}, {"name": "甲", "occupation": "焊工"}) == {"occupation": "焊工"}
    asked = Asked({"name": "甲"}, {"name": "乙"})
    assert [gone_on(asked, {"name": now}) for now in "甲乙丙"] == [[], [], ["name"]]
    assert set(Field.values) >= {"name", "document", "phone"}


# --- pages -------------------------------------------------------------------------------------------------------


def sent(person, **more):
    known = {name: as_text(getattr(person, name)) for name in ("name", "occupation")}
    return {**known, "words": "", **more}


def test_the_request_goes_out_after_ten_minutes_and_lies_sealed_until_then(client, person, user):
    client.force_login(user)
    answer = client.post(reverse("corrections:ask"), sent(person, occupation="焊工", document_number=NEW))
    assert answer.status_code == 302, re.findall(r"error[^<]*<[^>]*>[^<]*", answer.content.decode())
    pending = PendingAct.objects.get()
    assert NEW not in str(pending.facts)
    assert "焊工" not in str(pending.facts)
    assert not Correction.objects.exists()
    shown = client.get(reverse("corrections:mine")).content.decode()
    assert reverse("desk:take_back", args=[pending.pk]) in shown
    let_take_effect()
    assert Correction.objects.get().fields == ["document", "occupation"]
    shown = client.get(reverse("corrections:mine")).content.decode()
    assert NEW not in shown
    assert "焊工" in shown
    assert client.post(reverse("corrections:withdrawal")).status_code == 302
    assert Correction.objects.get().state == State.WITHDRAWN
    assert client.post(reverse("corrections:withdrawal")).status_code == 404


def test_a_form_that_changes_nothing_says_so(client, person, user):
    client.force_login(user)
    answer = client.post(reverse("corrections:ask"), sent(person))
    assert answer.status_code == 422
    assert "没有要更正的" in answer.content.decode()


def test_my_matters_show_it_with_its_promise(client, asked, user):
    client.force_login(user)
    shown = client.get("/me/matters/").content.decode()
    assert "更正登记信息" in shown
    assert f"最迟{short_day(clock_of(asked).due_at)}办结" in shown


def test_an_officer_sees_numbers_only_behind_a_look(sign_in, asked, person):
    client, there = sign_in("chair"), reverse("corrections:case", args=[asked.pk])
    shown = client.get(there).content.decode()
    assert "焊工" in shown
    assert PHONE not in shown
    assert not Look.objects.exists()
    look = reverse("corrections:look", args=[asked.pk])
    assert client.post(look, {"what": "phone", "purpose": "other"}).status_code == 422
    shown = client.post(look, {"what": "phone", "purpose": "verify"}).content.decode()
    assert PHONE in shown
    assert Look.objects.get().person == person


def test_an_officer_confirms_and_may_take_it_back(sign_in, asked, person):
    client = sign_in("chair")
    client.post(reverse("corrections:confirmation", args=[asked.pk]))
    assert "等待生效" in client.get(reverse("corrections:case", args=[asked.pk])).content.decode()
    let_take_effect()
    person.refresh_from_db()
    assert person.occupation == "焊工"


def test_an_officer_refuses_with_a_reason(sign_in, asked):
    client, there = sign_in("chair"), reverse("corrections:refusal", args=[asked.pk])
    assert client.post(there, {"reason": ""}).status_code == 422
    assert client.post(there, {"reason": "与合同不符"}).status_code == 302
    let_take_effect()
    assert Correction.objects.get().answer == "与合同不符"


def test_strangers_find_nothing(client, asked):
    client.force_login(make_user(make_person()))
    assert client.get(reverse("corrections:case", args=[asked.pk])).status_code in (403, 404)


@pytest.mark.parametrize("fields", [1, 3])
def test_the_case_asks_as_often_for_one_field_as_for_three(
    sign_in, person, user, django_assert_max_num_queries, fields
):
    wanted = dict(list({"occupation": "焊工", "education": "大专", "phone": PHONE}.items())[:fields])
    correction = actions.ask(person, wanted, by=user)
    client, there = sign_in("chair"), reverse("corrections:case", args=[correction.pk])
    client.get(there)
    with django_assert_max_num_queries(12):
        assert client.get(there).status_code == 200
    assert len(memberships_of(person)) == 1
