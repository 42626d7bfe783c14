"""QR codes of tickets."""

import io

import segno


def qr_of(text: str) -> str:
    """The QR of a text as SVG."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=2, xmldecl=False, svgclass=None, omitsize=True)
    return out.getvalue().decode()
