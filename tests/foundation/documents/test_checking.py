"""Files that people hand in: what is taken, what of it is kept, what is refused and how it is called."""

import io
import socket
import threading
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jiangong.foundation.common.attaching import ARCHIVE, IMAGE, OFFICE, PAPERS, PDF, TEXT
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.checking import check, scanning
from jiangong.foundation.documents.formulas.names import normal_name
from jiangong.foundation.documents.states import Scan
from tests.foundation.documents import hostile

EVERYTHING = PAPERS | {ARCHIVE}
MEGABYTE = 1024 * 1024


def taken(data: bytes, name: str = "文件", accepts=EVERYTHING):
    return check(data, name, accepts=accepts, most_bytes=20 * MEGABYTE)


def refused(data: bytes, name: str = "文件", accepts=EVERYTHING) -> str:
    with pytest.raises(Refused) as error:
        taken(data, name, accepts)
    assert error.value.what
    assert error.value.remedy
    return error.value.code.removeprefix("documents.")


@pytest.mark.parametrize(
    ("data", "family", "ending"),
    [
        (hostile.picture("JPEG"), IMAGE, "jpg"),
        (hostile.picture("PNG"), IMAGE, "png"),
        (hostile.picture("BMP"), IMAGE, "jpg"),
        (hostile.picture("TIFF"), IMAGE, "jpg"),
        (hostile.picture("WEBP"), IMAGE, "jpg"),
        (hostile.pdf(), PDF, "pdf"),
        (hostile.word(), OFFICE, "docx"),
        (hostile.zipped({"xl/workbook.xml": b"<x/>"}), OFFICE, "xlsx"),
        (hostile.zipped({"OFD.xml": b"<x/>"}), OFFICE, "ofd"),
        (
            hostile.zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
            OFFICE,
            "odt",
        ),
        (hostile.compound("WordDocument", "1Table"), OFFICE, "doc"),
        (hostile.compound("Workbook"), OFFICE, "xls"),
        ("职工代表大会签到\n张三，到\n".encode(), TEXT, "txt"),
        ("姓名,单位\n演示甲,演示企业\n".encode("gb18030"), TEXT, "csv"),
        ("说明".encode("utf-16"), TEXT, "txt"),
        (hostile.zipped({"a/照片.jpg": hostile.picture(), "b.pdf": hostile.pdf()}), ARCHIVE, "zip"),
    ],
)
def test_the_type_is_what_the_content_says(data, family, ending):
    """Whatever the name says."""
    found = taken(data, "年度报告.exe")
    assert (found.family, found.name) == (family, f"年度报告.{ending}")
    assert found.changed == (family == IMAGE)
    assert found.changed or found.data == data


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b'<?xml version="1.0"?><svg/>',
        "你好 <script>alert(1)</script>".encode("gb18030"),
        "<html>".encode("utf-16"),
        b"#!/bin/sh\nrm -rf /\n",
        b"@echo off\r\ndel *.*\r\n",
        b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n",
        b"Rar!\x1a\x07\x00" + bytes(100),
        b"7z\xbc\xaf\x27\x1c" + bytes(100),
        b"\x1f\x8b\x08" + bytes(100),
        b"text with a \x00 in it",
        b"GIF89a;<script>alert(1)</script>",
        b"garbage %PDF-1.7\n",
        b"\xff\xd8\xff not a picture",
    ],
)
def test_what_is_none_of_the_types_is_refused(data):
    assert refused(data, "合同.pdf") == "file_type_unknown"


def test_a_purpose_takes_only_its_types():
    assert refused(hostile.word(), accepts=frozenset({PDF, IMAGE})) == "file_type_not_accepted"
    assert refused(hostile.zipped({"a.txt": b"a"}), accepts=PAPERS) == "file_type_not_accepted"


def test_empty_and_too_large_files_are_refused():
    assert refused(b"") == "file_empty"
    assert refused(b"\x00" * 1000) == "file_empty"
    with pytest.raises(Refused) as error:
        check(hostile.pdf(), "a", accepts=PAPERS, most_bytes=100)
    assert error.value.code == "documents.file_too_large"


# --- images


def test_a_picture_is_made_anew_without_where_and_by_what_it_was_taken():
    sent = hostile.picture(gps=True) + b"<script>alert(1)</script>PK\x03\x04 hidden behind the picture"
    assert b"Exif" in sent
    kept = taken(sent, "IMG_0001.JPG").data
    assert b"Exif" not in kept
    assert b"script" not in kept
    assert b"hidden" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert dict(image.getexif()) == {}
        assert not image.info.keys() & {"exif", "xmp", "comment", "icc_profile", "photoshop"}
        assert image.size == (30, 40)  # what the camera said lies on its side stands upright


def test_text_in_a_png_does_not_survive():
    from PIL.PngImagePlugin import PngInfo

    info, out = PngInfo(), io.BytesIO()
    info.add_text("Location", "37.45N 121.43E")
    Image.new("RGBA", (9, 9), (1, 2, 3, 100)).save(out, "PNG", pnginfo=info)
    kept = taken(out.getvalue()).data
    assert b"37.45N" in out.getvalue()
    assert b"37.45N" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.getpixel((0, 0)) == (1, 2, 3, 100)


def test_a_pixel_bomb_is_refused_by_its_header(monkeypatch):
    def never(*_args):
        raise AssertionError("decoded")

    monkeypatch.setattr(Image.Image, "load", never)
    assert refused(hostile.pixel_bomb()) == "image_too_big"
    assert refused(hostile.pixel_bomb(10_000, 6_000)) == "image_too_big"


def test_a_picture_cut_short_is_refused():
    assert refused(hostile.picture(size=(400, 400))[:2000]) == "file_broken"


# --- PDF


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (hostile.pdf(OpenAction=hostile.action("JavaScript", JS="app.alert(1)")), "JavaScript"),
        (hostile.pdf(OpenAction=hostile.action("Launch", F="cmd.exe")), "启动程序"),
        (hostile.pdf(AA=pikepdf.Dictionary(WC=hostile.action("Named"))), "自动动作"),
        (
            hostile.pdf(
                Names=pikepdf.Dictionary(
                    JavaScript=pikepdf.Dictionary(Names=["a", hostile.action("JavaScript", JS="1")])
                )
            ),
            "JavaScript",
        ),
        (
            hostile.pdf(Names=pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=["a", 1]))),
            "夹带的文件",
        ),
        (hostile.pdf(AcroForm=pikepdf.Dictionary(XFA=["template", 1])), "XFA 表单"),
        (hostile.pdf_with_annotation(Subtype=pikepdf.Name.RichMedia), "富媒体"),
        (hostile.pdf_with_annotation(Subtype=pikepdf.Name.FileAttachment), "夹带的文件"),
        (
            hostile.pdf_with_annotation(
                Subtype=pikepdf.Name.Link, A=hostile.action("SubmitForm", F="http://example.com")
            ),
            "提交表单",
        ),
        (
            hostile.pdf_with_annotation(
                Subtype=pikepdf.Name.Link,
                A=hostile.action("URI", URI="http://example.com", Next=hostile.action("GoToR", F="x")),
            ),
            "打开别的文件",
        ),
    ],
)
def test_a_pdf_that_acts_is_refused_and_told_why(data, what):
    with pytest.raises(Refused) as error:
        taken(data)
    assert error.value.code == "documents.file_active"
    assert what in error.value.what


def test_a_pdf_with_a_link_to_read_is_taken():
    taken(
        hostile.pdf_with_annotation(
            Subtype=pikepdf.Name.Link, A=hostile.action("URI", URI="http://example.com")
        )
    )


@pytest.mark.parametrize("data", [hostile.locked_pdf("密码"), hostile.locked_pdf()])
def test_a_locked_pdf_is_refused(data):
    assert refused(data) == "file_encrypted"


def test_a_broken_pdf_is_refused():
    assert refused(b"%PDF-1.7\n" + b"\x80garbage" * 50) == "file_broken"
    assert refused(hostile.pdf()[:300]) == "file_broken"


# --- office documents and archives


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (hostile.word({"word/vbaProject.bin": b"x"}), "file_active"),
        (hostile.word({"word/activeX/a.xml": b"x"}), "file_active"),
        (hostile.word({"word/embeddings/o.bin": b"x"}), "file_active"),
        (
            hostile.word(
                {"word/_rels/settings.xml.rels": hostile.RELS.format(kind="attachedTemplate").encode()}
            ),
            "file_active",
        ),
        (hostile.zipped({"xl/workbook.bin": b"x"}), "file_active"),
        (hostile.zipped({"xl/workbook.xml": b"\0" * 30 * MEGABYTE}), "file_inflates_too_far"),
        (hostile.zipped({"mimetype": b"text/html", "content.xml": b"<x/>"}), "file_broken"),
        (hostile.compound("WordDocument", "_VBA_PROJECT"), "file_active"),
        (hostile.compound("WordDocument", "ObjectPool"), "file_active"),
        (hostile.compound("EncryptedPackage"), "file_encrypted"),
        (hostile.compound("Nothing"), "file_broken"),
        (hostile.compound("WordDocument")[:600], "file_broken"),
        (hostile.zipped({"a.txt": b"\0" * 30 * MEGABYTE}), "file_inflates_too_far"),
        (hostile.zipped({f"{n}.txt": b"a" for n in range(2_001)}), "file_inflates_too_far"),
        (hostile.zipped({f"{n}.txt": b"a" for n in range(201)}), "file_inflates_too_far"),
        (hostile.zip_that_lies(), "file_broken"),
        (hostile.encrypted_zip(), "file_encrypted"),
        (hostile.zipped({"a.txt": b"a"})[:-10], "file_broken"),
        (hostile.zipped({"inner.zip": hostile.zipped({"a.txt": b"a"})}), "archive_content"),
        (hostile.zipped({"run.exe": b"MZ\x90\x00" + bytes(64)}), "archive_content"),
        (hostile.zipped({"page.html": b"<html>"}), "archive_content"),
        (hostile.zipped({"run.js": b"alert(1)"}), "archive_content"),
        (hostile.zipped({"../../etc/a.txt": b"a"}), "archive_content"),
        (hostile.zipped({"/a.txt": b"a"}), "archive_content"),
        (hostile.zipped({"C:\\a.txt": b"a"}), "archive_content"),
        (hostile.zipped({"a.pdf": hostile.pdf(OpenAction=hostile.action("Launch"))}), "file_active"),
    ],
)
def test_office_documents_and_archives_that_mean_harm_are_refused(data, code):
    assert refused(data) == code


def test_entries_of_a_zip_that_share_bytes_are_refused():
    """The bomb without nesting: many entries of the directory point at the same data."""
    data = hostile.zipped({"a.txt": b"a" * 1000, "b.txt": b"b" * 1000})
    first, second = data.index(b"PK\x01\x02"), data.rindex(b"PK\x01\x02")
    data = data[: second + 42] + data[first + 42 : first + 46] + data[second + 46 :]
    assert refused(data) == "file_inflates_too_far"


def test_a_document_with_a_link_to_read_is_taken():
    rels = hostile.RELS.format(kind="hyperlink").encode()
    taken(hostile.word({"word/_rels/footnotes.xml.rels": rels}))


# --- names


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..\\..\\合同.pdf", "合同.pdf"),
        ("/etc/passwd", "passwd.pdf"),
        ("发票\u202efdp.exe", "发票fdp.pdf"),
        ("合同.pdf.exe", "合同.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie_ x.pdf"),
        ("CON.txt", "附件_CON.pdf"),
        ("", "附件.pdf"),
        ("...", "附件.pdf"),
        ('<img src="x">', "_img src=_x__.pdf"),
        ("预算v2.0.xlsx", "预算v2.0.pdf"),
        ("长" * 300, "长" * 100 + ".pdf"),
    ],
)
def test_names_are_made_harmless(name, kept):
    assert normal_name(name, "pdf") == kept


@given(st.text(max_size=300))
def test_no_name_leads_anywhere(name):
    kept = normal_name(name, "pdf")
    assert kept.endswith(".pdf")
    assert 4 < len(kept) <= 110
    assert not set(kept) & set('\\/:*?"<>|\r\n\x00')
    assert not kept.startswith(".")
    assert normal_name(kept, "pdf") == kept


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]),
)
def test_whatever_bytes_come_they_are_taken_or_refused_by_name(data, beginning):
    with suppress(Refused):
        taken(beginning + data)


# --- the virus scanner


class Clamd:
    """Stands in for clamd: reads one INSTREAM, answers as it is told; with None it hangs up."""

    def __init__(self, answer: bytes | None) -> None:
        self.answer, self.got = answer, b""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.door.getsockname()[1]}"

    def _serve(self) -> None:
        line, _ = self.door.accept()
        with line, line.makefile("rb") as file:
            assert file.read(10) == b"zINSTREAM\0"
            while size := int.from_bytes(file.read(4), "big"):
                self.got += file.read(size)
            if self.answer is not None:
                line.sendall(self.answer)

    def close(self) -> None:
        self.door.close()
        self.thread.join(5)


@pytest.fixture
def clamd(settings):
    made = []

    def start(answer: bytes | None) -> Clamd:
        made.append(Clamd(answer))
        settings.CLAMD = made[-1].address
        return made[-1]

    yield start
    for one in made:
        one.close()


def test_without_a_scanner_a_file_is_said_to_be_not_scanned(settings):
    settings.CLAMD = ""
    assert scanning.scanned(b"x") == Scan.NOT_SCANNED


def test_the_whole_file_is_shown_to_the_scanner(clamd):
    server, data = clamd(b"stream: OK\0"), bytes(range(256)) * 1000
    assert scanning.scanned(data) == Scan.CLEAN
    assert server.got == data


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", "documents.file_infected"),
        (b"INSTREAM size limit exceeded. ERROR\0", "documents.scanner_down"),
        (b"", "documents.scanner_down"),
        (None, "documents.scanner_down"),
    ],
)
def test_what_is_not_clean_is_not_taken(clamd, answer, code):
    clamd(answer)
    with pytest.raises(Refused) as error:
        scanning.scanned(hostile.EICAR)
    assert error.value.code == code


def test_a_scanner_that_is_not_there_lets_nothing_through(settings):
    settings.CLAMD = "/nowhere/clamd.ctl"
    with pytest.raises(Refused) as error:
        scanning.scanned(b"x")
    assert error.value.code == "documents.scanner_down"
