"""Certificates on paper: the frame they share (certificate.typ), and the files, made on first use and kept.

A file lies in the storage as <folder>/<first two of the code>/<code>-<of what it was made>.pdf: what says something else is
another file, and what belongs to a code is found by it.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from jiangong.foundation.common.pdf import typeset, typeset_picture
from jiangong.foundation.common.qr import drawn_qr

FRAME = Path(__file__).parent / "certificate.typ"


def kept_paper(template: Path, facts: Mapping[str, str], *, folder: str, code: str, dated: date) -> bytes:
    """The paper as PDF/A-2b; printed and kept if it was not yet. `facts["address"]` is drawn as its QR.

    Raises CannotPrint if a character is in none of the fonts.
    """
    made_of = sha256(
        repr(sorted(facts.items())).encode() + template.read_bytes() + FRAME.read_bytes()
    ).hexdigest()[:16]
    name = f"{folder}/{code[:2]}/{code}-{made_of}.pdf"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            return bytes(file.read())
    made = typeset(template, {**facts, "qr": drawn_qr(facts["address"])}, dated=dated)
    default_storage.save(name, ContentFile(made))
    return made


def paper_picture(template: Path, facts: Mapping[str, str]) -> bytes:
    """The paper as PNG, for phones that can keep a picture but not a file. Raises CannotPrint."""
    return typeset_picture(template, {**facts, "qr": drawn_qr(facts["address"])})


def delete_papers(folder: str, codes: Collection[str]) -> None:
    """Delete every paper that was kept under these codes."""
    wanted = set(codes)
    for part in sorted({code[:2] for code in wanted}):
        with suppress(FileNotFoundError):
            for name in default_storage.listdir(f"{folder}/{part}")[1]:
                if name.rsplit("-", 1)[0] in wanted:
                    default_storage.delete(f"{folder}/{part}/{name}")
