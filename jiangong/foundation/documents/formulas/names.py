"""The name of a file that somebody hands in, made harmless: one name, no path, no invisible signs, the ending of its true type."""
# not law in this file (100): the length of a file's name

import re
import unicodedata

MOST = 100  # characters, without the ending
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.I)
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}\Z")


def normal_name(name: str, ending: str) -> str:
    """`name` as people see it, without what misleads them or a file system; `ending` is the true one, without dot.

    Of a path only the last part counts; what is empty then is called 附件.
    """
    words = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    words = "".join(one for one in words if unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    words = _FORBIDDEN.sub("_", words)
    while _ENDING.search(words):  # 合同.pdf.exe is shown by no ending but its own
        words = _ENDING.sub("", words)
    words = " ".join(words.split()).strip(". ")[:MOST].strip(". ")
    if not words or _RESERVED.match(words):
        words = f"附件{words and '_'}{words}"
    return f"{words}.{ending}"
