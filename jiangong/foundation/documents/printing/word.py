"""The letter as docx for signing, in the layout of GB/T 9704-2012. Fonts are named, not embedded: whoever signs has them."""

import io
import math
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from docx import Document as new_document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from jiangong.foundation.documents.formulas import Paragraph, Table
from jiangong.foundation.documents.formulas import geometry as g
from jiangong.foundation.documents.printing.docx_parts import (
    FANG,
    HEI,
    KAI,
    LATIN,
    RED,
    SONG,
    XBS,
    afloat,
    blank,
    border,
    edge,
    indent,
    off_the_grid,
    qr,
    run,
    small,
    tab_right,
    two_sides,
    wide,
)
from jiangong.foundation.documents.printing.paper import Paper
from jiangong.foundation.documents.states import Kind

_LEVELS = {1: HEI, 2: KAI}
_CENTRE, _LEFT, _RIGHT, _BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def written(paper: Paper) -> bytes:
    """The file. The seal's place is left free over signer and date (GB/T 9704-2012 §7.3.5.1)."""
    file = new_document()
    _page(file, paper)
    if paper.letter.kind == Kind.LETTER:
        _letter_head(file, paper)
    else:
        _red_head(file, paper)
    _body(file, paper)
    _end(file, paper)
    _imprint(file, paper)
    core = file.core_properties
    core.title, core.author, core.comments = paper.letter.title, paper.letter.organisation, ""
    core.last_modified_by = paper.letter.organisation
    core.created = core.modified = datetime.combine(paper.dated, time(), ZoneInfo("Asia/Shanghai"))
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _page(file: Any, paper: Paper) -> None:
    """Paper, margins, 22 lines by 28 characters."""
    section = file.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(g.PAGE[0]), Mm(g.PAGE[1])
    section.top_margin, section.left_margin = Mm(g.TOP), Mm(g.LEFT)
    section.right_margin, section.bottom_margin = Mm(g.RIGHT), Mm(g.BOTTOM)
    section.header_distance = Mm(g.LETTER_MARK_TOP)
    section.footer_distance = Mm(g.BOTTOM - g.PAGE_NUMBER_BELOW - g.SMALL_POINTS * g.POINT)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    # 22 lines by the grid; 28 characters by the style's spacing below: a character grid narrower than the font is read
    # wrongly by LibreOffice (20 characters a line), the spacing rightly by it, Word and WPS.
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(g.LINE_POINTS * 20)))
    style = file.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(g.BODY_POINTS)
    shape = style.element.get_or_add_rPr()
    shape.get_or_add_rFonts().set(qn("w:eastAsia"), FANG)
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), str(math.floor((g.CHARACTER_POINTS - g.BODY_POINTS) * 20)))
    shape.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = Pt(int(g.LINE_POINTS * 20) / 20)
    settings = file.settings.element
    even = OxmlElement("w:evenAndOddHeaders")
    settings.insert(0, even)
    section.different_first_page_header_footer = paper.letter.kind == Kind.LETTER
    _page_number(section.footer, _RIGHT)
    _page_number(section.even_page_footer, _LEFT)


def _page_number(footer: Any, side: Any) -> None:
    """— 1 — one character from the edge: at the right of odd pages, at the left of even ones (§7.5)."""
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    indent(paragraph, left=1 if side == _LEFT else 0, right=1 if side == _RIGHT else 0, points=g.SMALL_POINTS)
    run(paragraph, "— ", SONG, g.SMALL_POINTS, latin=SONG)
    field = run(paragraph, "", SONG, g.SMALL_POINTS, latin=SONG)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        field._r.append(mark)
    run(paragraph, " —", SONG, g.SMALL_POINTS, latin=SONG)


def _red_head(file: Any, paper: Paper) -> None:
    """版头: the red mark 35 mm below the top of the type area, two lines, the number, the red rule 4 mm below it."""
    mark = g.mark_of(paper.letter.organisation, paper.letter.kind)
    points = g.mark_points(mark)
    head = file.paragraphs[0] if file.paragraphs else file.add_paragraph()
    head.alignment = _CENTRE
    head.paragraph_format.space_before = Mm(g.MARK_BELOW_TYPE_AREA)
    head.paragraph_format.line_spacing = Pt(points * 1.15)
    off_the_grid(head)
    run(head, mark, XBS, points, colour=RED)
    blank(file, 2)
    if paper.letter.kind == Kind.MINUTES:
        number = file.add_paragraph()
        number.alignment = _CENTRE
        run(number, paper.number)
        number = two_sides(file, paper.letter.organisation, paper.day)
    elif paper.letter.signatory:
        number = two_sides(file, paper.number, "签发人：", paper.letter.signatory)
    else:
        number = file.add_paragraph()
        number.alignment = _CENTRE
        run(number, paper.number)
    border(number, "bottom", "single", 12, space=g.RULE_BELOW_NUMBER / g.POINT)
    blank(file, 2)


def _letter_head(file: Any, paper: Paper) -> None:
    """信函格式 (§10.1): the mark in the first page's header, red double rules 170 mm wide below it and at the foot."""
    section = file.sections[0]
    points = g.mark_points(g.mark_of(paper.letter.organisation, paper.letter.kind))
    head = section.first_page_header.paragraphs[0]
    head.alignment = _CENTRE
    head.paragraph_format.line_spacing = Pt(points * 1.15)
    off_the_grid(head)
    wide(head)
    run(head, paper.letter.organisation, XBS, points, colour=RED)
    border(head, "bottom", "thickThinSmallGap", 24, space=4 / g.POINT)
    foot = section.first_page_footer.paragraphs[0]
    wide(foot)
    border(foot, "bottom", "thinThickSmallGap", 24, space=0)
    number = file.paragraphs[0] if file.paragraphs else file.add_paragraph()
    number.alignment = _RIGHT
    run(number, paper.number)
    blank(file, 2)


def _body(file: Any, paper: Paper) -> None:
    letter = paper.letter
    title = file.add_paragraph()
    title.alignment = _CENTRE
    title.paragraph_format.line_spacing = Pt(g.LINE_POINTS + 3)
    beside = (g.TYPE_AREA[0] / g.POINT - g.title_width(letter.title) * g.TITLE_POINTS) / 2
    indent(title, left=1, right=1, points=beside)
    run(title, letter.title, XBS, g.TITLE_POINTS)
    blank(file, 1)
    if letter.to:
        to = file.add_paragraph()
        to.alignment = _BOTH
        run(to, letter.to)
    for one in letter.body:
        if isinstance(one, Table):
            _table(file, one)
        else:
            _paragraph(file, one)


def _paragraph(file: Any, one: Paragraph) -> None:
    paragraph = file.add_paragraph()
    paragraph.alignment = _BOTH
    indent(paragraph, first=2)
    font = _LEVELS.get(one.level, FANG)
    run(paragraph, one.head, font)
    if one.rest:
        run(paragraph, one.rest)
    paragraph.paragraph_format.keep_with_next = bool(one.level and not one.rest)
    paragraph.paragraph_format.widow_control = False  # the standard fills every page


def _table(file: Any, one: Table) -> None:
    table = file.add_table(rows=1, cols=len(one.columns))
    table.style = "Table Grid"
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for nth, words in enumerate(one.columns):
        _cell(table.rows[0].cells[nth], words, HEI)
    for row in one.rows:
        cells = table.add_row().cells
        for nth, words in enumerate(row):
            _cell(cells[nth], words, FANG)


def _cell(cell: Any, words: str, font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _CENTRE
    paragraph.paragraph_format.line_spacing = Pt(24)
    run(paragraph, words, font, g.SMALL_POINTS)


def _end(file: Any, paper: Paper) -> None:
    """附件说明, then signer and date with the seal's place, then the note."""
    letter = paper.letter
    if letter.attachments:
        blank(file, 1)
        many = len(letter.attachments) > 1
        for nth, name in enumerate(letter.attachments, 1):
            line = file.add_paragraph()
            line.paragraph_format.keep_with_next = True
            indent(line, left=6 if many else 5, first=-4 if many and nth == 1 else -3 if not many else -1)
            run(line, ("附件：" if nth == 1 else "") + (f"{nth}." if many else "") + name)
    if letter.kind != Kind.MINUTES:
        blank(file, 2, keep=True)
        signer_indent, day_indent = g.signer_indent(letter.organisation, paper.day)
        signer = file.add_paragraph()
        signer.alignment = _RIGHT
        signer.paragraph_format.keep_with_next = True
        indent(signer, right=signer_indent)
        run(signer, letter.organisation)
        day = file.add_paragraph()
        day.alignment = _RIGHT
        indent(day, right=day_indent)
        run(day, paper.day)
    if letter.note:
        note = file.add_paragraph()
        indent(note, first=2)
        run(note, f"（{letter.note}）")


def _imprint(file: Any, paper: Paper) -> None:
    """版记 at the foot of the last page: a table that floats on the bottom of the type area (§7.4)."""
    letter = paper.letter
    rows = [("copies", f"抄送：{letter.copies}。")] if letter.copies else []
    table = file.add_table(rows=len(rows) + 1 + bool(paper.address), cols=2)
    table.autofit = False
    afloat(table)
    at = 0
    if paper.address:
        words, picture = table.rows[0].cells
        words.width, picture.width = Mm(g.TYPE_AREA[0] - 24), Mm(24)
        small(
            words.paragraphs[0], f"核验码 {paper.code}\n扫码或者打开 {paper.address} 可以查验本件是否有效。"
        )
        code = picture.paragraphs[0]
        code.alignment = _RIGHT
        code.paragraph_format.line_spacing = 1.0
        off_the_grid(code)
        code.add_run().add_picture(qr(paper.address), width=Mm(18))
        at = 1
    for _name, words_of in rows:
        merged = table.rows[at].cells[0].merge(table.rows[at].cells[1])
        edge(merged, top=g.THICK_POINTS)
        line = merged.paragraphs[0]
        indent(line, left=4, right=1, first=-3, points=g.SMALL_POINTS)
        run(line, words_of, FANG, g.SMALL_POINTS)
        at += 1
    merged = table.rows[at].cells[0].merge(table.rows[at].cells[1])
    edge(merged, top=g.THIN_POINTS if letter.copies else g.THICK_POINTS, bottom=g.THICK_POINTS)
    line = merged.paragraphs[0]
    indent(line, left=1, right=1, points=g.SMALL_POINTS)
    tab_right(line, g.TYPE_AREA[0] / g.POINT - g.SMALL_POINTS)
    run(line, f"{letter.organisation}\t{paper.day}印发", FANG, g.SMALL_POINTS)
    anchor = file.add_paragraph()  # what a floating table hangs on must follow it
    anchor.paragraph_format.line_spacing = Pt(1)
    off_the_grid(anchor)
