"""Pages: each answers for whom it is for, refuses the others, and costs the same for one row as for three."""

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from jiangong.programmes.growth import actions
from jiangong.programmes.growth.models import Attendance, Certificate, Enrolment
from tests.factories import let_take_effect, make_course, make_person, make_session, make_user


@pytest.fixture
def held_today(session):
    session.starts_on = session.ends_on = timezone.localdate()
    session.meetings = 1
    session.save()
    return session


def get(client, name, *args):
    return client.get(reverse(f"growth:{name}", args=args))


@pytest.mark.parametrize("count", [1, 3])
def test_the_course_list(client, cast, course, count, django_assert_max_num_queries):
    for _ in range(count):
        make_session(course)
    client.force_login(cast["worker"])
    with django_assert_max_num_queries(12):
        response = get(client, "courses")
    assert response.content.decode().count('class="panel event"') == count


def test_filters_of_the_course_list(client, cast, tree):
    make_session(make_course(tree.city, field="焊接", title="测试焊接课"))
    make_session(
        make_course(tree.district, field="数控", mode="online", title="测试数控课"), open_to=tree.city
    )
    client.force_login(cast["worker"])
    for query, sees, misses in (
        ("?field=焊接", "测试焊接课", "测试数控课"),
        ("?mode=online", "测试数控课", "测试焊接课"),
        (f"?district={tree.district.pk}", "测试数控课", "测试焊接课"),
    ):
        text = client.get(reverse("growth:courses") + query).content.decode()
        assert sees in text
        assert misses not in text


@pytest.fixture
def elsewhere(tree):
    """A session of another district, which the cast's worker may not enrol in."""
    return make_session(make_course(tree.other_district, title="测试外区课"))


def test_a_member_first_sees_what_is_open_to_them_and_all_if_they_ask(client, cast, tree, elsewhere):
    for union in (tree.enterprise, tree.district):
        make_session(make_course(tree.city, title=f"测试{union.pk}课"), open_to=union)
    client.force_login(cast["worker"])
    mine = get(client, "courses").content.decode()
    assert f"测试{tree.enterprise.pk}课" in mine
    assert f"测试{tree.district.pk}课" in mine
    assert "测试外区课" not in mine
    every = client.get(reverse("growth:courses") + "?scope=all").content.decode()
    assert every.count('class="panel event"') == 3
    assert every.count(f">面向{tree.other_district.short_name}<") == 1
    assert '<input type="hidden" name="scope" value="all">' in every


def test_a_session_for_others_says_for_whom_and_offers_no_button(client, cast, tree, elsewhere, session):
    client.force_login(cast["worker"])
    text = get(client, "session", elsewhere.pk).content.decode()
    assert f"面向{tree.other_district.name}" in text
    assert reverse("growth:enrol", args=[elsewhere.pk]) not in text
    assert reverse("growth:enrol", args=[session.pk]) in get(client, "session", session.pk).content.decode()


def test_who_is_no_member_sees_all_with_the_way_to_join(client, elsewhere, session):
    client.force_login(make_user(make_person()))
    listed = get(client, "courses").content.decode()
    assert listed.count('class="panel event"') == 2
    for text in (listed, get(client, "session", session.pk).content.decode()):
        assert reverse("people:membership") in text
        assert reverse("growth:enrol", args=[session.pk]) not in text


def test_a_worker_enrols_waits_and_cancels(client, cast, session, enrolled):
    enrolled(2)
    client.force_login(cast["worker"])
    client.post(reverse("growth:enrol", args=[session.pk]))
    mine = Enrolment.objects.get(person=cast["worker"].person)
    assert mine.state == "waiting"
    assert "候补第" in get(client, "session", session.pk).content.decode()
    assert session.course.title in get(client, "my_courses").content.decode()
    client.post(reverse("growth:cancel", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.state == "cancelled"


def test_nobody_cancels_for_a_stranger(client, cast, enrolled):
    [other] = enrolled(1)
    client.force_login(cast["outsider"])
    assert client.post(reverse("growth:cancel", args=[other.pk])).status_code == 404
    other.refresh_from_db()
    assert other.state == "enrolled"


def test_a_session_in_preparation_is_seen_by_its_officers_only(client, cast, course):
    draft = make_session(course, state="draft")
    client.force_login(cast["worker"])
    assert get(client, "session", draft.pk).status_code == 404
    client.force_login(cast["city_officer"])
    assert get(client, "session", draft.pk).status_code == 200


WORKBENCH = (
    "manage",
    "session_edit",
    "cancel_session",
    "finish",
    "attendance",
    "screen",
    "sheet_upload",
    "sheet_download",
    "enrolments_download",
)
READERS = {"manage", "enrolments_download"}
TEACHING = {"attendance", "screen", "sheet_upload", "sheet_download"}


@pytest.mark.parametrize("page", WORKBENCH)
def test_the_workbench_page_by_page_for_everybody(client, cast, session, page):
    expected = {"city_officer": 200}
    if page in READERS:
        expected["auditor"] = 200
    for name, user in cast.items():
        client.force_login(user)
        assert get(client, page, session.pk).status_code == expected.get(name, 403), name


def test_a_teacher_runs_attendance_of_the_own_organiser_only(client, cast, tree, session):
    own = make_session(make_course(tree.district))
    client.force_login(cast["teacher"])
    for page in WORKBENCH:
        assert get(client, page, own.pk).status_code == (200 if page in TEACHING | READERS else 403), page
        assert get(client, page, session.pk).status_code == 403, page


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_the_workbench_cost_the_same_for_one_and_three(
    client, cast, course, session, enrolled, count, django_assert_max_num_queries
):
    enrolled(count)
    for _ in range(count - 1):
        make_session(course)
    client.force_login(cast["city_officer"])
    for page, args in (
        ("training", ()),
        ("course_detail", (course.pk,)),
        ("manage", (session.pk,)),
        ("attendance", (session.pk,)),
        ("colleagues", (session.pk,)),
    ):
        with django_assert_max_num_queries(12):
            assert get(client, page, *args).status_code == 200, page


def test_names_on_the_list_of_enrolments_are_masked(client, cast, session, learner):
    actions.enrol(session.pk, by=learner(name="示例一二"))
    client.force_login(cast["auditor"])
    for page in ("manage", "enrolments_download"):
        response = get(client, page, session.pk)
        body = response.content
        text = (
            "".join(
                str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(body)).active for cell in row
            )
            if body.startswith(b"PK")
            else body.decode()
        )
        assert "示**" in text
        assert "示例一二" not in text


def test_an_officer_makes_a_course_and_a_session_by_the_pages(client, cast, tree):
    client.force_login(cast["city_officer"])
    response = client.post(
        reverse("growth:course_new"),
        {"title": "测试课", "code": "N-1", "mode": "classroom", "hours": 8, "attendance_needed": 80},
    )
    assert response.status_code == 302, response.content.decode()
    course_pk = int(response.url.rstrip("/").split("/")[-1])
    data = {
        "name": "第一期", "places": 10, "open_to": tree.city.pk, "enrol_from": "2026-01-01T08:00",
        "enrol_until": "2099-01-01T08:00", "starts_on": "2099-02-01", "ends_on": "2099-02-02", "meetings": 2,
        "days": "2099-02-01\n2099-02-02",
    }  # fmt: skip
    new = reverse("growth:session_new", args=[course_pk])
    wrong = client.post(new, {**data, "days": "2099-02-01", "ends_on": "2099-01-01"})
    assert wrong.status_code == 422
    assert "结课日期不能早于开课日期" in wrong.content.decode()
    saved = client.post(new, data)
    assert saved.status_code == 302, saved.content.decode()
    pk = int(saved.url.rstrip("/").split("/")[-1])
    assert client.post(reverse("growth:set_state", args=[pk]), {"state": "open"}).status_code == 302
    edited = client.post(reverse("growth:session_edit", args=[pk]), {**data, "places": 12})
    assert edited.status_code == 302
    again = client.post(
        reverse("growth:course_new"),
        {"title": "另一门", "code": "N-1", "mode": "online", "hours": 8, "attendance_needed": 80},
    )
    assert again.status_code == 422
    assert "已经用过" in again.content.decode()


def test_scanning_signing_in_and_confirming(client, cast, held_today):
    import re

    actions.enrol(held_today.pk, by=cast["worker"])
    client.force_login(cast["city_officer"])
    screen = get(client, "screen", held_today.pk)
    assert "<svg" in screen.content.decode()
    assert 'http-equiv="refresh"' in screen.content.decode()
    digits = re.search(r"screen-digits num\">(\d{6})<", screen.content.decode())[1]
    from django.conf import settings

    from jiangong.programmes.growth.formulas import screen_code, window

    code = screen_code(settings.SECRET_KEY, held_today.pk, 1, window(timezone.now().timestamp()))
    client.logout()
    response = client.get(reverse("growth:scan", args=[code]))
    assert response.status_code == 302
    assert reverse("growth:attend") in response.url, "the code itself does not travel through the sign-in"
    client.force_login(cast["worker"])
    client.get(reverse("growth:scan", args=[code]))
    assert "确认签到" in get(client, "attend").content.decode()
    client.post(reverse("growth:attend"))
    assert Attendance.objects.get().enrolment.person == cast["worker"].person
    Attendance.objects.all().delete()
    client.post(reverse("growth:attend"), {"session": held_today.pk, "code": digits})
    assert Attendance.objects.count() == 1
    wrong = client.post(
        reverse("growth:attend"),
        {"session": held_today.pk, "code": "000000" if digits != "000000" else "000001"},
    )
    assert wrong.status_code == 422


def test_an_old_or_forged_code_is_answered_clearly(client, cast, held_today, settings):
    from jiangong.programmes.growth.formulas import screen_code, window

    now = window(timezone.now().timestamp())
    client.force_login(cast["worker"])
    old = client.get(
        reverse("growth:scan", args=[screen_code(settings.SECRET_KEY, held_today.pk, 1, now - 3)])
    )
    assert (old.status_code, "过期" in old.content.decode()) == (409, True)
    forged = client.get(reverse("growth:scan", args=[screen_code("other", held_today.pk, 1, now)]))
    assert forged.status_code == 409


def test_the_sheet_goes_out_comes_back_and_is_confirmed(client, cast, held_today, enrolled):
    first, _second = enrolled(2)
    client.force_login(cast["city_officer"])
    out = get(client, "sheet_download", held_today.pk).content
    book = openpyxl.load_workbook(io.BytesIO(out))
    for row in book.active.iter_rows():
        if str(row[0].value) == str(first.pk):
            row[3].value = "√"
    book.active.append(["999999999", "示例某", "", "√"])
    back = io.BytesIO()
    book.save(back)
    back.seek(0)
    back.name = "签到表.xlsx"
    response = client.post(reverse("growth:sheet_upload", args=[held_today.pk]), {"sheet": back})
    assert response.status_code == 302, response.content.decode()
    assert not Attendance.objects.exists(), "nothing before it is confirmed"
    preview = client.get(response.url).content.decode()
    assert "示例某" in preview
    assert "没有这个号码" in preview
    client.post(response.url)
    assert list(Attendance.objects.values_list("enrolment", "source")) == [(first.pk, "sheet")]
    assert client.post(response.url).status_code == 409


def test_finishing_shows_its_effect_first(client, cast, session, enrolled, over):
    first, _second, _third = enrolled(3)
    actions.mark_by_teacher(session, 1, present={first.pk}, shown={first.pk}, by=None)
    actions.mark_by_teacher(session, 2, present={first.pk}, shown={first.pk}, by=None)
    over(session)
    client.force_login(cast["city_officer"])
    text = get(client, "finish", session.pk).content.decode()
    assert "将为 1 人登记结业" in text
    assert "1 人签到不足" in text
    client.post(reverse("growth:finish", args=[session.pk]))
    assert Enrolment.objects.get(pk=first.pk).state == "completed"
    client.post(reverse("growth:correction", args=[first.pk]), {"reason": "签错了人"})
    assert Enrolment.objects.get(pk=first.pk).state == "completed", "it can be taken back for ten minutes"
    assert let_take_effect() == ["done"]
    assert Enrolment.objects.get(pk=first.pk).state == "absent"


def test_a_refusal_stays_on_the_page_beside_what_was_typed(client, cast, session):
    type(session).objects.filter(pk=session.pk).update(state="finished")
    client.force_login(cast["city_officer"])
    response = client.post(reverse("growth:cancel_session", args=[session.pk]), {"reason": "教室漏水"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "已结束的班次不能取消" in text
    assert "教室漏水" in text


def test_anybody_checks_a_certificate_but_only_who_knows_the_name_sees_it(client, certificate):
    address = reverse("growth:check", args=[certificate.code])
    text = client.get(address).content.decode()
    assert "证书有效" in text
    assert "示**" in text
    assert certificate.holder_name not in text
    assert certificate.holder_name in client.post(address, {"name": certificate.holder_name}).content.decode()
    assert "不符" in client.post(address, {"name": "另一人"}).content.decode()
    form = reverse("growth:check_form")
    assert "示**" in client.post(form, {"number": certificate.number}).content.decode()
    assert client.post(form, {"number": "PX1"}).status_code == 422
    assert client.get(reverse("growth:check", args=["nothing"])).status_code == 404
    Certificate.objects.update(revoked_on="2026-01-01", revoked_reason="x")
    assert "证书已注销" in client.get(address).content.decode()


def test_my_certificates_and_the_file(client, cast, certificate):
    user = certificate.enrolment.person.user
    client.force_login(user)
    assert certificate.number in get(client, "my_certificates").content.decode()
    assert get(client, "certificate_pdf", certificate.pk).content.startswith(b"%PDF")
    assert get(client, "certificate_png", certificate.pk).content.startswith(b"\x89PNG")
    client.force_login(cast["outsider"])
    assert get(client, "certificate_pdf", certificate.pk).status_code == 404
