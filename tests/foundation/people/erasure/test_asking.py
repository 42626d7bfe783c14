"""Asking to be forgotten: each step in every state, by whom, and what the pages say."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.ledger.models import Entry
from jiangong.foundation.people.erasure import actions, queries
from jiangong.foundation.people.erasure.models import ErasureRequest
from jiangong.foundation.people.erasure.states import TRANSITIONS, Ground, State, Verb
from jiangong.foundation.people.models import Person
from tests.factories import make_member, make_officer, make_person, make_user

from .conftest import grow

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(tree):
    """Somebody who left the union, with an account."""
    return make_user(make_member(tree.branch, state="left").person)


class TestEveryVerbInEveryState:
    @pytest.mark.parametrize("state", State)
    @pytest.mark.parametrize("verb", ["withdraw", "refuse", "erase"])
    def test_only_from_asked(self, left, tree, cast, state, verb):
        request = actions.ask(left.person, by=left)
        grow()
        ErasureRequest.objects.filter(pk=request.pk).update(
            state=state, **({"person": None} if state == State.DONE else {})
        )
        request.refresh_from_db()
        before = Entry.objects.count()
        act = {
            "withdraw": lambda: actions.withdraw(request, by=None),
            "refuse": lambda: actions.refuse(request, reason="还在诉讼", by=cast["city_officer"]),
            "erase": lambda: actions.erase_person(request, reason=Ground.CONSENT, by=cast["city_officer"]),
        }[verb]
        if TRANSITIONS[state]:
            assert act().state in TRANSITIONS[state]
            assert Entry.objects.count() == before + 1
        else:
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.code == "erasure.not_asked"
            assert Entry.objects.count() == before

    def test_each_step_is_in_the_ledger_without_what_was_written(self, left, cast):
        request = actions.ask(left.person, by=left)
        actions.withdraw(request, by=left)
        request = actions.ask(left.person, words="收到书面请求", by=cast["chair"])
        actions.refuse(request, reason="还在诉讼", by=cast["city_officer"])
        found = Entry.objects.filter(subject_type="erasure.erasurerequest").order_by("pk")
        assert [entry.verb for entry in found] == [Verb.ASKED, Verb.WITHDRAWN, Verb.ASKED, Verb.REFUSED]
        assert {entry.person_id for entry in found} == {left.person_id}
        assert all(entry.payload == {} for entry in found)


class TestWhoMay:
    def test_ask(self, left, cast, tree):
        for who in ("worker", "outsider", "auditor", "administrator", "teacher"):
            with pytest.raises(Refused) as refused:
                actions.ask(left.person, words="x", by=cast[who])
            assert refused.value.code == "not_permitted", who
        for who in ("chair", "township_cadre", "district_cadre", "city_officer"):
            actions.withdraw(actions.ask(left.person, words="书面请求", by=cast[who]), by=cast[who])

    def test_somebody_without_any_union_is_taken_by_the_city(self, cast):
        person = make_person()
        with pytest.raises(Refused):
            actions.ask(person, words="x", by=cast["district_cadre"])
        assert actions.ask(person, words="书面请求", by=cast["city_officer"]).state == State.ASKED

    def test_an_officer_says_on_what_ground(self, left, cast):
        with pytest.raises(Refused) as refused:
            actions.ask(left.person, words="  ", by=cast["chair"])
        assert refused.value.code == "erasure.reason_missing"

    def test_once_at_a_time(self, left):
        actions.ask(left.person, by=left)
        with pytest.raises(Refused) as refused:
            actions.ask(left.person, by=left)
        assert refused.value.code == "erasure.already_asked"

    def test_a_refusal_has_its_reason_and_another_person(self, left, cast, tree):
        request = actions.ask(left.person, words="书面请求", by=cast["city_officer"])
        with pytest.raises(Refused) as refused:
            actions.refuse(request, reason="不", by=cast["city_officer"])
        assert refused.value.code == "erasure.one_person_alone"
        other = make_officer(tree.city)
        with pytest.raises(Refused) as refused:
            actions.refuse(request, reason=" ", by=other)
        assert refused.value.code == "erasure.reason_missing"
        assert actions.refuse(request, reason="还在诉讼", by=other).answer == "还在诉讼"

    def test_the_list_equals_what_each_may_open(self, left, cast, tree):
        requests = [actions.ask(left.person, by=left), actions.ask(make_person(), words="x", by=None)]
        own = actions.ask(cast["worker"].person, by=cast["worker"])
        for user in [*cast.values(), left]:
            listed = set(queries.requests_visible_to(user))
            decides = user.has_perm("erasure.decide", own)
            expected = (
                {*requests, own}
                if decides
                else {one for one in [*requests, own] if one.person_id == user.person_id}
            )
            assert listed == expected
            assert decides == (user == cast["city_officer"])


class TestPages:
    def test_the_way_through(self, left, client, cast, tree):
        client.force_login(left)
        page = client.get(reverse("erasure:mine"))
        assert "请求删除" in page.content.decode()
        assert client.post(reverse("erasure:mine"), {}).status_code == 422
        assert client.post(reverse("erasure:mine"), {"understood": "on"}).status_code == 302
        assert "请求正在等待办理" in client.get(reverse("erasure:mine")).content.decode()
        grow()
        client.force_login(cast["city_officer"])
        assert "删除请求" in client.get("/workbench/").content.decode()
        assert left.person.name in client.get(reverse("erasure:requests")).content.decode()
        request = ErasureRequest.objects.get()
        address = reverse("erasure:erasing", args=[request.pk])
        wrong = client.post(address, {"ground": "consent", "name": "别人"})
        assert wrong.status_code == 422
        assert Person.objects.filter(pk=left.person_id).exists()
        done = client.post(address, {"ground": "consent", "name": left.person.name}, follow=True)
        assert "已经删除" in done.content.decode()
        assert left.person.name not in client.get(reverse("erasure:requests")).content.decode()
        assert not Person.objects.filter(pk=left.person_id).exists()

    def test_what_stands_against_it_is_said_and_nothing_happens(self, client, cast, tree):
        worker = cast["worker"]
        client.force_login(worker)
        assert "现在还不能删除" in client.get(reverse("erasure:mine")).content.decode()
        client.post(reverse("erasure:mine"), {"understood": "on"})
        grow()
        client.force_login(cast["city_officer"])
        request = ErasureRequest.objects.get()
        answer = client.post(
            reverse("erasure:erasing", args=[request.pk]), {"ground": "consent", "name": worker.person.name}
        )
        assert answer.status_code == 422
        assert "会籍" in answer.content.decode()

    def test_withdrawing_and_refusing(self, left, client, cast):
        client.force_login(left)
        client.post(reverse("erasure:mine"), {"understood": "on"})
        client.post(reverse("erasure:withdrawal"))
        assert client.post(reverse("erasure:withdrawal")).status_code == 404
        client.post(reverse("erasure:mine"), {"understood": "on"})
        request = ErasureRequest.objects.get(state="asked")
        client.force_login(cast["city_officer"])
        address = reverse("erasure:refusal", args=[request.pk])
        assert client.post(address, {"answer": ""}).status_code == 422
        assert client.post(address, {"answer": "还在诉讼"}).status_code == 302
        client.force_login(left)
        assert "还在诉讼" in client.get(reverse("erasure:mine")).content.decode()

    def test_on_paper(self, left, client, cast):
        client.force_login(cast["chair"])
        address = reverse("erasure:on_paper", args=[left.person_id])
        assert address in client.get(reverse("people:person", args=[left.person_id])).content.decode()
        assert client.post(address, {"words": ""}).status_code == 422
        assert client.post(address, {"words": "收到书面请求"}).status_code == 302
        assert ErasureRequest.objects.get().words == "收到书面请求"

    @pytest.mark.parametrize("count", [1, 3])
    def test_query_counts(self, client, cast, tree, count, django_assert_num_queries):
        for _ in range(count):
            user = make_user(make_member(tree.branch, state="left").person)
            last = actions.ask(user.person, by=user)
        client.force_login(cast["city_officer"])
        client.get(reverse("erasure:requests"))
        with django_assert_num_queries(5):
            client.get(reverse("erasure:requests"))
        with django_assert_num_queries(10):
            client.get(reverse("erasure:decision", args=[last.pk]))
        client.force_login(user)
        with django_assert_num_queries(9):
            client.get(reverse("erasure:mine"))

    def test_a_certificate_whose_holder_is_forgotten(self, life, client):
        from jiangong.programmes.growth.models import Certificate

        certificate = Certificate.objects.get(enrolment__person=life.person)
        actions.erase_person(life.asked, reason=Ground.CONSENT, by=life.other)
        page = client.get(reverse("growth:check", args=[certificate.code])).content.decode()
        assert certificate.number in page
        assert "姓名不能再核对" in page
        assert "示例" not in page
        asked = client.post(reverse("growth:check", args=[certificate.code]), {"name": ""})
        assert "与所填姓名相符" not in asked.content.decode()
        client.force_login(life.officer)
        assert client.get(reverse("growth:certificate_pdf", args=[certificate.pk])).status_code == 404


def test_due_is_counted_from_the_day_of_asking(left):
    request = actions.ask(left.person, by=left)
    assert (queries.due(request) - timezone.localdate()).days == 15
    assert queries.waiting() == (1, queries.due(request))
