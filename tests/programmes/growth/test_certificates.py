"""Certificates: the right characters in an archival file, numbers in order, and a clear answer where a font fails."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from jiangong.foundation.common.refusals import Refused
from jiangong.programmes.growth import actions
from jiangong.programmes.growth.models import Certificate


def test_the_paper_reads_back_word_for_word(certificate):
    reader = PdfReader(io.BytesIO(actions.print_certificate(certificate)))
    assert len(reader.pages) == 1
    text = "".join(reader.pages[0].extract_text().split())
    for word in (
        "示例䶮㛃𠅤",
        certificate.number,
        certificate.course_title,
        certificate.issuer_name,
        "结业证书",
    ):
        assert word in text, word
    width, height = (float(side) for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (842, 595)


def test_it_is_pdf_a_2b(certificate):
    reader = PdfReader(io.BytesIO(actions.print_certificate(certificate)))
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in metadata


def test_the_same_facts_give_the_same_file(certificate, tmp_path):
    first = actions.print_certificate(certificate)
    assert actions.print_certificate(certificate) == first
    for path in tmp_path.rglob("*.pdf"):
        path.unlink()
    assert actions.print_certificate(certificate) == first


def test_the_packaged_font_alone_prints_rare_characters(certificate, monkeypatch, tmp_path):
    from jiangong.foundation.common import pdf

    monkeypatch.setattr(pdf, "INSTALLED", tmp_path / "no fonts here")
    pdf._fonts.cache_clear()
    try:
        for path in tmp_path.rglob("*.pdf"):
            path.unlink()
        text = PdfReader(io.BytesIO(actions.print_certificate(certificate))).pages[0].extract_text()
        assert "䶮㛃𠅤" in text
    finally:
        pdf._fonts.cache_clear()


def test_a_character_no_font_has_is_said_never_boxed(certificate, cast, client):
    Certificate.objects.update(holder_name="示例\U000323b0")
    certificate.refresh_from_db()
    with pytest.raises(Refused) as refused:
        actions.print_certificate(certificate)
    assert refused.value.code == "growth.cannot_print"
    assert "\U000323b0" in refused.value.what
    assert Certificate.objects.get().print_problem == "\U000323b0"


def test_names_are_data_not_markup(certificate):
    Certificate.objects.update(holder_name='#panic("x") *甲* $1$ "')
    certificate.refresh_from_db()
    text = PdfReader(io.BytesIO(actions.print_certificate(certificate))).pages[0].extract_text()
    assert '#panic("x")' in text.replace("“", '"').replace("”", '"')


def test_numbers_run_on_within_the_year_and_codes_are_unguessable(certificate, learner, course, over, tree):
    from django.utils import timezone

    from tests.factories import make_session

    session = make_session(course)
    keys = {actions.enrol(session.pk, by=learner()).enrolment_id for _ in range(3)}
    for meeting in (1, 2):
        actions.mark_by_teacher(session, meeting, present=keys, shown=keys, by=None)
    actions.finish_session(over(session), by=None)
    batch = actions.make_certificates(actions.begin_certificates(session, by=None).pk)
    assert (batch.state, batch.total, batch.made, batch.unprinted) == ("done", 3, 3, 0)
    year = timezone.localdate().year
    assert list(Certificate.objects.order_by("pk").values_list("number", flat=True)) == [
        f"PX{year}{n:06d}" for n in (1, 2, 3, 4)
    ]
    assert all(len(code) == 22 for code in Certificate.objects.values_list("code", flat=True))


def test_a_batch_is_ordered_once_and_goes_on_after_a_crash(completed, monkeypatch, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    enrolment = completed()
    batch = actions.begin_certificates(enrolment.session, by=None)
    with pytest.raises(Refused, match="正在制作"):
        actions.begin_certificates(enrolment.session, by=None)
    actions.make_certificates(batch.pk)
    actions.make_certificates(batch.pk)
    assert Certificate.objects.count() == 1
    with pytest.raises(Refused) as refused:
        actions.begin_certificates(enrolment.session, by=None)
    assert refused.value.code == "growth.nobody_to_certify"


def test_the_page_of_the_session_asks_how_far_the_certificates_are_until_they_are_made(
    client, officer, completed, django_assert_max_num_queries
):
    session = completed().session
    batch = actions.begin_certificates(session, by=None)
    client.force_login(officer)
    address = reverse("growth:manage", args=[session.pk])
    page = client.get(address).content.decode()
    assert 'id="batch"' in page
    assert f'hx-get="{address}"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    asked = {"headers": {"HX-Request": "true", "HX-Target": "batch"}}
    with django_assert_max_num_queries(6):
        fragment = client.get(address, **asked).content.decode()
    assert fragment.startswith('<section class="panel panel--pad" id="batch"')
    assert "0 / 1" in fragment
    batch.state, batch.made = "done", 1
    batch.save()
    fragment = client.get(address, **asked).content.decode()
    assert "1 / 1" in fragment
    assert "hx-get" not in fragment
    assert 'http-equiv="refresh"' not in client.get(address).content.decode()


def test_how_far_certificates_are_is_told_only_to_whom_the_page_is_open(client, cast, completed):
    session = completed().session
    actions.begin_certificates(session, by=None)
    client.force_login(cast["worker"])
    address = reverse("growth:manage", args=[session.pk])
    assert client.get(address, headers={"HX-Request": "true", "HX-Target": "batch"}).status_code == 403
