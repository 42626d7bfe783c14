"""Pages: public, objecting without an account, the workbench; nobody's full name, number or phone in any of them."""

import re
from functools import partial
from io import BytesIO

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.actions import attach, issue, set_mark
from jiangong.foundation.notices import actions, queries
from jiangong.foundation.notices.models import Notice, Objection
from jiangong.foundation.notices.permissions import READERS
from jiangong.programmes.growth.states import CERTIFICATE_NOTICE
from tests.factories import let_take_effect, make_member, make_officer, make_user
from tests.foundation.notices.conftest import let_pass, line, make_completed

PUBLIC = ("notices:notices", "notices:notice", "notices:object", "notices:answers")


@pytest.fixture(autouse=True)
def _patient(db):
    caches["default"].clear()


def url(name, *args):
    return reverse(f"notices:{name}", args=args)


def test_what_everybody_sees(client, running, learners):
    page = client.get(url("notice", running.pk))
    text = page.content.decode()
    assert "王**" in text
    assert "欧**" in text
    assert not [one.person.name for one in learners if one.person.name in text]
    assert "示例" not in text, "no given name either"
    assert "<svg" in text, "the QR"
    assert running.title in client.get(url("notices")).content.decode()
    assert client.get(url("notices") + "?state=over").status_code == 200


def test_public_pages_may_be_kept_and_a_signed_in_one_may_not(client, running, officer):
    for address in (url("notices"), url("notice", running.pk)):
        page = client.get(address)
        assert page["Cache-Control"] == "public, max-age=30"
        assert {"Cookie", "Accept-Language"} <= set(page["Vary"].split(", "))
        assert not page.cookies
    client.force_login(officer)
    assert "private" in client.get(url("notice", running.pk))["Cache-Control"]
    client.logout()
    for address in (url("object", running.pk), url("answers")):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_a_draft_is_nobodys_to_see_but_the_officers(client, prepared, officer, tree):
    notice = prepared()
    for name in ("notice", "object"):
        assert client.get(url(name, notice.pk)).status_code == 404
    assert notice.title not in client.get(url("notices")).content.decode()
    client.force_login(make_officer(tree.other_district))
    assert client.get(url("conduct", notice.pk)).status_code == 404


def test_objecting_without_an_account_and_reading_the_answer(client, running, colleague):
    address = url("object", running.pk)
    first = line(running)
    text = client.get(f"{address}?line={first.pk}").content.decode()
    assert f'value="{first.pk}" selected' in text
    assert "署名" not in text
    page = client.post(address, {"line": first.pk, "words": "没有上课"})
    code = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", page.content.decode())[0]
    found = client.post(url("answers"), {"code": code.lower()}).content.decode()
    assert "已收到，还没有答复" in found
    assert "没有上课" not in client.get(url("notice", running.pk)).content.decode()
    actions.answer(Objection.objects.get(), "rejected", "出勤合格", finding="签到表", by=colleague)
    assert "出勤合格" in client.post(url("answers"), {"code": code}).content.decode()
    assert "出勤合格" in client.get(url("notice", running.pk)).content.decode()
    assert client.post(url("answers"), {"code": "0000-0000-0000-0000"}).status_code == 422


def test_a_name_is_given_only_if_wanted(client, running, tree):
    user = make_user(make_member(tree.enterprise).person)
    client.force_login(user)
    for named in ("named", "anonymous"):
        client.post(url("object", running.pk), {"words": "有误", "named": named})
    assert [one.by for one in Objection.objects.order_by("pk")] == [user, None]


def test_tries_without_an_account_are_counted(client, running):
    for _n in range(20):
        assert client.post(url("answers"), {"code": "0"}).status_code == 422
    page = client.post(url("answers"), {"code": "0"}).content.decode()
    assert "提交得太频繁" in page
    assert "提交得太频繁" in client.post(url("object", running.pk), {"words": "有误"}).content.decode()
    assert not Objection.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        kept = str(cursor.fetchall())
    assert "notices-" in kept, "every process counts on from here"
    assert "127.0.0.1" not in kept


def test_the_way_of_a_notice_through_the_workbench(client, session, learners, officer, colleague):
    client.force_login(officer)
    manage = client.get(reverse("growth:manage", args=[session.pk])).content.decode()
    address = url("new", CERTIFICATE_NOTICE, session.pk)
    assert address in manage
    refused = client.post(reverse("growth:certificates", args=[session.pk]), follow=True).content.decode()
    assert "message--error" in refused, "no certificate is even on its way while the notice runs"
    assert let_take_effect() == []
    form = {"title": "结业名单公示", "words": "现予公示。", "contact": "宣教部 0535-0000000"}
    assert client.post(address, {**form, "words": "电话 13800000000"}).status_code == 422
    made = client.post(address, form)
    notice = Notice.objects.get()
    assert made.url == url("conduct", notice.pk)
    assert "重新取名单" in client.get(made.url).content.decode()
    effect = client.get(url("publish", notice.pk)).content.decode()
    assert "将公开 3 人姓名和单位" in effect
    assert client.post(url("publish", notice.pk), {"count": 2}).status_code == 422
    client.post(url("publish", notice.pk), {"count": 3})
    assert Notice.objects.get().state == "running"
    actions.object_to(Notice.objects.get(), line(notice), "没有上课", by=None)
    objection = Objection.objects.get()
    mine = client.get(url("objection", objection.pk))
    assert mine.status_code == 403, "who published does not even read it"
    client.force_login(colleague)
    assert "没有上课" in client.get(url("objection", objection.pk)).content.decode()
    client.post(url("take", objection.pk))
    answer = {"outcome": "struck", "finding": "签到表", "words": "出勤不足"}
    assert client.post(url("objection", objection.pk), answer).status_code == 302
    let_pass(15)
    client.post(url("close", notice.pk))
    assert Notice.objects.get().state == "cleared"
    client.force_login(officer)
    assert client.post(reverse("growth:certificates", args=[session.pk])).status_code == 302
    assert let_take_effect() == ["done"]


def test_correcting_and_withdrawing_through_the_workbench(client, running, learners, officer, session, tree):
    client.force_login(officer)
    make_completed(session, tree.township, "周示例")
    page = client.get(url("correct", running.pk)).content.decode()
    assert "周**" in page
    client.post(url("correct", running.pk), {"why": "漏了一人"})
    assert Notice.objects.get().round == 2
    client.post(url("withdraw", running.pk), {"why": "另行公示"})
    assert "另行公示" in client.get(url("notice", running.pk)).content.decode()


def test_lists_equal_what_each_may_read(cast, tree, prepared, running):
    other = Notice.objects.create(
        kind=CERTIFICATE_NOTICE,
        organisation=tree.district,
        about_type="growth.session",
        about_id=0,
        title="草稿",
    )
    for user in cast.values():
        for notice in Notice.objects.all():
            listed = queries.notices_visible_to(user).filter(pk=notice.pk).exists()
            assert listed == user.has_perm("notices.view", notice), (user, notice)
            assert (queries.notice_to_conduct(user, notice.pk) is not None) == user.has_perm(
                "notices.read", notice
            )
    assert other.organisation != running.organisation
    assert READERS


def test_the_notice_on_paper_and_its_files(
    client, prepared, officer, colleague, tree, settings, tmp_path, learners
):
    from docx import Document as read_docx

    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    set_mark(tree.city, "演工", by=officer)
    draft = prepared()
    draft = actions.change(
        draft, title=draft.title, words="现予公示。", contact="宣教部 0535-0000000", by=officer
    )
    client.force_login(officer)
    picture = BytesIO()
    Image.new("RGB", (40, 40), "red").save(picture, "PNG")
    attached = attach(picture.getvalue(), draft, by=officer, purpose="notices.papers", name="说明.png")
    assert "说明.png" in client.get(url("conduct", draft.pk)).content.decode()
    client.logout()
    assert client.get(url("paper", draft.pk, attached.pk)).status_code == 404, "a draft's is not public"
    notice = actions.put_up(draft, by=officer)
    with pytest.raises(Refused):
        attach(picture.getvalue(), notice, by=officer, purpose="notices.papers", name="后补.png")
    file = client.get(url("paper", notice.pk, attached.pk))
    assert (file.status_code, file["Content-Type"]) == (200, "image/png")
    assert client.get(url("letter_pdf", notice.pk)).status_code == 404
    issued = issue("notices.publicity", tree.city, {}, about=notice, by=officer)
    assert issued.number.startswith("演工")
    pdf = client.get(url("letter_pdf", notice.pk)).content
    assert pdf.startswith(b"%PDF")
    assert b"pdfaid" in pdf or b"pdfaid:part" in pdf, "PDF/A"
    paper = read_docx(BytesIO(client.get(url("letter_docx", notice.pk)).content))
    said = "\n".join(
        [
            *(one.text for one in paper.paragraphs),
            *(c.text for t in paper.tables for r in t.rows for c in r.cells),
        ]
    )
    assert notice.title in said
    assert "欧**" in said
    assert queries.address_of(notice) in said
    assert not [one for one in learners if one.person.name in said or one.person.name[1:] in said]
    page = client.get(url("notice", notice.pk)).content.decode()
    assert url("letter_pdf", notice.pk) in page
    assert url("paper", notice.pk, attached.pk) in page
    make_completed(learners[0].session, tree.township, "周示例")
    proposal = queries.proposal(queries.kind_of(CERTIFICATE_NOTICE), notice.about_id)
    actions.replace(notice, proposal.lines, reason="漏了一人", by=officer)
    assert client.get(url("letter_pdf", notice.pk)).status_code == 404, (
        "of the list that is not shown any more"
    )


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow(many, client, session, tree, officer, colleague, django_assert_num_queries):
    for _n in range(many):
        make_completed(session, tree.enterprise)
    proposal = queries.proposal(queries.kind_of(CERTIFICATE_NOTICE), session.pk)
    notice = actions.publish(
        CERTIFICATE_NOTICE, tree.city, proposal.lines, about=session, title="公示", by=officer
    )
    for _n in range(many):
        actions.object_to(notice, None, "有误", by=None)
    with django_assert_num_queries(1):
        client.get(url("notices"))
    with django_assert_num_queries(5):
        client.get(url("notice", notice.pk))
    client.force_login(colleague)
    client.get(url("workbench"))
    with django_assert_num_queries(5):
        client.get(url("workbench"))
    with django_assert_num_queries(9):
        client.get(url("conduct", notice.pk))


HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
SECRETS = st.one_of(
    st.from_regex(r"37060219[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9])[0-9]{3}[0-9X]", fullmatch=True),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"62[0-9]{14,17}", fullmatch=True),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    given_name=st.text(HAN, min_size=2, max_size=3).filter(lambda one: one not in "演示测试"),
    secret=SECRETS,
    where=st.sampled_from(["unit", "words", "title", "body", "contact", "nowhere"]),
    what=st.sampled_from(["name", "secret"]),
)
def test_no_name_and_no_number_can_leave(
    client, session, learners, officer, tree, given_name, secret, where, what
):
    """Whatever officers and rooms put where: it is refused, or nothing of it is in what everybody gets."""
    mark = transaction.savepoint()
    try:
        name = f"赵{given_name}"
        subject = learners[0]
        subject.person.name = name
        subject.person.save(update_fields=["name"])
        private = {"name": name, "secret": secret}[what]
        texts = {
            one: f"甲{private}乙" if one == where else ""
            for one in ("unit", "words", "title", "body", "contact")
        }
        one = queries.Proposed(
            subject,
            name,
            unit=texts["unit"],
            words=texts["words"],
            person=subject.person,
            organisation=tree.enterprise,
        )
        publish = partial(
            actions.publish,
            CERTIFICATE_NOTICE,
            tree.city,
            [one],
            about=session,
            title=texts["title"] or "公示",
            words=texts["body"],
            contact=texts["contact"],
            by=officer,
        )
        if where != "nowhere":
            with pytest.raises(Refused) as refused, transaction.atomic():
                publish()
            assert refused.value.code == "notices.private_words"
            return
        notice = publish()
        client.logout()
        every = "".join(
            client.get(address).content.decode()
            for address in (url("notices"), url("notice", notice.pk), url("object", notice.pk))
        )
        assert name not in every
        assert given_name not in every
        assert secret not in every
    finally:
        transaction.savepoint_rollback(mark)
