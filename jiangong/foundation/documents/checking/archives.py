"""Zip archives: names, counts and sizes first, then each file inside is judged as if it came alone."""

import zipfile
from pathlib import PurePosixPath

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.checking import images, office, pdfs, texts, zips
from jiangong.foundation.documents.checking.reasons import Checked

MOST_FILES = 200
MOST_FILE = 50 * 1024 * 1024


def is_zip(data: bytes) -> bool:
    return data.startswith(zips.BEGINNING)


def checked(data: bytes) -> tuple[str, str]:
    """Its media type and ending. Raises Refused: BROKEN, ENCRYPTED, BOMB; NESTED for a file inside that is not taken;
    and what the files inside are refused for."""
    with zips.opened(data) as archive:
        parts = [part for part in archive.infolist() if not part.is_dir()]
        if len(parts) > MOST_FILES:
            raise Refused(Checked.BOMB)
        for part in parts:
            _check(archive, part)
    return "application/zip", "zip"


def _check(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    path = PurePosixPath(part.filename.replace("\\", "/"))
    shown = path.name[:60]
    if path.is_absolute() or ".." in path.parts or ":" in part.filename or part.external_attr >> 28 == 0xA:
        raise Refused(
            Checked.NESTED, name=shown
        )  # leads out of the folder it is unpacked in, or is a symbolic link
    if part.file_size > MOST_FILE:
        raise Refused(Checked.BOMB)
    inside = zips.read(archive, part)
    if not inside:
        return
    if images.is_image(inside):
        return
    if pdfs.is_pdf(inside):
        pdfs.checked(inside)
    elif office.is_office(inside):
        office.checked(inside)
    elif (
        inside[:4] == zips.BEGINNING
        or not texts.is_text(inside)
        or path.suffix.lower() not in (".txt", ".csv", ".md")
    ):
        raise Refused(Checked.NESTED, name=shown)
