"""Home pages: what they lead with, in few queries; where one lands; switching the organisation."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.people.models import Membership, RosterImport
from jiangong.foundation.people.states import MembershipState
from jiangong.programmes.care.convalescence.models import Programme, Stay
from jiangong.programmes.growth.models import Enrolment
from jiangong.programmes.growth.states import EnrolmentState, SessionState
from tests.factories import make_course, make_member, make_person, make_session, make_user
from tests.stay_factories import draw_places, make_application, make_programme

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


@pytest.fixture
def worker(client, cast):
    client.force_login(cast["worker"])
    return cast["worker"]


def enrol(user, session, state=EnrolmentState.ENROLLED):
    membership = Membership.objects.get(person=user.person, state=MembershipState.ACTIVE)
    return Enrolment.objects.create(
        session=session,
        person=user.person,
        organisation=membership.organisation,
        state=state,
        enrolled_at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("person", "target"),
    [
        ("worker", "/me/"),
        ("expert", "/me/"),
        ("administrator", "/workbench/administration/"),
        ("auditor", "/workbench/plan/"),
        ("teacher", "/workbench/training/"),
        ("chair", "/workbench/"),
        ("city_officer", "/workbench/"),
    ],
)
def test_where_one_lands_after_signing_in(client, cast, person, target):
    client.force_login(cast[person])
    assert client.get(reverse("web:home"))["Location"] == target


@pytest.mark.parametrize("person", ["auditor", "teacher", "chair", "worker", "administrator"])
def test_everything_in_the_rail_opens_and_nothing_closed_is_in_it(client, cast, person):
    client.force_login(cast[person])
    home = client.get(reverse("web:home"), follow=True, **CHINESE)
    assert home.status_code == 200
    rail = {item.path for item in rail_of(home)}
    for path in ("", "organisations/", "members/", "training/", "plan/"):
        opens = client.get(f"/workbench/{path}", **CHINESE).status_code == 200
        assert opens == (f"/workbench/{path}" in rail), path


def rail_of(answer):
    return [item for group in answer.context["shell"].workbench_navigation for item in group]


@pytest.mark.parametrize(("person", "work"), [("auditor", "plan"), ("teacher", "training")])
def test_readers_go_between_their_own_page_and_their_work(client, cast, tree, person, work):
    client.force_login(cast[person])
    assert f'href="/workbench/{work}/"' in client.get("/me/", **CHINESE).content.decode()
    text = client.get(f"/workbench/{work}/", **CHINESE).content.decode()
    union = tree.city if person == "auditor" else tree.district
    assert f'<p class="org"><span><b>{union.name}</b>' in text, (
        "their union, without a switch they may not use"
    )
    assert reverse("web:organisation_switch") not in text
    assert 'href="/workbench/"' not in text


def test_the_worker_meets_what_is_coming_and_what_is_open(client, worker, tree):
    coming = make_session(make_course(tree.city, title="已报的课"), open_to=tree.city)
    enrol(worker, coming)
    waiting = make_session(make_course(tree.city, title="候补的课"), open_to=tree.city)
    enrol(worker, waiting, EnrolmentState.WAITING)
    make_session(make_course(tree.city, title="可报的课"), open_to=tree.city)
    make_session(make_course(tree.other_district, title="外区的课"), open_to=tree.other_district)
    answer = client.get("/me/", **CHINESE)
    text = answer.content.decode()
    mine, _, rest = text.partition('id="open"')
    assert "已报的课" in mine
    assert "候补第 1 位" in mine
    assert "可报的课" in rest
    assert "已报的课" not in rest
    assert "外区的课" not in text


def test_who_is_no_member_is_led_to_joining_instead_of_courses(client, tree):
    make_session(make_course(tree.city, title="全市的课"), open_to=tree.city)
    client.force_login(make_user(make_person()))
    text = client.get("/me/", **CHINESE).content.decode()
    assert "全市的课" not in text
    assert reverse("people:membership") in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_workers_home_needs_few_queries(client, worker, tree, rows, django_assert_max_num_queries):
    for _ in range(rows):
        enrol(worker, make_session(make_course(tree.city), open_to=tree.city))
        make_session(make_course(tree.city), open_to=tree.city)
    with django_assert_max_num_queries(12):
        client.get("/me/", **CHINESE)


def test_a_place_that_waits_for_an_answer_leads_the_home(client, worker, tree, django_assert_max_num_queries):
    def home():
        return client.get("/me/", **CHINESE).content.decode()

    def link(name, row):
        return f'href="{reverse(f"convalescence:{name}", args=[row.pk])}"'

    assert "现在没有开放报名的疗休养" in home()
    programme = make_programme(tree.city, closes_at=timezone.now() + timedelta(days=1))
    assert link("programme_public", programme) in home()
    applied = make_application(programme, worker.person, organisation=tree.enterprise)
    assert link("application", applied) in home()
    assert link("programme_public", programme) not in home()
    Programme.objects.update(closes_at=timezone.now() - timedelta(hours=2))
    draw_places(Programme.objects.get())
    stay = applied.applicants.get().stay
    with django_assert_max_num_queries(12):
        text = home()
    assert text.index(link("stay", stay)) < text.index("我的培训")
    assert "请答复" in text
    assert link("application", applied) not in text
    Stay.objects.update(state="accepted")
    assert link("stay", stay) in home()
    assert "请答复" not in home()


@pytest.fixture
def busy_city(client, cast, tree):
    """A city where something of every kind waits."""
    make_member(tree.enterprise, state=MembershipState.APPLIED)
    make_member(tree.enterprise, state=MembershipState.LEAVING)
    pooled = make_member(tree.other_enterprise, state=MembershipState.POOL)
    pooled.next_organisation = tree.enterprise
    pooled.save()
    over = date.today() - timedelta(days=3)
    make_session(
        make_course(tree.city), starts_on=over, ends_on=over, state=SessionState.CLOSED, open_to=tree.city
    )
    client.force_login(cast["city_officer"])
    return tree


def test_the_workbench_counts_what_is_no_matter_by_kind(client, busy_city):
    RosterImport.objects.create(organisation=busy_city.township, state="ready", file_name="演示.xlsx")
    text = client.get("/workbench/", **CHINESE).content.decode()
    for words in ("培训班结业", "花名册导入"):
        assert words in text
    assert text.index("培训班结业") < text.rindex("花名册导入"), "what is late comes first"


def test_nothing_waits_in_an_empty_union(client, cast, tree):
    client.force_login(cast["city_officer"])
    session = client.session
    session["organisation"] = tree.fourth_township.pk
    session.save()
    assert "今天没有等着办的事" in client.get("/workbench/", **CHINESE).content.decode()


def test_the_workbench_needs_few_queries(client, busy_city, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get("/workbench/", **CHINESE)


def test_switching_the_organisation(client, cast, tree):
    client.force_login(cast["district_cadre"])
    listed = client.get(reverse("web:organisation_switch"), **CHINESE).content.decode()
    assert tree.township.name in listed
    assert tree.other_district.name not in listed
    answer = client.post(
        reverse("web:organisation_switch"), {"organisation": tree.township.code}, follow=True, **CHINESE
    )
    assert f"工作台已换到{tree.township.name}" in answer.content.decode()


@pytest.mark.parametrize("outside", ["other_district", "city"])
def test_one_cannot_switch_out_of_ones_scope(client, cast, tree, outside):
    client.force_login(cast["district_cadre"])
    code = getattr(tree, outside).code
    assert client.post(reverse("web:organisation_switch"), {"organisation": code}).status_code == 404
    assert "organisation" not in client.session


def test_finding_organisations_to_switch_to(client, cast, tree):
    client.force_login(cast["district_cadre"])
    text = client.get(reverse("web:organisation_switch"), {"q": "邻镇"}, **CHINESE).content.decode()
    assert tree.sibling_township.name in text
    assert tree.enterprise.name not in text


def test_search_finds_organisations_and_people_within_scope(client, cast, tree):
    make_member(tree.enterprise, name="演示寻找甲")
    make_member(tree.other_enterprise, name="演示寻找乙")
    client.force_login(cast["district_cadre"])
    text = client.get(reverse("web:search"), {"q": "演示寻找"}, **CHINESE).content.decode()
    assert "演示寻找甲" in text
    assert "演示寻找乙" not in text
    text = client.get(reverse("web:search"), {"q": "演示企业"}, **CHINESE).content.decode()
    assert tree.enterprise.name in text
    assert tree.other_enterprise.name not in text


def test_search_is_for_officers(client, worker):
    assert client.get(reverse("web:search"), {"q": "演示"}).status_code == 403
