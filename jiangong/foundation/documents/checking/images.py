"""Images: counted before they are opened, then made anew from their pixels. Metadata, GPS and trailers do not survive."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from jiangong.foundation.common.refusals import Refused
from jiangong.foundation.documents.checking.reasons import Checked

MOST_PIXELS = 50_000_000  # a phone's 48-megapixel photo; 150 MB of memory as RGB
MOST_SIDE = 6_000  # pixels kept on the longer side: A3 at 360 dpi
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a")


@dataclass(frozen=True)
class Remade:
    data: bytes
    media_type: str
    ending: str


def is_image(data: bytes) -> bool:
    """Whether it begins as one of the image formats that are taken and its header can be read."""
    if not (data.startswith(_BEGINNINGS) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")):
        return False
    try:
        _opened(data).close()
    except Refused:
        return False
    except Image.DecompressionBombError:
        return True  # so large that Pillow would not even begin: `remade` says so
    return True


def remade(data: bytes) -> Remade:
    """The first frame, upright, as JPEG; as PNG where it is transparent or has few colours.

    Raises Refused(IMAGE_TOO_BIG) by the header alone, Refused(BROKEN).
    """
    try:
        with _opened(data) as image:
            pixels = image.width * image.height
            if pixels > MOST_PIXELS:
                raise Refused(Checked.IMAGE_TOO_BIG, pixels=pixels // 10_000, most=MOST_PIXELS // 10_000)
            flat = image.format in ("PNG", "GIF") or image.mode in ("1", "P", "L", "LA", "RGBA")
            image.draft("RGB", (MOST_SIDE, MOST_SIDE))  # JPEG: decoded no larger than needed
            image.load()
            upright = ImageOps.exif_transpose(image)
    except Image.DecompressionBombError as error:
        raise Refused(Checked.IMAGE_TOO_BIG, pixels="—", most=MOST_PIXELS // 10_000) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise Refused(Checked.BROKEN) from error
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    kept = upright.convert("RGBA" if clear else "RGB")
    kept.thumbnail((MOST_SIDE, MOST_SIDE))
    bare = Image.new(kept.mode, kept.size)  # a new image: nothing of the old one's info comes along
    bare.paste(kept)
    out = io.BytesIO()
    if clear or (flat and bare.getcolors(256) is not None):
        bare.save(out, "PNG", optimize=True)
        return Remade(out.getvalue(), "image/png", "png")
    bare.save(out, "JPEG", quality=88, optimize=True)
    return Remade(out.getvalue(), "image/jpeg", "jpg")


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is judged by us; broken metadata is thrown away anyway
            return Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise
    except (OSError, SyntaxError, ValueError) as error:
        raise Refused(Checked.BROKEN) from error
