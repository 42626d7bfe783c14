"""What a zip says of itself and what it really holds: counted before it is unpacked, and while it is."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.checking.reasons import Checked

BEGINNING = b"PK\x03\x04"
MOST_ENTRIES = 2_000
MOST_INFLATED = 400 * 1024 * 1024
MOST_RATIO = 200  # as for spreadsheets: honest files stay below 60
RATIO_MATTERS_FROM = 20 * 1024 * 1024
_BITE = 64 * 1024


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, after its directory was judged. Raises Refused: BROKEN, ENCRYPTED, BOMB."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            inflated = sum(part.file_size for part in parts)
            if (
                len(parts) > MOST_ENTRIES
                or inflated > MOST_INFLATED
                or inflated > max(MOST_RATIO * len(data), RATIO_MATTERS_FROM)
                or _overlapping(parts)
            ):
                raise Refused(Checked.BOMB)
            if any(part.flag_bits & 0x1 for part in parts):
                raise Refused(Checked.ENCRYPTED)
            yield archive
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Refused(Checked.BROKEN) from error


def read(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, most: int = MOST_INFLATED) -> bytes:
    """One part, unpacked a bite at a time and never past what the directory says, nor past `most`."""
    out = bytearray()
    with archive.open(part) as file:
        while bite := file.read(_BITE):
            out += bite
            if len(out) > min(part.file_size, most):
                raise Refused(Checked.BOMB)
    return bytes(out)


def honest(archive: zipfile.ZipFile) -> None:
    """Unpack everything in bites, keeping nothing: sizes in the directory may be lies. Raises Refused(BOMB), BadZipFile."""
    for part in archive.infolist():
        size = 0
        with archive.open(part) as file:
            while bite := file.read(_BITE):
                size += len(bite)
                if size > part.file_size:
                    raise Refused(Checked.BOMB)


def _overlapping(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether entries share bytes, as in bombs that need no nesting."""
    ends = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        if part.header_offset < ends:
            return True
        ends = part.header_offset + 30 + part.compress_size
    return False
