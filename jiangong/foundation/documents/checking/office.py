"""Office documents: Word, Excel, PowerPoint and WPS, old and new, OpenDocument, OFD. No macros, nothing fetched from outside."""

import io
import re
import zipfile

import olefile  # type: ignore[import-untyped]

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.checking import zips
from jiangong.foundation.documents.checking.reasons import Checked

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OOXML = "application/vnd.openxmlformats-officedocument."
# The part that makes a zip an office document → media type and ending.
_PARTS = {
    "word/document.xml": (f"{_OOXML}wordprocessingml.document", "docx"),
    "xl/workbook.xml": (f"{_OOXML}spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": (f"{_OOXML}presentationml.presentation", "pptx"),
    "OFD.xml": ("application/ofd", "ofd"),
}
_OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
# The stream that makes a compound file an office document → media type and ending.
_STREAMS = {
    "WordDocument": ("application/msword", "doc"),
    "Workbook": ("application/vnd.ms-excel", "xls"),
    "Book": ("application/vnd.ms-excel", "xls"),
    "PowerPoint Document": ("application/vnd.ms-powerpoint", "ppt"),
}
_OUTSIDE = re.compile(rb"""TargetMode\s*=\s*["']External["']""")
_LINK = re.compile(rb"""relationships/hyperlink["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_MOST_PART = 50 * 1024 * 1024


def is_office(data: bytes) -> bool:
    """Whether it is a zip or compound file with the part that makes it an office document. A broken one is one too."""
    if data.startswith(_OLE):
        return True
    if not data.startswith(zips.BEGINNING):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return bool(names & {*_PARTS, "xl/workbook.bin", "content.xml"})


def checked(data: bytes) -> tuple[str, str]:
    """Its media type and ending. Raises Refused: BROKEN, ENCRYPTED, ACTIVE with what was found, BOMB, UNKNOWN_TYPE."""
    return _compound(data) if data.startswith(_OLE) else _zipped(data)


def _zipped(data: bytes) -> tuple[str, str]:
    with zips.opened(data) as archive:
        zips.honest(archive)
        names = archive.namelist()
        found = _found_in(archive, names)
        if "xl/workbook.bin" in names:
            raise Refused(Checked.ACTIVE, what="二进制工作簿（XLSB）")
        if found:
            raise Refused(Checked.ACTIVE, what="、".join(sorted(found)))
        for part, known in _PARTS.items():
            if part in names:
                return known
        kind = (
            zips.read(archive, archive.getinfo("mimetype"), most=200).decode("ascii", "replace").strip()
            if "mimetype" in names
            else ""
        )
        if kind not in _OPEN_DOCUMENT:
            raise Refused(Checked.BROKEN)
        return kind, _OPEN_DOCUMENT[kind]


def _found_in(archive: zipfile.ZipFile, names: list[str]) -> set[str]:
    found = set()
    for name in names:
        low = name.lower()
        if (
            low.endswith(("vbaproject.bin", "vbadata.xml"))
            or low.startswith("basic/")
            or "/scripts/" in f"/{low}"
        ):
            found.add("宏")
        elif (
            "/activex/" in low
            or "/embeddings/" in low
            or low.endswith((".exe", ".dll", ".js", ".vbs", ".bat"))
        ):
            found.add("嵌入的对象")
        elif low.endswith(".rels"):
            if _leads_out(zips.read(archive, archive.getinfo(name), most=_MOST_PART)):
                found.add("从外面读取的内容")
        elif low == "[content_types].xml" and b"macroEnabled" in zips.read(
            archive, archive.getinfo(name), most=_MOST_PART
        ):
            found.add("宏")
    return found


def _leads_out(relations: bytes) -> bool:
    """Whether a part is fetched from outside: templates, frames, pictures. A link that a reader clicks is none."""
    return any(_OUTSIDE.search(one) and not _LINK.search(one) for one in _RELATION.findall(relations))


def _compound(data: bytes) -> tuple[str, str]:
    try:
        with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as file:
            entries = file.listdir(streams=True, storages=True)
    except (OSError, ValueError, IndexError, TypeError, RecursionError) as error:
        raise Refused(Checked.BROKEN) from error
    names = {part for path in entries for part in path}
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise Refused(Checked.ENCRYPTED)
    if names & {"Macros", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA"}:
        raise Refused(Checked.ACTIVE, what="宏")
    if names & {"ObjectPool", "Ole10Native", "\x01Ole10Native", "Package"} or any(
        one.startswith("MBD") for one in names
    ):
        raise Refused(Checked.ACTIVE, what="嵌入的对象")
    tops = {path[0] for path in entries if len(path) == 1}
    for stream, known in _STREAMS.items():
        if stream in tops:
            return known
    raise Refused(Checked.BROKEN)
