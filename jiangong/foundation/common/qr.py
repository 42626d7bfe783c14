"""The QR of an address, for pages and for papers."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_of(address: str) -> SafeString:
    """The QR of an address as SVG, coloured by the page."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", border=2, xmldecl=False, svgns=False, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308  # made of our own address by segno


def drawn_qr(address: str) -> str:
    """The QR of an address as SVG for a paper: ink on its ground, without margin."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", border=0, xmldecl=False, dark="#1c2430", svgclass=None
    )
    return out.getvalue().decode()
