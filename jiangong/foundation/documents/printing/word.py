"""The letter as docx for signing, in the layout of GB/T 9704-2012. Fonts are named, not embedded: whoever signs has them."""

import io
import math
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import segno
from docx import Document as new_document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from jiangong.foundation.documents.formulas import Paragraph, Table
from jiangong.foundation.documents.formulas import geometry as g
from jiangong.foundation.documents.printing.paper import Paper
from jiangong.foundation.documents.states import Kind

FANG, XBS, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
RED = RGBColor(0xD4, 0x00, 0x00)
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
    _indent(
        paragraph, left=1 if side == _LEFT else 0, right=1 if side == _RIGHT else 0, points=g.SMALL_POINTS
    )
    _run(paragraph, "— ", SONG, g.SMALL_POINTS, latin=SONG)
    run = _run(paragraph, "", SONG, g.SMALL_POINTS, latin=SONG)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
    _run(paragraph, " —", SONG, g.SMALL_POINTS, latin=SONG)


def _red_head(file: Any, paper: Paper) -> None:
    """版头: the red mark 35 mm below the top of the type area, two lines, the number, the red rule 4 mm below it."""
    mark = g.mark_of(paper.letter.organisation, paper.letter.kind)
    points = g.mark_points(mark)
    head = file.paragraphs[0] if file.paragraphs else file.add_paragraph()
    head.alignment = _CENTRE
    head.paragraph_format.space_before = Mm(g.MARK_BELOW_TYPE_AREA)
    head.paragraph_format.line_spacing = Pt(points * 1.15)
    _off_the_grid(head)
    _run(head, mark, XBS, points, colour=RED)
    _blank(file, 2)
    if paper.letter.kind == Kind.MINUTES:
        number = file.add_paragraph()
        number.alignment = _CENTRE
        _run(number, paper.number)
        number = _two_sides(file, paper.letter.organisation, paper.day)
    elif paper.letter.signatory:
        number = _two_sides(file, paper.number, "签发人：", paper.letter.signatory)
    else:
        number = file.add_paragraph()
        number.alignment = _CENTRE
        _run(number, paper.number)
    _border(number, "bottom", "single", 12, space=g.RULE_BELOW_NUMBER / g.POINT)
    _blank(file, 2)


def _letter_head(file: Any, paper: Paper) -> None:
    """信函格式 (§10.1): the mark in the first page's header, red double rules 170 mm wide below it and at the foot."""
    section = file.sections[0]
    points = g.mark_points(g.mark_of(paper.letter.organisation, paper.letter.kind))
    head = section.first_page_header.paragraphs[0]
    head.alignment = _CENTRE
    head.paragraph_format.line_spacing = Pt(points * 1.15)
    _off_the_grid(head)
    _wide(head)
    _run(head, paper.letter.organisation, XBS, points, colour=RED)
    _border(head, "bottom", "thickThinSmallGap", 24, space=4 / g.POINT)
    foot = section.first_page_footer.paragraphs[0]
    _wide(foot)
    _border(foot, "bottom", "thinThickSmallGap", 24, space=0)
    number = file.paragraphs[0] if file.paragraphs else file.add_paragraph()
    number.alignment = _RIGHT
    _run(number, paper.number)
    _blank(file, 2)


def _body(file: Any, paper: Paper) -> None:
    letter = paper.letter
    title = file.add_paragraph()
    title.alignment = _CENTRE
    title.paragraph_format.line_spacing = Pt(g.LINE_POINTS + 3)
    beside = (g.TYPE_AREA[0] / g.POINT - g.title_width(letter.title) * g.TITLE_POINTS) / 2
    _indent(title, left=1, right=1, points=beside)
    _run(title, letter.title, XBS, g.TITLE_POINTS)
    _blank(file, 1)
    if letter.to:
        to = file.add_paragraph()
        to.alignment = _BOTH
        _run(to, letter.to)
    for one in letter.body:
        if isinstance(one, Table):
            _table(file, one)
        else:
            _paragraph(file, one)


def _paragraph(file: Any, one: Paragraph) -> None:
    paragraph = file.add_paragraph()
    paragraph.alignment = _BOTH
    _indent(paragraph, first=2)
    font = _LEVELS.get(one.level, FANG)
    _run(paragraph, one.head, font)
    if one.rest:
        _run(paragraph, one.rest)
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
    _run(paragraph, words, font, g.SMALL_POINTS)


def _end(file: Any, paper: Paper) -> None:
    """附件说明, then signer and date with the seal's place, then the note."""
    letter = paper.letter
    if letter.attachments:
        _blank(file, 1)
        many = len(letter.attachments) > 1
        for nth, name in enumerate(letter.attachments, 1):
            line = file.add_paragraph()
            line.paragraph_format.keep_with_next = True
            _indent(line, left=6 if many else 5, first=-4 if many and nth == 1 else -3 if not many else -1)
            _run(line, ("附件：" if nth == 1 else "") + (f"{nth}." if many else "") + name)
    if letter.kind != Kind.MINUTES:
        _blank(file, 2, keep=True)
        signer_indent, day_indent = g.signer_indent(letter.organisation, paper.day)
        signer = file.add_paragraph()
        signer.alignment = _RIGHT
        signer.paragraph_format.keep_with_next = True
        _indent(signer, right=signer_indent)
        _run(signer, letter.organisation)
        day = file.add_paragraph()
        day.alignment = _RIGHT
        _indent(day, right=day_indent)
        _run(day, paper.day)
    if letter.note:
        note = file.add_paragraph()
        _indent(note, first=2)
        _run(note, f"（{letter.note}）")


def _imprint(file: Any, paper: Paper) -> None:
    """版记 at the foot of the last page: a table that floats on the bottom of the type area (§7.4)."""
    letter = paper.letter
    rows = [("copies", f"抄送：{letter.copies}。")] if letter.copies else []
    table = file.add_table(rows=len(rows) + 1 + bool(paper.address), cols=2)
    table.autofit = False
    _float(table)
    at = 0
    if paper.address:
        words, picture = table.rows[0].cells
        words.width, picture.width = Mm(g.TYPE_AREA[0] - 24), Mm(24)
        _small(
            words.paragraphs[0], f"核验码 {paper.code}\n扫码或者打开 {paper.address} 可以查验本件是否有效。"
        )
        code = picture.paragraphs[0]
        code.alignment = _RIGHT
        code.paragraph_format.line_spacing = 1.0
        _off_the_grid(code)
        code.add_run().add_picture(_qr(paper.address), width=Mm(18))
        at = 1
    for _name, words_of in rows:
        merged = table.rows[at].cells[0].merge(table.rows[at].cells[1])
        _edge(merged, top=g.THICK_POINTS)
        line = merged.paragraphs[0]
        _indent(line, left=4, right=1, first=-3, points=g.SMALL_POINTS)
        _run(line, words_of, FANG, g.SMALL_POINTS)
        at += 1
    merged = table.rows[at].cells[0].merge(table.rows[at].cells[1])
    _edge(merged, top=g.THIN_POINTS if letter.copies else g.THICK_POINTS, bottom=g.THICK_POINTS)
    line = merged.paragraphs[0]
    _indent(line, left=1, right=1, points=g.SMALL_POINTS)
    _tab_right(line, g.TYPE_AREA[0] / g.POINT - g.SMALL_POINTS)
    _run(line, f"{letter.organisation}\t{paper.day}印发", FANG, g.SMALL_POINTS)
    anchor = file.add_paragraph()  # what a floating table hangs on must follow it
    anchor.paragraph_format.line_spacing = Pt(1)
    _off_the_grid(anchor)


# --- the small parts that python-docx has no words for -----------------------------------------------------------


def _run(
    paragraph: Any,
    words: str,
    font: str = FANG,
    points: float = g.BODY_POINTS,
    *,
    colour: RGBColor | None = None,
    latin: str = LATIN,
) -> Any:
    run = paragraph.add_run(words)
    run.font.name, run.font.size = latin, Pt(points)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour is not None:
        run.font.color.rgb = colour
    return run


def _small(paragraph: Any, words: str) -> None:
    paragraph.paragraph_format.line_spacing = Pt(13)
    _off_the_grid(paragraph)
    _run(paragraph, words, SONG, 8.5)


def _blank(file: Any, lines: int, *, keep: bool = False) -> None:
    for _ in range(lines):
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = keep
        _run(paragraph, "")


def _two_sides(file: Any, left: str, right: str, name: str = "") -> Any:
    """A line with words one character from each edge; `name` follows the right ones in 楷体."""
    line = file.add_paragraph()
    _indent(line, left=1, right=1)
    _tab_right(line, g.TYPE_AREA[0] / g.POINT - g.CHARACTER_POINTS)
    _run(line, f"{left}\t{right}")
    if name:
        _run(line, name, KAI)
    return line


def _tab_right(paragraph: Any, points: float) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT

    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(points), WD_TAB_ALIGNMENT.RIGHT)


def _indent(
    paragraph: Any, *, left: float = 0, right: float = 0, first: float = 0, points: float | None = None
) -> None:
    """Indents in characters of the grid, or of a size in points."""
    unit = points or g.CHARACTER_POINTS
    shape = paragraph.paragraph_format
    if left:
        shape.left_indent = Pt(left * unit)
    if right:
        shape.right_indent = Pt(right * unit)
    if first:
        shape.first_line_indent = Pt(first * unit)


def _wide(paragraph: Any) -> None:
    """As wide as the rules of a letter: 170 mm on a page whose type area has 156."""
    over = (g.LETTER_RULE - g.TYPE_AREA[0]) / 2
    paragraph.paragraph_format.left_indent = Mm(-over)
    paragraph.paragraph_format.right_indent = Mm(-over)


def _off_the_grid(paragraph: Any) -> None:
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(snap, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _border(paragraph: Any, edge: str, style: str, eighths: int, *, space: float) -> None:
    """A red rule at an edge of a paragraph: its style, weight in eighths of a point, distance in points (at most 31)."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{edge}")
    for name, value in (
        ("val", style),
        ("sz", eighths),
        ("space", min(round(space), 31)),
        ("color", str(RED)),
    ):
        line.set(qn(f"w:{name}"), str(value))
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _edge(cell: Any, **edges: float) -> None:
    """Rules of a cell by edge, in points."""
    borders = OxmlElement("w:tcBorders")
    for edge in ("top", "bottom"):
        if edge in edges:
            line = OxmlElement(f"w:{edge}")
            for name, value in (
                ("val", "single"),
                ("sz", round(edges[edge] * 8)),
                ("space", 0),
                ("color", "000000"),
            ):
                line.set(qn(f"w:{name}"), str(value))
            borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)


def _float(table: Any) -> None:
    """Let a table lie on the bottom of the type area of its page, as wide as it."""
    properties = table._tbl.tblPr
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("vertAnchor", "margin"), ("horzAnchor", "margin"), ("tblpX", 0), ("tblpYSpec", "bottom"),
    ):  # fmt: skip
        place.set(qn(f"w:{name}"), str(value))
    properties.insert(1 if properties.find(qn("w:tblStyle")) is not None else 0, place)
    width = properties.find(qn("w:tblW"))
    if width is None:
        width = OxmlElement("w:tblW")
        properties.append(width)
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(round(g.TYPE_AREA[0] / g.POINT * 20)))


def _qr(address: str) -> io.BytesIO:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=8, border=0)
    out.seek(0)
    return out
