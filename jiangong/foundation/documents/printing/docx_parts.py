"""Small parts of a docx that python-docx has no words for: runs with two fonts, indents in characters, rules, floating tables."""

import io
from typing import Any

import segno
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from jiangong.foundation.documents.formulas import geometry as g

FANG, XBS, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
RED = RGBColor(0xD4, 0x00, 0x00)


def run(
    paragraph: Any,
    words: str,
    font: str = FANG,
    points: float = g.BODY_POINTS,
    *,
    colour: RGBColor | None = None,
    latin: str = LATIN,
) -> Any:
    made = paragraph.add_run(words)
    made.font.name, made.font.size = latin, Pt(points)
    made._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if colour is not None:
        made.font.color.rgb = colour
    return made


def small(paragraph: Any, words: str) -> None:
    paragraph.paragraph_format.line_spacing = Pt(13)
    off_the_grid(paragraph)
    run(paragraph, words, SONG, 8.5)


def blank(file: Any, lines: int, *, keep: bool = False) -> None:
    for _ in range(lines):
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = keep
        run(paragraph, "")


def two_sides(file: Any, left: str, right: str, name: str = "") -> Any:
    """A line with words one character from each edge; `name` follows the right ones in 楷体."""
    line = file.add_paragraph()
    indent(line, left=1, right=1)
    tab_right(line, g.TYPE_AREA[0] / g.POINT - g.CHARACTER_POINTS)
    run(line, f"{left}\t{right}")
    if name:
        run(line, name, KAI)
    return line


def tab_right(paragraph: Any, points: float) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(points), WD_TAB_ALIGNMENT.RIGHT)


def indent(
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


def wide(paragraph: Any) -> None:
    """As wide as the rules of a letter: 170 mm on a page whose type area has 156."""
    over = (g.LETTER_RULE - g.TYPE_AREA[0]) / 2
    paragraph.paragraph_format.left_indent = Mm(-over)
    paragraph.paragraph_format.right_indent = Mm(-over)


def off_the_grid(paragraph: Any) -> None:
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(snap, "w:spacing", "w:ind", "w:jc", "w:rPr")


def border(paragraph: Any, edge: str, style: str, eighths: int, *, space: float) -> None:
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


def edge(cell: Any, **edges: float) -> None:
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


def afloat(table: Any) -> None:
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


def qr(address: str) -> io.BytesIO:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", scale=8, border=0)
    out.seek(0)
    return out
