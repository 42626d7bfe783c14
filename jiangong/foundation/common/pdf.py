"""PDF for the archive (PDF/A-2b), typeset from a Typst template and facts.

Facts reach the template as JSON, never as source text, so nothing a person is called can become markup. Fonts come
from the Python package and, where the machine has them, Debian's Noto CJK; nothing else is looked at, so that the
same facts give the same file everywhere that has the same fonts. A character that none of them has is an error,
never a box.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import justmytype_intl_cjk  # type: ignore[import-untyped]
import typst

PACKAGED = Path(justmytype_intl_cjk.__file__).parent / "fonts" / "ofl" / "notosanssc"
ROOT = Path(__file__).parents[2]  # what a template may import: the frame of another room's papers
INSTALLED = Path("/usr/share/fonts/opentype/noto")
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class CannotPrint(Exception):
    """No installed font has these characters; nothing was printed."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


def typeset(template: Path, facts: Mapping[str, object], *, dated: date) -> bytes:
    """The PDF/A-2b file. `dated` is the day the document bears: the file says it was made then, so it is the same each time.

    Raises CannotPrint if a character is in none of the fonts.
    """
    return _compile(template, facts, format="pdf", pdf_standards=["a-2b"], timestamp=_midnight(dated))


def typeset_picture(template: Path, facts: Mapping[str, object], *, ppi: float = 144) -> bytes:
    """The first page as PNG, for phones that can keep a picture but not a file."""
    return _compile(template, facts, format="png", ppi=ppi)


def typeset_drawing(template: Path, facts: Mapping[str, object]) -> str:
    """The first page as SVG, its letters as outlines: it looks the same where no such font is."""
    return _compile(template, facts, format="svg").decode()


def _compile(template: Path, facts: Mapping[str, object], **how: Any) -> bytes:
    try:
        made: Any = typst.compile(
            str(template),
            root=str(ROOT),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"facts": json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)},
            **how,
        )
    except typst.TypstError as error:
        missing = "".join(dict.fromkeys("".join(_MISSING.findall(error.diagnostic))))
        if missing:
            raise CannotPrint(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), missing)) from error
        raise
    return bytes(made[0] if isinstance(made, list) else made)


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), ZoneInfo("Asia/Shanghai")).timestamp())


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts, looked through once a process."""
    paths = [str(path) for path in (PACKAGED, INSTALLED) if path.exists()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)
