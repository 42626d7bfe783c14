"""Checking a file that somebody hands in: what it is by its content, whether it can do harm, what is kept of it.

    checked = check(data, "照片.jpg", accepts=purpose.accepts, most_bytes=purpose.most_bytes)
    checked.data, checked.name, checked.media_type, checked.changed

The type is what the parser of that type says of the bytes, never the file's name. Images are made anew from their
pixels, so that neither metadata nor anything hidden behind them survives. Everything else is taken as it is or not at
all: a signed file must not be changed.
"""

from dataclasses import dataclass

import puremagic

from jiangong.foundation.common.attaching import ARCHIVE, IMAGE, OFFICE, PDF, TEXT
from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.checking import archives, images, office, pdfs, texts
from jiangong.foundation.documents.checking.reasons import FAMILIES, Checked
from jiangong.foundation.documents.formulas.names import normal_name

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class File:
    """What is kept: the bytes, the normalised name with the ending of its true type, its type, whether bytes were changed."""

    data: bytes
    name: str
    media_type: str
    family: str
    changed: bool = False


def check(data: bytes, name: str, *, accepts: frozenset[str], most_bytes: int) -> File:
    """The file as it may be kept; Refused(Checked.…) where it may not. `accepts` are families, `most_bytes` of what was sent."""
    if not data.strip(b"\x00 \r\n\t"):
        raise Refused(Checked.EMPTY)
    if len(data) > most_bytes:
        raise Refused(Checked.TOO_LARGE, size=-(-len(data) // MEGABYTE), most=max(1, most_bytes // MEGABYTE))
    said = "、".join(str(FAMILIES[one]) for one in FAMILIES if one in accepts)
    family = family_of(data)
    if family is None:
        raise Refused(Checked.UNKNOWN_TYPE, accepts=said)
    if family not in accepts:
        raise Refused(Checked.NOT_ACCEPTED, **{"is": FAMILIES[family], "accepts": said})
    if family == IMAGE:
        made = images.remade(data)
        return File(made.data, normal_name(name, made.ending), made.media_type, family, changed=True)
    media_type, ending = {
        PDF: pdfs.checked,
        OFFICE: office.checked,
        TEXT: texts.checked,
        ARCHIVE: archives.checked,
    }[family](data)
    return File(data, normal_name(name, ending), media_type, family)


def family_of(data: bytes) -> str | None:
    """The family that the bytes belong to; None for all that is never taken: programs, web pages, SVG, other archives."""
    if images.is_image(data):
        return IMAGE
    if pdfs.is_pdf(data):
        return PDF
    if office.is_office(data):
        return OFFICE
    if archives.is_zip(data):
        return ARCHIVE
    if texts.is_text(data) and not _known_as_other(data):
        return TEXT
    return None


def _known_as_other(data: bytes) -> bool:
    """Whether a text is known to be something that acts when it is opened: a web page, a script, a mail."""
    try:
        found = puremagic.magic_string(data[:4096])
    except puremagic.PureError:
        return False
    return any(one.confidence >= 0.4 and one.mime_type not in ("", "text/plain", "text/csv") for one in found)
