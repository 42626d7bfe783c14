"""Plain text: words in UTF-8, UTF-16 or GB 18030 without control characters. Web pages, SVG and scripts are none."""

import re
import unicodedata

_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|script|svg|iframe|object|embed|\?xml|\?php|body|head|math|foreignobject)\b|<\?xml|<!--",
    re.I,
)
_SCRIPT = re.compile(r"\s*(?:#!|@echo\b|MIME-Version:|Content-Type:|Received:)", re.I)
MOST = 5 * 1024 * 1024


def is_text(data: bytes) -> bool:
    """Whether it decodes to words alone and is nothing that a browser or shell would run."""
    words = decoded(data)
    return (
        words is not None
        and b"%PDF-" not in data[:2048]  # which readers open although something stands before it
        and not _MARKUP.search(words)
        and not _SCRIPT.match(words)
        and not any(unicodedata.category(one) == "Cc" and one not in "\r\n\t\f" for one in words)
    )


def checked(data: bytes) -> tuple[str, str]:
    """Its media type and ending: comma-separated where its lines are."""
    lines = [line for line in (decoded(data) or "").splitlines() if line.strip()][:20]
    cut = bool(lines) and min(line.count(",") for line in lines) > 0
    return ("text/csv", "csv") if cut else ("text/plain", "txt")


def decoded(data: bytes) -> str | None:
    """The words, or None where it is no text in any of the three."""
    if len(data) > MOST:
        return None
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
