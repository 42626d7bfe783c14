"""The pages of documents: list, template, draft, issue, scan, withdrawal, the public check."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jiangong.foundation.documents import queries
from jiangong.foundation.documents.actions import draft, issue, set_mark, withdraw
from jiangong.foundation.documents.models import Document
from tests.factories import make_course, make_mark, make_session
from tests.foundation.documents import hostile

NOTICE = {"subject": "做好演示工作", "recipients": "各演示工会", "words": "一、要求\n请认真落实。"}
AT = "documents:"


@pytest.fixture
def officer(client, cast, tree):
    client.force_login(cast["city_officer"])
    return client


def test_from_a_template_to_a_withdrawn_letter(officer, tree):
    """The whole way, as a cadre goes it."""
    assert "还没有设定机关代字" in officer.get(reverse(f"{AT}documents")).content.decode()
    assert officer.post(reverse(f"{AT}mark"), {"mark": "演函"}).status_code == 422
    assert officer.post(reverse(f"{AT}mark"), {"mark": "演市工"}).status_code == 302
    assert "做好" not in officer.get(reverse(f"{AT}templates")).content.decode()
    new = reverse(f"{AT}new", args=["documents.notice"])
    assert "正文" in officer.get(new).content.decode()
    answer = officer.post(new, {"subject": NOTICE["subject"]})  # half filled: kept as a draft
    made = Document.objects.get()
    page = reverse(f"{AT}document", args=[made.pk])
    assert answer["Location"] == page
    shown = officer.get(page).content.decode()
    assert "还缺" in shown
    assert "主送机关、正文" in shown
    refused = officer.post(reverse(f"{AT}issue", args=[made.pk]), {"dated": "2026-01-05"})
    assert refused.status_code == 422
    assert officer.post(page, NOTICE).status_code == 302
    assert officer.get(reverse(f"{AT}picture", args=[made.pk])).content.startswith(b"\x89PNG")
    made.refresh_from_db()
    answer = officer.post(reverse(f"{AT}issue", args=[made.pk]), {"dated": timezone.localdate().isoformat()})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.number == f"演市工发〔{timezone.localdate().year}〕1号"
    pdf = officer.get(reverse(f"{AT}pdf", args=[made.pk]))
    assert pdf.content == queries.file_of(made, "pdf")
    assert pdf["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(officer.get(reverse(f"{AT}docx", args=[made.pk])).content)) as file:
        assert made.number in file.read("word/document.xml").decode()
    assert officer.post(page, NOTICE).status_code == 422  # issued: nothing changes any more
    scan = reverse(f"{AT}scan", args=[made.pk])
    assert officer.post(scan, {"file": SimpleUploadedFile("a.docx", hostile.word())}).status_code == 422
    assert officer.post(scan, {"file": SimpleUploadedFile("a.pdf", hostile.pdf())}).status_code == 302
    made.refresh_from_db()
    assert made.state == "signed"
    withdrawal = reverse(f"{AT}withdrawal", args=[made.pk])
    assert officer.post(withdrawal, {"reason": ""}).status_code == 422
    assert officer.post(withdrawal, {"reason": "内容有误"}).status_code == 302
    assert "内容有误" in officer.get(page).content.decode()


def test_a_letter_from_a_record_asks_nothing_that_is_known(officer, tree):
    session = make_session(make_course(tree.city, summary="演示内容"), name="第一期演示")
    listed = officer.get(reverse("growth:manage", args=[session.pk])).content.decode()
    new = reverse(f"{AT}new", args=["growth.session_notice"])
    assert f"{new}?about={session.pk}" in listed
    shown = officer.get(new, {"about": session.pk}).content.decode()
    assert session.course.title in shown
    assert "第一期演示" in shown
    assert officer.get(new).status_code == 404
    assert officer.get(new, {"about": "x"}).status_code == 404
    made = draft("growth.session_notice", tree.city, {"purpose": "提升技能"}, about=session, by=None)
    set_mark(tree.city, "演市工", by=None)
    issued = issue("growth.session_notice", tree.city, {"purpose": "提升技能"}, about=session, by=None)
    assert made.facts == issued.facts
    assert issued.subject_id == session.pk
    assert issued.title in officer.get(reverse("growth:manage", args=[session.pk])).content.decode()


def test_a_list_of_certificates_becomes_a_decision(tree):
    from jiangong.programmes.growth.models import Certificate, Enrolment
    from tests.factories import make_member

    session = make_session(make_course(tree.city))
    for nth in (1, 2):
        member = make_member(tree.enterprise, name=f"演示学员{nth}")
        enrolment = Enrolment.objects.create(
            session=session, person=member.person, organisation=tree.enterprise, state="completed",
            enrolled_at=timezone.now(), completed_on=session.ends_on,
        )  # fmt: skip
        Certificate.objects.create(
            enrolment=enrolment, number=f"PX{nth}", code=f"{nth:022d}", holder_name=member.person.name,
            course_title="演示", issuer_name="演示", hours=1, issued_on=session.ends_on,
        )  # fmt: skip
    make_mark(tree.city, "演市工")
    issued = issue("growth.certificate_decision", tree.city, {}, about=session, by=None)
    assert issued.facts["roster"] == [
        ["演示学员1", "演示企业001工会", "PX1"],
        ["演示学员2", "演示企业001工会", "PX2"],
    ]
    assert issued.facts["certified"] == "2"


def test_filters_stand_in_the_address(officer, tree):
    set_mark(tree.city, "演市工", by=None)
    kept = draft("documents.notice", tree.city, NOTICE, by=None)
    issued = issue("documents.notice", tree.city, NOTICE | {"subject": "别的事情"}, by=None)
    address = reverse(f"{AT}documents")

    def shown(**filters) -> set[int]:
        return {one.pk for one in officer.get(address, filters).context["page"].rows}

    assert shown() == {kept.pk, issued.pk}
    assert shown(state="draft") == {kept.pk}
    assert shown(kind="letter") == set()
    assert shown(year=str(issued.year)) == {issued.pk}
    assert shown(words="别的") == shown(words=issued.number) == {issued.pk}
    assert shown(state="nonsense", kind="nonsense", year="x") == {kept.pk, issued.pk}


def test_the_list_costs_the_same_at_one_and_three(officer, tree):
    address, counts = reverse(f"{AT}documents"), []
    for _ in range(2):
        draft("documents.notice", tree.city, NOTICE, by=None)
        if counts:
            draft("documents.notice", tree.district, NOTICE, by=None)
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] == 6


def test_who_does_not_read_documents_sees_none(client, cast, tree):
    made = draft("documents.notice", tree.enterprise, NOTICE, by=None)
    for key, status in (("outsider", 403), ("worker", 403), ("auditor", 200), ("chair", 200)):
        client.force_login(cast[key])
        assert client.get(reverse(f"{AT}documents")).status_code == status
        one = client.get(reverse(f"{AT}document", args=[made.pk]))
        assert one.status_code == (200 if status == 200 else 404)
        assert ("签发并编号" in one.content.decode()) == (key == "chair")


def test_anybody_can_check_a_paper_and_reads_nothing_of_it(client, tree):
    set_mark(tree.city, "演市工", by=None)
    issued = issue("documents.notice", tree.city, NOTICE, by=None)
    address = reverse(f"{AT}check", args=[issued.code])
    shown = client.get(address).content.decode()
    for words in ("公文有效", issued.number, issued.pdf, issued.docx, tree.city.name):
        assert words in shown
    for words in (NOTICE["subject"], NOTICE["recipients"], "认真落实"):
        assert words not in shown
    assert client.get(reverse(f"{AT}check", args=["x" * 22])).status_code == 404
    form = reverse(f"{AT}check_form")
    assert client.get(form).status_code == 200
    typed = issued.number.replace("〔", "[").replace("〕", "]")
    assert "公文有效" in client.post(form, {"number": f" {typed} ", "code": issued.code}).content.decode()
    assert client.post(form, {"number": issued.number, "code": "x" * 22}).status_code == 422
    withdraw(issued, reason="内部的理由", by=None)
    shown = client.get(address).content.decode()
    assert "公文已撤回" in shown
    assert "内部的理由" not in shown
    unissued = draft("documents.notice", tree.city, NOTICE, by=None)
    assert client.get(reverse(f"{AT}check", args=[unissued.code])).status_code == 404
