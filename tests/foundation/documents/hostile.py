"""Files that mean harm, made here: nothing of the kind lies in the repository."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image


def picture(kind: str = "JPEG", size=(40, 30), *, colour=(200, 30, 40), gps: bool = False) -> bytes:
    """A small picture; with where it was taken and by what, if `gps`."""
    image = Image.effect_noise(size, 90).convert("RGB") if kind == "JPEG" else Image.new("RGB", size, colour)
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "演示相机"
        exif[0x0112] = 6  # turned by a quarter
        exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 27.0, 0.0), 3: "E", 4: (121.0, 26.0, 0.0)})
    out = io.BytesIO()
    image.save(out, kind, **({"exif": exif} if gps else {}))
    return out.getvalue()


def pixel_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of some kilobytes that says it has 900 million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


def pdf(**root) -> bytes:
    """A PDF of one page; `root` goes into its catalogue."""
    file = pikepdf.new()
    file.add_blank_page(page_size=(595, 842))
    for name, value in root.items():
        file.Root[f"/{name}"] = value
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def action(kind: str, **more) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(Type=pikepdf.Name.Action, S=pikepdf.Name(f"/{kind}"), **more)


def pdf_with_annotation(**entries) -> bytes:
    file = pikepdf.new()
    page = file.add_blank_page(page_size=(595, 842))
    page.Annots = pikepdf.Array(
        [file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=[0, 0, 9, 9], **entries))]
    )
    out = io.BytesIO()
    file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def locked_pdf(user: str = "") -> bytes:
    file = pikepdf.new()
    file.add_blank_page()
    out = io.BytesIO()
    file.save(out, encryption=pikepdf.Encryption(owner="所有者", user=user))
    return out.getvalue()


def zipped(parts: dict[str, bytes], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def zip_that_lies() -> bytes:
    """Its directory says 10 bytes; it unpacks to five million."""
    true = zipped({"a.txt": b"a" * 5_000_000})
    return true.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 10))


def encrypted_zip() -> bytes:
    """The flag of encryption set in both headers."""
    data = bytearray(zipped({"a.txt": b"secret"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="http://example.com/x" TargetMode="External"/></Relationships>'
)


def word(more: dict[str, bytes] | None = None) -> bytes:
    """A real docx, with more parts."""
    import docx

    out = io.BytesIO()
    file = docx.Document()
    file.add_paragraph("演示")
    file.save(out)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | (more or {}))


def compound(*streams: str) -> bytes:
    """A compound file with these empty streams at the top: enough for whoever reads its directory."""
    sector = 512
    names = ["Root Entry", *streams]
    entries = b""
    for nth in range(-(-len(names) // 4) * 4):
        name = names[nth] if nth < len(names) else ""
        text = name.encode("utf-16-le")
        kind = 5 if nth == 0 else 2 if name else 0
        child = 1 if nth == 0 and streams else 0xFFFFFFFF
        right = nth + 1 if 0 < nth < len(names) - 1 else 0xFFFFFFFF
        entries += (
            text.ljust(64, b"\0")
            + struct.pack("<HBB", len(text) + 2 if name else 0, kind, 1)
            + struct.pack("<III", 0xFFFFFFFF, right, child)
            + b"\0" * 36
            + struct.pack("<IQ", 0xFFFFFFFE, 0)
        )
    directory = entries.ljust(-(-len(entries) // sector) * sector, b"\0")
    count = len(directory) // sector
    chain = [0xFFFFFFFD, *(n + 1 for n in range(1, count)), 0xFFFFFFFE]
    fat = b"".join(struct.pack("<I", one) for one in chain).ljust(sector, b"\xff")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 6
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<I", 0)
    )
    return head.ljust(sector, b"\xff") + fat + directory


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
