"""PDF: every object is looked at. What acts by itself, leads out or hides a file is refused; nothing is rewritten."""

import io
from collections.abc import Iterator

import pikepdf

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.checking.reasons import Checked

MOST_OBJECTS = 200_000
MOST_PAGES = 2_000
# Keys and action types of ISO 32000 that act, call programs, send data, or carry another file; with how people call them.
_KEYS = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/XFA": "XFA 表单",
    "/EmbeddedFiles": "夹带的文件",
    "/EF": "夹带的文件",
    "/RichMedia": "富媒体",
    "/RichMediaContent": "富媒体",
    "/AA": "自动动作",
}
_ACTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "启动程序",
    "/SubmitForm": "提交表单",
    "/ImportData": "导入数据",
    "/GoToR": "打开别的文件",
    "/GoToE": "打开夹带的文件",
    "/Rendition": "多媒体",
    "/Movie": "多媒体",
    "/Sound": "多媒体",
    "/RichMediaExecute": "富媒体",
    "/SetOCGState": "",
}
_KINDS = {
    "/RichMedia": "富媒体",
    "/Movie": "多媒体",
    "/Sound": "多媒体",
    "/3D": "三维",
    "/Screen": "多媒体",
    "/FileAttachment": "夹带的文件",
}


def is_pdf(data: bytes) -> bool:
    """Whether a PDF begins within the first kilobyte, as readers accept it; only at the very start do we."""
    return data.startswith(b"%PDF-")


def checked(data: bytes) -> tuple[str, str]:
    """Its media type and ending. Raises Refused: BROKEN, ENCRYPTED, ACTIVE with what was found, BOMB for too many objects."""
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Refused(Checked.ENCRYPTED)
            if len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
                raise Refused(Checked.BOMB)
            if found := sorted(set(_active(pdf))):
                raise Refused(Checked.ACTIVE, what="、".join(found))
    except pikepdf.PasswordError as error:
        raise Refused(Checked.ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, RecursionError, TypeError, KeyError) as error:
        raise Refused(Checked.BROKEN) from error
    return "application/pdf", "pdf"


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        yield from _in(thing, 0)
    yield from _in(pdf.trailer, 0)


def _in(thing: object, depth: int) -> Iterator[str]:
    """What acts in one object and in what stands directly inside it; indirect ones are visited by themselves."""
    if depth > 40:
        raise ValueError("nested too deeply")
    if isinstance(thing, pikepdf.Array):
        for one in thing:
            if isinstance(one, pikepdf.Object) and not one.is_indirect:
                yield from _in(one, depth + 1)
        return
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key, value in thing.items():
        if key in _KEYS and not _empty(value):
            yield _KEYS[key]
        if key == "/S" and str(value) in _ACTIONS and _ACTIONS[str(value)]:
            yield _ACTIONS[str(value)]
        if key == "/Subtype" and str(value) in _KINDS:
            yield _KINDS[str(value)]
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _in(value, depth + 1)


def _empty(value: object) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary) and len(value) == 0
