"""Pages: each answers for whom it is for, refuses the others, and costs the same for one row as for three."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.people.erasure.queries import said_by_rooms
from jiangong.programmes.care.convalescence import actions
from jiangong.programmes.care.convalescence.models import Application, Post, Programme
from jiangong.selection.draws.actions import reckon_chances
from tests import stay_factories
from tests.draw_factories import make_draw
from tests.factories import make_member, make_officer, make_user
from tests.programmes.care.convalescence.conftest import fresh, make_programme, season


def at(name, *args):
    return reverse(f"convalescence:{name}", args=args)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", ["programmes", "public"])
def test_lists_of_programmes(client, tree, organiser, count, page, django_assert_max_num_queries):
    for _ in range(count):
        make_programme(tree.city)
    client.force_login(organiser)
    with django_assert_max_num_queries(12):
        response = client.get(at(page))
    assert text(response).count("职工疗休养</a>") == count


def test_a_union_finds_what_others_hold_for_its_members(client, programme, tree, organiser):
    """An enterprise holds no convalescence itself: its bench leads to the city's, which its members apply to."""
    client.force_login(make_officer(tree.enterprise))
    offered = at("members", programme.pk)
    assert offered in text(client.get(at("programmes")))
    assert offered in text(client.get(at("programme_public", programme.pk)))
    assert client.get(offered).status_code == 200
    client.force_login(organiser)
    assert offered not in text(client.get(at("programmes"))), "one's own are in the list itself"
    client.force_login(make_user(make_member(tree.enterprise).person))
    assert offered not in text(client.get(at("programme_public", programme.pk)))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", ["applications", "members"])
def test_lists_of_people(
    client, programme, organiser, applied, tree, count, page, django_assert_max_num_queries
):
    for _ in range(count):
        applied() if page == "applications" else make_member(tree.enterprise)
    client.force_login(organiser)
    with django_assert_max_num_queries(12):
        response = client.get(at(page, programme.pk))
    assert text(response).count("测试职工") >= count


@pytest.mark.parametrize("count", [1, 3])
def test_posts(client, organiser, worker, count, django_assert_max_num_queries):
    for _ in range(count):
        worker()
    client.force_login(organiser)
    with django_assert_max_num_queries(12):
        assert text(client.get(at("posts"))).count("一线岗位</td>") == count


def test_a_worker_applies_on_their_phone(client, programme, worker, django_assert_max_num_queries):
    one = worker(hard=True)
    client.force_login(one)
    assert at("apply", programme.pk) in text(client.get(at("programme_public", programme.pk)))
    with django_assert_max_num_queries(12):
        assert "第 1 志愿" in text(client.get(at("apply", programme.pk)))
    response = client.post(at("apply", programme.pk), {"wish_1": "b2", "wish_2": "b2"})
    assert response.status_code == 422
    response = client.post(at("apply", programme.pk), {"wish_1": "b2", "wish_2": "b1"})
    assert response.status_code == 422, "health was not confirmed"
    assert "没有确认健康情况" in text(response)
    response = client.post(
        at("apply", programme.pk), {"wish_1": "b2", "wish_2": "b1", "sound": "on"}, follow=True
    )
    application = Application.objects.get()
    shown = text(response)
    assert application.ticket in shown
    assert application.wants == ["b2", "b1"]
    assert "苦脏累险" in shown
    assert client.get(at("apply", programme.pk)).url == at("application", application.pk)
    with django_assert_max_num_queries(12):
        client.get(at("application", application.pk))
    with django_assert_max_num_queries(12):
        assert application.ticket in text(client.get(at("mine")))


def test_why_not_me_and_after_the_correction_they_apply(
    client, programme, worker, cast, django_assert_max_num_queries
):
    """Their union corrects the post on the spot; the same page then says yes."""
    one = worker(post="other")
    client.force_login(one)
    with django_assert_max_num_queries(12):
        shown = text(client.get(at("eligibility", programme.pk)))
    assert "最少要改变什么" in shown
    assert "登记的岗位" in shown
    assert "/rulebook/convalescence.same_unit_years/" in shown
    assert reverse("corrections:ask") in shown
    assert "现在不能报名" in text(client.get(at("apply", programme.pk)))
    client.force_login(cast["chair"])
    client.post(at("post", one.person_id), {"kind": "front"})
    assert Post.objects.get().kind == "front"
    client.force_login(one)
    assert "符合条件" in text(client.get(at("eligibility", programme.pk)))
    client.post(at("apply", programme.pk), {"wish_1": "b1", "sound": "on"})
    assert Application.objects.count() == 1


def test_two_go_together(client, programme, worker):
    first, second = worker(), worker()
    membership = second.person.memberships.get()
    membership.number = "M0000001"
    membership.save()
    client.force_login(first)
    wrong = {"wish_1": "b1", "sound": "on", "partner_number": "M0000001", "partner_name": "别人"}
    assert "没有找到这位会员" in text(client.post(at("apply", programme.pk), wrong))
    client.post(at("apply", programme.pk), {**wrong, "partner_name": second.person.name})
    application = Application.objects.get()
    assert application.state == "waiting"
    client.force_login(second)
    shown = text(client.get(at("application", application.pk)))
    assert at("agreement", application.pk) in shown
    assert first.person.name in shown
    client.post(at("agreement", application.pk), {"sound": "on"})
    application.refresh_from_db()
    assert application.state == "submitted"
    client.post(at("withdrawal", application.pk))
    application.refresh_from_db()
    assert application.applicants.get(live=True).person_id == first.person_id


def test_wishes_partner_reckoning_withdrawal(client, applied):
    application = applied()
    client.force_login(application.applicants.get().person.user)
    client.post(at("wishes", application.pk), {"wish_1": "b2"})
    application.refresh_from_db()
    assert application.wants == ["b2"]
    assert client.get(at("partner", application.pk)).status_code == 200
    assert "重新计算" in text(client.post(at("reckoning", application.pk), follow=True))
    client.post(at("withdrawal", application.pk))
    application.refresh_from_db()
    assert application.state == "withdrawn"


def test_a_stranger_sees_no_application(client, applied, worker):
    application = applied()
    client.force_login(worker())
    for page in ("application", "wishes", "agreement", "partner", "application_case", "refusal"):
        assert client.get(at(page, application.pk)).status_code == 404


def test_the_union_applies_by_telephone_with_consent(
    client, programme, worker, cast, django_assert_max_num_queries
):
    one = worker()
    client.force_login(cast["chair"])
    with django_assert_max_num_queries(12):
        assert "怎样征得同意" in text(client.get(at("apply_for", programme.pk, one.person_id)))
    sent = {
        "wish_1": "b1",
        "sound": "on",
        "channel": "telephone",
        "consented_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "consent_words": "演示：电话里问过",
    }
    assert (
        client.post(at("apply_for", programme.pk, one.person_id), {**sent, "consent_words": ""}).status_code
        == 422
    )
    assert client.post(at("apply_for", programme.pk, one.person_id), sent).status_code == 302
    application = Application.objects.get()
    assert application.channel == "telephone"
    assert "电话里问过" in text(client.get(at("application_case", application.pk)))


def test_a_union_applies_for_nobody_elses_members(client, programme, worker, cast, tree):
    elsewhere = worker(tree.other_enterprise)
    client.force_login(cast["chair"])
    assert client.get(at("apply_for", programme.pk, elsewhere.person_id)).status_code == 404
    assert client.get(at("post", elsewhere.person_id)).status_code == 404


def test_the_officer_plans_a_year(client, organiser, tree, worker):
    worker()
    client.force_login(organiser)
    now = timezone.localtime()
    moments = {
        "opens_at": now.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (now + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"),
    }
    sent = {"title": "演示疗休养", "year": season().year, "admits": "front", "words": "演示", **moments}
    client.post(at("programme_new"), sent)
    programme = Programme.objects.get()
    batch = {
        "title": "演示一批",
        "starts_on": season().isoformat(),
        "ends_on": (season() + timedelta(days=9)).isoformat(),
        "places": 20,
        "cost": "1500.50",
    }
    client.post(at("batch_new", programme.pk), batch)
    assert "10 天，一批最多 7 天" in text(client.get(at("programme", programme.pk)))
    made = programme.batches.get()
    assert made.cost_per_head == 150_050
    client.post(at("batch_edit", made.pk), {**batch, "ends_on": (season() + timedelta(days=4)).isoformat()})
    zeros = dict.fromkeys(("model", "new_form", "winner", "hardship", "near_retirement"), 0)
    client.post(at("pools", programme.pk), {**zeros, "hard": 5, "districts": 10})
    pools = {one.kind: one for one in programme.pools.all()}
    assert (pools["hard"].places, pools["district"].places, pools["everybody"].places) == (5, 10, 5)
    client.post(at("pool_edit", pools["hard"].pk), {"name": "演示艰苦", "places": 6, "then": "all"})
    assert "演示艰苦" in text(client.get(at("preview", programme.pk)))
    shown = text(client.get(at("programme", programme.pk)))
    assert reverse("draws:new", args=["convalescence.programme", programme.pk]) in shown
    client.post(at("opening", programme.pk))
    assert fresh(programme).state == "open"
    client.post(at("programme_copy", programme.pk))
    assert Programme.objects.filter(year=programme.year + 1).exists()
    client.post(at("void", programme.pk), {"reason": "演示停办"})
    assert fresh(programme).state == "void"


@pytest.mark.parametrize("name", ["worker", "chair", "outsider", "teacher", "auditor"])
def test_outsiders_plan_nothing(client, draft, programme, cast, name):
    client.force_login(cast[name])
    for page in ("programme_edit", "pools", "void"):
        assert client.get(at(page, draft.pk)).status_code in (403, 404)
        assert client.get(at(page, programme.pk)).status_code == 403
    assert client.post(at("opening", draft.pk)).status_code in (403, 404)
    assert fresh(draft).state == "draft"


def test_the_programme_page_costs_the_same_with_its_draw(
    client, programme, organiser, applied, django_assert_max_num_queries
):
    applied()
    make_draw(programme.organisation, subject=("convalescence.programme", programme.pk), state="announced")
    client.force_login(organiser)
    for page in ("programme", "preview", "programme_public"):
        with django_assert_max_num_queries(12):
            assert client.get(at(page, programme.pk)).status_code == 200


def test_a_refusal_with_its_reason(client, applied, organiser):
    application = applied()
    client.force_login(organiser)
    client.post(at("refusal", application.pk), {"reason": "演示：不在岗"})
    client.force_login(application.applicants.get().person.user)
    assert "演示：不在岗" in text(client.get(at("application", application.pk)))


def test_what_everybody_may_see_without_signing_in(client, programme):
    assert client.get(at("public")).status_code == 200
    assert "会籍" in text(client.get(at("programme_public", programme.pk)))


def test_lists_equal_single_rows(applied, cast, programme, draft):
    from jiangong.programmes.care.convalescence import queries

    application = applied()
    for user in cast.values():
        listed = queries.applications_visible_to(user).filter(pk=application.pk).exists()
        assert listed == user.has_perm("convalescence.see_application", application), user
        for one in (programme, draft):
            seen = queries.programmes_visible_to(user).filter(pk=one.pk).exists()
            assert seen == user.has_perm("convalescence.see", one), user


def test_nobody_is_forgotten_while_they_are_in_an_application(applied):
    application = applied()
    person = application.applicants.get().person_id
    assert [one.code for one in said_by_rooms([person])] == ["convalescence.still_applied"]
    actions.forget(people=[person], accounts=[], words=[])
    application.refresh_from_db()
    assert application.applicants.get().facts == {}


def test_who_only_reads_is_offered_nothing_that_refuses(client, programme, organiser, tree):
    pages = [at("programmes"), at("programme", programme.pk)]
    offered = {at("posts"), at("members", programme.pk)}
    for user, expected in ((organiser, offered), (make_officer(tree.city, "auditor"), set())):
        client.force_login(user)
        read = "".join(text(client.get(page)) for page in pages)
        assert {address for address in offered if f'"{address}"' in read} == expected


def test_who_applied_reads_what_their_chance_was(client, tree, worker):
    user, programme = worker(), stay_factories.make_programme(tree.city, places=(1,))
    mine = stay_factories.make_application(programme, user.person, organisation=tree.enterprise)
    for _ in range(3):
        other = worker().person
        stay_factories.make_application(programme, other, organisation=tree.enterprise)
    reckon_chances(stay_factories.draw_places(programme))
    client.force_login(user)
    page = text(client.get(at("application", mine.pk)))
    assert re.search(r"中签的机会</dt><dd>[23]\d\.\d%（\d\d\.\d%–\d\d\.\d%）", page), "one of four"
    assert page.index('class="draw-says"') < page.index("我的报名")
