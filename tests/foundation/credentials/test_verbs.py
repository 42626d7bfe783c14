"""Each verb in each state and by each person; what is written once stays; forgetting."""

import pytest
from django.db import DatabaseError, transaction

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.credentials import actions, queries
from jiangong.foundation.credentials.models import Credential, Signed, StatusList
from jiangong.foundation.credentials.states import Share, State
from jiangong.foundation.inbox.models import Message
from jiangong.foundation.ledger.models import Entry
from tests.factories import make_course, make_person
from tests.foundation.credentials.conftest import KIND, facts

ACTS = {
    "name": lambda one, by: actions.ask_for_name(one, by=by),
    "share": lambda one, by: actions.share(one, Share.NAMELESS, by=by),
    "revoke": lambda one, by: actions.revoke(one, reason="成绩更正", by=by),
}
# Which of the cast may: the holder for what is the holder's, officers of the enterprise and above for revoking.
MAY = {
    "name": {"worker"},
    "share": {"worker"},
    "revoke": {"chair", "township_cadre", "district_cadre", "city_officer"},
}
REFUSED = {
    ("name", State.REVOKED): "credentials.is_revoked",
    ("share", State.REVOKED): "credentials.is_revoked",
    ("revoke", State.REVOKED): "credentials.already_revoked",
}


def verbs(one: Credential) -> list[str]:
    found = Entry.objects.filter(subject_type="credentials.credential", subject_id=one.pk)
    return list(found.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", State.values)
def test_each_act_in_each_state(act, state, issued, cast):
    one = issued()
    if state == State.REVOKED:
        actions.revoke(one, reason="成绩更正", by=None)
    before = verbs(one)
    by = cast[min(MAY[act])]
    if code := REFUSED.get((act, state)):
        with pytest.raises(Refused) as refused:
            ACTS[act](one, by)
        assert refused.value.code == code
        assert verbs(one) == before
    else:
        ACTS[act](one, by)
        assert len(verbs(one)) == len(before) + 1


@pytest.mark.parametrize("act", ACTS)
def test_only_those_may_whose_it_is(act, issued, cast):
    for who, user in cast.items():
        one = issued(title=f"{act} {who}")
        if who in MAY[act]:
            ACTS[act](one, user)
        else:
            with pytest.raises(Refused) as refused:
                ACTS[act](one, user)
            assert refused.value.code == "not_permitted", who


def test_what_is_listed_is_what_one_may_hold(issued, cast):
    rows = [issued(), issued("chair"), issued("outsider")]
    for who, user in cast.items():
        listed = set(queries.credentials_visible_to(user))
        assert listed == {one for one in rows if user.has_perm("credentials.hold", one)}, who
        for one in rows:
            found = queries.credential_visible_to(user, one.pk)
            assert (found is not None) == (one in listed)


def test_one_thing_gives_one_valid_credential_and_another_after_revoking(tree, cast):
    subject, person = make_course(tree.enterprise), cast["worker"].person

    def once():
        return actions.issue(KIND, person, subject, organisation=tree.enterprise, facts=facts(), by=None)

    first = once()
    with pytest.raises(Refused) as refused:
        once()
    assert refused.value.code == "credentials.already_issued"
    assert actions.revoke_about(subject, reason="重办", by=cast["chair"]) == 1
    assert once().pk != first.pk
    assert [one.state for one in queries.credentials_about(subject)] == [State.ISSUED, State.REVOKED]


def test_many_have_places_of_their_own_at_random_and_entries_of_their_own(tree):
    subject = make_course(tree.enterprise)
    awards = [actions.Award(make_person(), subject, facts()) for _ in range(40)]
    made = actions.issue_many(KIND, awards, organisation=tree.enterprise, by=None)
    places = [one.status_index for one in made]
    assert len(set(places)) == 40
    assert places != sorted(places)
    assert StatusList.objects.get().taken == 40
    assert len({one.holder_code for one in made}) == 40
    assert Entry.objects.filter(verb="credentials.issued", payload__kind=KIND).count() == 40


def test_a_list_is_left_when_half_of_it_is_taken(issued, monkeypatch):
    from jiangong.foundation.credentials.actions import issuing

    monkeypatch.setattr(issuing, "FULL", 2)
    assert [
        issued().status_list.number - StatusList.objects.order_by("number").first().number for _ in range(5)
    ] == [
        0,
        0,
        1,
        1,
        2,
    ]


def test_the_reason_is_kept_the_holder_told_and_the_link_dead(issued, cast):
    one = actions.share(issued(), Share.NAMELESS, by=cast["worker"])
    code = one.share_code
    assert queries.credential_by_share(code) == one
    actions.revoke(one, reason=" 成绩更正 ", by=cast["chair"])
    one.refresh_from_db()
    assert (one.state, one.revoked_reason, one.share_code) == (State.REVOKED, "成绩更正", None)
    assert queries.credential_by_share(code) is None
    told = Message.objects.get(kind="credentials.revoked")
    assert told.person == cast["worker"].person
    assert told.words["reason"] == "成绩更正"


def test_without_a_reason_nothing_is_revoked(issued, cast):
    one = issued()
    with pytest.raises(Refused) as refused:
        actions.revoke(one, reason="  ", by=cast["chair"])
    assert refused.value.code == "credentials.reason_missing"


def test_each_switching_on_is_another_link(issued, cast):
    one, by = issued(), cast["worker"]
    codes = set()
    for how in (Share.NAMELESS, Share.OFF, Share.NAMELESS, Share.NAMED):
        one = actions.share(one, how, by=by)
        codes.add(one.share_code)
    assert len(codes) == 4, "three links, and none"
    assert one.wants_name, "a link with the name asks for the version with the name"


@pytest.mark.parametrize(
    "change",
    [
        {"title": "另一个名称"},
        {"claims": {"title": "另一个名称"}},
        {"holder_name": "演示别人"},
        {"status_index": 5},
        {"kind": "other.kind"},
    ],
)
def test_the_database_lets_nobody_rewrite_a_credential(issued, change):
    one = issued()
    with pytest.raises(DatabaseError, match="只能撤销"), transaction.atomic():
        Credential.objects.filter(pk=one.pk).update(**change)


def test_the_database_lets_nobody_take_a_revocation_back_or_delete(issued):
    one = actions.revoke(issued(), reason="成绩更正", by=None)
    with pytest.raises(DatabaseError, match="只能撤销"), transaction.atomic():
        Credential.objects.filter(pk=one.pk).update(state=State.ISSUED, revoked_at=None)
    with pytest.raises(DatabaseError, match="只能撤销"), transaction.atomic():
        Credential.objects.filter(pk=one.pk).delete()


def test_forgetting_takes_name_code_and_documents_and_leaves_the_state(issued, signer, cast):
    one = actions.ask_for_name(issued(), by=cast["worker"])
    signer.work()
    assert Signed.objects.filter(credential=one).count() == 2
    actions.forget(people=[one.person_id], accounts=[], words=[])
    one.refresh_from_db()
    assert (one.person, one.holder_name, one.holder_code, one.salt) == (None, "", "", "")
    assert one.state == State.ISSUED
    assert not Signed.objects.filter(credential=one).exists()


def test_nothing_is_kept_of_somebody_forgotten_while_the_signer_wrote(issued, signer):
    one = issued()
    signer.work()
    document = queries.document_of(one, named=False)
    actions.forget(people=[one.person_id], accounts=[], words=[])
    actions.publish_signed(one.pk, named=False, key=1, document=document)
    assert not Signed.objects.exists()


def test_facts_that_would_make_checking_slow_are_refused(tree, cast):
    from dataclasses import replace

    from jiangong.foundation.credentials.formulas import Result

    for results in ((Result("名次", "1"),) * 2, tuple(Result("名次", str(n)) for n in range(6))):
        with pytest.raises(ValueError, match="At most 5"):
            actions.issue(
                KIND,
                cast["worker"].person,
                tree.city,
                organisation=tree.city,
                facts=replace(facts(), results=results),
                by=None,
            )


def test_a_kind_that_no_room_lists_is_an_error(tree, cast):
    with pytest.raises(ValueError, match="CREDENTIALS"):
        actions.issue(
            "no.kind", cast["worker"].person, tree.city, organisation=tree.city, facts=facts(), by=None
        )
