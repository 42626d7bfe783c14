"""The layout of GB/T 9704-2012, measured in the docx's XML and in the PDF's text positions; PDF/A-2b."""

import io
import re
import zipfile
from collections import defaultdict
from datetime import date

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from jiangong.foundation.documents.formulas import Letter, Paragraph, Table, number_of
from jiangong.foundation.documents.formulas import geometry as g
from jiangong.foundation.documents.formulas.filling import mark_of, typed
from jiangong.foundation.documents.printing import paper_of, printed, written
from jiangong.foundation.documents.states import Kind

WORDS = "为深入贯彻落实产业工人队伍建设改革的部署要求，进一步提升职工的技能水平，经研究决定举办本期培训班"
DAY = date(2026, 3, 8)


def letter(kind=Kind.NOTICE, *, paragraphs=2, **more) -> Letter:
    """A letter of so many paragraphs, each of two full lines and a bit."""
    return Letter(
        kind=kind,
        organisation="演示市总工会",
        title="关于举办演示培训班的通知",
        to="各演示工会：",
        body=tuple(
            more.pop(
                "body",
                [
                    typed("一、总的要求"),
                    typed("（一）办法。" + WORDS),
                    *(Paragraph(0, WORDS + "。") for _ in range(paragraphs)),
                ],
            )
        ),
        attachments=more.pop("attachments", ("演示报名表", "演示课程表")),
        note="联系人：演示联系人",
        copies="演示市人力资源和社会保障局",
        signatory=more.pop("signatory", ""),
    )


def paper(one: Letter):
    return paper_of(
        one,
        number=number_of("演工", one.kind, 2026, 3),
        dated=DAY,
        code="abcdefghijklmnopqrstuv",
        address="https://gonghui.example.cn/documents/check/abcdefghijklmnopqrstuv/",
    )


def opened(one: Letter):
    return docx.Document(io.BytesIO(written(paper(one))))


def mm(length) -> float:
    return round(length.mm, 1)


def east_asian(run) -> str:
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


# --- docx


@pytest.mark.parametrize("kind", Kind)
def test_paper_margins_lines_and_characters(kind):
    file = opened(letter(kind))
    section = file.sections[0]
    assert (mm(section.page_width), mm(section.page_height)) == (210.0, 297.0)
    assert (mm(section.top_margin), mm(section.left_margin)) == (37.0, 28.0)
    assert mm(section.page_width) - mm(section.left_margin) - mm(section.right_margin) == pytest.approx(
        156, abs=0.1
    )
    assert mm(section.page_height) - mm(section.top_margin) - mm(section.bottom_margin) == pytest.approx(
        225, abs=0.1
    )
    grid = section._sectPr.find(qn("w:docGrid"))
    twips = int(grid.get(qn("w:linePitch")))
    assert (225 / 25.4 * 1440) // twips == 22
    style = file.styles["Normal"]
    assert style.font.size.pt == 16
    closer = int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert int(156 / 25.4 * 72 / (16 + closer)) == 28
    assert style.paragraph_format.line_spacing.pt * 20 == twips
    assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"


def test_the_red_head_and_what_stands_below_it():
    file = opened(letter())
    head = file.paragraphs[0]
    assert head.text == "演示市总工会文件"
    assert mm(head.paragraph_format.space_before) == 35.0
    assert str(head.runs[0].font.color.rgb) == "D40000"
    assert east_asian(head.runs[0]) == "方正小标宋简体"
    texts = [one.text for one in file.paragraphs]
    assert texts[1:3] == ["", ""]
    number = file.paragraphs[3]
    assert number.text == "演工发〔2026〕3号"
    rule = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert rule.get(qn("w:color")) == "D40000"
    assert int(rule.get(qn("w:space"))) == round(4 / 25.4 * 72)
    assert texts[4:6] == ["", ""]
    title = file.paragraphs[6]
    assert (title.text, title.runs[0].font.size.pt, east_asian(title.runs[0])) == (
        "关于举办演示培训班的通知", 22, "方正小标宋简体",
    )  # fmt: skip
    assert texts[7:9] == ["", "各演示工会："]


def test_levels_have_their_fonts_and_two_characters_before_them():
    file = opened(
        letter(
            body=[typed("一、甲"), typed("（二）乙。后文。"), typed("3.丙"), typed("（4）丁"), typed("文")]
        )
    )
    body = file.paragraphs[9:14]
    assert [[(run.text, east_asian(run)) for run in one.runs] for one in body] == [
        [("一、甲", "黑体")],
        [("（二）乙。", "楷体_GB2312"), ("后文。", "仿宋_GB2312")],
        [("3.丙", "仿宋_GB2312")],
        [("（4）丁", "仿宋_GB2312")],
        [("文", "仿宋_GB2312")],
    ]
    for one in body:
        assert one.paragraph_format.first_line_indent.pt == pytest.approx(2 * g.CHARACTER_POINTS, abs=0.1)
    assert mark_of(1, 12) == "十二、"
    assert mark_of(2, 20) == "（二十）"


def test_signer_and_day_leave_the_seal_its_place():
    file = opened(letter())
    texts = [one.text for one in file.paragraphs]
    at = texts.index("2026年3月8日")
    signer, day = file.paragraphs[at - 1], file.paragraphs[at]
    assert texts[at - 3 : at] == ["", "", "演示市总工会"]
    assert day.paragraph_format.right_indent.pt == pytest.approx(4 * g.CHARACTER_POINTS, abs=0.1)
    # the signer, six characters, is centred over the day, six and a half wide with its narrow figures
    middle = [
        one.paragraph_format.right_indent.pt / g.CHARACTER_POINTS + g.width(one.text) / 2
        for one in (signer, day)
    ]
    assert middle[0] == pytest.approx(middle[1], abs=0.01)
    assert texts[at - 5 : at - 3] == ["附件：1.演示报名表", "2.演示课程表"]
    assert texts[at + 1] == "（联系人：演示联系人）"
    long = g.signer_indent("演示行政区很长名称的产业工会联合会筹备委员会", "2026年3月8日")
    assert min(long) >= 0
    assert long[1] > 4


def test_the_imprint_lies_at_the_foot():
    file = opened(letter())
    table = file.tables[-1]
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    assert "核验码 abcdefghijklmnopqrstuv" in table.rows[0].cells[0].text
    assert table.rows[1].cells[0].text == "抄送：演示市人力资源和社会保障局。"
    assert table.rows[2].cells[0].text == "演示市总工会\t2026年3月8日印发"
    assert {run.font.size.pt for run in table.rows[1].cells[0].paragraphs[0].runs} == {14}


def test_page_numbers_stand_outside():
    file = opened(letter())
    section = file.sections[0]
    assert file.settings.element.find(qn("w:evenAndOddHeaders")) is not None
    assert section.footer.paragraphs[0].text == "—  —"
    assert [section.footer.paragraphs[0].alignment, section.even_page_footer.paragraphs[0].alignment] == [
        2,
        0,
    ]
    down = mm(section.bottom_margin) - mm(section.footer_distance) - 14 / 72 * 25.4
    assert down == pytest.approx(7, abs=0.1)


def test_a_letter_to_an_equal_has_its_own_form():
    file = opened(letter(Kind.LETTER))
    section = file.sections[0]
    assert section.different_first_page_header_footer
    head = section.first_page_header.paragraphs[0]
    assert head.text == "演示市总工会"
    assert mm(section.header_distance) == 30.0
    assert head._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom")).get(qn("w:val")) == "thickThinSmallGap"
    assert mm(head.paragraph_format.left_indent) == -7.0
    assert section.first_page_footer.paragraphs[0].text == ""  # the first page bears no number
    assert file.paragraphs[0].text == "演工函〔2026〕3号"
    assert file.paragraphs[0].alignment == 2


def test_minutes_have_no_signer_and_reports_name_who_signs():
    texts = [one.text for one in opened(letter(Kind.MINUTES)).paragraphs]
    assert texts[0] == "演示市总工会会议纪要"
    assert texts.count("演示市总工会") == 0
    texts = [one.text for one in opened(letter(Kind.REPORT, signatory="演示签发人")).paragraphs]
    assert texts[3] == "演工报〔2026〕3号\t签发人：演示签发人"


def test_the_docx_is_sound_xml_and_carries_no_fonts():
    with zipfile.ZipFile(
        io.BytesIO(written(paper(letter(body=[Table(("甲", "乙"), (("<&>", "\"'"),))]))))
    ) as file:
        assert file.testzip() is None
        assert not [
            name for name in file.namelist() if "font" in name.lower() and name.endswith((".odttf", ".ttf"))
        ]
        assert "&lt;&amp;&gt;" in file.read("word/document.xml").decode()


# --- PDF


def lines_of(data: bytes) -> list[dict[int, list[tuple[float, str]]]]:
    """Of each page its lines: height of the baseline in points → pieces of text from left to right."""
    found = []
    for page in PdfReader(io.BytesIO(data)).pages:
        lines = defaultdict(list)

        def visit(text, matrix, place, _font, _size, lines=lines):
            if text.strip():
                x, y = place[4] * matrix[0] + matrix[4], place[5] * matrix[3] + matrix[5]
                lines[round(y)].append((x, text))

        page.extract_text(visitor_text=visit)
        found.append(lines)
    return found


def text_of(data: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.parametrize("kind", Kind)
def test_the_pdf_is_pdf_a_2b(kind):
    """What PDF/A-2b (ISO 19005-2) demands and can be looked up: Typst refuses to write what breaks it, and this looks again."""
    data = printed(paper(letter(kind, body=[Paragraph(0, WORDS), Table(("甲",), (("乙",),))])))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.is_encrypted
        with pdf.open_metadata() as said:
            assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("2", "B")
        [intent] = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert len(intent.DestOutputProfile.read_bytes()) > 100
        assert pdf.Root.MarkInfo.Marked
        assert "/ID" in pdf.trailer
        fonts = [
            one
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        for font in fonts:
            assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary):
                assert not one.keys() & {"/JS", "/AA", "/EF", "/XFA", "/Launch"}
            if isinstance(one, pikepdf.Stream):
                assert "/LZWDecode" not in str(one.get("/Filter", ""))


def test_a_full_page_has_22_lines_of_28_characters():
    data = printed(paper(letter(body=[Paragraph(0, "演示" * 700)])))
    page = lines_of(data)[1]  # the second: text from top to bottom
    heights = sorted(y for y, pieces in page.items() if not any("—" in text for _, text in pieces))
    assert len(heights) == 22
    pitch = (heights[-1] - heights[0]) / 21
    assert pitch == pytest.approx(225 / 22 / 25.4 * 72, abs=0.05)
    assert 842 - heights[-1] == pytest.approx(37 / 25.4 * 72 + 16 * 0.88, abs=1.5)
    full = max(len("".join(text for _, text in pieces).strip()) for pieces in page.values())
    assert full == 28
    assert min(x for pieces in page.values() for x, _ in pieces) == pytest.approx(28 / 25.4 * 72, abs=1)


def test_a_letter_of_three_pages_breaks_rightly():
    data = printed(paper(letter(paragraphs=14)))
    pages = text_of(data)
    assert len(pages) == 3
    assert [f"—{n}—" in page for n, page in enumerate(pages, 1)] == [True] * 3
    assert "演示市总工会文件" in pages[0]
    assert "抄送" not in pages[0] + pages[1]
    last = pages[2]
    assert re.search("附件：1.演示报名表2.演示课程表演示市总工会2026年3月8日", last)
    assert last.index("2026年3月8日") < last.index("抄送：演示市人力资源和社会保障局。")
    together = "".join(page.replace(f"—{n}—", "") for n, page in enumerate(pages, 1))
    assert together.count(WORDS) == 15  # no sentence is lost or doubled where a page ends


def test_a_heading_does_not_stand_alone_at_the_foot_of_a_page():
    for paragraphs in range(1, 9):
        body = [Paragraph(0, WORDS + "。")] * paragraphs + [typed("一、另起一节"), Paragraph(0, WORDS + "。")]
        for page in text_of(printed(paper(letter(body=body))))[:-1]:
            assert not page.removesuffix("—1—").removesuffix("—2—").endswith("一、另起一节")


def test_a_draft_says_so_and_has_no_address():
    one = letter()
    data = printed(paper_of(one, dated=DAY))
    assert "草稿" in "".join(text_of(data))
    assert "核验码" not in "".join(text_of(data))


def test_what_people_are_called_never_becomes_markup():
    text = text_of(printed(paper(letter(body=[typed('#panic("x") *粗* $1$ \\ <a> @b'), typed("= 标题")]))))[0]
    assert '#panic("x")*粗*$1$\\<a>@b' in text
    assert "=标题" in text
