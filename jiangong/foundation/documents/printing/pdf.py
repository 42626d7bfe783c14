"""The letter as PDF/A-2b, typeset by Typst. What it is about reaches the template as JSON, never as source."""

import io
from pathlib import Path

import segno

from jiangong.foundation.common.pdf import typeset, typeset_picture
from jiangong.foundation.documents.formulas import Paragraph
from jiangong.foundation.documents.formulas import geometry as g
from jiangong.foundation.documents.printing.paper import Paper

TEMPLATE = Path(__file__).parents[1] / "templates" / "documents" / "letter.typ"


def printed(paper: Paper) -> bytes:
    """The file. Raises CannotPrint if a character is in none of the fonts."""
    return typeset(TEMPLATE, facts_of(paper), dated=paper.dated)


def picture(paper: Paper) -> bytes:
    """The first page as PNG, for a look in the browser."""
    return typeset_picture(TEMPLATE, facts_of(paper), ppi=110)


def facts_of(paper: Paper) -> dict[str, object]:
    """What the template is told: words, and the geometry in points."""
    letter = paper.letter
    mark = g.mark_of(letter.organisation, letter.kind)
    signer, day = g.signer_indent(letter.organisation, paper.day)
    return {
        "kind": str(letter.kind),
        "mark": mark,
        "mark_size": g.mark_points(mark),
        "number": paper.number,
        "organisation": letter.organisation,
        "title": letter.title,
        "title_width": g.title_width(letter.title),
        "to": letter.to,
        "body": [
            {"level": one.level, "head": one.head, "rest": one.rest}
            if isinstance(one, Paragraph)
            else {"columns": list(one.columns), "rows": [list(row) for row in one.rows]}
            for one in letter.body
        ],
        "attachments": list(letter.attachments),
        "note": letter.note,
        "copies": letter.copies,
        "signatory": letter.signatory,
        "day": paper.day,
        "draft": paper.is_draft,
        "signer_indent": signer,
        "day_indent": day,
        "code": paper.code,
        "address": paper.address,
        "qr": _qr(paper.address) if paper.address else "",
        "char": g.CHARACTER_POINTS,
        "line": g.LINE_POINTS,
    }


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, xmldecl=False, svgclass=None)
    return out.getvalue().decode()
