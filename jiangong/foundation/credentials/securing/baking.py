"""Credentials inside pictures, as Open Badges 3.0 bakes them: one file that people see and programs check.

PNG: an iTXt chunk with the keyword `openbadgecredential`. SVG: an element `openbadges:credential` with the text in CDATA.
"""

import re
import struct
import zlib

START = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
LARGEST = 1024 * 1024  # bytes of a picture that is looked into
_SVG = re.compile(
    rb"<openbadges:credential\b[^>]*>\s*<!\[CDATA\[(.*?)\]\]>\s*</openbadges:credential>", re.DOTALL
)


def into_png(picture: bytes, text: str) -> bytes:
    """The PNG with the credential before its end."""
    body = KEYWORD + b"\0\0\0\0\0" + text.encode()  # not compressed, no language, no translated keyword
    end = picture.rindex(b"\0\0\0\0IEND")
    return picture[:end] + _chunk(b"iTXt", body) + picture[end:]


def into_svg(picture: str, text: str) -> str:
    """The SVG with the credential as its first child."""
    if "]]>" in text:
        raise ValueError("this text cannot stand in CDATA")
    at = picture.index(">", picture.index("<svg")) + 1
    baked = (
        f'<openbadges:credential xmlns:openbadges="{NAMESPACE}"><![CDATA[{text}]]></openbadges:credential>'
    )
    return picture[:at] + baked + picture[at:]


def credential_in(data: bytes) -> bytes:
    """The credential in a file: a baked PNG or SVG, or the JSON itself. Raises ValueError for a picture without one."""
    if len(data) > LARGEST:
        raise ValueError("too large")
    if data.startswith(START):
        return _in_png(data)
    if b"<svg" in data[:4096]:
        found = _SVG.findall(data)
        if len(found) != 1:
            raise ValueError("not one credential in this picture")
        return bytes(found[0])
    return data.removeprefix(b"\xef\xbb\xbf").strip()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _in_png(data: bytes) -> bytes:
    at, found = len(START), []
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"iTXt" and body.startswith(KEYWORD + b"\0"):
            found.append(body)
        at += length + 12
    if len(found) != 1:
        raise ValueError("not one credential in this picture")
    return _itxt(found[0][len(KEYWORD) + 1 :])


def _itxt(rest: bytes) -> bytes:
    """The text of an iTXt chunk after its keyword: flag, method, language, translated keyword, text."""
    compressed, texts = rest[:1] == b"\1", rest[2:].split(b"\0", 2)
    if len(texts) != 3:
        raise ValueError("not an iTXt chunk")
    if not compressed:
        return texts[2]
    inflate = zlib.decompressobj()
    try:
        text = inflate.decompress(texts[2], LARGEST)
    except zlib.error as error:
        raise ValueError("not an iTXt chunk") from error
    return text
